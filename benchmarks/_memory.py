"""The resident memory of a process and its children while a crawl goes on (Linux: /proc)."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

_LOOK_S = 0.5
_MB = os.sysconf("SC_PAGE_SIZE") / 1e6


def watch(
    process: subprocess.Popen[str], asked_at: str, every: int
) -> Iterator[tuple[int, int, int]]:
    """Look until the process ends: requests so far, MB of the process, MB of those it started.

    That is told each ``every`` requests that the site under ``asked_at`` says it got.
    """
    first, told = _asked(asked_at), 0
    options = os.WEXITED | os.WNOHANG | os.WNOWAIT  # who started it waits for it
    while os.waitid(os.P_PID, process.pid, options) is None:
        asked = _asked(asked_at) - first
        if asked >= told + every:
            told = asked - asked % every
            started = sum(resident_mb(pid) for pid in children(process.pid))
            yield asked, round(resident_mb(process.pid)), round(started)
        time.sleep(_LOOK_S)


def resident_mb(pid: int) -> float:
    """The resident set of a process, in MB; 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _MB
    except OSError:
        return 0.0


def children(pid: int) -> list[int]:
    """The processes a process started, in all its threads."""
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, path.read_text("ascii").split())
    return found


def _asked(address: str) -> int:
    with urllib.request.urlopen(address) as answer:
        return int(answer.read())
