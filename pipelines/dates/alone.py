"""Dates that stand alone: labels, ``<time>``, listings, feeds and metadata.

dateparser knows the words. The shapes below decide what it may be asked and what it may answer,
because it errs without a sound: ``2015 r.`` is the year 9 to it, ``20.04`` a time of day and
``12/13/2024`` the 13th of December.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from pipelines.dates.words import day_words, fold, month_of

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_NOON = time(12)


@dataclass(frozen=True, slots=True)
class PageDate:
    """A date as a page states it.

    ``value`` is the Polish local day; when ``precision`` is month or year it is the first day of
    that span, when it is week a day of that week. ``time`` is local "HH:MM", null when not stated.
    """

    value: date
    precision: Literal["day", "week", "month", "year"] = "day"
    time: str | None = None


def read_date(text: str, reference: date | None = None) -> PageDate | None:
    """Read a date that stands alone, or with its label: ``Data publikacji: 7.02.2019 08:15``.

    ``reference`` is the day (taken at noon) or the moment from which "wczoraj" or "2 godziny
    temu" count; without it such words are not read. A day without a year, a range, a time of day
    and an impossible day give None. ISO and RFC 5322 stamps with a zone are moved to Polish time.
    """
    text = " ".join(text.split())
    if not text or len(text) > 200:
        return None
    return (
        _stamp(text)
        or _full_day(_spelled(text))
        or _relative(fold(text), reference)
        or _coarse(text)
    )


def local_moment(moment: datetime) -> datetime:
    """Move a moment to Polish time; a moment without a zone is Polish time already."""
    return moment.astimezone(ZoneInfo("Europe/Warsaw")) if moment.tzinfo else moment


# Stamps ---------------------------------------------------------------------------------------

_ISO = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?\s?(?:Z|[+-]\d\d(?::?\d\d)?)?"
)
_RFC5322 = re.compile(
    r"(?:[A-Z][a-z]{2}, ?)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|[A-Z]{1,4})"
)


def _stamp(text: str) -> PageDate | None:
    """Read a machine's date and time, zone and all."""
    try:
        if _ISO.fullmatch(text):
            moment = datetime.fromisoformat(re.sub(r"\s(?=[+-]|Z$)", "", text))
        elif _RFC5322.fullmatch(text):
            moment = parsedate_to_datetime(text)
        else:
            return None
        moment = local_moment(moment)
    except (ValueError, OverflowError):
        return None
    return PageDate(moment.date(), time=f"{moment:%H:%M}")


# Full days ------------------------------------------------------------------------------------

_D = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_M = r"(?P<month>0?[1-9]|1[0-2])"
_Y = r"(?P<year>1[5-9]\d\d|20\d\d)(?!\d(?!\d[:.]\d\d))"
_DAY_SHAPES = (
    rf"{_Y}\s?(?P<sep>[-./])\s?{_M}\s?(?P=sep)\s?{_D}(?!\d(?!\d[:.]\d\d))",
    rf"{_D}\s?(?P<sep>[-./])\s?{_M}\s?(?P=sep)\s?(?:{_Y}|(?P<short>\d\d)(?![\d.:/-]))",
    rf"{_D} {_M} {_Y}",
    rf"{_D}(?:\s?-?\s?[a-z]{{0,4}}go)?[.,]?[\s./-]?(?P<word>[^\W\d_]{{1,13}})\.?[\s,./-]{{0,2}}{_Y}",
)
#: A range, a case number or a decimal: the date does not stand alone.
_TANGLED_BEFORE = re.compile(r"(?:\d\s?[-–—.,/:]\s?|\bod\s(?:dnia\s)?|\d\s(?:do|a|i)\s)$", re.I)
_TANGLED_AFTER = re.compile(
    r"\s?(?:r\.?|roku)?\s?(?:-|–|—|do|a|i)\s?(?:dnia\s)?\d{1,2}[\s.]?[^\s\d:]", re.I
)
_TIME_AFTER = re.compile(
    r"(?:[\s,;|().–T-]|r\b|roku\b|godz\w*|w\b|o\b|g\b|[^\W\d_]*(?:ek|da|dę|ta|tę|la|lę)\b|pon|wt|śr|czw|pt|sob|niedz)*+"
    r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?!\d|[.:-]\d{3})",
    re.I,
)
_TIME_BEFORE = re.compile(
    r"(?<![\d.:])(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::\d\d)?[\s,;|–-]*$"
)


