"""Delta Lake: the Parquet export with a log over its files, for engines that read such tables.

The log is the first version of a table in the Delta protocol (github.com/delta-io/delta,
PROTOCOL.md, reader 1, writer 2): one JSON file that names the Parquet files as they lie. Nothing is
copied, and whoever knows no Delta reads the same files.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from archive.exports.parquet import write_tables
from archive.exports.parts.describe import describe
from archive.exports.parts.months import MonthFile, moment_of
from archive.exports.parts.order import Order
from archive.record import iso
from archive.schema import TABLES, Table

LOG = "_delta_log/00000000000000000000.json"
_MORE = """
Each of the three folders is also a Delta table (`_delta_log`), over the same files.
"""
_PRIMITIVES = [
    (pa.types.is_string, "string"),
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_int8, "byte"),
    (pa.types.is_int16, "short"),
    (pa.types.is_int32, "integer"),
    (pa.types.is_int64, "long"),
    (pa.types.is_float32, "float"),
    (pa.types.is_float64, "double"),
    (pa.types.is_date, "date"),
    (pa.types.is_timestamp, "timestamp"),
]


def write(order: Order, folder: Path) -> int:
    """Write the Parquet export and the logs; return how many records of pages there are.

    Raises:
        ConfigurationError: no such city, or an unreadable day.
        ArchiveFault: the archive cannot be read.
        OSError: the disk refuses.
    """
    tables = write_tables(order, folder)
    for name, files in tables.items():
        log = folder / name / LOG
        log.parent.mkdir()
        log.write_text(_log(TABLES[name], files, order), "utf-8")
    return describe(folder, order, tables, _MORE)


def _log(table: Table, files: Sequence[MonthFile], order: Order) -> str:
    """The actions of the table's first version, one JSON object a line."""
    moment = int(order.created.timestamp() * 1000)
    about = {"timestamp": moment, "operation": "CREATE TABLE", "engineInfo": order.software}
    actions: list[dict[str, Any]] = [
        {"commitInfo": about},
        {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}},
        {
            "metaData": {
                "id": str(uuid.uuid4()),
                "name": table.name,
                "description": table.meaning,
                "format": {"provider": "parquet", "options": {}},
                "schemaString": json.dumps(_struct(table.schema)),
                "partitionColumns": [],
                "configuration": {},
                "createdTime": moment,
            }
        },
        *({"add": _add(table, file, moment)} for file in files),
    ]
    return "".join(json.dumps(action, ensure_ascii=False) + "\n" for action in actions)


def _add(table: Table, file: MonthFile, moment: int) -> dict[str, Any]:
    return {
        "path": file.path.name,
        "partitionValues": {},
        "size": file.bytes,
        "modificationTime": moment,
        "dataChange": True,
        "stats": json.dumps({"numRecords": file.rows} | _bounds(file.path, moment_of(table))),
    }


def _bounds(path: Path, column: str) -> dict[str, Any]:
    """The least and greatest moment of a file, which lets engines pass over months."""
    facts = pq.read_metadata(path)
    place = facts.schema.names.index(column)
    found = [
        facts.row_group(number).column(place).statistics for number in range(facts.num_row_groups)
    ]
    known = [each for each in found if each is not None and each.has_min_max]
    if not known:
        return {}
    low, high = min(each.min for each in known), max(each.max for each in known)
    return {
        "minValues": {column: iso(low)},
        "maxValues": {column: iso(high)},
        "nullCount": {column: 0},
    }


def _struct(fields: Any) -> dict[str, Any]:
    """A schema or struct in the words of the Delta protocol ("Schema Serialization Format")."""
    return {
        "type": "struct",
        "fields": [
            {
                "name": field.name,
                "type": _type(field.type),
                "nullable": field.nullable,
                "metadata": _notes(field),
            }
            for field in fields
        ],
    }


def _notes(field: pa.Field) -> dict[str, str]:
    meaning = (field.metadata or {}).get(b"meaning")
    return {"comment": meaning.decode()} if meaning else {}


def _type(kind: pa.DataType) -> Any:
    if pa.types.is_struct(kind):
        return _struct(kind)
    if pa.types.is_list(kind):
        return {"type": "array", "elementType": _type(kind.value_type), "containsNull": True}
    if pa.types.is_map(kind):
        names = {"keyType": _type(kind.key_type), "valueType": _type(kind.item_type)}
        return {"type": "map", **names, "valueContainsNull": True}
    return next(name for matches, name in _PRIMITIVES if matches(kind))
