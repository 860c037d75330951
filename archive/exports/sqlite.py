"""SQLite: one file with the three tables, the lists in tables of their own, and full-text search.

Datasette opens it with a search box: it knows ``pages_fts`` by ``content="pages"``. Lists of a
record that people ask about lie in tables of their own; other nested columns are JSON text.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from archive.about import LICENCE
from archive.exports.parts.describe import citation
from archive.exports.parts.order import Order
from archive.record import plain
from archive.rows import table_to_rows
from archive.schema import PAGES, SCHEMA_VERSION, TABLES, Table

#: Columns of ``pages`` that become tables, one row for each part.
LISTS = ("badges", "dates", "attachments", "images")
#: Full-text index: case and diacritics do not count, but ł is a letter of its own to SQLite.
_SEARCH = """
CREATE VIRTUAL TABLE pages_fts USING fts5
    (title, lead, body_text, content="pages", tokenize='unicode61 remove_diacritics 2');
INSERT INTO pages_fts (pages_fts) VALUES ('rebuild');
"""
_INDEXES = """
CREATE INDEX pages_by_time ON pages (city, fetched_at);
CREATE INDEX pages_by_day ON pages (city, published);
CREATE INDEX pages_by_url ON pages (canonical_url);
CREATE INDEX visits_by_time ON visits (city, fetched_at);
CREATE INDEX visits_by_record ON visits (record_id);
CREATE INDEX badges_by_funder ON badges (funder_id);
"""


def write(order: Order, path: Path) -> int:
    """Write a new database; return how many records of pages there are.

    Raises:
        ConfigurationError: no such city, or an unreadable day.
        ArchiveFault: the archive cannot be read.
        OSError: the disk refuses.
    """
    try:
        with closing(sqlite3.connect(path)) as database:
            return _write(order, database)
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error


def _write(order: Order, database: sqlite3.Connection) -> int:
    # The file is thrown away unless it is finished: no journal is needed.
    database.execute("PRAGMA journal_mode = OFF")
    database.executescript(
        "".join(map(_create, TABLES.values())) + "".join(map(_create_list, LISTS))
    )
    count = 0
    for table in TABLES.values():
        for batch in order.batches(table):
            rows = table_to_rows(batch)
            _insert(database, table.name, _flat(table, rows))
            if table is PAGES:
                count += len(rows)
                for name in LISTS:
                    _insert(database, name, _parts(name, rows))
    database.executescript(_INDEXES + _SEARCH)
    database.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
    _insert(database, "about", iter(_about(order)))
    database.commit()
    database.execute("PRAGMA optimize")
    return count


def _about(order: Order) -> list[tuple[str, str]]:
    return [
        ("created", order.created.isoformat()),
        ("software", order.software),
        ("schema_version", SCHEMA_VERSION),
        ("generation", str(order.archive.generation.number)),
        ("filter", json.dumps(order.filter(), ensure_ascii=False)),
        ("licence", f"{LICENCE['title']} {LICENCE['path']}"),
        ("citation", citation(order)),
    ]


def _columns(table: Table) -> list[pa.Field]:
    return [field for field in table.schema if table is not PAGES or field.name not in LISTS]


def _create(table: Table) -> str:
    columns = ",\n".join(
        f"    {field.name} {_affinity(field.type)}"
        + (" PRIMARY KEY" if field.name == table.key else "")
        + ("" if field.nullable else " NOT NULL")
        for field in _columns(table)
    )
    return f"CREATE TABLE {table.name} (\n{columns}\n);\n"


def _create_list(name: str) -> str:
    columns = "".join(f', "{field.name}" {_affinity(field.type)}' for field in _fields(name))
    return (
        f"CREATE TABLE {name} (record_id TEXT NOT NULL REFERENCES pages (record_id), "
        f"number INTEGER NOT NULL{columns}, PRIMARY KEY (record_id, number)) WITHOUT ROWID;\n"
    )


def _fields(name: str) -> list[pa.Field]:
    return list(PAGES.schema.field(name).type.value_type)


def _affinity(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    return "REAL" if pa.types.is_floating(kind) else "TEXT"


def _flat(table: Table, rows: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    names = [field.name for field in _columns(table)]
    for row in rows:
        yield tuple(_cell(row[name]) for name in names)


def _parts(name: str, rows: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    fields = [field.name for field in _fields(name)]
    for row in rows:
        for number, part in enumerate(row[name] or [], start=1):
            yield (row["record_id"], number, *(_cell(part[field]) for field in fields))


def _cell(value: Any) -> Any:
    """Days and moments as ISO text, structs, lists and maps as JSON."""
    value = plain(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value


def _insert(database: sqlite3.Connection, table: str, rows: Iterator[tuple[Any, ...]]) -> None:
    first = next(rows, None)
    if first is None:
        return
    places = ", ".join("?" * len(first))
    statement = f"INSERT INTO {table} VALUES ({places})"  # noqa: S608 - names of our schema
    database.execute(statement, first)
    database.executemany(statement, rows)
