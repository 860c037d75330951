"""Night windows in Polish time, across midnight and across the changes of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.profiles.hours import Hours

NIGHT, NOON = Hours.parse("22:00-06:00"), Hours.parse("11:30 – 13:00")


def utc(text: str) -> datetime:
    """A UTC moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-01-10T20:59", False),  # 21:59 in winter
        ("2026-01-10T21:00", True),
        ("2026-01-11T04:59", True),
        ("2026-01-11T05:00", False),
        ("2026-07-10T19:59", False),  # summer: two hours before UTC
        ("2026-07-10T20:00", True),
        ("2026-07-11T03:59", True),
        ("2026-07-11T04:00", False),
    ],
)
def test_a_window_over_midnight_is_polish_time(moment, is_open):
    """Winter and summer alike."""
    assert NIGHT.is_open(utc(moment)) is is_open


def test_a_window_within_a_day():
    """It opens on its first minute and is closed on its last."""
    assert NOON.is_open(utc("2026-01-10T10:30"))
    assert not NOON.is_open(utc("2026-01-10T12:00"))


def test_the_night_of_the_change_to_summer_is_an_hour_shorter():
    """28 to 29 March 2026: from 21:00 UTC to 04:00 UTC are seven hours."""
    opening = NIGHT.next_opening(utc("2026-03-28T12:00"))
    assert opening == utc("2026-03-28T21:00")
    assert NIGHT.next_closing(opening) - opening == timedelta(hours=7)


def test_the_night_of_the_change_to_winter_is_an_hour_longer():
    """24 to 25 October 2026: nine hours."""
    opening = NIGHT.next_opening(utc("2026-10-24T12:00"))
    assert NIGHT.next_closing(opening) - opening == timedelta(hours=9)


def test_an_hour_that_the_clock_skips_is_met_later():
    """02:30 on 29 March 2026 does not exist; the next moment after it does."""
    hours = Hours.parse("02:30-05:00")
    assert hours.next_opening(utc("2026-03-29T00:00")) == utc("2026-03-29T01:30")


def test_openings_and_closings_are_in_the_future_and_in_turn():
    """Hour by hour through a year."""
    moment = utc("2026-01-01T00:00")
    for _ in range(0, 365 * 24, 5):
        opening, closing = NIGHT.next_opening(moment), NIGHT.next_closing(moment)
        assert moment < opening <= moment + timedelta(hours=25)
        assert moment < closing <= moment + timedelta(hours=25)
        assert NIGHT.is_open(moment) == (closing < opening)
        assert NIGHT.is_open(opening)
        assert not NIGHT.is_open(closing)
        moment += timedelta(hours=5)


@pytest.mark.parametrize("text", ["", "22-6", "22:00", "24:00-06:00", "22:00-22:00", "noc"])
def test_what_is_no_window_is_refused(text):
    """With the text in the message."""
    with pytest.raises(ValueError, match=r"window|at once"):
        Hours.parse(text)
