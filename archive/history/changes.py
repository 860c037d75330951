"""What happened in a span of time: pages that came, changed, vanished, returned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import pyarrow as pa

from archive.history.diff import Edit
from archive.history.versions import NEEDED, version
from archive.model import READ_PURPOSES
from archive.query import Names, equal, span
from archive.reader import Reader
from archive.rows import table_to_rows
from archive.schema import PAGES, VISITS
from archive.tables.where import Among, Where
from archive.when import When

ChangeKind = Literal["new", "changed", "gone", "returned"]
_VISIT = ("fetched_at", "city", "url", "canonical_url", "outcome", "reason", "record_id")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to a page, when a visit found it (UTC).

    ``record_id`` is the version it came to; of a page that is gone, its last. ``edits``,
    ``announced_by`` and ``silent`` belong to changed pages (see `archive.history.Version`).
    """

    kind: ChangeKind
    found_at: datetime
    city: str
    canonical_url: str
    title: str | None
    record_id: str | None
    edits: tuple[Edit, ...] = ()
    announced_by: str | None = None
    silent: bool | None = None


def changes(
    archive: Reader, since: When, city: Names = None, *, until: When | None = None
) -> list[Change]:
    """All that happened since a day or moment, the newest first.

    A page that came back otherwise than it went is told twice: returned and changed. A page that
    is still gone is told once, when it went.

    Raises:
        ConfigurationError: no such city, or an unreadable day.
        ArchiveFault: a file cannot be read.
    """
    archive.expect_city(city)
    wheres = [*equal((("city",), city)), *span("fetched_at", since, until)]
    rows = archive.read_table(PAGES, NEEDED, wheres)
    happened = [*_of_versions(archive, rows), *_of_visits(archive, wheres)]
    return sorted(
        happened, key=lambda each: (each.found_at, each.canonical_url, each.kind), reverse=True
    )


def _of_versions(archive: Reader, rows: pa.Table) -> list[Change]:
    earlier = _records(archive, rows["previous_record_id"].drop_null(), NEEDED)
    told = []
    for row in table_to_rows(rows):
        before = earlier.get(row["previous_record_id"])
        now = version(row, before)
        kind: ChangeKind = "new" if row["version"] == 1 else "changed"
        more = {"announced_by": now.announced_by, "silent": now.silent}
        told.append(_change(kind, row, row, edits=now.edits, **more))
    return told


def _of_visits(archive: Reader, wheres: Sequence[Where]) -> list[Change]:
    told_of = equal((("outcome",), ("gone", "changed", "unchanged")), (("purpose",), READ_PURPOSES))
    visits = archive.read_table(VISITS, _VISIT, [*wheres, *told_of])
    pages = _records(archive, visits["record_id"].drop_null(), ("record_id", "title"))
    told = []
    for visit in table_to_rows(visits):
        page = pages.get(visit["record_id"], {})
        if visit["outcome"] == "gone" and visit["reason"] != "still_gone":
            told.append(_change("gone", visit, page))
        elif visit["reason"] == "returned":
            told.append(_change("returned", visit, page))
    return told


def _records(
    archive: Reader, ids: pa.ChunkedArray, columns: Sequence[str]
) -> dict[str, dict[str, Any]]:
    if not len(ids):
        return {}
    wanted = [Among("record_id", ids.unique())]
    rows = archive.read_table(PAGES, columns, wanted)
    return {row["record_id"]: row for row in table_to_rows(rows)}


def _change(kind: ChangeKind, found: dict[str, Any], page: dict[str, Any], **more: Any) -> Change:
    return Change(
        kind=kind,
        found_at=found["fetched_at"],
        city=found["city"],
        canonical_url=found["canonical_url"] or found["url"],
        title=page.get("title"),
        record_id=found["record_id"],
        **more,
    )
