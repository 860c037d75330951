"""Atoms: what one rule of the grammar matched, before years are filled in and ranges joined."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from pipelines.dates.values import Value

#: Days of one month: single days as (5, 5), runs as (3, 5).
Days = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Atom:
    """One date expression: some of year, month and days, or a finished value.

    ``year_word`` says how a missing year was put: "this", "last", "next" (br., ub.r., przyszłego
    roku), "each" (każdego roku), "unfixed" (kolejnego roku) or "" (left out). ``part`` is the ISO
    code of a season, quarter or half. ``weak`` atoms count only as an end of a range or beside
    an atom that is not weak.
    """

    start: int
    end: int
    rule: str
    year: int | None = None
    month: int | None = None
    days: Days = ()
    year_word: str = ""
    part: int | None = None
    value: Value | None = None
    anchor: str | None = None
    weak: bool = False

    @property
    def level(self) -> str:
        """How fine it is: day, month, year, part or (for a finished value) its precision."""
        if self.value:
            return self.value.precision
        if self.days:
            return "day"
        if self.month:
            return "month"
        return "part" if self.part else "year"


@dataclass(slots=True)
class Source:
    """The text, the same text folded, and the day that relative words count from."""

    text: str
    folded: str
    reference: date | None


_YEAR_WORDS = ("this", "last", "next", "each", "unfixed")


class Found(NamedTuple):
    """A match of one rule: its named groups, and where it stands."""

    match: re.Match[str]
    rule: str
    source: Source

    def year(self) -> tuple[int | None, str]:
        """The year a `pieces.tail` gives: its number, or the word it was put in."""
        year, short, *words = self.match.group("year", "short_year", *_YEAR_WORDS)
        if year:
            return int(year), ""
        if short:
            return full_year(int(short), self.source.reference), ""
        named = (word for word, found in zip(_YEAR_WORDS, words, strict=True) if found)
        return None, next(named, "")

    def atom(self, **fields: Any) -> Atom:
        """Make an atom of the whole match."""
        start: int = fields.pop("start", self.match.start())
        return Atom(start, self.match.end(), self.rule, **fields)


def full_year(short: int, reference: date | None) -> int:
    """A year of two digits: the latest one not more than 20 years after the reference."""
    if reference is None:
        return 2000 + short if short < 70 else 1900 + short
    year = reference.year - reference.year % 100 + short
    return year if year <= reference.year + 20 else year - 100


Builder = Callable[[Found], Atom | None]


class Rule(NamedTuple):
    """A rule of the grammar: a name, a pattern over folded text, and what it builds.

    ``starts`` lists how a match may begin, for rules that begin with a letter: the look-ahead in
    front of the grammar is made of them. Rules without it begin with a number: a year of four
    figures when ``year_first``, else one or two. ``tail`` says that a year, written or named, may
    follow; it is read with the rest but plays no part in finding the place.
    """

    name: str
    pattern: str
    build: Builder
    starts: tuple[str, ...] = ()
    tail: bool = False
    year_first: bool = False


def starts(words: str, *more: str) -> tuple[str, ...]:
    """List beginnings: blank-separated words, then beginnings that have blanks themselves."""
    return (*words.split(), *more)
