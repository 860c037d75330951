"""Merge sorted Parquet files into one sorted stream, holding a batch of each in memory."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from archive.schema import Table
from archive.tables.scan import batches
from archive.tables.where import Where

Key = tuple[Any, ...]

#: Rows held in memory while merging, in bytes, shared among the files.
MERGE_BYTES = 32 * 1024 * 1024


def order(table: Table) -> tuple[str, ...]:
    """The columns rows are sorted by; the key comes last, so the order is the same every time."""
    return (*(name for name in table.order if name != table.key), table.key)


def in_order(rows: pa.Table, names: Sequence[str]) -> pa.Table:
    """Sort rows by columns, ascending."""
    return rows.sort_by([(name, "ascending") for name in names])


def merged(
    paths: Sequence[Path],
    table: Table,
    columns: Sequence[str] | None = None,
    wheres: Sequence[Where] = (),
) -> Iterator[pa.Table]:
    """All rows of files, sorted by `order`, in pieces; each file must be sorted so itself.

    Raises:
        FileNotFoundError: one of the files is gone.
    """
    wanted = list(columns or table.schema.names)
    keys = order(table)
    read = list(dict.fromkeys([*wanted, *keys]))
    share = MERGE_BYTES // max(1, len(paths))
    sources = [_Source(batches(path, table, read, wheres, share), keys) for path in paths]
    while sources := [source for source in sources if source.fill()]:
        # Below the least of the last keys in hand, no source can bring anything more.
        mark = min(source.key(-1) for source in sources)
        pieces = [source.take(mark) for source in sources]
        rows = pa.concat_tables(pieces)
        yield (in_order(rows, keys) if len(pieces) > 1 else rows).select(wanted)


class _Source:
    """The rows of one file not yet handed on."""

    def __init__(self, pieces: Iterator[pa.Table], keys: Sequence[str]) -> None:
        self._pieces = pieces
        self._names = keys
        self._rows: pa.Table | None = None

    def fill(self) -> bool:
        """Have rows in hand, if there are any left."""
        if self._rows is None or not len(self._rows):
            self._rows = next(self._pieces, None)
        return self._rows is not None

    def key(self, index: int) -> Key:
        """The sort key of one of the rows in hand."""
        if self._rows is None:
            raise IndexError(index)
        at = index % len(self._rows)
        return tuple(_comparable(self._rows[name][at]) for name in self._names)

    def take(self, mark: Key) -> pa.Table:
        """Hand on the rows up to and including a key."""
        if self._rows is None:
            raise IndexError(mark)
        count = bisect_right(range(len(self._rows)), mark, key=self.key)
        taken, self._rows = self._rows.slice(0, count), self._rows.slice(count)
        return taken


def _comparable(value: pa.Scalar) -> Any:
    return value.value if isinstance(value, pa.TimestampScalar) else value.as_py()
