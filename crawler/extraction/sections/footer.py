"""Footer: contact, legal links and credits after the content.

Marked footers are believed when no content follows them. Where nothing is marked, the line of
copyright or credit near the end tells which block the footer is.
"""

from __future__ import annotations

import re

from crawler.extraction.attachments import is_document
from crawler.extraction.outline import Line, Node
from crawler.extraction.reading import Find, Reading, hidden_kind, mass
from crawler.extraction.selectors import is_selected
from crawler.extraction.words import AROUND, flat, fold, opening

_RIGHTS = re.compile(
    r"©|\(c\)\s|copyright|wszelkie prawa|wszystkie prawa|prawa zastrzezone|prawa autorskie"
    r"|all rights reserved|polityka prywatnosci|deklaracja dostepnosci|polityka (?:plikow )?cookies"
    r"|klauzula informacyjna|ochrona danych osobowych|^rodo$"
)
_ADDRESS = re.compile(
    r"\d\d-\d{3}\s+[A-ZŁŚŻĆ]|\b(?:tel|fax|faks|NIP|REGON)\b|[Tt]elefon|@|e-mail|ePUAP|"
    r"[Gg]odziny (?:pracy|otwarcia|urz)"
)
_PARTS = re.compile(r"\n|\s[|•]\s")
_LAST_LINES = 60
_SMALL = 2500


def claim(reading: Reading) -> None:
    """Mark the lines of the footer; main must have its lines by now and may lose the last ones."""
    if is_selected(reading, "footer"):
        return
    main = [i for i, owner in enumerate(reading.owner) if owner == "main"]
    for find in (_heading, _marked, _credited):
        if find(reading, main):
            return
    _last_block(reading, main[-1] + 1 if main else 0)


def _take(reading: Reading, first: int, find: Find) -> None:
    """The footer reaches to the page's end, but for notices that float above the page."""
    first = _with_address(reading, first)
    for index in range(first, len(reading.lines)):
        line = reading.lines[index]
        region = line.region
        if region in ("cookie", "newsletter", "share") and not _legal_link(line):
            if reading.owner[index] == "main":
                reading.owner[index] = None
        elif reading.owner[index] in (None, "main"):
            reading.owner[index] = "footer"
    reading.finds["footer"] = find


def _with_address(reading: Reading, first: int) -> int:
    """The footer's first line, with the lines of address and phone that stand right above it."""
    start = first
    for index in range(first - 1, max(-1, first - 12), -1):
        line = reading.lines[index]
        if reading.owner[index] is not None or line.region not in ("", "ads"):
            break
        if line.picture is None and _ADDRESS.search(line.text):
            start = index
    return start


def _legal_link(line: Line) -> bool:
    """A link to the site's own rules, not the notice that floats above the page."""
    return len(line.text) < 45 and line.links > 0 and _RIGHTS.search(fold(line.text)) is not None


def _content_before(reading: Reading, main: list[int], index: int) -> bool:
    """Whether nearly all of the main content stands before a line."""
    lines = reading.lines
    before = sum(mass(lines[i]) + 5 for i in main if i < index)
    rest = [i for i in main if i >= index and not is_credit(lines[i])]
    after = sum(mass(lines[i]) + 5 for i in rest)
    return after <= 0.12 * (before + after) or (len(rest) <= 2 and after < 40 < before)


def _heading(reading: Reading, main: list[int]) -> bool:
    for index, line in enumerate(reading.lines):
        if hidden_kind(line) != "footer" or not (line.unseen or line.level or len(line.key) > 6):
            continue
        if _content_before(reading, main, index):
            reading.owner[index] = "heading"
            _take(reading, index + 1, Find("hidden heading", 0.95, line.text))
            return True
    return False


def _marked(reading: Reading, main: list[int]) -> bool:
    """The first block marked as footer with next to no content after it."""
    for node, region in zip(reading.outline.nodes, reading.regions, strict=True):
        if region != "footer" or node.last == node.first:
            continue
        if _content_before(reading, main, node.first):
            by = "landmark" if node.tag == "footer" else "id or class"
            _take(reading, node.first, Find(by, 0.9))
            return True
    return False


def _credited(reading: Reading, main: list[int]) -> bool:
    """The block around a copyright or credit line near the end of the page."""
    lines = reading.lines
    for index in range(max(0, len(lines) - _LAST_LINES), len(lines)):
        if lines[index].region in ("cookie", "header", "navigation"):
            continue
        if is_credit(lines[index]) and _content_before(reading, main, index):
            node = _outermost(reading, main, index)
            _take(reading, node.first, Find("cue words", 0.7))
            return True
    return False


def is_credit(line: Line) -> bool:
    """A line of copyright, legal links or a maker's name."""
    if line.picture is not None or not line.text or len(line.text) > 400:
        return False
    if _RIGHTS.search(fold(line.text)):
        return len(line.text) <= 250
    if is_document(line.href):
        return False
    return any(len(part) <= 100 and _names_maker(part) for part in _PARTS.split(line.text))


def _names_maker(part: str) -> bool:
    """A label of credits, alone or before a name: "Projekt umowy" is none."""
    text = part.strip(AROUND)
    low = flat(text)
    for kind in ("labels", "product"):
        if hit := opening("vendor", kind).match(low):
            rest = text[hit.end() :].lstrip()
            called = not rest[:1].islower() or "." in rest.split(None, 1)[0]
            if called or hit[0].endswith(("by", "przez")):
                return True
    return False


def _outermost(reading: Reading, main: list[int], index: int) -> Node:
    """The largest block around a line that is small enough and holds next to no content."""
    outline = reading.outline
    best = outline.nodes[reading.lines[index].node]
    for node in outline.ancestors(best.index):
        if outline.chars(node.first, node.last) > _SMALL:
            break
        if not _content_before(reading, main, node.first):
            break
        if any(reading.regions[i] == "aside" for i in range(node.index, node.end)):
            break
        best = node
    return best


def _last_block(reading: Reading, content_end: int) -> None:
    """With no word to go by, the page's last block after the content, when it is small."""
    last = len(reading.lines) - 1
    while last >= content_end and (
        reading.owner[last] is not None
        or reading.lines[last].region in ("cookie", "aside", "search", "share", "ads")
        or not reading.lines[last].text
    ):
        last -= 1
    if last < content_end:
        return
    main = [i for i, owner in enumerate(reading.owner) if owner == "main"]
    node = _outermost(reading, main, last)
    if node.first >= content_end and node.last - node.first <= 20:
        _take(reading, node.first, Find("position", 0.3))
