"""Read a city's snapshots again, compare with its rows, and put the new rows in their place."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Self

from archive import Archive
from archive.amend import badged
from archive.apart import KEPT_APART, REJECTED
from archive.forget.tombstones import Tombstones
from archive.known import Known
from archive.layout import Layout
from archive.lock import CityLock
from archive.query import equal
from archive.rows import rows_to_table, table_to_rows
from archive.schema import PAGES, VISITS
from archive.tables import Generation, TableStore
from archive.tables.merge import merged
from archive.when import When, start_of, utc_now
from crawler.comparison import Comparison, Row, paired
from crawler.draft import Draft
from crawler.held import COLUMNS, Held
from crawler.probes import known_probes
from crawler.profiles import CityProfile
from crawler.readings import Readings
from crawler.repetition import Repetition
from crawler.rereading import Progress, Rereading, Selection
from pipelines.scope import Earlier

#: Rows of one commit to the draft, and of one step of what is published.
_BATCH = 500


class Reextraction:
    """One new reading of a city's snapshots, under the city's lock; use it in a ``with`` block.

    What is read lies in `Layout.drafts`, where no reader of the tables looks, until it is
    published or found to be as before: a reading that is cut short is gone on with by the next.
    ``since`` leaves rows fetched before that day or moment as they are. ``workers`` processes
    read (0: this one alone). ``tell`` is called for every answer read.

    Raises:
        ConfigurationError: ``since`` is no day or moment.
        ArchiveBusy: a crawl or another reading of the city is under way.
        ArchiveFault: snapshots, tables or draft cannot be read or written.
    """

    def __init__(
        self,
        layout: Layout,
        profile: CityProfile,
        *,
        since: When | None = None,
        workers: int = 0,
        tell: Callable[[Progress, Readings], None] = lambda *_: None,
    ) -> None:
        self._layout = layout
        self._profile = profile
        self._since = None if since is None else start_of(since)
        self._workers = workers
        self._tell = tell
        self._folder = layout.drafts(profile.slug)
        self._rows = self._folder / "rows"
        self._rereading: Rereading | None = None
        self._finished = False
        self._exits = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as exits:
            lock = CityLock(self._layout.locks, self._profile.slug).acquire("reextract", utc_now)
            exits.callback(lock.release)
            exits.callback(self._clear)
            self._draft = exits.enter_context(
                Draft(self._folder / "readings.sqlite3", self._profile)
            )
            self._archive = Archive(self._layout.root)
            self._tombstones = Tombstones.of(self._layout.root)
            self._exits = exits.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._exits.close()

    def compare(self, samples: int = 3) -> Comparison:
        """Read what is not read yet and compare with the rows of the archive; publishes nothing.

        ``samples`` bounds the values kept of each column and each way in which it differs.
        """
        city = self._profile.slug
        held = self._archive.pages(city, since=self._since, columns=COLUMNS)
        readings = Readings(self._profile, self._draft, workers=self._workers)
        self._rereading = rereading = Rereading(
            self._layout,
            self._profile,
            readings,
            self._selection(),
            Held(table_to_rows(held), self._apart()),
            cache(partial(Earlier.read, self._layout.root, city)),
            tell=lambda progress: self._tell(progress, readings),
        )
        self._store(rereading.rows())
        comparison, repetition = Comparison(marked=rereading.marked), Repetition()
        old = self._archive.page_batches(city, since=self._since)
        rows = (row for batch in old for row in table_to_rows(batch))
        for was, now in paired(rows, self._new_rows()):
            if was is not None and now is None:
                comparison.kept[self._why_kept(was)] += 1
            comparison.note(was, now, samples)
            repetition.see(now or was or {})
        comparison.repeated = repetition.found()
        self._finished = not comparison.differing
        return comparison

    def publish(self, comparison: Comparison) -> Generation:
        """Put the rows that differ in the place of the old ones, in one generation.

        Raises:
            ArchiveFault: the tables cannot be written; what was published before still is.
        """
        rows = (row for row in self._new_rows() if row["record_id"] in comparison.differing)
        tables = (rows_to_table(PAGES, batch) for batch in _batches(rows))
        generation = TableStore(self._layout.root).replace("pages", tables)
        self._finished = True
        return generation

    def _apart(self) -> set[str]:
        """Snapshots whose records were kept apart: they are not let in by being read again."""
        reasons = (KEPT_APART, REJECTED)
        wheres = equal((("city",), self._profile.slug), (("reason",), reasons))
        visits = table_to_rows(self._archive.read_table(VISITS, ["snapshot"], wheres))
        return {row["snapshot"]["warc_record_id"] for row in visits if row["snapshot"]}

    def _selection(self) -> Selection:
        """Runs that were over before ``since`` are left; the others are read whole."""
        if self._since is None:
            return Selection()
        visits = self._archive.visits(self._profile.slug, columns=["run_id", "fetched_at"])
        runs = visits.group_by("run_id").aggregate([("fetched_at", "min"), ("fetched_at", "max")])
        spans = table_to_rows(runs)
        left = frozenset(run["run_id"] for run in spans if run["fetched_at_max"] < self._since)
        first = min((run["fetched_at_min"] for run in spans if run["run_id"] not in left),
                    default=None)  # fmt: skip
        return Selection(
            left,
            Known(self._archive, self._profile.slug, until=first).pages,
            known_probes(self._archive, self._profile, until=first),
        )

    def _store(self, rows: Iterator[Row]) -> None:
        """Bring rows into the order of the table, on disk: there may be more than memory holds."""
        shutil.rmtree(self._rows, ignore_errors=True)
        self._rows.mkdir()
        (self._rows / ".locks").mkdir()
        store = TableStore(self._rows)
        wanted = (row for row in rows if self._since is None or row["fetched_at"] >= self._since)
        for batch in _batches(wanted):
            store.commit({"pages": rows_to_table(PAGES, batch)})

    def _new_rows(self) -> Iterator[Row]:
        """The rows as read now, in the order of the table and in its plain values.

        A page that turns out to be one that was taken down gives none.
        """
        assert self._rereading is not None
        generation = TableStore(self._rows).current()
        for batch in merged(generation.paths("pages"), PAGES) if generation else ():
            rows = badged(batch)
            self._rereading.settle(rows)
            plain = table_to_rows(rows_to_table(PAGES, rows))
            yield from (row for row in plain if row["canonical_url"] not in self._tombstones)

    def _why_kept(self, row: Row) -> str:
        assert self._rereading is not None
        snapshot = row["snapshot"]
        segment = self._layout.root / snapshot["warc_file"]
        missing = "damaged_snapshot" if segment.is_file() else "missing_snapshot"
        return self._rereading.lost.get(snapshot["warc_record_id"], missing)

    def _clear(self) -> None:
        """Remove what nobody needs any more; the pages read stay until all is done."""
        shutil.rmtree(self._folder if self._finished else self._rows, ignore_errors=True)
        with contextlib.suppress(OSError):  # drafts of other cities may lie there
            self._folder.parent.rmdir()


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
