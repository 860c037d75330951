"""The data dictionary in docs is the schema, whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.dictionary import data_dictionary, structs, type_name
from archive.fields import FIELDS
from archive.schema import TABLES

DOCUMENT = Path(__file__).parents[2] / "docs" / "data-dictionary.md"
TABLE = pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)


def lines_of(table: str) -> list[str]:
    """The lines of the document's part on one table."""
    part = DOCUMENT.read_text("utf-8").split(f"\n## {table}\n")[1]
    return part.split("\n## ")[0].splitlines()


def test_the_document_is_made_from_the_schema():
    """Who changes the schema renews it: python -m archive.dictionary > docs/data-dictionary.md."""
    assert DOCUMENT.read_text("utf-8") == data_dictionary()


@TABLE
def test_every_column_is_told_in_full(table):
    """Type, unit or zone, null, meaning, source and first version stand in one line."""
    lines = lines_of(table.name)
    for column in table.columns:
        (line,) = [
            line
            for line in lines
            if line.startswith(f"| `{column.name}` | ") and line.endswith(f"| {column.since} |")
        ]
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        null = "yes" if column.nullable else "no"
        told = [type_name(column.type), column.unit or "–", null, column.meaning, column.source]
        assert cells[1:6] == told


@TABLE
def test_every_struct_is_listed_with_every_field(table):
    """No field of a nested value is left to guessing, and none is told that is not there."""
    found = {path: [field.name for field in kind] for path, kind in structs(table)}
    told = {path: list(fields) for path, fields in FIELDS[table.name].items()}
    assert {path: sorted(names) for path, names in found.items()} == {
        path: sorted(names) for path, names in told.items()
    }
    for path in found:
        assert f"### {table.name}.{path}" in lines_of(table.name)


def test_no_cell_breaks_the_tables():
    """A stroke inside a meaning would shift the cells after it."""
    for table in TABLES.values():
        for column in table.columns:
            assert "|" not in column.meaning + column.source + column.unit
        for fields in FIELDS[table.name].values():
            assert all(text.endswith(".") and "|" not in text for text in fields.values())
