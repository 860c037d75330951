"""What a folder of exported files says of itself: README.md, datapackage.json, schemas.

The descriptor follows Data Package 2.0 (datapackage.org/standard/data-package). Schemas lie beside
it, once each, because every month's file has the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from archive.about import LICENCE, MARKER, PARQUET, PROFILE, REUSE, table_schema
from archive.exports.parts.months import MonthFile, moment_of
from archive.exports.parts.order import Order
from archive.schema import SCHEMA_VERSION, TABLES

_README = """\
# Export of a Kronika archive

{what}.

Made {created} by {software} from generation {generation} of the archive (schema {schema}).

{counts}
## How to read it

Each folder named after a table holds Parquet files, one a month (UTC, by the column in brackets
above), all with one schema. pandas reads `"pages"`; polars and DuckDB read `"pages/*.parquet"`. The
meaning, unit and source of every column are in `schemas/` and, as metadata of the fields, inside
the files. Moments are UTC; days are Polish local days.
`datapackage.json` gives rows, bytes and SHA-256 of every file.
{more}
## How to cite

> {citation}

{reuse}"""
_MASKED = """
## What was taken out

Persons' e-mail addresses and phone numbers and the names and initials of editors are covered with
█, letter for letter, so that places in the text stay right. Persons the text is about are not
covered. `content_digest` is a pseudonym that holds within this export; `payload_digest` is left
out. This lowers the risk for persons and is no anonymisation.
"""


def citation(order: Order) -> str:
    """How to cite what was exported: what, of which state of which archive, when."""
    state = order.archive.generation
    return (
        f"Kronika archive of Polish city pages: {order.in_words()}. Exported "
        f"{order.created:%Y-%m-%d} by {order.software}, generation {state.number} of "
        f"{state.created_at:%Y-%m-%d %H:%M} UTC, schema {SCHEMA_VERSION}."
    )


def describe(
    folder: Path, order: Order, tables: Mapping[str, Sequence[MonthFile]], more: str = ""
) -> int:
    """Write README.md, datapackage.json and the schemas for files that lie in ``folder``.

    ``more`` is Markdown for the README on what lies beside the tables. Returns how many records of
    pages there are.

    Raises:
        OSError: the disk refuses.
    """
    (folder / "schemas").mkdir()
    for name in tables:
        _write(folder / "schemas" / f"{name}.json", _json(table_schema(TABLES[name])))
    _write(folder / "datapackage.json", _json(_package(folder, order, tables)))
    counts = "".join(
        f"- `{name}` ({moment_of(TABLES[name])}): {sum(file.rows for file in files):,} rows "
        f"in {len(files):,} file{'s' * (len(files) != 1)}. {TABLES[name].meaning}\n"
        for name, files in tables.items()
    )
    text = _README.format(
        what=order.in_words(),
        created=f"{order.created:%Y-%m-%d %H:%M} UTC",
        software=order.software,
        generation=order.archive.generation.number,
        schema=SCHEMA_VERSION,
        counts=counts,
        more=more + (_MASKED if order.masked else ""),
        citation=citation(order),
        reuse=REUSE,
    )
    _write(folder / "README.md", text)
    return sum(file.rows for file in tables["pages"])


def _package(
    folder: Path, order: Order, tables: Mapping[str, Sequence[MonthFile]]
) -> dict[str, Any]:
    return {
        "$schema": PROFILE,
        "name": "kronika-export",
        "title": f"Pages of Polish cities: {order.in_words()}",
        "description": "Exported from a Kronika archive; README.md says how to read it.",
        "created": order.created.isoformat(),
        "licenses": [LICENCE],
        "citation": citation(order),
        MARKER: {
            "export_of_generation": order.archive.generation.number,
            "schema_version": SCHEMA_VERSION,
            "software": order.software,
            "filter": order.filter(),
            "rows": {name: sum(file.rows for file in files) for name, files in tables.items()},
        },
        "resources": [
            _resource(folder, name, file) for name, files in tables.items() for file in files
        ],
    }


def _resource(folder: Path, table: str, file: MonthFile) -> dict[str, Any]:
    path = file.path.relative_to(folder).as_posix()
    return {
        "name": file.path.stem,
        "description": f"{TABLES[table].meaning} {file.month}".rstrip(),
        "path": path,
        "format": "parquet",
        "mediatype": PARQUET,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "rows": file.rows,
        "schema": f"schemas/{table}.json",
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
