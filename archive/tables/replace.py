"""Take rows out of files by their key, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from archive.schema import Table
from archive.tables.scan import opened


def holding(paths: Iterable[Path], table: Table, keys: pa.Array) -> set[str]:
    """Names of the files that have a row with one of the keys.

    Raises:
        OSError: a file cannot be read.
    """
    found = set()
    for path in paths:
        with opened(path) as file:
            held = file.read(columns=[table.key])[table.key]
        if pc.any(pc.is_in(held, value_set=keys)).as_py():
            found.add(path.name)
    return found


def without(chunks: Iterable[pa.Table], table: Table, keys: pa.Array) -> Iterator[pa.Table]:
    """The rows whose key is none of ``keys``, in their order."""
    for rows in chunks:
        yield rows.filter(pc.invert(pc.is_in(rows[table.key], value_set=keys)))
