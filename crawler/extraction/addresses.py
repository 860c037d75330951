"""The postal address of an office: "ul. Długa 1, 41-800 Zabrze", "Wiśniewo 86, 06-521 Wiśniewo"."""

from __future__ import annotations

import re

from crawler.extraction.words import fold

_CAPITAL = "A-ZĄĆĘŁŃÓŚŹŻ"
_CODE = r"\d{2} ?[-–] ?\d{3}"
_TOWN = re.compile(rf"({_CODE})\s+([{_CAPITAL}][\w.]*(?:[ -][{_CAPITAL}][\w.]*){{0,3}})")
_KIND = r"(?:(?:ul|al|pl|os)\.|ulica|aleja|plac|rynek|osiedle)"
_NUMBER = r"\d+(?:\s?[a-zA-Z](?!\w))?(?:\s?[/-]\s?\d+\w?)?"
#: A number inside a name ("ul. 3 Maja 14") is followed by a word.
_STREET = re.compile(
    rf"\b{_KIND}\s*[^,;|\n]{{0,60}}?{_NUMBER}(?!\s?\d|\s+[^\W\d]{{4,}}|-go\b)", re.I
)
_ANY_STREET = re.compile(rf"\b{_KIND}\s*[^,;|\n]{{0,60}}?{_NUMBER}", re.I)
#: Villages have no streets: their name and a number; a street may begin with an initial or a title.
_HOUSE = re.compile(
    rf"(?:(?:[{_CAPITAL}]|dr|ks|gen|p[łl]k|mjr|kpt|prof|kard|bp|[śs]w)\. ?)?"
    rf"[{_CAPITAL}][\w-]{{2,}}(?: [{_CAPITAL}]?[\w.-]+){{0,3}}"
    r" (?:nr )?\d{1,4}\s?[a-zA-Z]?"
    r"(?:/\d+)?"
)
_LABELS = (
    ("code", re.compile(rf"kod(?: pocztowy)?\s*:?\s*({_CODE})?")),
    ("street", re.compile(r"(?:adres|ulica)\s*:\s*(.*)")),
    ("town", re.compile(r"(?:miejscowosc|poczta)\s*:\s*(.*)")),
)
_MAY_BE_LABELLED = re.compile(r"[\d:]")
#: So far above its post code the street may stand.
_ABOVE = 2
_LONGEST = 50


def find_address(lines: list[str], numbered: list[bool]) -> str | None:
    """An address "street, code town" from one line, neighbouring ones, or a labelled card.

    ``numbered`` tells which lines hold a digit.
    """
    for number, line in enumerate(lines):
        town = _TOWN.search(line) if numbered[number] else None
        if town is None:
            continue
        place = f"{_code(town[1])} {town[2].strip(' .')}"
        street = _street(line[: town.start()], lines[max(0, number - _ABOVE) : number][::-1])
        street = street or _street(line[town.end() :], [])
        return f"{street}, {place}" if street else place
    return _labelled(lines)


def _street(before: str, above: list[str]) -> str | None:
    """Street and number in the words before a post code, or in the lines above it."""
    for text in (before, *above):
        if street := _STREET.search(text) or _ANY_STREET.search(text):
            return street[0].strip()
    tail = before.split("|")[-1].strip(" ,;:-").rsplit(",", 1)[-1].strip()
    if len(tail) < _LONGEST and re.search(r"[^\W\d]{3,}.*\d", tail):
        return tail
    houses = (line.strip(" ,;") for line in above)
    return next((house for house in houses if _HOUSE.fullmatch(house)), None)


def _labelled(lines: list[str]) -> str | None:
    """The address of a card: "Adres: …", "Kod pocztowy: …", "Miejscowość: …"."""
    said: dict[str, str] = {}
    if not any("kod" in line.lower() for line in lines):
        return None
    for line in lines:
        if len(line) > 2 * _LONGEST or not _MAY_BE_LABELLED.search(line):
            continue
        folded = fold(line)
        for key, label in _LABELS:
            hit = label.fullmatch(folded)
            if hit and hit[1] and key not in said:
                said[key] = line[-len(hit[1]) :].strip()
    if "code" not in said:
        return None
    place = f"{_code(said['code'])} {said.get('town', '')}".strip()
    return f"{said['street']}, {place}" if "street" in said else place


def _code(text: str) -> str:
    return re.sub(r" ?[-–] ?", "-", text)
