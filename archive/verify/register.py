"""Whether the register holds together, and whether a takedown was cut short."""

from __future__ import annotations

from pathlib import Path

from archive import register
from archive.errors import ArchiveFault
from archive.forget.takedown import JOURNAL, unfinished
from archive.verify.findings import Report


def check_register(root: Path, report: Report) -> None:
    """Follow the chain of the register, and look for the journal of a takedown.

    Raises:
        OSError: a file cannot be read.
    """
    broken = register.first_broken(root)
    if broken is not None:
        report.add("register_changed", register.FILE, f"line {broken} does not follow")
    try:
        journal = unfinished(root)
    except ArchiveFault as error:
        report.add("takedown_unfinished", JOURNAL, str(error))
        return
    if journal is not None:
        report.add("takedown_unfinished", JOURNAL, f"begun {journal.at:%Y-%m-%d %H:%M} UTC")
