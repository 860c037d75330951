"""Take a page down on a copy of an archive, killed at each step it takes on disk, and again.

Called as a script by test_crash.py: ``crash_child.py BASE WORK``. For every file operation of the
takedown a fork of this process kills itself with SIGKILL right before it. Then the same command is
given again, and one JSON line tells how the archive is.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from itertools import count
from pathlib import Path

from archive import Archive, register
from archive.forget import Tombstones
from archive.forget.takedown import finish, unfinished
from tests.archive.crash_child import STEPS
from tests.archive.forget.conftest import URL, everything, faults, take_down, text_of
from tests.archive.verify.making import clock


def again(root: Path) -> None:
    """What the same command does after a death."""
    journal = unfinished(root)
    if journal is None:
        take_down(root)
    else:
        finish(root, journal, clock)


def changes(event: str, args: tuple[object, ...]) -> bool:
    """Whether a file operation changes anything: reading does not, nor a folder that is there."""
    if event == "open":
        return bool(set(str(args[1])) & set("wax+"))
    return event != "os.mkdir" or not os.path.isdir(str(args[0]))


def die_before(step: int, root: Path) -> None:
    """Arrange for SIGKILL right before the given change on disk below ``root``."""
    seen = 0

    def watch(event: str, args: tuple[object, ...]) -> None:
        nonlocal seen
        if event in STEPS and changes(event, args) and any(str(root) in str(arg) for arg in args):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def killed_before(step: int, root: Path) -> bool:
    """Whether the takedown had so many steps that it was killed."""
    child = os.fork()
    if not child:
        die_before(step, root)
        take_down(root)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def left(root: Path) -> list[str]:
    """The files that hold anything of the page."""
    return [str(path) for path, data in everything(root) if text_of(2) in data]


def judge(root: Path) -> dict:
    """How the archive is."""
    return {
        "left": left(root),
        "faults": faults(root),
        "tombstone": URL in Tombstones.of(root),
        "events": [entry["event"] for entry in register.entries(root)],
        "chain": register.first_broken(root),
        "visits": len(Archive(root).visits()),
        "journal": unfinished(root) is not None,
        "names": sorted(path.name for path in root.rglob(".*next")),
    }


def main(base: Path, work: Path) -> None:
    """Kill it before its first step, its second, and so on until it gets through."""
    for step in count(1):
        root = work / f"try-{step}"
        shutil.copytree(base, root, symlinks=True)
        killed = killed_before(step, root)
        bare = not Tombstones.of(root) and not left(root)
        again(root)
        sys.stdout.write(json.dumps({"killed": killed, "bare": bare} | judge(root)) + "\n")
        shutil.rmtree(root)
        if not killed:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
