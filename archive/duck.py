"""A DuckDB connection with the tables of an archive as views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from archive.conditions import quoted, sql
from archive.frames import library
from archive.parts import KEYS, PARTS
from archive.query import span
from archive.schema import SCHEMA_VERSION, TABLES
from archive.tables.where import Where

if TYPE_CHECKING:
    import duckdb

    from archive.selection import Selection


def connect(selection: Selection) -> duckdb.DuckDBPyConnection:
    """A connection in memory: views of the selected pages, of their parts, of visits and runs.

    Raises:
        ConfigurationError: DuckDB is not installed, or no such city or funder.
        ArchiveFault: a file cannot be read.
    """
    connection: duckdb.DuckDBPyConnection = library("duckdb").connect()
    connection.execute("SET TimeZone = 'UTC'")
    views = _Views(connection, selection)
    views.table("pages", selection.conditions)
    views.table("visits", span("fetched_at", None, selection.shown_at))
    views.table("runs", span("started_at", None, selection.shown_at))
    for name in PARTS:
        views.parts(name)
    return connection


class _Views:
    """Makes the views of one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, selection: Selection) -> None:
        self._connection = connection
        self._archive = selection.archive
        self._chosen = 0

    def table(self, name: str, wheres: Sequence[Where]) -> None:
        """A view of a table's rows that meet conditions."""
        files = self._archive.files(name)
        paths = ", ".join(quoted(str(path.absolute())) for path in files)
        source = f"read_parquet([{paths}])"
        if not files or self._archive.generation.schema_version != SCHEMA_VERSION:
            # A table of no rows names every column; files of an older Kronika lack some.
            none = f"no_{name}"
            self._connection.register(none, TABLES[name].schema.empty_table())
            older = f" UNION ALL BY NAME FROM read_parquet([{paths}], union_by_name = true)"
            source = f"(FROM {none}{older if files else ''})"
        told = " AND ".join(sql(where, self._register) for where in wheres) or "true"
        self._connection.execute(f"CREATE VIEW {name} AS FROM {source} WHERE {told}")

    def parts(self, name: str) -> None:
        """A view of one kind of parts: one row is one part."""
        keys = ", ".join(KEYS)
        self._connection.execute(
            f"CREATE VIEW {name} AS SELECT {keys}, position, part.* FROM (SELECT {keys}, "  # noqa: S608
            f"generate_subscripts({name}, 1)::INTEGER - 1 AS position, unnest({name}) AS part "
            "FROM pages)"
        )

    def _register(self, values: pa.Array) -> str:
        self._chosen += 1
        name = f"chosen_{self._chosen}"
        self._connection.register(name, pa.table({"value": values}))
        return name
