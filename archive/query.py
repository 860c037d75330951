"""What callers ask for, turned into conditions and columns; shared by everything that reads."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import timedelta
from typing import TypedDict

import pyarrow as pa
import pyarrow.compute as pc

from archive.conditions import Days, Funded
from archive.days import polish_day
from archive.errors import ConfigurationError
from archive.schema import Table
from archive.tables.merge import in_order
from archive.tables.where import Is, Where, Within
from archive.when import When, end_of, microseconds, start_of

#: A name, several names, or None for all.
Names = str | Sequence[str] | None


class Conditions(TypedDict, total=False):
    """What records may be chosen by, beside their city; `archive.Archive.select` explains each."""

    since: When | None
    until: When | None
    published_since: When | None
    published_until: When | None
    url: Names
    kind: Names
    funder: Names
    record_id: Names
    text: str | None
    latest: bool
    as_of: int | When | None


def conditions(city: Names, asked: Conditions) -> tuple[Where, ...]:
    """The conditions on records that a row by itself tells to be met.

    Raises:
        TypeError: a condition there is not; the message names the nearest.
        ConfigurationError: an unreadable day.
    """
    for name in asked:
        if name not in Conditions.__annotations__:
            raise TypeError(no_such("condition", name, list(Conditions.__annotations__)))
    wheres = equal(
        (("city",), city),
        (("canonical_url", "url"), asked.get("url")),
        (("kind",), asked.get("kind")),
        (("record_id",), asked.get("record_id")),
    )
    wheres += span("fetched_at", asked.get("since"), asked.get("until"))
    first, last = asked.get("published_since"), asked.get("published_until")
    if first is not None or last is not None:
        low = {} if first is None else {"first": polish_day(start_of(first))}
        # An end is the first moment after the day.
        high = {} if last is None else {"last": polish_day(end_of(last) - timedelta.resolution)}
        wheres.append(Days("published", **low, **high))
    if asked.get("funder") is not None:
        wheres.append(Funded(names(asked["funder"])))
    return tuple(wheres)


def last_of_each(rows: pa.Table, group: Sequence[str], by: Sequence[str]) -> pa.Table:
    """The last row of each group of rows, in the order of ``by``."""
    if len(rows) < 2:
        return rows
    rows = in_order(rows, [*group, *by])
    ends = [pc.not_equal(rows[name].slice(1), rows[name].slice(0, len(rows) - 1)) for name in group]
    differs = ends[0]
    for end in ends[1:]:
        differs = pc.or_(differs, end)
    inner = rows.slice(0, len(rows) - 1).filter(differs)
    return pa.concat_tables([inner, rows.slice(len(rows) - 1)])


def names(given: Names) -> tuple[str, ...]:
    """The names given, as a tuple."""
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(given)


def equal(*asked: tuple[tuple[str, ...], Names]) -> list[Where]:
    """Conditions that a row has one of the names in one of the columns; None asks nothing."""
    return [Is(columns, names(given)) for columns, given in asked if given is not None]


def span(column: str, since: When | None, until: When | None) -> list[Where]:
    """The condition that a moment lies in a span, if one is given.

    Raises:
        ConfigurationError: an unreadable day.
    """
    if since is None and until is None:
        return []
    low = None if since is None else microseconds(start_of(since))
    high = None if until is None else microseconds(end_of(until))
    return [Within(column, low, high)]


def column_names(table: Table, columns: Sequence[str] | None) -> list[str]:
    """The columns asked for, each once; all when none are named.

    Raises:
        ConfigurationError: the table has no such column.
    """
    if columns is None:
        return list(table.schema.names)
    if isinstance(columns, str):
        columns = [columns]
    for name in columns:
        if name not in table.schema.names:
            raise ConfigurationError(
                no_such("column", name, table.schema.names) + f" in {table.name}"
            )
    return list(dict.fromkeys(columns))


def no_such(what: str, name: str, known: Sequence[str]) -> str:
    """Say that there is no such thing, and what was perhaps meant."""
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else f"; there are: {', '.join(known)}"
    return f"there is no {what} {name!r}" + (hint if known else "; there is none yet")
