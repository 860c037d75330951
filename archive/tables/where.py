"""Conditions on rows: first asked of a row group's statistics, then of the rows themselves.

`pa.scalar` and `pa.array` import pandas when it is installed (0.2 s), which a command that only
reads cannot afford; hence `scalar` below.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Protocol, runtime_checkable

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

#: The least and the greatest raw value of a column in a row group; None when not known.
Bounds = Callable[[str], tuple[object, object] | None]


class Where(Protocol):
    """A condition on a row."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it looks at."""

    def may_match(self, bounds: Bounds) -> bool:
        """Tell whether a row group with such bounds can hold a match."""

    def mask(self, rows: pa.Table) -> pa.ChunkedArray:
        """True for each row that matches."""


@runtime_checkable
class Partial(Protocol):
    """A condition that needs some parts of a nested column only."""

    @property
    def parts(self) -> pa.Field:
        """The column with these parts and no others."""


@dataclass(frozen=True, slots=True)
class Is:
    """The text in one of the columns is one of a few values."""

    columns: tuple[str, ...]
    values: tuple[str, ...]

    def may_match(self, bounds: Bounds) -> bool:
        """Tell whether any value lies within any column's bounds."""
        return any(self._within(bounds(column)) for column in self.columns)

    def _within(self, span: tuple[object, object] | None) -> bool:
        if span is None:
            return True
        low, high = map(_raw, span)
        return any(low <= value.encode() <= high for value in self.values)

    def mask(self, rows: pa.Table) -> pa.ChunkedArray:
        """True where one of the columns equals one of the values."""
        hits = [
            pc.equal(rows[column], scalar(value, rows[column].type))
            for column in self.columns
            for value in self.values
        ]
        return reduce(pc.or_kleene, hits)


@dataclass(frozen=True, slots=True)
class Within:
    """The moment in a column lies in ``low <= moment < high``, both microseconds since 1970 UTC."""

    column: str
    low: int | None = None
    high: int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The one column."""
        return (self.column,)

    def may_match(self, bounds: Bounds) -> bool:
        """Tell whether the two spans meet."""
        span = bounds(self.column)
        if span is None or not (isinstance(span[0], int) and isinstance(span[1], int)):
            return True
        return (self.low is None or span[1] >= self.low) and (
            self.high is None or span[0] < self.high
        )

    def mask(self, rows: pa.Table) -> pa.ChunkedArray:
        """True inside the span."""
        values = rows[self.column]
        result = pc.is_valid(values)
        if self.low is not None:
            result = pc.and_(result, pc.greater_equal(values, moment(self.low, values.type)))
        if self.high is not None:
            result = pc.and_(result, pc.less(values, moment(self.high, values.type)))
        return result


@dataclass(frozen=True, slots=True)
class Among:
    """The value in a column is one of many."""

    column: str
    values: pa.Array

    @property
    def columns(self) -> tuple[str, ...]:
        """The one column."""
        return (self.column,)

    def may_match(self, bounds: Bounds) -> bool:
        """Say yes: many ids spread too wide to skip anything."""
        del bounds
        return True

    def mask(self, rows: pa.Table) -> pa.ChunkedArray:
        """True for each of the values."""
        return pc.is_in(rows[self.column], value_set=self.values)


def row_groups(file: pq.ParquetFile, wheres: Sequence[Where]) -> list[int]:
    """The row groups of a file that can hold rows for which all conditions are true."""
    facts = file.metadata
    names = {name for where in wheres for name in where.columns}
    places = {
        name: index
        for index in range(facts.num_columns if names else 0)
        if (name := facts.schema.column(index).path) in names
    }
    return [
        index
        for index in range(facts.num_row_groups)
        if all(where.may_match(_bounds(facts.row_group(index), places)) for where in wheres)
    ]


def _bounds(group: pq.RowGroupMetaData, places: dict[str, int]) -> Bounds:
    def bounds(column: str) -> tuple[object, object] | None:
        place = places.get(column)  # None in a file that an older Kronika wrote without it
        statistics = None if place is None else group.column(place).statistics
        if statistics is None or not statistics.has_min_max:
            return None
        return statistics.min_raw, statistics.max_raw

    return bounds


def mask(rows: pa.Table, wheres: Sequence[Where]) -> pa.ChunkedArray:
    """True for each row for which all conditions are true; at least one must be given."""
    return reduce(pc.and_kleene, [where.mask(rows) for where in wheres])


def scalar(text: str, kind: pa.DataType) -> pa.Scalar:
    """A text as an Arrow scalar of a type it can be cast to."""
    data = text.encode()
    ends = struct.pack("<ii", 0, len(data))
    one = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(ends), pa.py_buffer(data)])
    return (one if kind == pa.string() else one.cast(kind))[0]


def moment(microseconds: int, kind: pa.DataType) -> pa.Scalar:
    """A moment, in microseconds since 1970 UTC, as an Arrow scalar."""
    data = pa.py_buffer(struct.pack("<q", microseconds))
    return pa.Array.from_buffers(kind, 1, [None, data])[0]


def _raw(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
