"""Text to tree: one lxml parse that survives anything the web serves.

libxml2 stops at 2,048 open elements and drops the rest of the page, so in deeper pages the
innermost wrappers are taken out and the page is parsed again. Nothing here raises on bad markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from crawler.extraction.words import names

#: Beyond this many characters a page is cut; no municipal page comes near.
MAX_CHARS = 20_000_000
_PARSER_DEPTH = 2040
#: Blocks nested deeper than this are not read one by one: they lose their wrappers.
MAX_DEPTH = 300
_CONTROLS = bytes([*range(9), 0x0B, *range(0x0E, 0x20), 0x7F])
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)[^<>]*>")
#: libxml2 drops what follows the first of these, and pages go on after a misplaced one.
_EARLY_END = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
_HEAD = names("title meta link base script style noscript template")
_VOID = names("area base br col embed hr img input link meta source track wbr")


@dataclass(slots=True)
class Parsed:
    """The root element (always there), and issue codes."""

    root: etree._Element
    issues: list[str] = field(default_factory=list)


def parse(text: str, *, unwrap: bool = False, encoded: bytes | None = None) -> Parsed:
    """Parse HTML text; the root is an empty ``html`` element when there is nothing to parse.

    ``encoded`` is the text in UTF-8, when that is at hand. ``unwrap`` takes out what is nested
    too deep to be read (`MAX_DEPTH`), and says so.
    """
    issues = []
    if len(text) > MAX_CHARS:
        text, issues, encoded = text[:MAX_CHARS], ["too_long"], None
    root = _tree(_clean(text, encoded))
    if root is not None and (unwrap or _stopped_short(root)):
        issues.append("too_deep")
        root = _tree(_clean(_unwrapped(text)))
    if root is None:
        root = _repaired(text)
    if root is None:
        return Parsed(etree.Element("html"), [*issues, "empty_body"])
    _open_body(root)
    return Parsed(root, issues)


def _open_body(root: etree._Element) -> None:
    """Move content out of the head: libxml2 lets no element of HTML 5 open the body."""
    head = root.find("head")
    if head is None:
        return
    inside = list(head)
    first = next((n for n, child in enumerate(inside) if child.tag not in _HEAD), None)
    if first is None:
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    for place, child in enumerate(inside[first:]):
        body.insert(place, child)


def _clean(text: str, encoded: bytes | None = None) -> bytes:
    """UTF-8 without the control characters and end tags that would end the parse."""
    body = (encoded or text.encode("utf-8", "replace")).translate(None, _CONTROLS)
    return _EARLY_END.sub(b"", body)


def _tree(body: bytes) -> etree._Element | None:
    parser = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        collect_ids=False,
    )
    try:
        root: etree._Element | None = etree.fromstring(body, parser)
    except etree.LxmlError:
        return None
    return root


def _repaired(text: str) -> etree._Element | None:
    """Last resort for what lxml refuses: the more patient parser behind bs4, then lxml again."""
    if "<" not in text and not text.strip():
        return None
    from bs4 import BeautifulSoup

    mended = BeautifulSoup(text, "html.parser").decode()
    return _tree(f"<html><body>{mended}</body></html>".encode("utf-8", "replace"))


def _stopped_short(root: etree._Element) -> bool:
    """The parser gives up at its depth limit, so there the last element lies that deep."""
    element, depth = root, 0
    try:
        while True:
            element, depth = element[-1], depth + 1
    except IndexError:
        return depth >= _PARSER_DEPTH


def _unwrapped(text: str) -> str:
    """The same markup without the tags of elements nested deeper than the parser can follow."""
    open_tags: list[str] = []
    kept: list[str] = []
    end = 0
    for tag in _TAG.finditer(text):
        closing, name = tag[1], tag[2].lower()
        if name in _VOID:
            continue
        deep = len(open_tags) > MAX_DEPTH
        if not closing:
            open_tags.append(name)
        elif open_tags and open_tags[-1] == name:
            open_tags.pop()
        if deep:
            kept += (text[end : tag.start()], " ")
            end = tag.end()
    kept.append(text[end:])
    return "".join(kept)
