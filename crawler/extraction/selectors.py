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
    found = selector(reading.outline.nodes[0].element.getroottree().getroot())
    return [e for e in found if isinstance(e, etree._Element)] if isinstance(found, list) else []


def nodes(reading: Reading, name: str) -> list[Node]:
    """The blocks those elements are."""
    wanted = set(elements(reading, name))
    return [node for node in reading.outline.nodes if node.element in wanted] if wanted else []


def select_text(reading: Reading, name: str) -> str | None:
    """Text of the first element the selector matches that has any, or what a meta tag states."""
    for element in elements(reading, name):
        stated = element.get("content") if element.tag == "meta" else None
        said = stated or "".join(map(str, element.itertext()))
        if text := " ".join(said.split()):
            return text
    return None


def select_date(reading: Reading, name: str) -> str | None:
    """What the first such element says of a day: its ``datetime`` where it has one, or its text."""
    for element in elements(reading, name):
        if stated := element.get("datetime"):
            return stated
    return select_text(reading, name)


def select_line(reading: Reading, name: str) -> int | None:
    """The first line of text in what the selector matches; None where it matches no text."""
    text = select_text(reading, name)
    if text is None:
        return None
    around = nodes(reading, name)
    inside = (i for node in around for i in range(node.first, node.last))
    for index in inside if around else range(len(reading.lines)):
        line = reading.lines[index]
        if line.picture is None and (around or " ".join(line.text.split()) == text):
            return index
    return None


def is_selected(reading: Reading, name: SectionName) -> bool:
    """Whether the profile has said where a section is, and it was there."""
    find = reading.finds.get(name)
    return find is not None and find.by == "selector"


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
