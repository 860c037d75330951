"""Moments and days as people give them, turned into one exact moment."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from archive.errors import ConfigurationError

#: What a caller may give: a moment, a day, or either as ISO 8601 text.
When = datetime | date | str

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AGO = re.compile(r"(\d{1,5})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def utc_now() -> datetime:
    """The present moment in UTC: the one clock, passed in wherever time is told."""
    return datetime.now(UTC)


def start_of(when: When) -> datetime:
    """The moment itself, or the first moment of a day, in UTC.

    A day ("2026-05-01") is a Polish local day. A month ("2026-05") or a year ("2026") stands for
    its first day. A moment without a time zone is taken as UTC, like all moments in the tables.

    Raises:
        ConfigurationError: the text is neither a day nor a moment.
    """
    value = _parse(when) if isinstance(when, str) else when
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return _midnight(value)


def end_of(when: When) -> datetime:
    """The moment itself, or the first moment after a day, in UTC: a day counts whole.

    Raises:
        ConfigurationError: the text is neither a day nor a moment.
    """
    value = _parse(when, last=True) if isinstance(when, str) else when
    if isinstance(value, datetime):
        return start_of(value)
    return _midnight(value + timedelta(days=1))


def since(when: When, now: datetime) -> datetime:
    """The moment meant, in UTC: "12h", "7d" or "2w" before ``now``, or as `start_of` reads it.

    Raises:
        ConfigurationError: the text is none of these.
    """
    ago = _AGO.fullmatch(when.strip()) if isinstance(when, str) else None
    return now - int(ago[1]) * _UNITS[ago[2]] if ago else start_of(when)


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970, UTC, exact."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _midnight(day: date) -> datetime:
    local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/Warsaw"))
    return local.astimezone(UTC)


def _parse(text: str, *, last: bool = False) -> date | datetime:
    text = text.strip()
    try:
        if text.isdigit() and len(text) == 4:
            return date(int(text), 12, 31) if last else date(int(text), 1, 1)
        if len(text) == 7:
            first = date.fromisoformat(f"{text}-01")
            return _month_end(first) if last else first
        if "T" not in text and " " not in text:
            return date.fromisoformat(text)
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(
            f"{text!r} is no day or moment. Write 2026-05-01, 2026-05, 2026 or "
            "2026-05-01T08:30:00Z."
        ) from error


def _month_end(first: date) -> date:
    following = (first + timedelta(days=31)).replace(day=1)
    return following - timedelta(days=1)
