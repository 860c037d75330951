"""Time grows with the length of the text, also on text made to be slow.

CPU time of a text sixteen times as long is compared with that of the short one: linear work
takes about 16 times as long, quadratic 256 times. The bound lies far from both.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import pytest

from pipelines.dates import find_dates, read_date

FACTOR = 16
BOUND = 64
SHORT = 4_000

HOSTILE = {
    "blanks": " ",
    "line breaks": "\n",
    "blanks and breaks": " \n ",
    "day and blanks": "5" + " " * 200,
    "month and blanks": "maja" + " " * 200,
    "digits": "1",
    "numbers": "12 ",
    "years": "2024 ",
    "dotted numbers": "12.",
    "decimals": "1.1 ",
    "day lists": "1, 2, 3, ",
    "day ranges": "1-",
    "and lists": "5 i ",
    "slashes": "1/",
    "ordinals": "1-go ",
    "brackets": "5 (sob.) ",
    "months": "maja ",
    "month ranges": "maja-",
    "romans": "XII ",
    "roman dashes": "X-",
    "year ranges": "2014-",
    "lat": "lat ",
    "adjectives": "ostatni ",
    "dates": "5 maja 2024 r. ",
    "bare days": "17.08 i ",
    "sentence": "w sobotę odbył się ",
    "letters": "w",
    "marks": "n\u0301",
    "unknown letters": "\u4e16",
}


def cpu_seconds(work: Callable[[], object]) -> float:
    """The least CPU time of several runs."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return max(min(times), 1e-5)


@pytest.mark.parametrize("name", HOSTILE)
def test_time_to_find_dates_grows_with_the_text(name: str) -> None:
    """A text 16 times as long takes nowhere near 256 times as long."""
    piece = HOSTILE[name]
    short = piece * (SHORT // len(piece))
    reference = date(2024, 5, 15)
    find_dates(short, reference)
    once = cpu_seconds(lambda: find_dates(short, reference))
    longer = cpu_seconds(lambda: find_dates(short * FACTOR, reference))
    assert longer / max(once, 2e-4) < BOUND


def test_twenty_thousand_blanks_after_a_day_are_no_trap() -> None:
    """The pattern that took minutes on these blanks (218 s) stays out."""
    assert cpu_seconds(lambda: find_dates("5" + " " * 20_000 + "maja")) < 1
    assert cpu_seconds(lambda: find_dates("5" + " " * 20_000 + "\n" + " " * 20_000)) < 1


@pytest.mark.parametrize("name", HOSTILE)
def test_a_date_standing_alone_is_never_long(name: str) -> None:
    """A text too long for a date that stands alone is not read at all."""
    piece = HOSTILE[name] * 50_000
    assert cpu_seconds(lambda: read_date(piece, date(2024, 5, 15))) < 1
