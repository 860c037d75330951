"""Killed at any moment, the tables are the old state or the new one, whole."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from archive.tables import TableStore
from tests.archive import factory
from tests.archive.factory import expected, ids

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("action", ["commit", "compact", "prune"])
def test_killed_before_any_step_on_disk(root, store, tmp_path, action):
    """Before each file operation SIGKILL: old or new state, and doing it again ends right."""
    for number in (1, 2):
        store.commit({"pages": factory.pages(number), "visits": factory.visits(number)})
    old = [sorted(factory.digest(kind, n) for n in (1, 2)) for kind in ("record", "visit")]
    new = [sorted(factory.digest(kind, n) for n in (1, 2, 3, 4)) for kind in ("record", "visit")]
    script = Path(__file__).with_name("crash_child.py")
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", str(script), str(root), str(tmp_path), action],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert ran.returncode == 0, ran.stderr
    trials = [json.loads(line) for line in ran.stdout.splitlines()]
    kills = [trial for trial in trials if trial["killed"]]
    assert len(kills) > 10
    goal = new if action == "commit" else old
    for trial in trials:
        assert trial["after"] in (old, goal)
        assert trial["again"] == goal
        assert trial["left"] == trials[-1]["left"]
    if action == "commit":
        # Only the swap itself lies between: never new before, never old after.
        states = [trial["after"] == new for trial in kills]
        assert states == sorted(states)


WRITER = """
import sys
from pathlib import Path
from archive.tables import TableStore
from tests.archive import factory

store = TableStore(Path(sys.argv[1]), clock=factory.clock, merge_after=4)
for number in range(int(sys.argv[2]), 100_000):
    store.commit({"pages": factory.pages(number), "visits": factory.visits(number)})
    print(number, flush=True)
"""


def test_killed_at_random_moments(root, store):
    """What a commit acknowledged is there after SIGKILL, once, and nothing half-done beside it."""
    chance = random.Random(2)
    acknowledged = 0
    for _ in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(root), str(acknowledged + 1)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(chance.randint(3, 25)):
            acknowledged = int(writer.stdout.readline())
        spin = chance.randint(0, 200_000)
        while spin:
            spin -= 1
        writer.send_signal(signal.SIGKILL)
        acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
        writer.wait()
        writer.stdout.close()
        found = ids(root)
        assert found in (
            expected(*range(1, acknowledged + 1)),
            expected(*range(1, acknowledged + 2)),
        )
        assert len(ids(root, "visits")) == len(found)
    assert acknowledged >= 18


def test_four_writers_at_once(root, store):
    """Four processes commit side by side: every row of each is there once."""
    script = """
import sys
from pathlib import Path
from archive.tables import TableStore
from tests.archive import factory

store = TableStore(Path(sys.argv[1]), clock=factory.clock, merge_after=4)
for number in range(int(sys.argv[2]), 41, 4):
    store.commit({"pages": factory.pages(number, 1000 + number // 4)})
"""
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(root), str(first)], cwd=ROOT)
        for first in (1, 2, 3, 4)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0, 0]
    assert ids(root) == expected(*range(1, 41), *range(1000, 1011))


def test_one_store_may_be_used_from_several_threads(root, store):
    """The lock holds between threads as between processes."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: store.commit({"pages": factory.pages(n)}), range(1, 13)))
    assert ids(root) == expected(*range(1, 13))


def test_a_half_written_generation_is_cleared_away(root, store):
    """Leftovers of a commit that died are gone after the next one, and never read."""
    store.commit({"pages": factory.pages(1)})
    half = root / ".store" / "g000003" / "pages"
    half.mkdir(parents=True)
    (half / "pages-000003-1.parquet").write_bytes(b"PAR1")
    assert TableStore(root).current().number == 2
    store.commit({"pages": factory.pages(2)})
    assert ids(root) == expected(1, 2)
    for file in (root / "tables" / "pages").iterdir():
        pq.ParquetFile(file).close()
