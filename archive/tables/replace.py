"""Put rows in the place of others, a batch at a time: each file is rewritten by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from archive.rows import check
from archive.schema import Table
from archive.tables.draft import Draft
from archive.tables.generation import Generation
from archive.tables.merge import in_order, key_at, order
from archive.tables.scan import batches, opened


def rewrite(draft: Draft, table: Table, now: Generation) -> None:
    """Write every file anew, with the columns of this schema."""
    for path in draft.take_over(table, now, {file.name for file in now.files[table.name]}):
        draft.add(table, batches(path, table, table.schema.names))


def replace(
    draft: Draft,
    table: Table,
    now: Generation | None,
    rows: Iterable[pa.Table],
    gone: Collection[str],
) -> None:
    """Write rows, and leave out those that have their keys or one in ``gone``.

    What is held in memory is a batch, and the keys.

    Raises:
        SchemaError: rows do not fit `archive.schema`.
        OSError: a file cannot be read or written.
    """
    held = [pa.array(gone, pa.string())]
    for run in _runs(rows, table):
        draft.add(table, _noting(run, table.key, held))
    keys = pa.chunked_array(held).combine_chunks()
    touched = _holding(now.paths(table.name), table, keys) if now else set()
    for path in draft.take_over(table, now, touched):
        draft.add(table, _without(batches(path, table, table.schema.names), table.key, keys))


def _runs(rows: Iterable[pa.Table], table: Table) -> Iterator[Iterator[pa.Table]]:
    """Batches, each sorted, parted where one does not follow the one before."""
    names = order(table)

    def numbered() -> Iterator[tuple[int, pa.Table]]:
        number, last = 0, None
        for batch in rows:
            ready = in_order(check(table, batch), names)
            if not len(ready):
                continue
            if last is not None and key_at(ready, names, 0) < last:
                number += 1
            last = key_at(ready, names, len(ready) - 1)
            yield number, ready

    for _, run in groupby(numbered(), key=itemgetter(0)):
        yield (batch for _, batch in run)


def _noting(rows: Iterable[pa.Table], key: str, held: list[pa.Array]) -> Iterator[pa.Table]:
    for batch in rows:
        held += batch[key].chunks
        yield batch


def _holding(paths: Iterable[Path], table: Table, keys: pa.Array) -> set[str]:
    """Names of the files that have a row with one of the keys."""
    found = set()
    for path in paths:
        with opened(path) as file:
            held = file.read(columns=[table.key])[table.key]
        if pc.any(pc.is_in(held, value_set=keys)).as_py():
            found.add(path.name)
    return found


def _without(rows: Iterable[pa.Table], key: str, keys: pa.Array) -> Iterator[pa.Table]:
    """The rows whose key is none of ``keys``, in their order."""
    for batch in rows:
        yield batch.filter(pc.invert(pc.is_in(batch[key], value_set=keys)))
