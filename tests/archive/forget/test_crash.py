"""Killed at any moment, the same command finishes the takedown."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from archive.tables import Retention

ROOT = Path(__file__).parents[3]


def test_killed_before_any_step_on_disk(maker, tmp_path):
    """Nothing is left of the page, nothing is wrong, each event stands in the register once.

    One file a table and one old generation: each kind of step is there, and none many times over.
    """
    maker.store.compact()
    maker.store.prune(Retention(keep=2, spare=timedelta(0), days=0, months=False))
    script = Path(__file__).with_name("crash_child.py")
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", str(script), str(maker.root), str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert ran.returncode == 0, ran.stderr
    trials = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(trials) > 35
    for number, trial in enumerate(trials, start=1):
        found = {name: trial[name] for name in ("left", "faults", "names", "chain", "journal")}
        assert found == {"left": [], "faults": [], "names": [], "chain": None, "journal": False}, (
            number
        )
        assert trial["tombstone"]
        assert trial["events"] in (["forget", "forgotten"], ["forget", "forgotten"] * 2)
        assert trial["visits"] == 9
        assert not trial["bare"], "it was gone before its tombstone stood"
    assert [trial["killed"] for trial in trials] == [True] * (len(trials) - 1) + [False]
