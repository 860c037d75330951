"""Open an archive and read it: ``from archive import Archive``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.compute as pc

from archive.errors import ArchiveFault, ConfigurationError
from archive.layout import Layout
from archive.model import Section, SnapshotPointer, page_text
from archive.query import Names, column_names, equal, last_of_each, names, no_such, span
from archive.rows import table_to_rows
from archive.schema import PAGES, RUNS, TABLES, VISITS, Table
from archive.tables.generation import Generation, nothing
from archive.tables.merge import merged
from archive.tables.scan import read
from archive.tables.store import TableStore
from archive.tables.where import Among, Where
from archive.when import When

if TYPE_CHECKING:
    from archive.snapshots import Snapshot


class Archive:
    """One archive, read-only, as it was when it was opened.

    What is published later does not show until `refresh`, so that pages, visits and runs read one
    after the other belong together. Every table comes as `pyarrow.Table` with the columns of
    `archive.schema`; moments are UTC, days are Polish local days. Rows come in no set order.

    Wherever ``since`` and ``until`` are taken: a moment (``datetime``; UTC when it names no
    zone), a day (``date``; Polish local day), or either as ISO text. ``since`` includes its
    moment or day, ``until`` includes its day and excludes its moment.

    Raises:
        ConfigurationError: there is no such folder.
        NotAnArchive: the folder is no archive.
        SchemaError: a Kronika of another generation made it.
        ArchiveFault: it cannot be read.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.layout = Layout.open_existing(self.path)
        self.generation: Generation
        self.refresh()

    def __repr__(self) -> str:
        state = self.generation
        counts = ", ".join(f"{state.rows(name):,} {name}" for name in TABLES)
        return (
            f"<Archive {str(self.path)!r}: {counts}; "
            f"cities: {', '.join(self.cities()) or 'none'}; "
            f"generation {state.number} of {state.created_at:%Y-%m-%d %H:%M} UTC>"
        )

    def refresh(self) -> Self:
        """Move on to what is published now; return the archive itself."""
        root = self.layout.root
        self.generation = TableStore(root).current() or nothing(root)
        return self

    def cities(self) -> list[str]:
        """Slugs of all cities in the archive, sorted."""
        found = pa.concat_tables([self.read_table(table, ["city"]) for table in TABLES.values()])
        return sorted(pc.unique(found["city"]).to_pylist())

    def pages(
        self,
        city: Names = None,
        *,
        columns: Sequence[str] | None = None,
        since: When | None = None,
        until: When | None = None,
        url: Names = None,
        kind: Names = None,
        record_id: Names = None,
        latest: bool = False,
    ) -> pa.Table:
        """Records: one row is one version of one page.

        ``since`` and ``until`` bound ``fetched_at``; ``url`` is an address as fetched or as
        canonical; ``kind`` is article, notice or page. With ``latest`` only the newest version
        of each page is kept, of those that meet the rest.

        Raises:
            ConfigurationError: no such city or column, or an unreadable day.
            ArchiveFault: a file cannot be read.
        """
        wheres = equal(
            (("city",), city),
            (("canonical_url", "url"), url),
            (("kind",), kind),
            (("record_id",), record_id),
        )
        wheres += span("fetched_at", since, until)
        if latest:
            wheres.append(self._newest(wheres))
        return self._known_city(city, self.read_table(PAGES, columns, wheres))

    def latest(self, city: Names = None, *, columns: Sequence[str] | None = None) -> pa.Table:
        """The newest version of each page; see `pages`."""
        return self.pages(city, columns=columns, latest=True)

    def visits(
        self,
        city: Names = None,
        *,
        columns: Sequence[str] | None = None,
        since: When | None = None,
        until: When | None = None,
        url: Names = None,
        outcome: Names = None,
        purpose: Names = None,
        run_id: Names = None,
    ) -> pa.Table:
        """Visits: one row is one attempt on a URL; ``since`` and ``until`` bound ``fetched_at``.

        Raises:
            ConfigurationError: no such city or column, or an unreadable day.
            ArchiveFault: a file cannot be read.
        """
        wheres = equal(
            (("city",), city),
            (("url", "canonical_url"), url),
            (("outcome",), outcome),
            (("purpose",), purpose),
            (("run_id",), run_id),
        )
        wheres += span("fetched_at", since, until)
        return self._known_city(city, self.read_table(VISITS, columns, wheres))

    def runs(
        self,
        city: Names = None,
        *,
        columns: Sequence[str] | None = None,
        since: When | None = None,
        until: When | None = None,
    ) -> pa.Table:
        """Runs: one row is one execution of a crawl; ``since`` and ``until`` bound ``started_at``.

        Raises:
            ConfigurationError: no such city or column, or an unreadable day.
            ArchiveFault: a file cannot be read.
        """
        wheres = [*equal((("city",), city)), *span("started_at", since, until)]
        return self._known_city(city, self.read_table(RUNS, columns, wheres))

    def page_batches(
        self,
        city: Names = None,
        *,
        columns: Sequence[str] | None = None,
        since: When | None = None,
        until: When | None = None,
        latest: bool = False,
    ) -> Iterator[pa.Table]:
        """The rows of `pages` in pieces, sorted by city, canonical URL and time.

        Memory stays bounded however large the archive is (``latest`` holds one id a page).

        Raises:
            ConfigurationError: no such city or column, or an unreadable day.
            ArchiveFault: a file cannot be read.
        """
        wheres = [*equal((("city",), city)), *span("fetched_at", since, until)]
        wanted = column_names(PAGES, columns)
        self._known_city(city, None)
        if latest:
            wheres.append(self._newest(wheres))
        try:
            yield from merged(self.files("pages"), PAGES, wanted, wheres)
        except OSError as error:
            raise self._lost(error) from error

    def record(self, record_id: str, columns: Sequence[str] | None = None) -> dict[str, Any]:
        """One row of `pages` as a dict.

        Raises:
            ConfigurationError: there is no such record or column.
        """
        found = self.pages(record_id=record_id, columns=columns)
        if not len(found):
            raise ConfigurationError(f"there is no record {record_id!r} in {self.path}")
        return table_to_rows(found.slice(0, 1))[0]

    def text(self, record_id: str) -> str:
        """A page as a reader reads it: its sections with their headings, no newline at the end.

        Raises:
            ConfigurationError: there is no such record.
        """
        return text_of(self.record(record_id, ["sections"]))

    def snapshot(self, record_id: str) -> Snapshot:
        """The request and response a record was read from, exactly as sent and received.

        Raises:
            ConfigurationError: there is no such record.
            ArchiveFault: the snapshot is missing or damaged.
        """
        from archive.snapshots import read_snapshot

        pointer = self.record(record_id, ["snapshot"])["snapshot"]
        return read_snapshot(self.layout.root, SnapshotPointer(**pointer))

    def files(self, table: str) -> list[Path]:
        """The Parquet files of a table at this state, for a tool of your own.

        Unlike ``tables/<table>`` these paths do not move under a read, until they are pruned.

        Raises:
            ConfigurationError: there is no such table.
        """
        if table not in TABLES:
            raise ConfigurationError(no_such("table", table, list(TABLES)))
        return self.generation.paths(table)

    def read_table(
        self, table: Table, columns: Sequence[str] | None, wheres: Sequence[Where] = ()
    ) -> pa.Table:
        """Read columns (None: all) of the rows of a table that meet all conditions.

        Raises:
            ConfigurationError: there is no such column.
            ArchiveFault: a file cannot be read.
        """
        try:
            return read(self.files(table.name), table, column_names(table, columns), wheres)
        except OSError as error:
            raise self._lost(error) from error

    def _lost(self, error: OSError) -> ArchiveFault:
        if isinstance(error, FileNotFoundError) and not self.generation.path.exists():
            return ArchiveFault(
                f"generation {self.generation.number} of {self.path} was pruned while it was "
                "open; call refresh() or open the archive again"
            )
        return ArchiveFault(f"cannot read {self.path}: {error.strerror or error}")

    def _newest(self, wheres: Sequence[Where]) -> Among:
        """The condition that a row is the newest version of its page, of those that match."""
        page = ["city", "canonical_url"]
        rows = self.read_table(PAGES, [*page, "fetched_at", "version", "record_id"], wheres)
        return Among("record_id", last_of_each(rows, page, ["version", "fetched_at"])["record_id"])

    def _known_city(self, city: Names, rows: pa.Table | None) -> pa.Table | None:
        """Hand rows on, unless there are none because the archive knows no such city.

        A city whose first crawl is under way is known though nothing of it is published.
        """
        if city is None or (rows is not None and len(rows)):
            return rows
        known = self.cities()
        for name in names(city):
            if name not in known and not self.layout.begun(name):
                raise ConfigurationError(no_such("city", name, known) + f" in {self.path}")
        return rows


def text_of(row: dict[str, Any]) -> str:
    """The text of a row of ``pages``, from its sections."""
    return page_text([Section(**section) for section in row["sections"] or []])
