"""Clock times beside a date, kept apart from its value: "17:00", "10:00/18:00"."""

from __future__ import annotations

import re
from functools import cache

from pipelines.dates.atoms import Source
from pipelines.dates.pieces import B, S, weekday_words

_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_WORD = r"(?:godz(?:inie|inach|inami|iny|ina|\.)?|g\.)"
#: Minutes may have lost their point, as raised figures do: 1200, 10 00.
_LOOSE = rf"{_HOUR}(?:[:.,]?[0-5][0-9]|[ ][0-5][0-9])?(?![0-9])"
_STRICT = rf"{_HOUR}:[0-5][0-9](?::[0-5][0-9])?(?![0-9])"
_DOTTED = rf"{_HOUR}[.][0-5][0-9](?![0-9])"
_TO = rf"{B}(?:-|do\b){B}(?:{_WORD}{B})?"
_BEFORE = re.compile(
    rf"(?:{_WORD}{B}(?P<word>{_LOOSE})|(?<![0-9.:,])(?P<alone>{_STRICT}))(?:{B}(?:-|,|w{S}dniu|dnia|dn\.))*{B}$",
    re.ASCII,
)


@cache
def _after() -> re.Pattern[str]:
    between = rf"(?:{B}[,;(|)t-])*+{B}(?:\(?{weekday_words()}\)?,?)?+{B}[-,(]?{B}"
    by_word = rf"{_WORD}{B}[:.]?{B}(?:od{S})?(?P<first>{_LOOSE})(?:{_TO}(?P<last>{_LOOSE}))?"
    alone = rf"(?P<first_strict>{_STRICT})(?:{_TO}(?P<last_strict>{_STRICT}))?"
    dotted = rf"(?P<first_dotted>{_DOTTED})(?:{_TO}(?P<last_dotted>{_DOTTED}))?"
    return re.compile(
        rf"{between}(?:(?:o|w|od|do|na){S})?+(?:{by_word}|{alone}|(?<=[od][ ]){dotted})", re.ASCII
    )


def clock_time(source: Source, start: int, end: int) -> str | None:
    """The clock time right after or right before a date: "HH:MM" or "HH:MM/HH:MM", or None."""
    folded = source.folded
    if match := _after().match(folded, end):
        found = [group for group in match.groups() if group]
        times = [time for group in found if (time := _plain(group))]
        return "/".join(times) if len(times) == len(found) else None
    behind = folded[max(0, start - 40) : start]
    if (":" in behind or "g" in behind) and (match := _BEFORE.search(behind)):
        return _plain(match["word"] or match["alone"])
    return None


def _plain(written: str) -> str | None:
    """Write a time as HH:MM: "9", "900", "9.00", "10 00", "09:35:00"."""
    digits = re.sub(r"[^0-9]", "", written)
    parts = re.split(r"[^0-9]", written)
    if len(parts) > 1:
        hour, minute = int(parts[0]), int(parts[1])
    elif len(digits) > 2:
        hour, minute = int(digits[:-2]), int(digits[-2:])
    else:
        hour, minute = int(digits), 0
    return f"{hour % 24:02}:{minute:02}" if hour <= 24 and minute < 60 else None
