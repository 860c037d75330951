"""The register of an archive: what was handed out and what was taken down, one line each.

``register.jsonl`` only grows. Each line carries the SHA-256 of the line before it, so that no line
can be changed, left out or put between without changing all that follow. Whoever may write the
file can still cut off its end or make all of it anew: what that takes is told in docs/takedown.md.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import socket
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.errors import ArchiveFault
from archive.record import iso
from archive.tables.disk import locked, sync

FILE = "register.jsonl"
#: A line that signs those before it (`archive.signing`).
SIGNED = "signed"


def note(
    root: Path,
    event: str,
    facts: Mapping[str, Any],
    clock: Callable[[], datetime],
    *,
    seal: Callable[[str], Mapping[str, str]] = lambda _: {},
) -> dict[str, Any]:
    """Append a line and bring it onto the disk; return what it says.

    Beside ``facts`` a line has ``number``, ``at`` (UTC), ``event`` and ``before``: the SHA-256 of
    the line before, without its end, in hex; empty in the first line. ``seal`` makes further
    facts of that sum.

    Raises:
        OSError: the disk refuses.
    """
    path = root / FILE
    with locked(root / ".locks" / "register.lock"):
        lines = _lines(path)
        before = _sum(lines[-1]) if lines else ""
        entry = {
            "number": len(lines) + 1,
            "at": iso(clock()),
            "event": event,
            **facts,
            "before": before,
            **seal(before),
        }
        with path.open("ab") as file:
            file.truncate(sum(len(line) + 1 for line in lines))  # what a crash left of a line
            file.write(json.dumps(entry, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        sync(root)
    return entry


def entries(root: Path, event: str | None = None) -> list[dict[str, Any]]:
    """What the lines say, oldest first; of one kind of event, or all.

    Raises:
        ArchiveFault: a line is no line of ours.
        OSError: the file cannot be read.
    """
    found = []
    for number, line in enumerate(_lines(root / FILE), start=1):
        try:
            found.append(json.loads(line))
        except ValueError as error:
            raise ArchiveFault(f"{root / FILE}, line {number}: damaged ({error})") from error
    return [entry for entry in found if event in (None, entry.get("event"))]


def first_broken(root: Path) -> int | None:
    """Number of the first line that does not follow from the line before; None when all do.

    A line whose signature is not that of its key does not, either.

    Raises:
        OSError: the file cannot be read.
    """
    before = ""
    for number, line in enumerate(_lines(root / FILE), start=1):
        try:
            entry = json.loads(line)
            good = entry["before"] == before and entry["number"] == number
            if good and entry["event"] == SIGNED:
                good = _is_signed(entry)
        except (ValueError, KeyError, TypeError):
            good = False
        if not good:
            return number
        before = _sum(line)
    return None


def last_sum(root: Path) -> str:
    """SHA-256 of the last line, in hex: kept elsewhere, it proves everything up to it.

    Raises:
        OSError: the file cannot be read.
    """
    lines = _lines(root / FILE)
    return _sum(lines[-1]) if lines else ""


def who() -> str:
    """The person or service at work: the user's name on the host's."""
    return f"{getpass.getuser()}@{socket.gethostname()}"


def _is_signed(entry: Mapping[str, Any]) -> bool:
    from archive.signing import is_signed  # it loads cryptography, and needs this module

    return is_signed(entry)


def _lines(path: Path) -> list[bytes]:
    """Whole lines without their ends."""
    try:
        return path.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []


def _sum(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
