"""Conditions on pages that look inside days and badges, and every condition told in SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from archive.tables.where import Among, Bounds, Is, Where, Within, scalar

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Days:
    """The day in a column lies in ``first <= day <= last``; a row without a day does not."""

    column: str
    first: date = date.min
    last: date = date.max

    @property
    def columns(self) -> tuple[str, ...]:
        """The one column."""
        return (self.column,)

    def may_match(self, bounds: Bounds) -> bool:
        """Tell whether the two spans meet."""
        span = bounds(self.column)
        if span is None or not (isinstance(span[0], int) and isinstance(span[1], int)):
            return True
        return span[1] >= _number(self.first) and span[0] <= _number(self.last)

    def mask(self, rows: pa.Table) -> pa.ChunkedArray:
        """True inside the span."""
        days = rows[self.column]
        first, last = (pa.scalar(day, pa.date32()) for day in (self.first, self.last))
        inside = pc.and_(pc.greater_equal(days, first), pc.less_equal(days, last))
        return pc.fill_null(inside, fill_value=False)


@dataclass(frozen=True, slots=True)
class Funded:
    """One of the badges names one of the funders, by id."""

    funders: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The one column."""
        return ("badges",)

    @property
    def parts(self) -> pa.Field:
        """The ids, without the texts of the badges."""
        return pa.field("badges", pa.list_(pa.struct([("funder_id", pa.string())])))

    def may_match(self, bounds: Bounds) -> bool:
        """Say yes, if any is asked for: the bounds of a list's parts are not known here."""
        del bounds
        return bool(self.funders)

    def mask(self, rows: pa.Table) -> pa.ChunkedArray:
        """True for rows with such a badge."""
        chunks = [self._mask(lists) for lists in rows["badges"].chunks]
        return pa.chunked_array(chunks, pa.bool_())

    def _mask(self, lists: pa.ListArray) -> pa.BooleanArray:
        ids = pc.struct_field(pc.list_flatten(lists), "funder_id")
        hits = reduce(pc.or_kleene, [pc.equal(ids, scalar(f, ids.type)) for f in self.funders])
        owners = pc.unique(pc.list_parent_indices(lists).filter(hits))
        places = pc.subtract(pc.cumulative_sum(pa.repeat(pa.scalar(1), len(lists))), 1)
        return pc.is_in(places.cast(owners.type), value_set=owners)


def sql(where: Where, register: Callable[[pa.Array], str]) -> str:
    """A condition as DuckDB writes it; ``register`` makes many values a table and names it."""
    if isinstance(where, Is):
        values = ", ".join(map(quoted, where.values)) or "NULL"
        return "(" + " OR ".join(f"{name} IN ({values})" for name in where.columns) + ")"
    if isinstance(where, Within):
        ends = [(">=", where.low), ("<", where.high)]
        told = [f"{where.column} {sign} {_moment(at)}" for sign, at in ends if at is not None]
        return " AND ".join(told)
    if isinstance(where, Days):
        return f"{where.column} BETWEEN DATE '{where.first}' AND DATE '{where.last}'"
    if isinstance(where, Funded):
        values = ", ".join(map(quoted, where.funders)) or "NULL"
        return f"list_has_any([badge.funder_id FOR badge IN badges], [{values}])"
    if isinstance(where, Among):
        return f"{where.column} IN (FROM {register(where.values)})"
    raise TypeError(f"{where!r} cannot be said in SQL")


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _moment(microseconds: int) -> str:
    return f"TIMESTAMPTZ '{(_EPOCH + timedelta(microseconds=microseconds)).isoformat()}'"


def _number(day: date) -> int:
    return (day - _EPOCH.date()).days
