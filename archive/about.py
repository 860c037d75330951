"""What an archive says of itself: README.md and datapackage.json, as text."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pyarrow as pa

from archive.schema import SCHEMA_VERSION, TABLES, Table

#: Marks a datapackage.json as that of a Kronika archive; its value is the schema version.
MARKER = "kronika"
PARQUET = "application/vnd.apache.parquet"

#: The descriptors follow Data Package 2.0 (datapackage.org/standard/data-package).
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
#: No licence is granted: an act of law lets the information be re-used.
LICENCE = {
    "name": "pl-open-data-act-2021",
    "title": "Ustawa z dnia 11 sierpnia 2021 r. o otwartych danych i ponownym wykorzystywaniu "
    "informacji sektora publicznego (Dz.U. 2021 poz. 1641); see README.md",
    "path": "https://isap.sejm.gov.pl/isap.nsf/DocDetails.xsp?id=WDU20210001641",
}
#: What whoever publishes from an archive must know.
REUSE = """\
## Re-use

Information on the sites of Polish public bodies may be re-used under the Act of 11 August 2021 on
open data and the re-use of public sector information (ustawa z dnia 11 sierpnia 2021 r. o otwartych
danych i ponownym wykorzystywaniu informacji sektora publicznego, Dz.U. 2021 poz. 1641). A site may
set conditions: usually to name the source and the date, and to say what was changed. Photographs
and other works may be protected by copyright, and pages name persons: that a page was public does
not make every use of personal data in it lawful (GDPR). Whoever publishes from this archive checks
both.
"""

_README = """\
# An archive of what Polish cities published

Kept by Kronika since {day}. Kronika crawled the news pages and statutory bulletins (BIP) of Polish
cities, kept every answer byte for byte, and read the pages into tables. Nothing here needs
Kronika to be read: all formats are open and documented.

## What lies where

| path | what |
|---|---|
| `snapshots/<city>/*.warc.gz` | the truth: every request and answer as it was sent and received |
| `tables/pages/*.parquet` | one row is one version of one page, read from its snapshot |
| `tables/visits/*.parquet` | one row is one attempt on an address, whatever came of it |
| `tables/runs/*.parquet` | one row is one execution of a crawl |
| `reports/<city>/<run>.html` | what came of a run and how it compares; `.json` says the same |
| `datapackage.json` | every table and column: type, unit or time zone, source, meaning |
| `register.jsonl` | what was exported and what was taken down, one line each, chained by SHA-256 |
| `.store/` | states of the tables: `tables` is a link to the newest of them |
| `.search/` | a word index of the pages, made from the tables; may be deleted at any time |
| `.locks/`, `.frontier/` | workings of the crawler; may be deleted while none runs |

A segment whose name ends in `.open` was being written when this copy was made or the crawl was
killed; what is whole in it is good.

## How to read it

- **WARC** (ISO 28500:2017, version 1.1): each file is a row of gzip members, one record each;
  `gunzip` shows plain text headers and the HTTP message. Any web archive player replays it.
- **Parquet** (parquet.apache.org): columns with types; any data tool reads the folder
  `tables/pages`. All files in a folder have one schema. In Python:
  `pandas.read_parquet("tables/pages")`. The meaning of each column is also stored inside the
  files, as metadata of the fields.
- **From a row to its snapshot**: `snapshot.warc_file` names the file, `warc_offset` and
  `warc_length` say where in it the gzip member begins and how long it is (bytes),
  `warc_record_id` and `payload_digest` prove it is the right one.
- Times are UTC. Calendar days are Polish local days (Europe/Warsaw).
- Tables are derived from the snapshots. Where the two differ, believe the snapshots.
- To copy an archive keep its symbolic links (`cp -a`, `rsync -a`, `tar`).

## Where it comes from

Every record names its address (`url`), the moment it was fetched (`fetched_at`), the run that
fetched it (`run_id`, see `runs`) and the software that read it. The `warcinfo` record at the head
of each segment names the crawler, whom to ask, and whether robots.txt was obeyed; the robots.txt
of each site is itself among the snapshots.

{reuse}"""


def readme(created_at: datetime) -> str:
    """README.md for whoever finds the archive, perhaps decades from now."""
    return _README.format(day=created_at.date().isoformat(), reuse=REUSE)


def datapackage(created_at: datetime) -> str:
    """datapackage.json: a Data Package descriptor, and the mark of a Kronika archive."""
    package = {
        "$schema": PROFILE,
        "name": "kronika-archive",
        "title": "An archive of what Polish cities published",
        "description": "Snapshots in WARC, tables in Parquet; README.md says how to read them. The "
        "path of a table is the folder of its files, which change with every commit; their rows, "
        "bytes and SHA-256 are in tables/manifest.json.",
        "created": created_at.isoformat(),
        "licenses": [LICENCE],
        MARKER: {"schema_version": SCHEMA_VERSION},
        "resources": [_resource(table) for table in TABLES.values()],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "description": table.meaning,
        "path": f"tables/{table.name}",
        "format": "parquet",
        "mediatype": PARQUET,
        "schema": table_schema(table),
    }


def table_schema(table: Table) -> dict[str, Any]:
    """The columns of a table as a Table Schema (datapackage.org/standard/table-schema)."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "primaryKey": [table.key],
        "fields": [
            {
                "name": column.name,
                "type": plain_type(column.type),
                "arrowType": str(column.type),
                "description": column.meaning,
                "unit": column.unit,
                "source": column.source,
                "since": column.since,
                "constraints": {"required": not column.nullable},
            }
            for column in table.columns
        ],
    }


def plain_type(kind: pa.DataType) -> str:
    """An Arrow type in the words of Table Schema (datapackage.org/standard/table-schema)."""
    types = pa.types
    names = [
        (types.is_string, "string"),
        (types.is_integer, "integer"),
        (types.is_floating, "number"),
        (types.is_boolean, "boolean"),
        (types.is_date, "date"),
        (types.is_timestamp, "datetime"),
        (types.is_list, "array"),
    ]
    return next((name for matches, name in names if matches(kind)), "object")
