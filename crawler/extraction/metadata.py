"""What a page says of itself in its head and headers: evidence beside what it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

_MOST_JSON = 400_000
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*")


@dataclass(slots=True)
class Metadata:
    """Head and headers in plain values; ``properties`` are meta tags by lower-case name."""

    title: str = ""
    base: str = ""
    canonical: str | None = None
    language: str | None = None
    noarchive: bool = False
    refreshes: bool = False
    properties: dict[str, str] = field(default_factory=dict)
    linked_data: list[dict[str, Any]] = field(default_factory=list)

    def first(self, *names: str) -> str | None:
        """The first meta tag of these names that says anything."""
        return next((self.properties[n] for n in names if self.properties.get(n)), None)

    def stated(self, name: str) -> Iterator[Any]:
        """Values of a property over all JSON-LD objects, in order."""
        return (item[name] for item in self.linked_data if item.get(name))


def read_metadata(
    root: etree._Element, url: str, headers: Mapping[str, str] | None = None
) -> Metadata:
    """Read head and headers. Addresses come out absolute."""
    found = Metadata(base=url)
    for element in root.iter("title", "meta", "link", "base", "script"):
        tag = element.tag
        parent = element.getparent()
        if tag == "title" and not found.title and (parent is None or parent.tag != "svg"):
            found.title = " ".join((element.text or "").split())
        elif tag == "meta":
            _meta(element, found)
        elif tag == "base" and found.base == url and element.get("href"):
            found.base = absolute(url, element.get("href") or "") or url
        elif tag == "link" and (element.get("rel") or "").lower() == "canonical":
            found.canonical = found.canonical or element.get("href")
        elif tag == "script" and "ld+json" in (element.get("type") or "").lower():
            found.linked_data += _linked_data(element.text or "")
    if found.canonical is not None:
        found.canonical = absolute(found.base, found.canonical)
    _language(root, found, headers or {})
    robots = ",".join(v for k, v in (headers or {}).items() if k.lower() == "x-robots-tag")
    robots += "," + (found.properties.get("robots") or "")
    found.noarchive = bool(re.search(r"\b(noarchive|none)\b", robots.lower()))
    return found


def absolute(base: str, href: str) -> str | None:
    """An address made absolute, or None when it is no web address at all."""
    href = "".join(href.split("\n")).strip()
    if not href or '"' in href or "\\" in href:
        return None
    try:
        joined = urljoin(base, href)
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.netloc else None


def _meta(element: etree._Element, found: Metadata) -> None:
    name = element.get("property") or element.get("name") or element.get("itemprop")
    content = element.get("content")
    if name and content:
        found.properties.setdefault(name.strip().lower(), " ".join(content.split()))
    kind = (element.get("http-equiv") or "").lower()
    if kind == "refresh":
        found.refreshes = True
    elif kind == "content-language" and content:
        found.properties.setdefault("content-language", content.strip())


def _language(root: etree._Element, found: Metadata, headers: Mapping[str, str]) -> None:
    stated = (
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        root.get("xml:lang"),
        found.properties.get("content-language"),
        next((v for k, v in headers.items() if k.lower() == "content-language"), None),
        (found.properties.get("og:locale") or "").replace("_", "-"),
    )
    for value in stated:
        if value and (hit := _LANGUAGE.match(value.strip())):
            primary, _, rest = hit[0].partition("-")
            found.language = primary.lower() + (f"-{rest}" if rest else "")
            return


def _linked_data(text: str) -> list[dict[str, Any]]:
    """The objects of one JSON-LD script, graphs opened; broken scripts give nothing."""
    if len(text) > _MOST_JSON:
        return []
    try:
        data = json.loads(text.strip().removeprefix("<![CDATA[").removesuffix("]]>"), strict=False)
    except (ValueError, RecursionError):
        return []
    items = data if isinstance(data, list) else [data]
    opened: list[dict[str, Any]] = []
    for item in items:
        if isinstance(item, dict):
            graph = item.get("@graph")
            inner = graph if isinstance(graph, list) else [item]
            opened += [one for one in inner if isinstance(one, dict)]
    return opened
