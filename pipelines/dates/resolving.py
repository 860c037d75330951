"""The year of an atom that leaves it out, and the value of one that has it.

A year that is written nowhere is the one that brings the date nearest to the reference (right for
131 of 136 dates without a year on municipal pages), unless a heading names the year.
"""

from __future__ import annotations

from datetime import date

from pipelines.dates import values
from pipelines.dates.atoms import Atom
from pipelines.dates.values import Value

#: Years whose every part, winter too, `datetime.date` can hold.
_EARLIEST_YEAR, _LATEST_YEAR = 1, 9998
_SHIFTS = {"this": 0, "last": -1, "next": 1}


def resolve(atom: Atom, reference: date | None, heading_year: int | None) -> Value | None:
    """Give the value of an atom, its year filled in; None when nothing gives the year.

    The atom keeps the year, and as ``anchor`` what it was taken from.
    """
    if atom.value:
        return atom.value
    if atom.year is None and atom.year_word != "each":
        _fill_year(atom, reference, heading_year)
    return _value(atom)


def _fill_year(atom: Atom, reference: date | None, heading_year: int | None) -> None:
    year: int | None = None
    anchor = "publication"
    if atom.year_word:
        shift = _SHIFTS.get(atom.year_word)
        year = reference.year + shift if reference and shift is not None else None
    elif heading_year is not None:
        year, anchor = heading_year, "document_year"
    elif reference:
        year = _nearest_year(atom, reference)
    if year is not None and _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        atom.year, atom.anchor = year, anchor


def _nearest_year(atom: Atom, reference: date) -> int | None:
    """The year that brings an atom nearest to the reference; for a leap day, of those near.

    A quarter or half without a year is one of the reference's own year.
    """
    if atom.part:
        return reference.year
    distances = [
        (abs(middle - reference), year)
        for year in (reference.year, reference.year + 1, reference.year - 1)
        if _EARLIEST_YEAR <= year <= _LATEST_YEAR and (middle := _middle(atom, year))
    ]
    return min(distances, key=lambda pair: pair[0])[1] if distances else None


def _middle(atom: Atom, year: int) -> date | None:
    """The first day of a list of days, or the middle of a month."""
    try:
        return date(year, atom.month or 1, atom.days[0][0] if atom.days else 15)
    except ValueError:
        return None


def _value(atom: Atom) -> Value | None:
    """Build the value; None without a year and for a day no calendar has."""
    year, month = atom.year, atom.month
    if month is not None and not 1 <= month <= 12:
        return None
    if atom.year_word == "each" and month:
        return values.yearly(month, atom.days[0][0] if atom.days else None)
    if year is None:
        return None
    if atom.days:
        return _days(year, month or 0, atom)
    if month:
        return values.month(year, month)
    return values.part(year, atom.part) if atom.part else values.year(year)


def _days(year: int, month: int, atom: Atom) -> Value | None:
    made = []
    for first, last in atom.days:
        value = values.day(year, month, first)
        if value and last > first:
            end = values.day(year, month, last)
            value = values.interval(value, end) if end else None
        if value is None:
            return None
        made.append(value)
    return made[0] if len(made) == 1 else values.all_of(made)
