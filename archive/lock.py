"""One writer per city and archive: a lock that dies with its holder."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO, Self

from archive.errors import ArchiveBusy, ArchiveFault


class CityLock:
    """Held from `acquire` to `release`, by ``flock``: when the holder dies the system lets go.

    The file tells people who holds it and since when; only the lock itself counts.
    """

    def __init__(self, folder: Path, city: str) -> None:
        self._path = folder / f"{city}.lock"
        self._city = city
        self._file: IO[str] | None = None

    def acquire(self, run_id: str, clock: Callable[[], datetime]) -> Self:
        """Take the lock for a run.

        Raises:
            ArchiveBusy: another run holds it; the message says which and since when.
            ArchiveFault: the lock file cannot be written.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = self._path.open("a+", encoding="utf-8")
        except OSError as error:
            raise ArchiveFault(f"cannot write {self._path}: {error.strerror or error}") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            told = file.read()
            file.close()
            raise ArchiveBusy(_busy(self._city, told)) from None
        holder = {
            "run": run_id,
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": clock().isoformat(timespec="seconds"),
        }
        file.seek(0)
        file.truncate()
        file.write(json.dumps(holder))
        file.flush()
        self._file = file
        return self

    def release(self) -> None:
        """Let go; the file stays, empty."""
        if self._file is not None:
            self._file.seek(0)
            self._file.truncate()
            self._file.close()
            self._file = None


def _busy(city: str, told: str) -> str:
    try:
        holder = json.loads(told)
        who = f"run {holder['run']} (process {holder['pid']} on {holder['host']})"
        since = f" since {holder['since']}"
    except (ValueError, KeyError, TypeError):
        who, since = "another run", ""
    return f"{who} is crawling {city} into this archive{since}. Wait for it, or stop it."
