"""From Python rows to typed tables, strictly: what does not fit is refused, nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from operator import itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from archive.errors import SchemaError
from archive.schema import TABLES, Table

Convert = Callable[[Any], Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def rows_to_table(table: Table, rows: Sequence[Any]) -> pa.Table:
    """Turn rows into an Arrow table with exactly the schema of ``table``.

    A row is a mapping or a dataclass (such as `archive.model.Visit`) with one entry for every
    column, no more and no fewer. Structs may be mappings or dataclasses (`archive.model.Block`),
    maps are mappings. Moments must carry a time zone and become UTC; a day must not be a moment.
    Half a surrogate pair, which no file can hold, becomes U+FFFD.

    Raises:
        SchemaError: a row does not fit; the message names table, row (from 0) and column.
    """
    convert = _struct(pa.struct(list(table.schema)))
    plain = []
    for number, row in enumerate(rows):
        try:
            plain.append(convert(row))
        except (TypeError, ValueError) as error:
            raise SchemaError(f"{table.name}, row {number}: {error}") from error
    columns = [_column(table, field, plain) for field in table.schema]
    return check(table, pa.Table.from_arrays(columns, schema=table.schema))


def table_to_rows(table: pa.Table) -> list[dict[str, Any]]:
    """Turn an Arrow table into dicts; moments get `datetime.UTC`, maps become lists of pairs.

    Unlike ``to_pylist`` it does not import pandas for a time zone (0.2 s where pandas is there).
    """
    moments = [field.name for field in table.schema if pa.types.is_timestamp(field.type)]
    for name in moments:
        place = table.schema.names.index(name)
        table = table.set_column(place, name, table[name].cast(pa.int64()))
    rows: list[dict[str, Any]] = table.to_pylist()
    for row in rows:
        for name in moments:
            if row[name] is not None:
                row[name] = _EPOCH + timedelta(microseconds=row[name])
    return rows


def check(table: Table, rows: pa.Table) -> pa.Table:
    """Return rows with the notes of the schema on them, if they fit it in all else.

    Raises:
        SchemaError: a column is missing, unknown, out of place, of another type, or null where
            it must not be.
    """
    wanted, found = table.schema, rows.schema
    if wanted.names != found.names:
        raise SchemaError(f"{table.name}: {_differences(wanted.names, found.names)}")
    for field in wanted:
        column = rows[field.name]
        if column.type != field.type:
            raise SchemaError(
                f"{table.name}.{field.name} must be {field.type}, these rows have {column.type}"
            )
        if not field.nullable and column.null_count:
            row = pc.index(pc.is_null(column), value=True).as_py()
            raise SchemaError(f"{table.name}, row {row}: {field.name} must not be null")
    return pa.Table.from_arrays(rows.columns, schema=wanted)


def known_table(name: str) -> Table:
    """The table of a name.

    Raises:
        SchemaError: there is none.
    """
    if name not in TABLES:
        raise SchemaError(f"there is no table {name!r}; there are {', '.join(TABLES)}")
    return TABLES[name]


def _column(table: Table, field: pa.Field, rows: list[dict[str, Any]]) -> pa.Array:
    values = list(map(itemgetter(field.name), rows))
    try:
        return pa.array(values, type=field.type)
    except UnicodeEncodeError:
        return pa.array(_encodable(values), type=field.type)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        row = next(n for n, value in enumerate(values) if not _fits(value, field.type))
        raise SchemaError(f"{table.name}, row {row}: {field.name}: {error}") from error


def _fits(value: Any, kind: pa.DataType) -> bool:
    try:
        pa.array([value], type=kind)
    except UnicodeEncodeError:
        return True
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return False
    return True


def _encodable(value: Any) -> Any:
    """Copy a value with every lone surrogate replaced."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {name: _encodable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_encodable(part) for part in value)
    return value


def _differences(wanted: Sequence[str], found: Sequence[str]) -> str:
    missing = [name for name in wanted if name not in found]
    extra = [name for name in found if name not in wanted]
    told = []
    if missing:
        told.append(f"missing {', '.join(missing)}")
    if extra:
        told.append(f"unknown {', '.join(map(str, extra))}")
    return "; ".join(told) or "the columns are not in the order of the schema"


def _converter(kind: pa.DataType) -> Convert | None:
    """A function that makes values of a type plain for Arrow; None when they are so already."""
    if pa.types.is_struct(kind):
        return _struct(kind)
    if pa.types.is_map(kind):
        return lambda value: list(value.items())
    if pa.types.is_list(kind):
        return _list(_converter(kind.value_type))
    if pa.types.is_timestamp(kind):
        return _moment
    if pa.types.is_date(kind):
        return _day
    return None


def _list(inner: Convert | None) -> Convert:
    def convert(value: Any) -> Sequence[Any]:
        if not isinstance(value, list | tuple):
            raise TypeError(f"{value!r:.60} is no list")
        return [inner(part) for part in value] if inner else value

    return convert


def _struct(kind: pa.StructType) -> Convert:
    names = [field.name for field in kind]
    known = frozenset(names)
    converters = [(field.name, _converter(field.type)) for field in kind]
    active = [(name, convert) for name, convert in converters if convert is not None]

    def convert(value: Any) -> dict[str, Any]:
        if isinstance(value, Mapping):
            plain = dict(value)
            if plain.keys() != known:
                raise ValueError(_differences(names, list(plain)))
        elif is_dataclass(value) and not isinstance(value, type):
            own = _field_names(type(value))
            if frozenset(own) != known:
                raise ValueError(f"{type(value).__name__}: {_differences(names, own)}")
            plain = {name: getattr(value, name) for name in own}
        else:
            raise TypeError(f"{value!r:.60} is neither a mapping nor a dataclass")
        for name, inner in active:
            if plain[name] is not None:
                try:
                    plain[name] = inner(plain[name])
                except (TypeError, ValueError) as error:
                    raise ValueError(f"{name}: {error}") from error
        return plain

    return convert


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _moment(value: Any) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r:.60} is no moment (datetime)")
    if value.tzinfo is None:
        raise ValueError(f"the moment {value} carries no time zone")
    return value


def _day(value: Any) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise TypeError(f"{value!r:.60} is no day (date)")
    return value
