"""A silence is judged by the city's own rhythm: no alarm in ordinary weeks, one when it stops."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from crawler.watch.cadence import by_week, learn, silence

START = date(2024, 1, 1)
#: Weeks before the first one judged, and ordinary weeks judged.
BEFORE, WEEKS = 30, 100
_WEEKDAYS = (1.2, 1.1, 1.1, 1.0, 1.3, 0.15, 0.1)


def publish(seed: int, per_week: float, weeks: int = BEFORE + WEEKS) -> Counter[date]:
    """What an ordinary city publishes: by weekday and season, in flocks, little at Christmas."""
    chance, items = Random(seed), Counter[date]()
    for week in range(weeks):
        flock = chance.gammavariate(4.0, 1 / 4.0)
        for weekday, weight in enumerate(_WEEKDAYS):
            day = START + timedelta(weeks=week, days=weekday)
            mean = per_week * weight / sum(_WEEKDAYS) * flock * _season(day)
            waited = chance.expovariate(1.0)
            while waited < mean:
                items[day] += 1
                waited += chance.expovariate(1.0)
    return items


def _season(day: date) -> float:
    if (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 2):
        return 0.1
    return 0.6 if day.month in (7, 8) else 1.05


@pytest.mark.parametrize("per_week", [2, 6, 15, 40])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_alarm_on_a_hundred_ordinary_weeks(per_week, seed):
    """Judged every day, with what was known on that day."""
    items, alarms, judged = publish(seed, per_week), [], 0
    for week in range(BEFORE, BEFORE + WEEKS):
        monday = START + timedelta(weeks=week)
        known = {day: count for day, count in items.items() if day < monday}
        rhythm = learn(known)
        if rhythm is None:  # so slow a city has no rhythm yet
            continue
        for day in (monday + timedelta(days=n) for n in range(7)):
            last = max(seen for seen in items if seen <= day)
            judged += 1
            if silence(rhythm, last, day).unlikely:
                alarms.append(day)
    assert alarms == []
    assert judged > 600


@pytest.mark.parametrize(("per_week", "within"), [(6, 80), (15, 45), (40, 21)])
def test_a_city_that_stops_is_noticed(per_week, within):
    """After so many days at the latest, the sooner the livelier the city."""
    for seed in (1, 2, 3):
        items = publish(seed, per_week)
        rhythm, last = learn(items), max(items)
        assert silence(rhythm, last, last + timedelta(days=within + 1)).unlikely


def test_too_little_history_is_no_rhythm():
    """Nothing is said of a city known for a month, or by ten articles."""
    assert learn({}) is None
    assert learn({START + timedelta(days=n): 3 for n in range(30)}) is None
    assert learn({START + timedelta(weeks=n): 1 for n in range(19)}) is None


def test_today_is_not_over_yet():
    """An article of yesterday is no silence, whatever today brings."""
    rhythm = learn(publish(1, 15))
    quiet = silence(rhythm, date(2026, 6, 1), date(2026, 6, 2))
    assert (quiet.days, quiet.expected, quiet.probability) == (0, 0, 1.0)


def test_days_off_count_as_sundays():
    """Long weekends of May and Christmas are expected to be quiet."""
    rhythm = learn(publish(2, 40))
    assert rhythm.expected(date(2026, 5, 1)) == rhythm.expected(date(2026, 5, 10))
    assert rhythm.expected(date(2026, 5, 1)) < rhythm.expected(date(2026, 5, 8)) / 4


def test_a_flocking_city_is_given_more_time():
    """Where articles come in flocks the same silence says less."""
    steady = {START + timedelta(days=n): 2 for n in range(300)}
    flocks = {START + timedelta(days=n): 14 for n in range(0, 300, 7) if n % 3}
    odds = [
        silence(learn(items), max(items), max(items) + timedelta(days=9)).probability
        for items in (steady, flocks)
    ]
    assert odds[0] < odds[1]


def test_weeks_are_counted_from_mondays():
    """The last one is the week of today, empty weeks included."""
    weeks = by_week({date(2026, 3, 1): 2, date(2026, 3, 4): 1}, date(2026, 3, 5), 3)
    assert weeks == [(date(2026, 2, 16), 0), (date(2026, 2, 23), 2), (date(2026, 3, 2), 1)]
