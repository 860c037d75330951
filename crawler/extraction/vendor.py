"""Who made the site: the contractor credited in the footer.

The name stands after its label ("Realizacja: IDcom.pl"), before it (a logo, then "Projekt i
realizacja:"), or in a logo link alone. A contractor counts before a product ("cms: X,
wykonanie: Y" is Y). "Realizacja projektu ..." in running text is no credit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from crawler.extraction.outline import Line
from crawler.extraction.reading import Reading
from crawler.extraction.selectors import select_text
from crawler.extraction.words import flat, fold, vocabulary

_END = re.compile(
    r"\s[|•·]\s?|\n|\s{2,}|\s[-–—]\s|;|©|\(c\)|copyright|wszelkie|wszystkie|prawa"
    r"|,?\s(?:cms|hosting|design"
    r"|wykonanie|realizacja|projekt|grafika|administracja|opieka|kodowanie)\s?:"
)
_JOIN = re.compile(r"^\s*(?:[:\-–—|/»>]|by\b|przez\b|firma\b|agencja interaktywna\s(?=:))*\s*")
_NO_NAME = re.compile(
    r"^(?:projektu?|strony|serwisu|www|witryny|portalu|zada[nń]|wsp[oó]|dofinans|techniczn|i |oraz "
    r"|w ramach|inwestycji|program|copyright|©|wszelkie|wszystkie|polityka|deklaracja|rss|mapa"
    r"|kontakt|tel|ul\.|do g)",
    re.I,
)
_SELLS = re.compile(
    r"(?:tworzenie|projektowanie|projekty) stron|strony (?:internetowe|www)|agencja interaktywna"
    r"|software house|webdesign|web design|systemy? (?:cms|bip)|biuletyny? informacji publicznej -"
)
_MADE_BY = re.compile(r"\bby ([\w .&-]{2,40}?) (?:tworzenie stron|strony www)")
#: What was made, between a label and its colon: "Wdrożenie TYPO3: Macierz".
_OF_WHAT = re.compile(r"^\s+(?!tel|fax|e-?mail|www)[\w.]+:\s+(?=\S)", re.I)
_LOGO_WORDS = re.compile(
    r"^(?:logo(?:typ)?|ikona|baner|link do|strona|firmy)\s+(?:firmy\s+)?", re.I
)
_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?(?=[\w-]+\.\w)")
_LAST_LINES = 40
_LONGEST = 300


@dataclass(slots=True)
class _Part:
    """One line of the footer as a place to find a name in."""

    line: Line
    text: str
    linked: bool
    low: str


def find_vendor(reading: Reading) -> str | None:
    """The contractor's name as printed, or None when the page credits nobody.

    A profile's selector points at the credit, with its label or without.
    """
    if said := select_text(reading, "vendor"):
        label = _labels("labels").match(flat(said)) or _labels("product").match(flat(said))
        return _name(said[label.end() :] if label else said) or said
    parts = _parts(reading)
    whole = "\n".join(part.low for part in parts)
    for kind in ("labels", "product"):
        if not any(word in whole for word in _label_words(kind)):
            continue
        for number, part in enumerate(parts):
            if name := _credited(parts, number, part, kind):
                return name
    return _unlabelled(parts)


def _parts(reading: Reading) -> list[_Part]:
    owned = [i for i, owner in enumerate(reading.owner) if owner == "footer"]
    if not owned:
        floor = len(reading.lines) - _LAST_LINES
        owned = [i for i in range(max(0, floor), len(reading.lines)) if reading.owner[i] is None]
    parts = []
    for index in owned:
        line = reading.lines[index]
        texts = (text.strip() for text in _called(line).split("\n"))
        parts += [
            _Part(line, text, line.href is not None, flat(text))
            for text in texts
            if 0 < len(text) < _LONGEST
        ]
    return parts


def _called(line: Line) -> str:
    """What a line is called: its text, or for a logo alt, title or the site it leads to."""
    if line.picture is None:
        return line.text
    text = line.text or (line.picture.title or "").strip() or _host(line.picture.href)
    return _LOGO_WORDS.sub("", text)


def _host(href: str | None) -> str:
    try:
        host = urlsplit(href or "").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


@cache
def _label_words(kind: str) -> list[str]:
    """Labels of a kind, the longest first."""
    return sorted({flat(w) for w in vocabulary()["vendor"][kind]}, key=len, reverse=True)


@cache
def _labels(kind: str) -> re.Pattern[str]:
    either = "|".join(map(re.escape, _label_words(kind)))
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])")


def _credited(parts: list[_Part], number: int, part: _Part, kind: str) -> str | None:
    text = part.low
    for label in _labels(kind).finditer(text):
        before = text[: label.start()].strip()
        if not _stands_apart(label[0], before, text[label.end() :]):
            continue
        rest = part.text[label.end() :]
        colon = rest.lstrip()[:1] == ":"
        name = _name(rest)
        if name and _plausible(name, colon or part.linked or " " in label[0]):
            return name
        alone = not rest.strip(" :.-–|»>\n") or (colon and not name)
        if alone and (found := _neighbour(parts, number, colon)):
            return found
    return None


def _stands_apart(label: str, before: str, after: str) -> bool:
    """A label begins its line, follows a separator, or has a colon of its own."""
    if (
        label.endswith(("by", "przez"))
        or not before
        or before[-1] in "|•·-:;,./©\n)"
        or after.startswith(":")
    ):
        return True
    return re.search(r"\d{4}$|zastrzezone$|reserved$", before) is not None


def _name(rest: str) -> str:
    rest = _JOIN.sub("", _OF_WHAT.sub("", rest))
    low = flat(rest)
    end = _END.search(low)
    name = rest[: end.start()] if end else rest
    name = _ADDRESS.sub("", name).strip(" .,:;-–/|\"'„”")
    return re.sub(r"(?<= o\.o)$|(?<= S\.A)$|(?<= s\.c)$", ".", name)


def _plausible(name: str, marked: bool) -> bool:
    if not 1 < len(name) <= 70 or name.count(" ") > 7 or _NO_NAME.match(name):
        return False
    first = name[0]
    return marked or first.isupper() or first.isdigit() or "." in name


def _neighbour(parts: list[_Part], number: int, colon: bool) -> str | None:
    """The name on the line after the label, or, failing that, before it."""
    after = parts[number + 1] if number + 1 < len(parts) else None
    before = parts[number - 1] if number else None
    order = (after, before) if colon or (after and after.linked) else (before, after)
    for part in order:
        if part is None:
            continue
        name = _name(part.text)
        short = len(name) <= 30 and name.count(" ") <= 2
        if _plausible(name, part.linked or short) and not _is_label(part) and len(name) <= 50:
            return name
    return None


def _is_label(part: _Part) -> bool:
    return any(_labels(kind).match(part.low) for kind in ("labels", "product"))


def _unlabelled(parts: list[_Part]) -> str | None:
    """A link that advertises making websites, or a maker's logo as the page's last word."""
    for part in parts[::-1]:
        if "by " in part.text and (hit := _MADE_BY.search(part.text)):
            return hit[1].strip()
        title = part.line.picture.title if part.line.picture else None
        if part.linked and _SELLS.search(fold(f"{part.text} {title or ''}")):
            return _SELLS.split(part.text, maxsplit=1)[0].strip(" -–|:") or _host(part.line.href)
    if parts and (picture := parts[-1].line.picture) is not None:
        host = _host(picture.href)
        stem = host.rsplit(".", 1)[0].rsplit(".", 1)[-1]
        if len(stem) > 2 and stem in picture.src.rsplit("/", 1)[-1].lower():
            return parts[-1].text or host
    return None
