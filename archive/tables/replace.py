"""Take rows out of files by their key: what is left is written anew, untouched files stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from archive.schema import Table


def without(path: Path, table: Table, keys: pa.Array) -> pa.Table | None:
    """The rows of a file whose key is none of ``keys``; None when the file holds none of them.

    Raises:
        OSError: the file cannot be read.
    """
    with pq.ParquetFile(path) as file:
        held = pc.is_in(file.read(columns=[table.key])[table.key], value_set=keys)
        if not pc.any(held).as_py():
            return None
        return file.read().filter(pc.invert(held)).replace_schema_metadata(table.schema.metadata)


def sorted_out(
    paths: list[Path], table: Table, keys: pa.Array
) -> Iterator[tuple[Path, pa.Table | None]]:
    """Each file with what is left of it, or with None when it may stay as it is."""
    for path in paths:
        yield path, without(path, table, keys)
