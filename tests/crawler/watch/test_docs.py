"""What the documentation says of causes is what the code can say."""

from __future__ import annotations

import re
from pathlib import Path

from crawler.cli.options import FAULTS
from crawler.watch import cadence, causes, layout

ROOT = Path(__file__).parents[3]
HEALTH = (ROOT / "docs/health.md").read_text("utf-8")


def test_every_cause_is_documented():
    """Each code in the code has its row, and no row tells of a code there is not."""
    files = ["crawler/watch/causes.py", "crawler/runs/judging.py", "crawler/runs/ending.py"]
    text = "".join((ROOT / file).read_text("utf-8") for file in files)
    said = re.findall(r'(?:grave|remark|say|Cause)\(\s*"([a-z_]+)"', text)
    rows = re.findall(r"^\| ((?:`[a-z_]+`(?:, )?)+) \| (?:yes|no|see below) ", HEALTH, re.M)
    told = re.findall(r"`([a-z_]+)`", " ".join(rows))
    assert set(said) == set(told)
    assert len(told) == len(set(told))


def test_the_thresholds_told_are_those_in_force():
    """Who changes one changes the other."""
    assert (causes.DOWN, causes.FEW, causes.SOME) == (0.9, 3, 0.1)
    assert (causes.SLOW_TIMES, causes.SLOW_MS, causes.SLOW_ALONE_MS) == (4, 250, 5000)
    assert (causes.FEED_MISSES, causes.GONE, causes.NEWEST) == (4, 5, 10)
    assert (layout.FALL_ESSENTIAL, layout.FALL_OTHER, layout.MIN_ROWS) == (0.25, 0.5, 3)
    assert (cadence.UNLIKELY, cadence.MIN_WEEKS, cadence.MIN_ITEMS) == (2e-5, 8, 20)


def test_every_fault_of_the_town_is_in_the_manual():
    """A table row each."""
    manual = (ROOT / "docs/operation.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", manual, re.M) == list(FAULTS)
