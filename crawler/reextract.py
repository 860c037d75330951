"""Compare the rows of an archive with what today's extractor makes of the same snapshots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from archive import Archive
from archive.layout import Layout
from archive.lock import CityLock
from archive.rows import rows_to_table
from archive.schema import PAGES
from archive.tables import TableStore
from crawler.profiles import CityProfile
from crawler.rereading import Segment, reread

#: Columns that say who read the page and with what: they may differ where nothing else does.
PROVENANCE = frozenset({"extractor_version", "profile_digest"})
_SAMPLES = 3


@dataclass(slots=True)
class FieldChange:
    """How a column differs: counts of rows, and samples (url, before, after)."""

    appeared: int = 0
    vanished: int = 0
    changed: int = 0
    samples: list[tuple[str, Any, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Comparison:
    """What a new reading of a city's snapshots would change.

    ``rows`` are the rows as read now; ``added`` and ``gone`` the record ids that only the new or
    only the old reading has; ``fields`` the columns that differ, by name.
    """

    rows: pa.Table
    added: set[str]
    gone: set[str]
    fields: dict[str, FieldChange]

    @property
    def same(self) -> bool:
        """Whether nothing but provenance differs."""
        return not (self.added or self.gone or set(self.fields) - PROVENANCE)


def compare(
    layout: Layout,
    profile: CityProfile,
    *,
    since: datetime | None = None,
    progress: Callable[[Segment], None] = lambda _: None,
) -> Comparison:
    """Read all snapshots of a city again and compare with its rows; writes nothing.

    ``since`` (UTC) leaves older rows as they are; they are read all the same, for the versions.

    Raises:
        ArchiveFault: snapshots or tables cannot be read.
    """
    rows = []
    for made in reread(layout, profile):
        if isinstance(made, Segment):
            progress(made)
        elif since is None or made["fetched_at"] >= since:
            rows.append(made)
    table = rows_to_table(PAGES, rows)
    old = Archive(layout.root).pages(city=profile.slug, since=since)
    return _compared(_by_id(old), _by_id(table), table)


def publish(layout: Layout, profile: CityProfile, comparison: Comparison) -> None:
    """Put the rows as read now in the place of the old ones, in one generation.

    Raises:
        ArchiveBusy: a crawl of the city is under way.
        ArchiveFault: the tables cannot be written.
    """
    from archive.when import utc_now

    lock = CityLock(layout.locks, profile.slug).acquire("reextract", utc_now)
    try:
        TableStore(layout.root).replace("pages", comparison.rows, comparison.gone)
    finally:
        lock.release()


def _by_id(rows: pa.Table) -> dict[str, dict[str, Any]]:
    return {row["record_id"]: row for row in rows.to_pylist()}


def _compared(
    old: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]], table: pa.Table
) -> Comparison:
    fields: dict[str, FieldChange] = {}
    for record_id in old.keys() & new.keys():
        before, after = old[record_id], new[record_id]
        for name, was in before.items():
            if was != after[name]:
                _note(fields.setdefault(name, FieldChange()), before["url"], was, after[name])
    return Comparison(table, set(new) - set(old), set(old) - set(new), fields)


def _note(change: FieldChange, url: str, was: Any, now: Any) -> None:
    if was in (None, "", []):
        change.appeared += 1
    elif now in (None, "", []):
        change.vanished += 1
    else:
        change.changed += 1
    if len(change.samples) < _SAMPLES:
        change.samples.append((url, was, now))
