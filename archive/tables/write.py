"""Write rows into Parquet files, row groups by size, and bring them onto the disk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from archive.schema import Table
from archive.tables.generation import DataFile

#: Size of a row group in memory, in bytes: large enough for short footers, small enough to hold.
ROW_GROUP_BYTES = 32 * 1024 * 1024
#: Size at which the next file begins, in bytes on disk.
FILE_BYTES = 256 * 1024 * 1024
#: Values that rarely repeat: a dictionary of them saves nothing, and readers must hold it whole.
NO_DICTIONARY = {
    *("record_id", "visit_id", "previous_record_id", "warc_record_id", "revisit_of"),
    *("payload_digest", "content_digest", "etag", "last_modified", "warc_offset", "warc_length"),
    *("url", "canonical_url", "location", "href", "src", "address"),
    *("title", "lead", "body_text", "text", "label", "alt", "caption", "message"),
    *("fetched_at", "started_at", "finished_at"),
}
#: Small pages, checked for size every few rows, because whoever merges holds one of each column.
_OPTIONS = {
    "compression": "zstd",
    "write_page_index": True,
    "data_page_size": 256 * 1024,
    "write_batch_size": 64,
}


def write_files(
    paths: Iterator[Path], table: Table, chunks: Iterable[pa.Table]
) -> Iterator[tuple[Path, DataFile]]:
    """Write rows that come in order into as many files as their size asks for, at least one.

    ``paths`` gives the places to write to.

    Raises:
        OSError: the disk refuses.
    """
    groups = _row_groups(chunks)
    path = next(paths)
    yield path, _write_file(path, table, groups)
    for group in groups:
        path = next(paths)
        yield path, _write_file(path, table, chain([group], groups))


def _write_file(path: Path, table: Table, groups: Iterator[pa.Table]) -> DataFile:
    rows = 0
    with path.open("xb") as file:
        repeating = _repeating(table.schema)
        with pq.ParquetWriter(file, table.schema, use_dictionary=repeating, **_OPTIONS) as writer:
            for group in groups:
                writer.write_table(group, row_group_size=max(1, len(group)))
                rows += len(group)
                if file.tell() >= FILE_BYTES:
                    break
        file.flush()
        os.fsync(file.fileno())
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return DataFile(path.name, rows, path.stat().st_size, digest)


def _row_groups(chunks: Iterable[pa.Table]) -> Iterator[pa.Table]:
    pending: list[pa.Table] = []
    size = 0
    for chunk in chunks:
        for piece in _pieces(chunk):
            pending.append(piece)
            size += piece.nbytes
            if size >= ROW_GROUP_BYTES:
                yield pa.concat_tables(pending)
                pending, size = [], 0
    if pending:
        yield pa.concat_tables(pending)


def _pieces(rows: pa.Table) -> Iterator[pa.Table]:
    """Cut rows so that no piece is much larger than a row group."""
    step = max(1, ROW_GROUP_BYTES * len(rows) // max(1, rows.nbytes))
    for start in range(0, len(rows), step):
        yield rows.slice(start, step)


def _repeating(schema: pa.Schema) -> list[str]:
    """Paths of the leaf columns that are worth a dictionary."""
    paths = [path for field in schema for path in leaves(field.name, field.type)]
    return [path for path in paths if NO_DICTIONARY.isdisjoint(path.split("."))]


def leaves(path: str, kind: pa.DataType) -> Iterator[str]:
    """Leaf columns below a field, by the names Parquet gives them."""
    if pa.types.is_struct(kind):
        for field in kind:
            yield from leaves(f"{path}.{field.name}", field.type)
    elif pa.types.is_list(kind):
        yield from leaves(f"{path}.list.element", kind.value_type)
    elif pa.types.is_map(kind):
        yield from (f"{path}.key_value.key", f"{path}.key_value.value")
    else:
        yield path
