"""An archive at one state: which files hold its rows, and the rows that meet conditions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.compute as pc

from archive.errors import ArchiveFault, ConfigurationError
from archive.layout import Layout
from archive.model import Section, SnapshotPointer, page_text
from archive.query import Names, column_names, equal, names, no_such
from archive.rows import table_to_rows
from archive.schema import PAGES, TABLES, Table
from archive.tables.generation import Generation, load, nothing, number_of
from archive.tables.scan import read
from archive.tables.store import TableStore
from archive.tables.where import Where
from archive.upkeep import generation_names
from archive.when import When, end_of

if TYPE_CHECKING:
    from archive.snapshots import Snapshot


class Reader:
    """The tables of one archive as they were published at one moment; what `Archive` stands on.

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

    def refresh(self) -> Self:
        """Move on to what is published now; return the archive itself."""
        self.generation = published(self.layout.root)
        return self

    def at(self, state: int | When) -> Self:
        """The archive as it was published: at a generation's number, or at a day or moment.

        This is what the archive *said* then, before later crawls and re-readings; a day counts
        whole. It stays at that state until `refresh`. What a *city* said at a day is another
        question, which ``as_of`` of the reading methods answers.

        Raises:
            ConfigurationError: that state was pruned, never was, or the day is unreadable.
            ArchiveFault: the generations cannot be read.
        """
        folder, newest = self.layout.root / ".store", published(self.layout.root).number
        kept = {number_of(name) or 0: folder / name for name in generation_names(folder.parent)}
        numbers = [number for number in kept if number <= newest]
        if isinstance(state, int):
            chosen = [number for number in numbers if number == state]
        else:
            # Generations follow each other in time, so few manifests need to be read.
            end = bisect_left(numbers, end_of(state), key=lambda n: load(kept[n]).created_at)
            chosen = numbers[:end][-1:]
        if not chosen:
            there = f"{numbers[0]} to {numbers[-1]}" if numbers else "none"
            raise ConfigurationError(
                f"{self.path} keeps no generation of {state}; kept: {there}. "
                "Older ones were pruned."
            )
        then = copy(self)
        then.generation = load(kept[chosen[0]])
        return then

    def then(self, as_of: int | When | None, until: When | None = None) -> tuple[Self, When | None]:
        """Which state to ask, and where to end: what ``as_of`` and ``until`` mean together.

        Raises:
            ConfigurationError: that generation is not kept, or an unreadable day.
        """
        if as_of is None:
            return self, until
        if isinstance(as_of, int):
            return self.at(as_of), until
        return self, end_of(as_of) if until is None else min(end_of(as_of), end_of(until))

    def cities(self) -> list[str]:
        """Slugs of all cities in the archive, sorted."""
        found = pa.concat_tables([self.read_table(table, ["city"]) for table in TABLES.values()])
        return sorted(pc.unique(found["city"]).to_pylist())

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
            raise self.lost(error) from error

    def lost(self, error: OSError) -> ArchiveFault:
        """What a file that cannot be read means."""
        if isinstance(error, FileNotFoundError) and not self.generation.path.exists():
            return ArchiveFault(
                f"generation {self.generation.number} of {self.path} was pruned while it was "
                "open; call refresh() or open the archive again"
            )
        return ArchiveFault(f"cannot read {self.path}: {error.strerror or error}")

    def record(self, record_id: str, columns: Sequence[str] | None = None) -> dict[str, Any]:
        """One row of ``pages`` as a dict; as it was read earlier: ``archive.at(3).record(id)``.

        Raises:
            ConfigurationError: there is no such record or column.
        """
        found = self.read_table(PAGES, columns, equal((("record_id",), record_id)))
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

    def of_city(self, city: Names, rows: pa.Table) -> pa.Table:
        """Hand rows on, unless there are none because the archive knows no such city.

        Raises:
            ConfigurationError: the archive has no such city; the message names the nearest.
        """
        if not len(rows):
            self.expect_city(city)
        return rows

    def expect_city(self, city: Names) -> None:
        """See that cities are known; one whose first crawl is under way is, without a row.

        Raises:
            ConfigurationError: the archive has no such city; the message names the nearest.
        """
        known = self.cities() if city is not None else []
        for name in names(city):
            if name not in known and not self.layout.begun(name):
                raise ConfigurationError(no_such("city", name, known) + f" in {self.path}")


def text_of(row: dict[str, Any]) -> str:
    """The text of a row of ``pages``, from its sections."""
    return page_text([Section(**section) for section in row["sections"] or []])


def published(root: Path) -> Generation:
    """The state an archive publishes now.

    Raises:
        ArchiveFault: there are tables, and they cannot be read.
    """
    return TableStore(root).current() or nothing(root)
