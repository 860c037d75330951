"""Run an action on a copy of an archive again and again, killed at each step it takes on disk.

Called as a script by test_crash.py: ``crash_child.py BASE WORK ACTION``. For every file operation
of the action (make, open, link, rename, remove ...) a fork of this process does the action and
kills itself with SIGKILL right before that operation. After each death the archive is judged, and
one JSON line is printed: what was read right after, and what after the action was done again.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from datetime import timedelta
from itertools import count
from pathlib import Path

import pyarrow.parquet as pq

from archive.tables import Retention, TableStore
from tests.archive import factory

STEPS = {"open", "os.mkdir", "os.link", "os.symlink", "os.rename", "os.remove", "os.rmdir"}


def act(root: Path, action: str) -> None:
    """Do what is to be survived."""
    later = TableStore(root, clock=lambda: factory.START + timedelta(days=1))
    if action == "commit":
        later.commit({"pages": factory.pages(3, 4), "visits": factory.visits(3, 4)})
    elif action == "compact":
        later.compact()
    else:
        later.prune(Retention(keep=1))


def rows(root: Path) -> list[list[str]]:
    """Keys in ``pages`` and ``visits``, as a plain reader finds them."""
    return [
        sorted(
            value
            for file in (root / "tables" / table).iterdir()
            for value in pq.ParquetFile(file).read([key])[key].to_pylist()
        )
        for table, key in (("pages", "record_id"), ("visits", "visit_id"))
    ]


def die_before(step: int, root: Path) -> None:
    """Arrange for SIGKILL right before the given file operation below ``root``."""
    seen = 0

    def watch(event: str, args: tuple[object, ...]) -> None:
        nonlocal seen
        if event in STEPS and any(str(root) in str(arg) for arg in args):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def main(base: Path, work: Path, action: str) -> None:
    """Kill the action before its first step, its second, and so on until it survives."""
    for step in count(1):
        root = work / f"step-{step}"
        shutil.copytree(base, root, symlinks=True)
        child = os.fork()
        if child == 0:
            die_before(step, root)
            act(root, action)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        after = rows(root)
        act(root, action)
        left = sorted(path.name for path in (root / ".store").iterdir())
        told = {"killed": os.WIFSIGNALED(status), "after": after, "again": rows(root), "left": left}
        print(json.dumps(told), flush=True)  # noqa: T201
        shutil.rmtree(root)
        if not told["killed"]:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