#: The form of each month that follows a day number, as dateparser knows it.
_GENITIVES = (
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września",
    "października", "listopada", "grudnia",
)  # fmt: skip


@cache
def _day_shapes() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<![\d]){shape}", re.I) for shape in _DAY_SHAPES)


@cache
def _day_word() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(day_words(), key=len, reverse=True))})\b")


def _spelled(text: str) -> str:
    """Put the number in the place of a day that is spelled out."""
    if match := _day_word().search(fold(text)):
        return f"{text[: match.start()]}{day_words()[match[0]]}{text[match.end() :]}"
    return text


def _full_day(text: str) -> PageDate | None:
    """Read the first day, month and year of the text, unless it is one end of a range."""
    found = [match for shape in _day_shapes() if (match := shape.search(text))]
    if not found:
        return None
    match = min(found, key=lambda m: (m.start(), -m.end()))
    before, after = text[: match.start()], text[match.end() :]
    earlier = _TIME_BEFORE.search(before)
    tangled = _TANGLED_BEFORE.search(before) and not earlier
    if tangled or _TANGLED_AFTER.match(after):
        return None
    value = _ask_day(match.groupdict())
    if value is None:
        return None
    clock = _TIME_AFTER.match(after) or earlier
    return PageDate(value, time=f"{int(clock['hour']):02}:{clock['minute']}" if clock else None)


def _ask_day(parts: dict[str, str | None]) -> date | None:
    """Have dateparser read a plain day, and believe it only when day, month and year agree."""
    month = int(parts["month"] or 0) if "month" in parts else month_of(parts["word"] or "")
    day, year = int(parts["day"] or 0), parts.get("year")
    if not month:
        return None
    asked = f"{day:02}.{month:02}.{year or parts['short']}"
    if "word" in parts:
        asked = f"{day} {_GENITIVES[month - 1]} {year}"
    value = _answered(asked)
    if value is None:
        return None
    right = str(value.year) == year or f"{value.year % 100:02}" == parts.get("short")
    return value if right and (value.day, value.month) == (day, month) else None


@lru_cache(maxsize=4096)
def _answered(asked: str) -> date | None:
    """The whole day dateparser reads; kept, as the pages of a city share their days."""
    answer = _full_parser().get_date_data(asked)
    if answer.date_obj is None or answer.period != "day":
        return None
    value: date = answer.date_obj.date()
    return value


# Relative words -------------------------------------------------------------------------------

_NUMBERS = {
    word: str(n)
    for n, words in enumerate(
        ("jeden jedna jedno", "dwa dwie", "trzy", "cztery", "piec", "szesc", "siedem", "osiem",
         "dziewiec", "dziesiec"),
        1,
    )
    for word in words.split()
}  # fmt: skip
_UNITS = (
    ("sekund", "sekund"), ("sek", "sekund"), ("minut", "minut"), ("min", "minut"),
    ("godzin", "godzin"), ("godz", "godzin"), ("dni", "dni"), ("dzien", "dni"),
    ("tygodni", "tygodni"), ("tydzien", "tygodni"), ("tyg", "tygodni"), ("miesi", "miesięcy"),
    ("mies", "miesięcy"), ("rok", "lat"), ("lat", "lat"),
)  # fmt: skip
_AGO = re.compile(
    r"\b(?:(?P<count>\d{1,3}|[a-z]{3,9})\s)?(?P<unit>(?:sek|min|godz|dni|dzien|tyg|tydz|mies|rok|lat)[a-z]*)\.?\stemu\b"
)
_TODAY = re.compile(r"\b(?P<word>dzis(?:iaj)?|wczoraj|przedwczoraj)\b")
_JUST_NOW = re.compile(r"\b(?:przed chwila|przed momentem|teraz|w tej chwili)\b")


