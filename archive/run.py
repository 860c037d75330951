"""An open run: takes snapshots, visits and rows, and publishes them in batches.

The order is always the same: snapshots onto the disk first, then the rows that point to them, in
one generation. What was published is acknowledged; nothing else is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.apart import keep_apart
from archive.errors import ArchiveFault
from archive.forget.bar import Bar, may_stay
from archive.known import Known, KnownPage, KnownRequisite
from archive.layout import Layout
from archive.model import DATED_KINDS, READ_PURPOSES, SnapshotPointer, Visit
from archive.snapshots import Exchange, Original, Packed, SnapshotWriter
from archive.snapshots.writer import SEGMENT_BYTES
from archive.tally import Tally

#: Outcomes of a page visit that make a row of ``pages``.
MAKES_RECORD = ("new", "changed")


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is known of a run before it begins (columns of ``runs``)."""

    city: str
    run_id: str
    software: str
    settings: Mapping[str, str] = field(default_factory=dict)
    profile_digest: str | None = None
    warcinfo: tuple[tuple[str, str], ...] = ()


class RunWriter:
    """One run of one city, open for writing.

    ``clock`` gives UTC moments. ``known`` is what the archive held of the city's pages when the
    run began, told from ``found`` where the caller has read that already. A batch is due after
    ``batch_pages`` visits or ``batch_s`` seconds.

    Raises:
        NotAnArchive: the folder holds something else.
        ArchiveFault: the folder cannot be written.
    """

    def __init__(
        self,
        root: Path,
        facts: RunFacts,
        *,
        clock: Callable[[], datetime],
        batch_pages: int = 250,
        batch_s: float = 30.0,
        segment_bytes: int = SEGMENT_BYTES,
        found: Known | None = None,
    ) -> None:
        self.facts = facts
        self.clock = clock
        self.layout = Layout.create_or_open(root, clock)
        found = found or Known(self.layout.root, facts.city)
        self.known: dict[str, KnownPage] = found.pages
        self.started_at = clock()
        self.fault: ArchiveFault | None = None
        #: Changes the badges of rows about to be published; at the end it is shown all of the run.
        self.before_publishing: Callable[[list[dict[str, Any]]], None] = lambda _: None
        self.on_published: Callable[[list[Visit]], None] = lambda _: None
        #: Looks at what is about to be published; names the records to keep apart (archive.apart).
        self.inspect: Callable[[list[dict[str, Any]], list[Visit]], Collection[str]] = (
            lambda _rows, _visits: ()
        )
        self._bar = Bar(self.layout.root)
        self._tally = Tally()
        self.requisites: dict[str, KnownRequisite] = found.requisites
        self._originals = found.originals
        self._pages: list[dict[str, Any]] = []
        self._visits: list[Visit] = []
        self._rest: tuple[list[dict[str, Any]], list[Visit]] = ([], [])
        self._batch_pages = batch_pages
        self._batch_s = batch_s
        self._last_commit = self.started_at
        self._commit_lock = asyncio.Lock()
        self._has_rows = False
        self._snapshots = SnapshotWriter(
            self.layout.root,
            self.layout.snapshots(facts.city),
            stem=f"kronika-{facts.city}-{facts.run_id.rpartition('-')[2]}",
            info=list(facts.warcinfo),
            segment_bytes=segment_bytes,
        )

    @property
    def city(self) -> str:
        """Slug of the city."""
        return self.facts.city

    @property
    def run_id(self) -> str:
        """Id of the run."""
        return self.facts.run_id

    def append(self, packed: Packed) -> SnapshotPointer | None:
        """Write one packed exchange; see `SnapshotWriter.append`."""
        return self._snapshots.append(packed, self.clock())

    def original_of(self, exchange: Exchange, status: int) -> Original | None:
        """The stored response an answer repeats: by 304, or by the very same body.

        Only responses that were published before this run began can be referred to.
        """
        original = self._originals.get(exchange.url)
        if original is None or exchange.truncated:
            return None
        same = exchange.body.size and exchange.body.digest == original.pointer.payload_digest
        return original if status == 304 or (status == 200 and same) else None

    def has_original(self, url: str) -> bool:
        """Whether a 304 from this very address would have a response to refer to."""
        return url in self._originals

    def visited(self, visit: Visit) -> None:
        """Take a visit; it is published once its outcome is known."""
        self._visits.append(visit)

    def note(self, code: str, count: int) -> None:
        """Add to the count of a code in ``runs.reasons`` that belongs to no visit and no record."""
        self._tally.reasons[code] += count

    def add_page(self, row: dict[str, Any]) -> None:
        """Take one row of ``pages``."""
        self._pages.append(row)
        self._tally.records += 1
        if row["kind"] in DATED_KINDS:
            self._tally.datable += 1
            self._tally.dated += row["published"] is not None
        self._tally.reasons.update(row["issues"])

    async def commit_if_due(self) -> None:
        """Publish what is waiting when the batch is full or old, in a thread."""
        waited = (self.clock() - self._last_commit).total_seconds()
        old = not 0 <= waited < self._batch_s  # a clock that was set back must not stop it
        due = old or len(self._visits) >= self._batch_pages
        if due and not self._commit_lock.locked():
            async with self._commit_lock:
                self._last_commit = self.clock()
                batch = self._take_batch()
                self._snapshots.flush()
                await asyncio.to_thread(self._publish, *batch)
                self._has_rows = self._has_rows or bool(batch[0])
                self.on_published(batch[1])

    def settle(self) -> None:
        """Decide what became of every visit: nothing more will be read. `finish` publishes it.

        Raises:
            ArchiveFault: the disk refuses.
        """
        for visit in self._waiting():
            visit.outcome, visit.reason = "failed", "not_read"
        pages, visits = self._take_batch()
        self._rest = (self._rest[0] + pages, self._rest[1] + visits)
        self._snapshots.flush()

    def finish(
        self,
        verdict: str,
        exit_code: int,
        message: str,
        causes: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Publish the rest and the run's own row, and complete the last segment.

        ``causes`` are the structs of ``runs.causes``.

        Raises:
            ArchiveFault: the disk refuses.
        """
        self.settle()
        pages, visits = self._rest
        self._snapshots.close()
        self._bar.blank(self.clock())
        self._amend()
        row = self._run_row(verdict, exit_code, message) | {"causes": list(causes)}
        self._publish(pages, visits, [row])
        self._rest = ([], [])
        self.on_published(visits)

    def _amend(self) -> None:
        """Let ``before_publishing`` look at all rows of the run, now that no more come."""
        from archive.amend import amend

        if self._has_rows and self.fault is None:
            amend(self.layout.root, self.run_id, self.before_publishing, self.clock)

    def tally(self) -> Tally:
        """What came of the run so far."""
        tally = self._tally.copy()
        waiting = {id(visit) for visit in self._waiting()}
        for visit in self._visits:
            if id(visit) not in waiting:
                tally.add(visit)
        return tally

    def counts(self) -> dict[str, int]:
        """What came of the run so far, as the struct ``runs.counts``."""
        return self.tally().counts()

    def _waiting(self) -> list[Visit]:
        """Visits that cannot be published yet: not judged, or their row is still to come."""
        rows = {row["record_id"] for row in self._pages}
        return [
            visit
            for visit in self._visits
            if visit.outcome == "pending"
            or (
                visit.purpose in READ_PURPOSES
                and visit.outcome in MAKES_RECORD
                and visit.record_id not in rows
            )
        ]

    def _take_batch(self) -> tuple[list[dict[str, Any]], list[Visit]]:
        """Take what can be published; a visit and its row always go together."""
        waiting = self._waiting()
        unready = {id(visit) for visit in waiting}
        ready = [visit for visit in self._visits if id(visit) not in unready]
        pages, self._pages, self._visits = self._pages, [], waiting
        self.before_publishing(pages)
        if apart := self.inspect(pages, ready):
            keep_apart(ready, apart)
            self._tally.records -= len(apart)
            pages = [row for row in pages if row["record_id"] not in apart]
        published = self._bar.pages(pages, ready)
        self._tally.records -= len(pages) - len(published)
        for visit in ready:
            self._tally.add(visit)
        return published, ready

    def _publish(
        self,
        pages: list[dict[str, Any]],
        visits: list[Visit],
        runs: list[dict[str, Any]] | None = None,
    ) -> None:
        from archive.rows import rows_to_table
        from archive.schema import PAGES, RUNS, VISITS, Table
        from archive.tables import TableStore

        rows: dict[Table, Sequence[Any]] = {
            PAGES: pages,
            VISITS: may_stay(visits),
            RUNS: runs or [],
        }
        tables = {table.name: rows_to_table(table, found) for table, found in rows.items() if found}
        if tables:
            store = TableStore(self.layout.root, clock=self.clock)
            store.commit(tables)
            if runs:
                store.prune()

    def _run_row(self, verdict: str, exit_code: int, message: str) -> dict[str, Any]:
        return {
            "run_id": self.run_id,
            "city": self.city,
            "started_at": self.started_at,
            "finished_at": self.clock(),
            "verdict": verdict,
            "exit_code": exit_code,
            "message": message,
            "counts": self._tally.counts(),
            "reasons": [
                {"code": code, "count": count}
                for code, count in sorted(self._tally.reasons.items())
            ],
            "settings": dict(self.facts.settings),
            "software": self.facts.software,
            "profile_digest": self.facts.profile_digest,
        }
