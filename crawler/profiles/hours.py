"""The hours of the day in which a city is asked: Polish local time, summer time and all. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Self
from zoneinfo import ZoneInfo

_TEXT = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """A window that opens and closes every day; it may span midnight."""

    opens: time
    closes: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "22:00-06:00".

        Raises:
            ValueError: that is no window.
        """
        match = _TEXT.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is no window of hours")
        first, second, third, fourth = map(int, match.groups())
        hours = cls(time(first, second), time(third, fourth))
        if hours.opens == hours.closes:
            raise ValueError(f"{text!r} opens and closes at once")
        return hours

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"

    def is_open(self, moment: datetime) -> bool:
        """Whether a moment (with a zone) lies within the window."""
        now = moment.astimezone(_warsaw()).time()
        if self.opens < self.closes:
            return self.opens <= now < self.closes
        return now >= self.opens or now < self.closes

    def next_opening(self, moment: datetime) -> datetime:
        """The first opening after a moment, in UTC."""
        return _next(self.opens, moment)

    def next_closing(self, moment: datetime) -> datetime:
        """The first closing after a moment, in UTC."""
        return _next(self.closes, moment)


def _next(clock: time, moment: datetime) -> datetime:
    """When clocks in Poland next show a time; one that a night skips is met an hour later."""
    day = moment.astimezone(_warsaw()).date()
    candidates = (
        datetime.combine(day + timedelta(days=later), clock, _warsaw()).astimezone(UTC)
        for later in range(3)
    )
    return next(candidate for candidate in candidates if candidate > moment)


@cache
def _warsaw() -> ZoneInfo:
    return ZoneInfo("Europe/Warsaw")
