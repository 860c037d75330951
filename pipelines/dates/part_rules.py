"""Rules for parts of a year: seasons, quarters, halves."""

from __future__ import annotations

import re

from pipelines.dates import traps, values
from pipelines.dates.atoms import Atom, Found, Rule
from pipelines.dates.pieces import B, S, Y, trie

_SEASONS = {"wio": 21, "lat": 22, "lec": 22, "jes": 23, "zim": 24}
_ORDINALS = {
    "i": 1, "1": 1, "pierwsz": 1, "ii": 2, "2": 2, "drug": 2, "iii": 3, "3": 3, "trzeci": 3,
    "iv": 4, "4": 4, "czwart": 4, "ostatni": 4,
}  # fmt: skip


_AFTER_ROMAN = (" kw", ". kw", "-", " -", " i ", " do ", " ora")
_ORDINAL_FORMS = (
    "pierwszy", "pierwszego", "pierwszym", "pierwsza", "pierwszej", "pierwsze", "drugi", "drugiego",
    "drugim", "drugiej", "druga", "drugie", "trzeci", "trzeciego", "trzecim", "czwarty",
    "czwartego", "czwartym", "ostatni", "ostatniego", "ostatnim",
)  # fmt: skip


def _season(found: Found) -> Atom | None:
    """Read "wiosną 2021", "zimą ub.r."; without a year a season is weather, not a date."""
    year, word = found.year()
    if not (year or word) or word in ("each", "unfixed"):
        return None
    return found.atom(year=year, year_word=word, part=_SEASONS[found.match["season"][:3]])


def _winter(found: Found) -> Atom | None:
    """Read "zima 2019/2020": December to February."""
    first = int(found.match["first"])
    if int(found.match["second"]) % 100 != (first + 1) % 100:
        return None
    value = values.interval(values.month(first, 12), values.month(first + 1, 2))
    return found.atom(value=value)


def _quarter(found: Found) -> Atom | None:
    """Read "III kwartał 2022 r.", "w drugim kwartale br.", "I-III kw. 2024"."""
    first = _ordinal(found, "first")
    last = _ordinal(found, "upto") if found.match["upto"] else first
    year, word = found.year()
    if not first or not last or word in ("each", "unfixed") or first > last:
        return None
    return _parts(found, 32 + first, 32 + last, year, word)


def _half(found: Found) -> Atom | None:
    """Read "I półrocze 2018 r.", "w II połowie 2019 r."."""
    first = _ordinal(found, "first")
    year, word = found.year()
    if first not in (1, 2) or word in ("each", "unfixed"):
        return None
    if found.match["noun"].startswith("polow") and not (year or word):
        return None
    return _parts(found, 39 + first, 39 + first, year, word)


def _parts(found: Found, first: int, last: int, year: int | None, word: str) -> Atom | None:
    """Make one part of a year, or several in a row where the year is written."""
    if first == last:
        return found.atom(year=year, year_word=word, part=first)
    if year is None:
        return None
    ends = values.part(year, first), values.part(year, last)
    return found.atom(value=values.interval(*ends))


def _ordinal(found: Found, name: str) -> int | None:
    """Read a Roman numeral in capitals, a figure or an ordinal word."""
    word = found.match[name].rstrip(".")
    start = found.match.start(name)
    if word in ("i", "ii", "iii", "iv") and not found.source.text[start].isupper():
        return None
    if word[0].isdigit() and traps.is_tangled(found.source, start):
        return None
    return next((n for stem, n in _ORDINALS.items() if _is_form(word, stem)), None)


def _is_form(word: str, stem: str) -> bool:
    return word == stem if len(stem) < 4 else bool(re.match(rf"{stem}[a-z]{{0,4}}$", word))


_SEASON = r"(?:wiosn(?:a|e|y|o)|lat(?:em|o|a)|lecie|jesien(?:ia|i)?|zim(?:a|e|y|ie))"
_HALF = r"(?:polrocz(?:e|a|u|em)\b|polow(?:a|e|y|ie)\b)"


def part_rules() -> list[Rule]:
    """The rules for parts of a year."""
    return [*_seasons(), *_quarters(), *_halves()]


def _seasons() -> list[Rule]:
    return [
        Rule(
            "season",
            rf"zim(?:a|e|y|ie){S}(?:[a-z]+{S})?(?P<first>20[0-9]{{2}}|19[0-9]{{2}}){B}[/-]{B}"
            r"(?P<second>(?:[0-9]{2}){1,2})(?![0-9])",
            _winter,
            ("zim",),
        ),
        Rule(
            "season",
            rf"(?P<season>{_SEASON})(?![a-z])",
            _season,
            ("wiosn", "latem", "lato", "lata", "lecie", "jesien", "zim"),
            tail=True,
        ),
    ]


def _quarters() -> list[Rule]:
    words = rf"(?:iii|ii|iv|i|{trie(_ORDINAL_FORMS)})(?![a-z])\.?"
    quarter = r"kw(?:artal(?:u|e|em|y|ow|ach)?\b|\.|\b)"
    to = rf"{B}(?:-|do\b|i\b|oraz\b){B}"
    return [
        Rule("quarter", rf"(?P<first>[1-4])\.?(?P<upto>){S}kwartal(?:u|e)?\b", _quarter, tail=True),
        Rule("quarter", rf"(?P<first>[1-4])\.?(?P<upto>){S}kw\.(?={B}{Y})", _quarter, tail=True),
        Rule(
            "quarter",
            rf"(?P<first>{words})(?:{to}(?P<upto>{words}))?{S}{quarter}",
            _quarter,
            (
                *(f"{word} kw" for word in _ORDINAL_FORMS),
                *(f"{n}{after}" for n in ("i", "ii", "iii", "iv") for after in _AFTER_ROMAN),
            ),
            tail=True,
        ),
    ]


def _halves() -> list[Rule]:
    words = rf"(?:ii|i|{trie(_ORDINAL_FORMS)})(?![a-z])\.?"
    return [
        Rule("half", rf"(?P<first>[12])\.?{S}(?P<noun>polrocz(?:e|a|u|em))\b", _half, tail=True),
        Rule(
            "half",
            rf"(?P<first>{words}){S}(?P<noun>{_HALF})",
            _half,
            (*(f"{word} po" for word in _ORDINAL_FORMS), "i po", "ii po", "i. po", "ii. po"),
            tail=True,
        ),
    ]
