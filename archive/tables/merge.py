"""Merge sorted Parquet files into one sorted stream, holding a batch of each in memory.

A file is opened only when its turn comes: files that came of one merge follow each other, and only
one of them is open at a time. Rows are collected from the files until there are enough to be worth
sorting, so the cost of a merge grows with its rows, not with rows times files.
"""

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

#: Rows held in memory while merging, in bytes: half of it in the files' batches, half to be sorted.
MERGE_BYTES = 16 * 1024 * 1024
#: Size of the piece of a file that is read to learn its first key.
_PEEK_BYTES = 4096


def order(table: Table) -> tuple[str, ...]:
    """The columns rows are sorted by; the key comes last, so the order is the same every time."""
    return (*(name for name in table.order if name != table.key), table.key)


def in_order(rows: pa.Table, names: Sequence[str]) -> pa.Table:
    """Sort rows by columns, ascending."""
    return rows.sort_by([(name, "ascending") for name in names])


def key_at(rows: pa.Table, names: Sequence[str], index: int) -> Key:
    """What the row at a place is sorted by, as something that can be compared."""
    return tuple(_comparable(rows[name][index]) for name in names)


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
    share = MERGE_BYTES // 2 // max(1, len(paths))
    firsts = ((_first_key(path, table, keys), path) for path in paths)
    waiting = sorted((first, path) for first, path in firsts if first is not None)
    window = _Window(keys)
    running: list[_Source] = []
    while running or waiting:
        # Below the least of the last keys in hand, no file that is open can bring anything more.
        source = min(running, key=_Source.last, default=None)
        if source is None or (waiting and waiting[0][0] <= source.last()):
            _, path = waiting.pop(0)
            running += _started(batches(path, table, read, wheres, share), keys)
            continue
        mark = source.last()
        window.add(source.rows)
        if not source.fill():
            running.remove(source)
        if window.full:
            for other in running:
                window.add(other.take(mark))
            yield window.empty().select(wanted)
    if window:
        yield window.empty().select(wanted)


class _Window:
    """Rows of several files that lie next to each other in the order, not yet sorted."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._pieces: list[pa.Table] = []
        self._bytes = 0

    def __bool__(self) -> bool:
        return bool(self._pieces)

    @property
    def full(self) -> bool:
        """Whether there is enough to be worth sorting."""
        return self._bytes >= MERGE_BYTES // 2

    def add(self, rows: pa.Table) -> None:
        """Take rows in."""
        if len(rows):
            self._pieces.append(rows)
            self._bytes += rows.nbytes

    def empty(self) -> pa.Table:
        """Hand everything out, sorted."""
        pieces, self._pieces, self._bytes = self._pieces, [], 0
        rows = pa.concat_tables(pieces)
        return in_order(rows, self._keys) if len(pieces) > 1 else rows


class _Source:
    """The rows of one file that are in hand."""

    def __init__(self, pieces: Iterator[pa.Table], rows: pa.Table, keys: Sequence[str]) -> None:
        self._pieces = pieces
        self._keys = keys
        self.rows = rows

    def last(self) -> Key:
        """Key of the last row in hand."""
        return key_at(self.rows, self._keys, len(self.rows) - 1)

    def fill(self) -> bool:
        """Go on to the next rows, if there are any."""
        self.rows = next(self._pieces, self.rows.slice(len(self.rows)))
        return bool(len(self.rows))

    def take(self, mark: Key) -> pa.Table:
        """Hand on the rows up to and including a key, which lies below the last."""
        places = range(len(self.rows))
        count = bisect_right(places, mark, key=lambda at: key_at(self.rows, self._keys, at))
        taken, self.rows = self.rows.slice(0, count), self.rows.slice(count)
        return taken


def _started(pieces: Iterator[pa.Table], keys: Sequence[str]) -> list[_Source]:
    """A file with its first rows in hand; none when it has no rows that match."""
    rows = next(pieces, None)
    return [] if rows is None else [_Source(pieces, rows, keys)]


def _first_key(path: Path, table: Table, keys: Sequence[str]) -> Key | None:
    """The least key in a file; None when it has no rows."""
    rows = next(batches(path, table, keys, batch_bytes=_PEEK_BYTES), None)
    return None if rows is None else key_at(rows, keys, 0)


def _comparable(value: pa.Scalar) -> Any:
    return value.value if isinstance(value, pa.TimestampScalar) else value.as_py()
