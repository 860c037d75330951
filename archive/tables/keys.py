"""Which rows are already there: looked up by their key, so that a repeat changes nothing.

Keys are digests and ids: they have no order in time, so neither statistics nor sorting narrow the
search down, and reading the key column of a million rows takes longer than the commit itself.
Hence an index beside each data file: the sorted 64-bit fingerprints of its keys, named by the
file's SHA-256, so it can never speak of another file. A key whose fingerprint is found is looked
up in the file itself. The index is derived: when it is missing it is made again.
"""

from __future__ import annotations

import hashlib
import os
from array import array
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from archive.schema import Table
from archive.tables.disk import write_whole
from archive.tables.generation import DataFile, Generation
from archive.tables.scan import opened

FOLDER = "keys"
_WIDTH = 8


def only_new(rows: pa.Table, table: Table, generation: Generation, store: Path) -> pa.Table:
    """Drop rows whose key the generation has, or that came earlier in ``rows``.

    Raises:
        OSError: a file of the generation cannot be read.
    """
    rows = _first_of_each(rows, table.key)
    asked = _fingerprints(rows[table.key])
    known: set[str] = set()
    for path, file in zip(generation.paths(table.name), generation.files[table.name], strict=True):
        if file.rows and len(rows) and _may_hold(asked, remember(path, file, table, store)):
            known.update(_shared(rows[table.key], path, table))
    if not known:
        return rows
    return rows.filter(_booleans(key not in known for key in rows[table.key].to_pylist()))


def remember(path: Path, file: DataFile, table: Table, store: Path) -> pa.Array:
    """The sorted fingerprints of the keys in a file, from its index or from the file itself.

    Raises:
        OSError: the file cannot be read or the index not be written.
    """
    index = store / FOLDER / file.sha256
    if not index.is_file() or index.stat().st_size != file.rows * _WIDTH:
        found = _fingerprints(_keys(path, table))
        index.parent.mkdir(exist_ok=True)
        write_whole(index, memoryview(found.buffers()[1])[: len(found) * _WIDTH])
    with pa.memory_map(os.fspath(index)) as mapped:
        return pa.Array.from_buffers(pa.uint64(), file.rows, [None, mapped.read_buffer()])


def forget_unused(store: Path, files: Iterable[DataFile]) -> None:
    """Remove the indexes of files that are gone."""
    used = {file.sha256 for file in files}
    if (store / FOLDER).is_dir():
        for index in (store / FOLDER).iterdir():
            if index.name not in used:
                index.unlink()


def _keys(path: Path, table: Table) -> pa.ChunkedArray:
    with opened(path) as file:
        return file.read(columns=[table.key])[table.key]


def _fingerprints(keys: pa.ChunkedArray) -> pa.Array:
    found = array("Q")
    for chunk in keys.chunks:
        found.extend(_fingerprint(key) for key in chunk.to_pylist())
    values = pa.Array.from_buffers(pa.uint64(), len(found), [None, pa.py_buffer(found)])
    return values.take(pc.sort_indices(values))


def _fingerprint(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=_WIDTH).digest(), "little")


def _may_hold(asked: pa.Array, held: pa.Array) -> bool:
    """Tell whether two sorted arrays of fingerprints share one; ``held`` is not empty."""
    places = pc.search_sorted(held, asked)
    last = pa.repeat(len(held) - 1, len(asked)).cast(places.type)
    there = held.take(pc.min_element_wise(places, last))
    return bool(pc.any(pc.equal(there, asked)).as_py())


def _shared(asked: pa.ChunkedArray, path: Path, table: Table) -> list[str]:
    held = _keys(path, table)
    found: list[str] = held.filter(pc.is_in(held, value_set=asked.combine_chunks())).to_pylist()
    return found


def _first_of_each(rows: pa.Table, key: str) -> pa.Table:
    if len(pc.unique(rows[key])) == len(rows):
        return rows
    seen: set[str] = set()
    first = []
    for value in rows[key].to_pylist():
        first.append(value not in seen)
        seen.add(value)
    return rows.filter(_booleans(first))


def _booleans(values: Iterable[bool]) -> pa.Array:
    return pa.array(list(values), pa.bool_())
