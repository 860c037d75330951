"""How the demo town spells dates: as many ways as its editors, every one seen on a real page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

MONTHS = (
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia",
    "września", "października", "listopada", "grudnia",
)  # fmt: skip
MONTH_NAMES = (
    "styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień",
    "wrzesień", "październik", "listopad", "grudzień",
)  # fmt: skip
WEEKDAYS = ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def long_day(day: date) -> str:
    """Spell a day in words: 2 marca 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


#: Spelling of a publication date by name; takes the local time of publication.
STYLES: dict[str, Callable[[datetime], str]] = {
    "bare": lambda t: f"{t:%d.%m.%Y}",
    "long": long_day,
    "labelled": lambda t: f"Opublikowano: {t:%d.%m.%Y}",
    "labelled_long": lambda t: f"Data publikacji: {long_day(t)} r.",
    "added": lambda t: f"Dodano: {t:%Y-%m-%d %H:%M}",
    "weekday": lambda t: f"{long_day(t)}, {WEEKDAYS[t.weekday()]}",
    "weekday_first": lambda t: f"{WEEKDAYS[t.weekday()].capitalize()}, {long_day(t)} r.",
    "time_first": lambda t: f"{t:%H:%M}, {long_day(t)}",
    "short_year": lambda t: f"{t:%d.%m.%y}",
    "roman": lambda t: f"{t.day} {_ROMAN[t.month - 1]} {t.year}",
    "abbreviated": lambda t: f"{t.day} {MONTHS[t.month - 1][:3]} {t.year}, godz. {t:%H:%M}",
    "glued": lambda t: f"{t:%d.%m.%Y%H:%M}",
    "dashed": lambda t: f"{t:%d-%m-%Y}",
    "slashed": lambda t: f"{t:%Y/%m/%d}",
}


def warsaw(local: datetime) -> datetime:
    """Give a local time its Polish offset."""
    return local.replace(tzinfo=ZoneInfo("Europe/Warsaw"))


def iso(local: datetime) -> str:
    """Spell a local time for `<time>`, meta tags and sitemaps: 2026-03-02T09:35:00+01:00."""
    return warsaw(local).isoformat()
