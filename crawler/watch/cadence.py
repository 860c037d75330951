"""How a city publishes, and how unlikely a silence is. Pure: days in, odds out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.watch.odds import none_at_all

#: A silence less likely than this is worth an alarm.
UNLIKELY = 2e-5
#: With less history than this a city has no rhythm yet.
MIN_WEEKS, MIN_ITEMS = 8, 20
#: History further back than this says nothing of today; what is half as old counts twice.
MAX_WEEKS, HALF_LIFE_WEEKS = 104, 26
#: Weeks of history from which on the months of the year are told apart.
SEASON_WEEKS = 52
#: Bounds of the size of the weekly negative binomial: never as regular as a clock.
MIN_SIZE, MAX_SIZE = 1.0, 20.0
#: Items by which a month's factor is drawn towards 1.
_MONTH_PRIOR = 20.0
#: Days off of the Polish calendar that do not move, as (month, day): they count as Sundays.
_DAYS_OFF = frozenset(
    {(1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 24), (12, 25), (12, 26)}
)
_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A city's publishing rate.

    ``weekdays`` are items expected on a Monday ... Sunday, ``months`` factors for January ...
    December, ``size`` that of the negative binomial of a week's count. ``weeks`` and ``items``
    say what it was learned from.
    """

    weekdays: tuple[float, ...]
    months: tuple[float, ...]
    size: float
    weeks: int
    items: int

    def expected(self, day: date) -> float:
        """Items expected on a day."""
        return self.weekdays[_weekday(day)] * self.months[day.month - 1]

    def expected_between(self, first: date, end: date) -> float:
        """Items expected from ``first`` up to and without ``end``."""
        return sum(map(self.expected, _days(first, end)))


@dataclass(frozen=True, slots=True)
class Silence:
    """Whole days without an item since ``last``: how many, what was expected, how likely."""

    last: date
    days: int
    expected: float
    probability: float

    @property
    def unlikely(self) -> bool:
        """Whether it is worth an alarm."""
        return self.probability < UNLIKELY


def learn(items: Mapping[date, int]) -> Rhythm | None:
    """The rhythm of items counted by day, up to the newest; None while there is too little."""
    if not items:
        return None
    last = max(items)
    first = max(min(items), last - timedelta(weeks=MAX_WEEKS))
    weeks = (last - first).days // 7
    counted = {day: count for day, count in items.items() if day >= first}
    total = sum(counted.values())
    if weeks < MIN_WEEKS or total < MIN_ITEMS:
        return None
    weekdays = _weekday_rates(counted, first, last)
    flat = Rhythm(weekdays, (1.0,) * 12, MAX_SIZE, weeks, total)
    months = _month_factors(flat, counted, first, last) if weeks >= SEASON_WEEKS else flat.months
    seasonal = Rhythm(weekdays, months, MAX_SIZE, weeks, total)
    return Rhythm(weekdays, months, _size(seasonal, counted, first, last), weeks, total)


def silence(rhythm: Rhythm, last: date, today: date) -> Silence:
    """Judge the silence from the day after ``last`` up to yesterday; today is not over yet."""
    begins = last + timedelta(days=1)
    expected = rhythm.expected_between(begins, today)
    days = max(0, (today - begins).days)
    return Silence(last, days, expected, none_at_all(expected, rhythm.size))


def by_week(items: Mapping[date, int], today: date, weeks: int = 26) -> list[tuple[date, int]]:
    """Items of the last weeks, oldest first: each week's Monday and count."""
    monday = today - timedelta(days=today.weekday())
    starts = [monday - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    return [
        (start, sum(items.get(day, 0) for day in _days(start, start + timedelta(days=7))))
        for start in starts
    ]


def _weekday_rates(items: Mapping[date, int], first: date, last: date) -> tuple[float, ...]:
    """Mean items by weekday, the recent weighing more."""
    sums, weights = [0.0] * 7, [0.0] * 7
    for day in _days(first, last + timedelta(days=1)):
        weight = 0.5 ** ((last - day).days / 7 / HALF_LIFE_WEEKS)
        sums[_weekday(day)] += weight * items.get(day, 0)
        weights[_weekday(day)] += weight
    return tuple(
        total / weight if weight else 0.0 for total, weight in zip(sums, weights, strict=True)
    )


def _month_factors(
    flat: Rhythm, items: Mapping[date, int], first: date, last: date
) -> tuple[float, ...]:
    seen, expected = [_MONTH_PRIOR] * 12, [_MONTH_PRIOR] * 12
    for day in _days(first, last + timedelta(days=1)):
        seen[day.month - 1] += items.get(day, 0)
        expected[day.month - 1] += flat.expected(day)
    return tuple(count / rate for count, rate in zip(seen, expected, strict=True))


def _size(rhythm: Rhythm, items: Mapping[date, int], first: date, last: date) -> float:
    """The negative binomial's size by moments over whole weeks: mu^2 / (variance - mu)."""
    squares = excess = 0.0
    for start in _days(first, last - timedelta(days=6), 7):
        end = start + timedelta(days=7)
        mean = rhythm.expected_between(start, end)
        count = sum(items.get(day, 0) for day in _days(start, end))
        squares += mean**2
        excess += (count - mean) ** 2 - mean
    return MAX_SIZE if excess <= 0 else min(MAX_SIZE, max(MIN_SIZE, squares / excess))


def _weekday(day: date) -> int:
    return _SUNDAY if (day.month, day.day) in _DAYS_OFF else day.weekday()


def _days(first: date, end: date, step: int = 1) -> Iterator[date]:
    for offset in range(0, (end - first).days, step):
        yield first + timedelta(days=offset)
