"""One writer per city and archive."""

from __future__ import annotations

import subprocess
import sys

import pytest

from archive.errors import ArchiveBusy
from archive.lock import CityLock
from tests.support import NOON


def test_a_second_run_is_told_who_holds_the_lock(tmp_path):
    """The message names the run, the process, and since when."""
    lock = CityLock(tmp_path, "zabrze").acquire("run-1", lambda: NOON)
    with pytest.raises(ArchiveBusy, match=r"run run-1 .*zabrze.*since 2026-03-02T11:00:00"):
        CityLock(tmp_path, "zabrze").acquire("run-2", lambda: NOON)
    lock.release()
    CityLock(tmp_path, "zabrze").acquire("run-2", lambda: NOON).release()


def test_cities_do_not_hinder_each_other(tmp_path):
    """The lock is one city's."""
    first = CityLock(tmp_path, "zabrze").acquire("run-1", lambda: NOON)
    CityLock(tmp_path, "gliwice").acquire("run-2", lambda: NOON).release()
    first.release()


def test_a_dead_holder_is_no_obstacle(tmp_path):
    """A lock whose process was killed can be taken at once."""
    code = (
        "import os, sys, signal; from pathlib import Path; from datetime import datetime, UTC;"
        "from archive.lock import CityLock;"
        "CityLock(Path(sys.argv[1]), 'zabrze').acquire('dead', lambda: datetime.now(UTC));"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert "dead" in (tmp_path / "zabrze.lock").read_text()
    CityLock(tmp_path, "zabrze").acquire("next", lambda: NOON).release()
