"""Whose page it is: the publisher's name as the page says it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.extraction.metadata import Metadata
from crawler.extraction.offices import (
    bare_name,
    is_body,
    is_full_name,
    is_kind,
    opens_as_body,
)
from crawler.extraction.reading import Reading
from crawler.extraction.words import key

_NO_NAME = re.compile(
    r"^\w*BIP$|\.(?:txt|html?|php)\b|://|@|\d{4}-\d\d-\d\d|\b(?:19|20)\d\d\b.*\d\d:\d\d"
)
_HOST = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+")
_SPLIT = re.compile(r"\s+[-–—|•:»]+\s+|\s*\|\s*|\s*::\s*|:\s+")
_RIGHTS = re.compile(
    r"(?:©|\(c\)(?:opyright)?|copyright|prawa zastrzeżone)(?:[\s©,:-]|\(c\)|copyright)*"
    r"(?:(?:19|20)\d\d)?(?:\s*[-–]\s*(?:19|20)\d\d)?[\s,:-]*(?:by\s+)?([^|•\n]{4,90})",
    re.I,
)
_CARD = re.compile(r"\b\d\d-\d{3}\b|\b(?:NIP|REGON|[Tt]el)\b")
_PLACE = re.compile(r"we? [A-ZŁŚŻĆ][\w -]{2,40}")
#: A card of contact data: a name and, this many lines down, its address.
_CARD_LINES, _MOST_NAMES = 4, 3
_LONGEST_OFFER = 300
#: Trust from which on a place is one where sites show their name.
_SHOWN = 0.8
#: Places for a name: how far to trust a body's full name there.
_LINES = (("footer", 0.15), ("main", 0.1), ("navigation", 0.05))


def find_site_name(reading: Reading, meta: Metadata, title: str | None) -> str | None:
    """The name of the office or body, as printed; None when nothing names it.

    ``title`` is the page's own title: what the head says beside it is the site.
    """
    best, best_score = None, 0.0
    names = []
    head = key(meta.title)
    for text, trust in _offers(reading, meta, key(title or "")):
        name = bare_name(text[:_LONGEST_OFFER])
        if not 3 < len(name) <= 140 or _NO_NAME.search(name) or is_kind(name):
            continue
        names.append(name)
        said_twice = trust >= _SHOWN and key(name) in head
        score = trust + _likely(name) + (0.3 if said_twice else 0)
        if score > best_score:
            best, best_score = name, score
    return _with_place(best, names)


def _likely(name: str) -> float:
    """How much a text looks like the name of a body: short, and beginning with its kind."""
    score = -0.004 * len(name)
    if opens_as_body(name):
        return score + 1.0
    if is_body(name):
        return score + 0.7
    return score - 0.6 if _HOST.fullmatch(name) else score


def _with_place(name: str | None, names: list[str]) -> str | None:
    """A name cut off before its place, as another part of the page has it in full."""
    longer = [
        one
        for one in names
        if name and re.match(rf"{re.escape(name)} we? (?:[A-ZŁŚŻĆ][\w-]+ ?){{1,3}}$", one)
    ]
    return min(longer, key=len, default=name)


def _offers(reading: Reading, meta: Metadata, title: str) -> Iterator[tuple[str, float]]:
    """Texts that may be the name, with how far to trust the place they stand in."""
    if name := meta.first("og:site_name", "application-name", "dcterms.publisher", "dc.publisher"):
        yield name, 0.9
    for publisher in meta.stated("publisher"):
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            yield publisher["name"], 0.9
    for line, owner in zip(reading.lines, reading.owner, strict=True):
        if owner == "header" and line.text:
            whole = " ".join(line.text.split())
            text = whole if len(whole) < 80 else line.text.split("\n", 1)[0]
            yield text, 1.0 if line.level or line.picture else 0.8
        elif owner == "footer" and (hit := _RIGHTS.search(line.text)):
            yield hit[1].strip(" .,-"), 0.5
        elif line.picture is not None and line.key.startswith("herb "):
            yield line.text, 0.5
    for owner, trust in _LINES:
        yield from ((text, trust) for text in _full_names(reading, owner))
    yield from _in_head(meta, title)


def _in_head(meta: Metadata, title: str) -> Iterator[tuple[str, float]]:
    """The parts of the document's title; beside that of the page stands the site's."""
    parts = [part for part in _SPLIT.split(meta.title) if part.strip()]
    paged = len(parts) > 1 and title in map(key, parts)
    others = [part for part in parts if not paged or key(part) != title]
    for part in others:
        if is_body(part):
            yield part, 0.6
        elif key(part) != title:
            yield part, 0.45 if paged and part is others[0] else 0.05


def _full_names(reading: Reading, owner: str) -> list[str]:
    """Short lines that are the full name of a body ("Zakład Opieki Zdrowotnej w ...").

    In the main content only above an address or the like: lists of schools name nobody's site.
    """
    found: list[str] = []
    lines = reading.lines
    for index, whose in enumerate(reading.owner):
        line = lines[index]
        linked = line.links and owner != "footer"
        if whose != owner or line.picture is not None or linked or len(line.text) >= 300:
            continue
        first = line.text.split("\n", 1)[0]
        if not 12 < len(first) < 100 or not is_full_name(first):
            continue
        below = [one.text for one in lines[index : index + _CARD_LINES]]
        if owner == "main" and not _CARD.search("\n".join(below)):
            continue
        placed = len(below) > 1 and first == line.text and _PLACE.fullmatch(below[1])
        found.append(f"{first} {below[1]}" if placed else first)
        if len(found) == _MOST_NAMES:
            break
    return found
