"""Selectors of a city profile: where one is given, it wins over every rule."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree
from lxml.cssselect import CSSSelector

from archive.model import SectionName
from crawler.extraction.outline import Node
from crawler.extraction.reading import Find, Reading

_SECTIONS: tuple[SectionName, ...] = (
    "header", "badges", "navigation", "breadcrumb", "newsletter", "footer",
)  # fmt: skip


@lru_cache(maxsize=500)
def _compiled(selector: str) -> CSSSelector | None:
    try:
        return CSSSelector(selector)
    except (etree.LxmlError, ValueError, SyntaxError):
        return None


def elements(reading: Reading, name: str) -> list[etree._Element]:
    """Elements the profile's selector of that name matches, in document order."""
    selector = _compiled(reading.selectors[name]) if name in reading.selectors else None
    if selector is None or not reading.outline.nodes:
        return []
    found = selector(reading.outline.nodes[0].element)
    return [e for e in found if isinstance(e, etree._Element)] if isinstance(found, list) else []


def nodes(reading: Reading, name: str) -> list[Node]:
    """The blocks those elements are."""
    wanted = set(elements(reading, name))
    return [node for node in reading.outline.nodes if node.element in wanted] if wanted else []


def select_text(reading: Reading, name: str) -> str | None:
    """Text of the first element the selector matches."""
    for element in elements(reading, name):
        if text := " ".join("".join(map(str, element.itertext())).split()):
            return text
    return None


def apply_selectors(reading: Reading) -> None:
    """Claim the lines the profile points at, and take out what it says is never content."""
    if not reading.selectors:
        return
    for node in nodes(reading, "drop"):
        reading.claim(node.first, node.last, "noise")
    for name in _SECTIONS:
        for node in nodes(reading, name):
            reading.claim(node.first, node.last, name)
            reading.finds[name] = Find("selector", 1.0)
