"""EDTF values, built and never parsed: ISO 8601-2:2019, the profile of docs/dates.md.

Each builder gives the value with its precision and its first and last day; an impossible date
gives None, so nothing impossible can be written.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

#: ISO 8601-2 codes of the parts of a year, with the first month and the number of months.
#: Seasons are the meteorological ones; winter begins in December and ends in the next year.
PARTS = {
    21: ("season", 3, 3), 22: ("season", 6, 3), 23: ("season", 9, 3), 24: ("season", 12, 3),
    33: ("quarter", 1, 3), 34: ("quarter", 4, 3), 35: ("quarter", 7, 3), 36: ("quarter", 10, 3),
    40: ("half", 1, 6), 41: ("half", 7, 6),
}  # fmt: skip


class Value(NamedTuple):
    """An EDTF value; ``lo`` and ``hi`` are its first and last day, null where it is open."""

    edtf: str
    precision: str
    lo: date | None
    hi: date | None


def day(year: int, month: int, number: int) -> Value | None:
    """One day, or None when the calendar has no such day."""
    try:
        return of_day(date(year, month, number))
    except ValueError:
        return None


def of_day(value: date) -> Value:
    """One day."""
    return Value(value.isoformat(), "day", value, value)


def month(year: int, number: int) -> Value:
    """One month: 2015-03."""
    last = monthrange(year, number)[1]
    return Value(f"{year:04}-{number:02}", "month", date(year, number, 1), date(year, number, last))


def year(number: int) -> Value:
    """One year: 2015."""
    return Value(f"{number:04}", "year", date(number, 1, 1), date(number, 12, 31))


def part(number: int, code: int) -> Value:
    """A season, quarter or half of a year: 2018-21, 2022-33, 2025-40."""
    precision, first, length = PARTS[code]
    last = first + length - 1
    end_year, end_month = (number, last) if last <= 12 else (number + 1, last - 12)
    hi = date(end_year, end_month, monthrange(end_year, end_month)[1])
    return Value(f"{number:04}-{code}", precision, date(number, first, 1), hi)


def decade(first: int) -> Value:
    """Ten years: 199X."""
    return Value(f"{first // 10:03}X", "decade", date(first, 1, 1), date(first + 9, 12, 31))


def century(number: int) -> Value:
    """A century by its ordinal number, as EDTF counts it: the 19th is 18XX, 1800 to 1899."""
    first = (number - 1) * 100
    lo = date(max(first, 1), 1, 1)
    return Value(f"{number - 1:02}XX", "century", lo, date(first + 99, 12, 31))


def yearly(month_number: int, day_number: int | None = None) -> Value | None:
    """A day or month of every year: XXXX-05-15, XXXX-05. It has no first day and no last."""
    if day_number is None:
        return Value(f"XXXX-{month_number:02}", "month", None, None)
    if day(2000, month_number, day_number) is None:
        return None
    return Value(f"XXXX-{month_number:02}-{day_number:02}", "day", None, None)


def interval(first: Value, last: Value) -> Value | None:
    """From one value to another: 2024-05-03/2024-05-05; None when it would run backwards."""
    if first.lo is None or last.hi is None or last.lo is None or first.lo > last.lo:
        return None
    if {first.precision, last.precision} & {"season", "quarter", "half"}:
        first, last = _first_month(first), _last_month(last)
    return Value(f"{first.edtf}/{last.edtf}", "interval", first.lo, last.hi)


def _first_month(value: Value) -> Value:
    return month(value.lo.year, value.lo.month) if value.lo else value


def _last_month(value: Value) -> Value:
    return month(value.hi.year, value.hi.month) if value.hi else value


def open_end(first: Value) -> Value:
    """From a value on, with no end: 1989/.. ."""
    return Value(f"{first.edtf}/..", "interval", first.lo, None)


def all_of(values: Sequence[Value]) -> Value:
    """All of several values: {2025-09-24,2025-09-25}; a run inside is a..b."""
    inside = ",".join(value.edtf.replace("/", "..") for value in values)
    return Value(f"{{{inside}}}", "set", values[0].lo, values[-1].hi)


def approximate(value: Value) -> Value:
    """About a value: 2015-03~. Parts of a year, intervals and sets have no such form."""
    plain = value.precision in ("day", "month", "year", "decade", "century")
    return value._replace(edtf=f"{value.edtf}~") if plain else value
