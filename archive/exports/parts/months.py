"""Rows sorted into Parquet files, one a month, whatever order they come in."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from archive.schema import RUNS, Table
from archive.tables.disk import sync

#: Rows held back to make row groups of a useful size, in bytes, shared among the months.
HELD_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class MonthFile:
    """One file that was written: ``sha256`` in hex, ``month`` as "2026-05", "" without rows."""

    path: Path
    month: str
    rows: int
    bytes: int
    sha256: str


def moment_of(table: Table) -> str:
    """The column a row's month is told by."""
    return "started_at" if table is RUNS else "fetched_at"


def write_months(
    folder: Path, table: Table, batches: Iterable[pa.Table], held_bytes: int = HELD_BYTES
) -> list[MonthFile]:
    """Write rows into ``folder/<table>-<month>.parquet`` by their month in UTC.

    Within a file the rows keep the order they come in. Without rows there is one file without
    rows, so that whoever reads the folder finds its columns.

    Raises:
        OSError: the disk refuses.
    """
    folder.mkdir(parents=True)
    months = _Months(folder, table, held_bytes)
    try:
        for batch in batches:
            months.add(batch)
        if not months.rows:
            months.hold("", table.schema.empty_table())
        months.flush()
    finally:
        months.close()
    return [
        _file(path, month, months.rows.get(month, 0))
        for month, path in sorted(months.paths.items())
    ]


class _Months:
    """The open files, and the rows that wait for a row group of theirs."""

    def __init__(self, folder: Path, table: Table, held_bytes: int) -> None:
        self.paths: dict[str, Path] = {}
        self.rows: dict[str, int] = defaultdict(int)
        self._folder = folder
        self._table = table
        self._most = held_bytes
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._held: dict[str, list[pa.Table]] = defaultdict(list)
        self._sizes: dict[str, int] = defaultdict(int)

    def add(self, batch: pa.Table) -> None:
        """Take rows; the month that holds the most is written once all hold too much."""
        moments = batch[moment_of(self._table)]
        numbers = pc.add(pc.multiply(pc.year(moments), 12), pc.subtract(pc.month(moments), 1))
        for number in pc.unique(numbers).to_pylist():
            rows = batch.filter(pc.equal(numbers, number))
            self.hold(f"{number // 12:04}-{number % 12 + 1:02}", rows)
        while sum(self._sizes.values()) > self._most:
            self._write(max(self._sizes, key=lambda month: self._sizes[month]))

    def hold(self, month: str, rows: pa.Table) -> None:
        """Keep rows of a month until they are worth a row group."""
        self._held[month].append(rows)
        self._sizes[month] += rows.nbytes
        if len(rows):
            self.rows[month] += len(rows)

    def flush(self) -> None:
        """Write all that waits."""
        for month in sorted(self._held):
            self._write(month)

    def close(self) -> None:
        """Finish the files and bring them onto the disk."""
        for month, writer in self._writers.items():
            writer.close()
            sync(self.paths[month])

    def _write(self, month: str) -> None:
        if month not in self._writers:
            name = f"{self._table.name}-{month}" if month else self._table.name
            self.paths[month] = self._folder / f"{name}.parquet"
            self._writers[month] = pq.ParquetWriter(
                self.paths[month], self._table.schema, compression="zstd", write_page_index=True
            )
        rows = pa.concat_tables(self._held.pop(month))
        self._sizes.pop(month)
        self._writers[month].write_table(rows, row_group_size=max(1, len(rows)))


def _file(path: Path, month: str, rows: int) -> MonthFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return MonthFile(path, month, rows, path.stat().st_size, digest)
