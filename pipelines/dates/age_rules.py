"""Rules for spans of years with names: school years and seasons, decades, centuries."""

from __future__ import annotations

import re

from pipelines.dates import traps, values
from pipelines.dates.atoms import Atom, Found, Rule
from pipelines.dates.pieces import B, S, Y

_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10}
_ROMAN_CENTURIES = (
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv",
    "xvi", "xvii", "xviii", "xix", "xx", "xxi",
)  # fmt: skip
_KINDS = ("szk", "akad")
_DECADES = {
    "dziesiat": 1, "dwudziest": 2, "trzydziest": 3, "czterdziest": 4, "piecdziesiat": 5,
    "szescdziesiat": 6, "siedemdziesiat": 7, "osiemdziesiat": 8, "dziewiecdziesiat": 9,
}  # fmt: skip


def roman_number(numeral: str) -> int | None:
    """Read a folded Roman numeral up to 39 (xxi is 21); None when it is not written right."""
    if not re.fullmatch(r"x{0,3}(?:ix|iv|v?i{0,3})", numeral) or not numeral:
        return None
    digits = [_ROMAN_DIGITS[char] for char in numeral]
    following = [*digits[1:], 0]
    return sum(-a if a < b else a for a, b in zip(digits, following, strict=True))


def _school_year(found: Found) -> Atom | None:
    """Read "rok szkolny 2023/2024": 1 September to 31 August; academic years begin in October."""
    match = found.match
    ends: tuple[values.Value | None, values.Value | None]
    first = int(match["first"])
    if int(match["second"]) % 100 != (first + 1) % 100:
        return None
    if match["kind"].startswith("szk"):
        ends = values.day(first, 9, 1), values.day(first + 1, 8, 31)
    elif match["kind"].startswith("akad"):
        ends = values.day(first, 10, 1), values.day(first + 1, 9, 30)
    else:
        ends = values.year(first), values.year(first + 1)
    low, high = ends
    return found.atom(value=values.interval(low, high)) if low and high else None


def _decade(found: Found) -> Atom | None:
    """Read "lata 90.", "latach 60-tych XX wieku", "lat dziewięćdziesiątych"."""
    match = found.match
    century = _century_of(match["century"]) if match["century"] else 20
    written = [match["tens"], match["second"]]
    tens = [_tens(word) for word in written if word]
    if not century or None in tens:
        return None
    if not match["century"] and (tens[0] or 0) < 2:
        return None
    decades = [values.decade((century - 1) * 100 + 10 * (ten or 0)) for ten in tens]
    if len(decades) == 1:
        return found.atom(value=decades[0])
    turn = re.search(r"przelom\w*[ ]$", traps.before(found.source, match.start()))
    if turn:
        return _turn(found, turn.start(), decades[1])
    return found.atom(value=values.all_of(decades))


def _tens(word: str) -> int | None:
    if word[0].isdigit():
        return int(word[0])
    return next((ten for stem, ten in _DECADES.items() if word.startswith(stem)), None)


def _century_of(word: str) -> int | None:
    numeral = re.match(r"[a-z]+|[0-9]+", word)
    if numeral is None:
        return None
    return int(numeral[0]) if numeral[0].isdigit() else roman_number(numeral[0])


def _century(found: Found) -> Atom | None:
    """Read "XIX w.", "XX wieku", "na przełomie XIX i XX w.", "19. wieku"."""
    match, source = found.match, found.source
    numbers = [_century_of(word) for word in (match["first"], match["second"]) if word]
    if any(number is None or not 1 <= number <= 21 for number in numbers):
        return None
    start = match.start()
    if (
        match["first"][0].isalpha()
        and not source.text[start : start + len(match["first"])].isupper()
    ):
        return None
    centuries = [values.century(number or 1) for number in numbers]
    if len(centuries) == 1:
        return found.atom(value=centuries[0])
    turn = re.search(r"przelom\w*[ \t\n]$", traps.before(source, start))
    if turn or "/" in match.group():
        return _turn(found, turn.start() if turn else None, centuries[1])
    return found.atom(value=values.all_of(centuries))


def _turn(found: Found, place: int | None, later: values.Value) -> Atom | None:
    """Make the turn of two spans: about the first year of the later one."""
    first = values.approximate(values.year(later.lo.year)) if later.lo else None
    start = found.match.start()
    if place is not None:
        start -= len(traps.before(found.source, start)) - place
    return found.atom(start=start, value=first) if first else None


def age_rules() -> list[Rule]:
    """The rules for school years, decades and centuries."""
    return [_school_years(), _decades(), *_centuries()]


def _school_years() -> Rule:
    kinds = r"(?P<kind>szkoln\w*|szk\.|akademick\w*|akad\.|[a-z]{0,14})"
    nouns = ("rok", "roku", "rokiem", "r.")
    return Rule(
        "school_year",
        rf"(?:rok(?:u|iem)?|r\.|sezon(?:u|ie|em)?){S}?{kinds}{B}(?P<first>{Y}){B}[/-]{B}"
        rf"(?P<second>{Y}|[0-9]{{2}}(?![0-9]))(?:{B}r\.)?",
        _school_year,
        ("sezon", *(f"{noun} {kind}" for noun in nouns for kind in _KINDS)),
    )


def _decades() -> Rule:
    century = rf"(?:[ ]?(?P<century>(?:x{{0,2}}[ivx]{{1,4}}|[12]?[0-9]\.?){B}(?:w\.|w\b|wieku)))?"
    tens = (
        r"(?:[1-9]0(?:[ ]?-?[ ]?(?:tych|te|ych|e)\b|\.)|(?:dziesiat|dwudziest|trzydziest"
        r"|czterdziest|(?:piec|szesc|siedem|osiem|dziewiec)dziesiat)(?:ych|e)\b)"
    )
    return Rule(
        "decade",
        rf"lat(?:a(?:ch|mi)?)?{S}(?P<tens>{tens}|[1-9]0(?={S}(?:x|1|2)))"
        rf"(?:{B}(?:/|i\b|-){B}(?P<second>{tens}))?{century}",
        _decade,
        ("lat ", "lata ", "latach ", "latami "),
    )


def _centuries() -> list[Rule]:
    roman = r"[ivx]{1,5}"
    wiek = rf"{B}(?:w\.|wiek(?:u|iem|ow|i)?\b|stuleci(?:e|a|u)\b)"
    after = (" w.", " wi", " st", "/", " i ", " /", "-", " -", "w.")
    return [
        Rule("century", rf"(?P<first>1?[0-9]|2[01])(?P<second>)\.?{S}wieku?\b", _century),
        Rule(
            "century",
            rf"(?P<first>{roman})(?![a-z])(?:{B}(?:i|/|-){B}(?P<second>{roman})(?![a-z]))?{wiek}",
            _century,
            tuple(f"{numeral}{end}" for numeral in _ROMAN_CENTURIES for end in after),
        ),
    ]
