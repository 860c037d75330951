"""The archive as it was: what it said at an earlier state, what a city said at an earlier day."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from archive.api import Archive
from archive.errors import ConfigurationError
from archive.query import Names, column_names, last_of_each
from archive.schema import PAGES
from archive.tables import TableStore
from archive.when import When, end_of

_PAGE = ("city", "canonical_url")


def archive_at(path: str | Path, when: int | When) -> Archive:
    """The archive as it was published: at a generation's number, or at a day or moment.

    A day counts whole. The `Archive` is read as any other and stays at that state until
    ``refresh``. This is what the archive *said* then, before later crawls and re-readings.

    Raises:
        ConfigurationError: that state was pruned, never was, or the day is unreadable.
        NotAnArchive: the folder is no archive.
        ArchiveFault: the generations cannot be read.
    """
    archive = Archive(path)
    kept = TableStore(archive.layout.root).generations()
    if isinstance(when, int):
        chosen = [state for state in kept if state.number == when]
    else:
        limit = end_of(when)
        chosen = [state for state in kept if state.created_at < limit]
    if not chosen:
        there = f"{kept[0].number} to {kept[-1].number}" if kept else "none"
        raise ConfigurationError(
            f"{archive.path} keeps no generation of {when}; kept: {there}. Older ones were pruned."
        )
    archive.generation = chosen[-1]
    return archive


def pages_then(
    archive: Archive, when: When, city: Names = None, *, columns: Sequence[str] | None = None
) -> pa.Table:
    """The pages a city showed at a day or moment, as far as visits tell: one row a page.

    Of each page the newest version fetched until then (a day counts whole), without the pages
    that the last visit until then found gone. This is what the city *said* then.

    Raises:
        ConfigurationError: no such city or column, or an unreadable day.
        ArchiveFault: a file cannot be read.
    """
    wanted = column_names(PAGES, columns)
    limit = end_of(when)
    read = list(dict.fromkeys([*wanted, "record_id", *_PAGE]))
    rows = archive.pages(city, columns=read, until=limit, latest=True)
    visits = archive.visits(
        city,
        columns=["fetched_at", "visit_id", "outcome", "record_id"],
        until=limit,
        outcome=("new", "changed", "unchanged", "gone"),
        purpose="page",
    )
    last = last_of_each(visits, ["record_id"], ["fetched_at", "visit_id"])
    gone = last.filter(pc.match_substring(last["outcome"], "gone"))["record_id"]
    shown = pc.invert(pc.is_in(rows["record_id"], value_set=gone.combine_chunks()))
    return rows.filter(shown).select(wanted)
