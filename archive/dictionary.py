"""The data dictionary: docs/data-dictionary.md as text, made from the schema and nothing else.

``python -m archive.dictionary > docs/data-dictionary.md`` renews it; a test compares the two.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pyarrow as pa

from archive.fields import FIELDS
from archive.schema import SCHEMA_VERSION, TABLES, Column, Table

_INTRO = f"""\
# Data dictionary

Every column of every table. Made from `archive/schema.py` by `python -m archive.dictionary`; do
not edit by hand. Schema version {SCHEMA_VERSION}.

Moments (`timestamp[us, tz=UTC]`) are UTC; days (`date32[day]`) are calendar days in Poland
(Europe/Warsaw). "Null" tells whether a value may be missing; null means *not known* or *not said*,
never zero. "Since" is the schema version the column came with: a new column raises the middle
number, a change of meaning the first. The same notes travel inside the Parquet files as metadata
of each field, and `kronika schema --json` prints them for programs.

| table | one row is | key | order after compaction |
|---|---|---|---|
"""


def data_dictionary() -> str:
    """The whole document, Markdown, with a newline at its end."""
    tables = "".join(
        f"| [`{table.name}`](#{table.name}) | {_bare(table.meaning)} | `{table.key}` "
        f"| {', '.join(f'`{name}`' for name in table.order)} |\n"
        for table in TABLES.values()
    )
    return _INTRO + tables + "".join(map(_table, TABLES.values()))


def structs(table: Table) -> Iterator[tuple[str, pa.StructType]]:
    """The structs of a table with their paths ("contact", "contact.phones"), outer ones first."""
    for column in table.columns:
        yield from _inside(column.name, column.type)


def _inside(path: str, kind: pa.DataType) -> Iterator[tuple[str, pa.StructType]]:
    if pa.types.is_list(kind):
        yield from _inside(path, kind.value_type)
    elif pa.types.is_struct(kind):
        yield path, kind
        for field in kind:
            yield from _inside(f"{path}.{field.name}", field.type)


def type_name(kind: pa.DataType) -> str:
    """An Arrow type, structs by their one word: their fields have a table of their own."""
    if pa.types.is_struct(kind):
        return "struct"
    if pa.types.is_list(kind):
        return f"list<{type_name(kind.value_type)}>"
    return str(kind)


def _table(table: Table) -> str:
    columns = "".join(_column(column) for column in table.columns)
    parts = "".join(_struct(table, path, kind) for path, kind in structs(table))
    return (
        f"\n## {table.name}\n\n{table.meaning}\n\n"
        "| column | type | unit or zone | null | meaning | source | since |\n"
        f"|---|---|---|---|---|---|---|\n{columns}{parts}"
    )


def _column(column: Column) -> str:
    null = "yes" if column.nullable else "no"
    return (
        f"| `{column.name}` | {type_name(column.type)} | {column.unit or '–'} | {null} "
        f"| {column.meaning} | {column.source} | {column.since} |\n"
    )


def _struct(table: Table, path: str, kind: pa.StructType) -> str:
    meanings = FIELDS[table.name][path]
    rows = "".join(
        f"| `{field.name}` | {type_name(field.type)} | {meanings[field.name]} |\n" for field in kind
    )
    return (
        f"\n### {table.name}.{path}\n\nEvery field may be null.\n\n"
        f"| field | type | meaning |\n|---|---|---|\n{rows}"
    )


def _bare(sentence: str) -> str:
    return sentence.removeprefix("One row is ").rstrip(".")


if __name__ == "__main__":
    sys.stdout.write(data_dictionary())
