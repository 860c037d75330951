"""What a page needs to look as it did: style sheets, logos, badges. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import urljoin

#: "look": style sheets and pictures outside the main content. "all": every picture and script.
Wanted = str

_TAG = re.compile(rb"<(link|img|script|source|base)\b([^>]{1,4000})>", re.IGNORECASE)
_LOOK_TAGS = frozenset(("base", "link", "img"))
_ALL_TAGS = _LOOK_TAGS | {"script", "source"}
_ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_CSS_ADDRESS = re.compile(
    r"""(?:url\(\s*(?:"([^"]{1,2000})"|'([^']{1,2000})'|([^)"'\s]{1,2000}))\s*\)"""
    r"""|@import\s+(?:"([^"]{1,2000})"|'([^']{1,2000})'))""",
    re.IGNORECASE,
)


def page_requisites(
    body: bytes, url: str, *, wanted: Wanted = "look", content_images: Iterable[str] = ()
) -> list[str]:
    """Absolute addresses a page needs, in the order they stand, each once.

    ``body`` is HTML in an encoding that keeps ASCII. ``content_images`` are the pictures of the
    main content: they are wanted only with "all".
    """
    if wanted == "none":
        return []
    everything = wanted == "all"
    skipped = frozenset() if everything else frozenset(content_images)
    found: dict[str, None] = {}
    base = url
    for tag, attributes in _tags(body, _ALL_TAGS if everything else _LOOK_TAGS):
        if tag == "base":
            base = _join(url, attributes.get("href", "")) or base
            continue
        for address in _addresses(tag, attributes, everything=everything):
            absolute = _join(base, address)
            if absolute and absolute not in skipped:
                found.setdefault(absolute)
    return list(found)


def style_requisites(body: bytes, url: str) -> list[str]:
    """Absolute addresses a style sheet imports or paints with, each once."""
    found: dict[str, None] = {}
    for match in _CSS_ADDRESS.finditer(body.decode("utf-8", "replace")):
        address = next((group for group in match.groups() if group), "")
        absolute = _join(url, address)
        if absolute:
            found.setdefault(absolute)
    return list(found)


def _tags(body: bytes, wanted: frozenset[str]) -> Iterator[tuple[str, dict[str, str]]]:
    for match in _TAG.finditer(body):
        tag = match[1].decode().lower()
        if tag not in wanted:
            continue
        written = match[2].decode("latin-1")
        attributes = {
            name.lower(): unescape(double or single or bare)
            for name, double, single, bare in _ATTRIBUTE.findall(written)
        }
        yield tag, attributes


def _addresses(tag: str, attributes: dict[str, str], *, everything: bool) -> Iterator[str]:
    if tag == "link":
        relation = attributes.get("rel", "").lower().split()
        if "stylesheet" in relation or "icon" in relation:
            yield attributes.get("href", "")
    elif tag == "img":
        yield attributes.get("src", "")
        if everything:
            yield from _source_set(attributes.get("srcset", ""))
    elif everything and tag == "script":
        yield attributes.get("src", "")
    elif everything and tag == "source":
        yield from _source_set(attributes.get("srcset", "") or attributes.get("src", ""))


def _source_set(value: str) -> Iterator[str]:
    for candidate in value.split(","):
        address = candidate.strip().split(" ")[0]
        if address:
            yield address


def _join(base: str, address: str) -> str | None:
    address = address.strip()
    if not address or address.startswith(("data:", "#", "javascript:", "about:")):
        return None
    try:
        absolute = urljoin(base, address).partition("#")[0]
    except ValueError:
        return None
    return absolute if absolute.startswith(("http://", "https://")) else None
