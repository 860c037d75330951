"""Verdicts of runs and the exit codes they end in (docs/exit-codes.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Why a crawl ended before it was through: its city's hours were over, or KRONIKA_RUN_HOURS.
HOURS_OVER, TOOK_TOO_LONG = "hours_over", "took_too_long"

EXIT_CODES: Mapping[str, int] = {
    "ok": 0,
    "nothing_new": 0,
    "nothing_found": 3,
    "site_down": 4,
    "blocked": 5,
    "degraded": 6,
    "archive_fault": 7,
    "interrupted": 130,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a run went: a name of `EXIT_CODES` and a sentence for people."""

    name: str
    message: str

    @property
    def exit_code(self) -> int:
        """The exit code of the command."""
        return EXIT_CODES[self.name]
