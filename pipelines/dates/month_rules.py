"""Rules for months, in words and figures."""

from __future__ import annotations

import re

from pipelines.dates import traps, values
from pipelines.dates.atoms import Atom, Found, Rule
from pipelines.dates.pieces import ROMAN, B, R, Y, month_words, short_month_words
from pipelines.dates.words import is_pronoun, month_forms, roman_months, short_months

_END = r"(?![0-9]|[./-][0-9]{1,3}(?![0-9]))"


def _month(found: Found) -> Atom | None:
    """Read "marcu 2015 roku", "grudniu br."; without a year only beside a preposition."""
    match, source = found.match, found.source
    start = match.start()
    year, word = found.year()
    if re.search(r"[0-9][.]?[ ]?$", source.folded[max(0, start - 4) : start]) and not (
        re.search(r"[0-9]{3}[ ]$|[0-9]r?[.][ ]$", source.folded[max(0, start - 5) : start])
    ):
        return None  # a day stands before it that no calendar has
    month = month_forms()[match["month"]]
    if year or word:
        return found.atom(year=year, year_word=word, month=month)
    if traps.is_street(source, start, start, match.end()) and source.text[start].isupper():
        return None
    if source.text[start].isupper() and not source.text[start : start + 3].isupper():
        return None
    return found.atom(month=month, weak=not traps.has_month_cue(source, start))


def _short_month(found: Found) -> Atom | None:
    """Read "kwi 2018"."""
    year, word = found.year()
    month = short_months()[found.match["month"].rstrip(".")]
    if not year or is_pronoun(found.source.text[slice(*found.match.span("month"))]):
        return None
    return found.atom(year=year, year_word=word, month=month)


def _numeric_month(found: Found) -> Atom | None:
    """Read "03.2024", "2024-03"."""
    match, source = found.match, found.source
    start, end = match.span()
    if traps.is_tangled(source, start) or traps.is_labelled(source, start):
        return None
    if traps.has_unit(source, end):
        return None
    numbers = [int(number) for number in re.findall("[0-9]+", match["numbers"])]
    month, year = sorted(numbers)
    slashed = "/" in match["numbers"]
    if slashed and not (
        traps.has_preposition(source, start) or traps.stands_alone(source, start, end)
    ):
        return None
    return found.atom(year=year, month=month)


def _roman_month_year(found: Found) -> Atom | None:
    """Read "III 2024" and "IX-X 2024" at the start of a line or after a preposition."""
    match, source = found.match, found.source
    start = match.start()
    if not source.text[start : match.end("month")].isupper():
        return None
    marked = source.folded[max(0, start - 2) : start].strip()[-1:] in ("(", "-", ":")
    if not (marked or traps.opens_line(source, start) or traps.has_preposition(source, start)):
        return None
    year, month = int(match["year"]), roman_months()[match["month"]]
    if not match["from"]:
        return found.atom(year=year, month=month)
    first = values.month(year, roman_months()[match["from"]])
    return found.atom(value=values.interval(first, values.month(year, month)))


def month_rules() -> list[Rule]:
    """The rules for months."""
    return [
        Rule(
            "year_month",
            rf"(?P<numbers>{Y}-(?:0[1-9]|1[0-2])){_END}",
            _numeric_month,
            year_first=True,
        ),
        Rule("month.year", rf"(?P<numbers>(?:0[1-9]|1[0-2])[./]{Y}){R}?{_END}", _numeric_month),
        Rule("month_year", rf"(?P<month>{month_words()})", _month, tuple(month_forms()), tail=True),
        Rule(
            "month_year",
            rf"(?P<month>{short_month_words()})(?={B}{Y})",
            _short_month,
            tuple(f"{m}{dot} {n}" for m in short_months() for dot in ("", ".") for n in "12"),
            tail=True,
        ),
        Rule(
            "roman_year",
            rf"(?:(?P<from>{ROMAN})[ ]?[-/][ ]?)?(?P<month>{ROMAN})(?![a-z])[ ](?P<year>{Y}){R}?",
            _roman_month_year,
            tuple(f"{n}{sep}" for n in roman_months() for sep in (" 1", " 2", "-", "/", " -")),
        ),
    ]