def _relative(text: str, reference: date | None) -> PageDate | None:
    """Read dziś, wczoraj, przed chwilą and "N … temu" against the reference."""
    if reference is None:
        return None
    exact = isinstance(reference, datetime)
    base = _base(reference)
    if word := _TODAY.search(text):
        answer = _relative_parser(base).get_date_data(word["word"])
        clock = _TIME_AFTER.match(text, word.end())
        stated = f"{int(clock['hour']):02}:{clock['minute']}" if clock else None
        return PageDate(answer.date_obj.date(), time=stated) if answer.date_obj else None
    if _JUST_NOW.search(text):
        return PageDate(base.date())
    if not (ago := _AGO.search(text)):
        return None
    count = _NUMBERS.get(ago["count"] or "jeden", ago["count"])
    unit = next(name for stem, name in _UNITS if ago["unit"].startswith(stem))
    if not count.isdigit():
        count = "1"
    answer = _relative_parser(base).get_date_data(f"{count} {unit} temu")
    if answer.date_obj is None:
        return None
    moment = answer.date_obj
    if answer.period in ("month", "year"):
        first = moment.date().replace(day=1)
        return PageDate(
            first if answer.period == "month" else first.replace(month=1), answer.period
        )
    stated = f"{moment:%H:%M}" if exact and unit in ("minut", "godzin") else None
    return PageDate(moment.date(), "week" if answer.period == "week" else "day", stated)


def _base(reference: date) -> datetime:
    """The moment relative words count from: the reference itself, or noon of that day."""
    if isinstance(reference, datetime):
        return local_moment(reference).replace(tzinfo=None)
    return datetime.combine(reference, _NOON)


# Months and years -----------------------------------------------------------------------------

_YEAR_WORD = r"(?:\s?(?:r\.?|rok|roku))?"
_MONTH_YEAR = re.compile(rf"\b(?P<word>[a-z]{{3,13}})\.?\s(?P<year>1[5-9]\d\d|20\d\d){_YEAR_WORD}$")
_MONTH_NUMBER = re.compile(
    rf"(?<![\d.,/-])(?:(?P<year>20\d\d|19\d\d)-(?P<month>0[1-9]|1[0-2])"
    rf"|(?P<month2>0[1-9]|1[0-2])[./](?P<year2>20\d\d|19\d\d)){_YEAR_WORD}$"
)
_YEAR = re.compile(rf"(?:^|rok\s|roku\s|\bz\s|\bw\s|:\s)(?P<year>1[5-9]\d\d|20\d\d){_YEAR_WORD}$")


def _coarse(original: str) -> PageDate | None:
    """Read a month or a year; no day is made up for them."""
    text = fold(original)
    if match := _MONTH_YEAR.search(text):
        month = month_of(original[match.start("word") : match.end("word")])
        if month:
            alone = not re.search(r"\d[.\s]?$", text[: match.start()])
            return PageDate(date(int(match["year"]), month, 1), "month") if alone else None
    if match := _MONTH_NUMBER.search(text):
        numbers = match["year"] or match["year2"], match["month"] or match["month2"]
        return PageDate(date(int(numbers[0]), int(numbers[1]), 1), "month")
    if match := _YEAR.search(text):
        return PageDate(date(int(match["year"]), 1, 1), "year")
    return None


# dateparser -----------------------------------------------------------------------------------


@cache
def _full_parser() -> DateDataParser:
    """Reuse one parser for days that must be complete. Loading dateparser costs some 90 ms."""
    return _parser(REQUIRE_PARTS=["day", "month", "year"])


@lru_cache(maxsize=64)
def _relative_parser(base: datetime) -> DateDataParser:
    """Reuse one parser for each moment that relative words count from."""
    return _parser(RELATIVE_BASE=base)


def _parser(**settings: object) -> DateDataParser:
    from dateparser.date import DateDataParser

    common = {"DATE_ORDER": "DMY", "PREFER_DAY_OF_MONTH": "first", "TIMEZONE": "Europe/Warsaw"}
    return DateDataParser(languages=["pl"], settings={**common, **settings})
