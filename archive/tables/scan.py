"""Read rows of Parquet files: the columns asked for, of the rows that match, and no more."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from archive.errors import ArchiveFault
from archive.schema import Table
from archive.tables.where import Partial, Where, mask, row_groups
from archive.tables.write import leaves

#: Size of a batch of rows in memory, in bytes.
BATCH_BYTES = 4 * 1024 * 1024
_MOST_ROWS = 65_536


def read(
    paths: Sequence[Path], table: Table, columns: Sequence[str], wheres: Sequence[Where] = ()
) -> pa.Table:
    """Read columns of the rows for which all conditions are true, file by file.

    The columns of the conditions are read first, and the rest only where a row matches.

    Raises:
        FileNotFoundError: one of the files is gone.
        ArchiveFault: one of the files is damaged.
    """
    schema = _schema(table, columns)
    conditions = _conditions(table, wheres)
    parts = [_read_file(path, schema, wheres, conditions) for path in paths]
    return pa.concat_tables(parts) if parts else schema.empty_table()


def _read_file(
    path: Path, schema: pa.Schema, wheres: Sequence[Where], conditions: pa.Schema
) -> pa.Table:
    """Rows of one file with the columns of ``schema``; ``conditions`` are those of ``wheres``."""
    with opened(path) as file:
        groups = row_groups(file, wheres)
        if not groups or not wheres:
            return _read_groups(file, groups, schema)
        matches = mask(_read_groups(file, groups, conditions), wheres)
        hits, kept, start = [], [], 0
        for group in groups:
            part = matches.slice(start, file.metadata.row_group(group).num_rows)
            start += len(part)
            if any(chunk.true_count for chunk in part.chunks):
                hits.append(group)
                kept.extend(part.chunks)
        found = _read_groups(file, hits, schema)
        return found.filter(pa.chunked_array(kept)) if hits else found


def batches(
    path: Path,
    table: Table,
    columns: Sequence[str],
    wheres: Sequence[Where] = (),
    batch_bytes: int = BATCH_BYTES,
) -> Iterator[pa.Table]:
    """Read one file in pieces of about ``batch_bytes``, keeping the rows that match.

    Raises:
        FileNotFoundError: the file is gone.
        ArchiveFault: the file is damaged.
    """
    wanted = list(dict.fromkeys([*columns, *_names(wheres)]))
    schema = _schema(table, wanted)
    # A buffer for each column instead of whole row groups: what is held stays small.
    with opened(path, pre_buffer=False, buffer_size=16_384) as file:
        found = file.iter_batches(
            batch_size=_batch_rows(file, batch_bytes),
            row_groups=row_groups(file, wheres),
            columns=_held(file, schema),
        )
        for batch in found:
            rows = _as(pa.Table.from_batches([batch]), schema)
            if wheres:
                rows = rows.filter(mask(rows, wheres))
            if len(rows):
                yield rows.select(list(columns))


@contextlib.contextmanager
def opened(path: Path, **options: Any) -> Iterator[pq.ParquetFile]:
    """Open a Parquet file and close it again.

    Raises:
        FileNotFoundError: the file is gone.
        ArchiveFault: what lies there is no whole Parquet file.
    """
    try:
        with pq.ParquetFile(path, **options) as file:
            yield file
    except OSError as error:
        if error.errno is not None:
            raise
        raise ArchiveFault(f"{path} is damaged: {error}") from error
    except pa.ArrowException as error:
        raise ArchiveFault(f"{path} is damaged: {error}") from error


def _batch_rows(file: pq.ParquetFile, batch_bytes: int) -> int:
    facts = file.metadata
    size = sum(facts.row_group(index).total_byte_size for index in range(facts.num_row_groups))
    a_row = max(1, size // max(1, facts.num_rows))
    return int(min(_MOST_ROWS, max(16, batch_bytes // a_row)))


def _names(wheres: Sequence[Where]) -> list[str]:
    return list(dict.fromkeys(name for where in wheres for name in where.columns))


def _conditions(table: Table, wheres: Sequence[Where]) -> pa.Schema:
    """What the conditions look at, and no more of nested columns than they need."""
    schema = _schema(table, _names(wheres))
    for where in wheres:
        if isinstance(where, Partial):
            schema = schema.set(schema.get_field_index(where.parts.name), where.parts)
    return schema


def _schema(table: Table, columns: Sequence[str]) -> pa.Schema:
    fields = [table.schema.field(name) for name in columns]
    return pa.schema(fields, metadata=table.schema.metadata)


def _read_groups(file: pq.ParquetFile, groups: list[int], schema: pa.Schema) -> pa.Table:
    return _as(file.read_row_groups(groups, columns=_held(file, schema)), schema)


def _held(file: pq.ParquetFile, schema: pa.Schema) -> list[str]:
    """The leaf columns of a schema that the file has; an older Kronika may not have written some.

    At least one column is read, for the number of rows.
    """
    there = file.schema_arrow.names
    held = [field for field in schema if field.name in there]
    return [leaf for field in held for leaf in leaves(field.name, field.type)] or there[:1]


def _as(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Give rows exactly a schema; what an older Kronika did not write is null."""
    if rows.schema.equals(schema, check_metadata=True):
        return rows
    there = dict(zip(rows.schema.names, rows.columns, strict=True))
    arrays = [_column(there.get(field.name), field.type, len(rows)) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _column(column: pa.ChunkedArray | None, kind: pa.DataType, count: int) -> pa.ChunkedArray:
    if column is None:
        return pa.chunked_array([pa.nulls(count, kind)])
    return column if column.type == kind else column.cast(kind)
