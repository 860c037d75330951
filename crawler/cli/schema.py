"""Print every table and column with its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from crawler.cli.output import print_table, to_eyes, write

if TYPE_CHECKING:
    from archive.schema import Column

_HEADS = ("column", "type", "unit or zone", "null", "meaning", "source", "since")


@click.command()
@click.argument("table", required=False, type=click.Choice(["pages", "visits", "runs"]))
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(table: str | None, as_json: bool) -> None:
    """Print every table and column: type, unit or time zone, meaning, source.

    \b
    Examples:
      kronika schema
      kronika schema pages
      kronika schema --json | jq '.tables[].columns[].name'
    """
    import json

    from archive.schema import SCHEMA_VERSION, TABLES

    chosen = [TABLES[table]] if table else list(TABLES.values())
    if as_json:
        described = {
            "schema_version": SCHEMA_VERSION,
            "tables": [
                {
                    "name": found.name,
                    "meaning": found.meaning,
                    "key": found.key,
                    "columns": [_described(column) for column in found.columns],
                }
                for found in chosen
            ],
        }
        write(json.dumps(described, ensure_ascii=False, indent=2) + "\n")
    elif to_eyes():
        for found in chosen:
            title = f"{found.name}: {found.meaning} Key: {found.key}."
            print_table(_HEADS, [_cells(column) for column in found.columns], title)
    else:
        rows = [[found.name, *_cells(column)] for found in chosen for column in found.columns]
        print_table(("table", *_HEADS), rows)


def _described(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": str(column.type),
        "unit": column.unit or None,
        "nullable": column.nullable,
        "meaning": column.meaning,
        "source": column.source,
        "since": column.since,
    }


def _cells(column: Column) -> list[str]:
    return [
        column.name,
        str(column.type),
        column.unit,
        "yes" if column.nullable else "no",
        column.meaning,
        column.source,
        column.since,
    ]
