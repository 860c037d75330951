"""Which rows of an archive belong to sweeps that are over, and which to the one under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive import Archive
from archive.query import equal
from archive.schema import RUNS

#: Verdicts after which a sweep goes on in the next run.
UNFINISHED = ("interrupted", "archive_fault")
#: Verdicts of a run that saw what there was to see.
WENT_THROUGH = ("ok", "nothing_new", "degraded")


@dataclass(frozen=True, slots=True)
class SweepsOver:
    """The sweeps of a city that are over: the ``runs`` that ended one, and when the last began.

    A run that was cut short belongs to the sweep that the next one goes on with.
    """

    runs: frozenset[str]
    last_began: datetime | None

    def has(self, run_id: str, fetched_at: datetime) -> bool:
        """Whether what a run fetched at a moment (UTC) is of a sweep that is over."""
        before = self.last_began is not None and fetched_at < self.last_began
        return before or run_id in self.runs


def sweeps_over(archive: Archive, city: str) -> SweepsOver:
    """Read from ``runs`` which sweeps of a city are over.

    Raises:
        ArchiveFault: the tables cannot be read.
    """
    columns = ["run_id", "verdict", "started_at"]
    runs = archive.read_table(RUNS, columns, equal((("city",), city))).to_pylist()
    finished = [run for run in runs if run["verdict"] not in UNFINISHED]
    return SweepsOver(
        frozenset(run["run_id"] for run in finished),
        max((run["started_at"] for run in finished), default=None),
    )
