"""Moments and days as people give them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from archive.errors import ConfigurationError
from archive.when import end_of, start_of


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        # Polish local days: two hours ahead of UTC in summer, one in winter.
        ("2026-05-01", "2026-04-30T22:00", "2026-05-01T22:00"),
        (date(2026, 1, 31), "2026-01-30T23:00", "2026-01-31T23:00"),
        # The night the clocks change, a day is 23 hours long.
        ("2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00"),
        ("2026-02", "2026-01-31T23:00", "2026-02-28T23:00"),
        ("2026-12", "2026-11-30T23:00", "2026-12-31T23:00"),
        ("2026", "2025-12-31T23:00", "2026-12-31T23:00"),
        ("20260501", "2026-04-30T22:00", "2026-05-01T22:00"),
        # Moments stand for themselves.
        ("2026-05-01T08:30:00Z", "2026-05-01T08:30", "2026-05-01T08:30"),
        ("2026-05-01 08:30+02:00", "2026-05-01T06:30", "2026-05-01T06:30"),
        ("2026-05-01T08:30", "2026-05-01T08:30", "2026-05-01T08:30"),
        (datetime(2026, 5, 1, 8, tzinfo=timezone(timedelta(hours=2))),) + ("2026-05-01T06:00",) * 2,
    ],
)
def test_days_are_polish_and_moments_utc(when, start, end):
    """A day begins at Polish midnight and counts whole; a moment is what it is."""
    assert start_of(when) == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert end_of(when) == datetime.fromisoformat(end).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13", "2026-02-30", "05.01.2026", "0000"])
def test_other_texts_are_refused(text):
    """The message shows how to write it."""
    with pytest.raises(ConfigurationError, match="2026-05-01"):
        start_of(text)
