"""Records kept apart: read, and not published, as the pages of their run no longer read.

Such a record has no row of ``pages``; its visit says ``failed`` with the reason `KEPT_APART`, and
its snapshot is kept like any other. What was published before stays, and the next crawl asks for
the page in full, as nothing says that it was read. docs/health.md tells how to accept it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import Any

from archive.api import Archive
from archive.model import SnapshotPointer, Visit
from archive.query import equal
from archive.rows import rows_to_table, table_to_rows
from archive.schema import PAGES, VISITS
from archive.tables import TableStore

KEPT_APART, REJECTED = "kept_apart", "rejected"


def keep_apart(visits: Iterable[Visit], record_ids: Collection[str]) -> None:
    """Mark the visits that led to these records."""
    for visit in visits:
        if visit.record_id in record_ids:
            visit.outcome, visit.reason, visit.record_id = "failed", KEPT_APART, None


def visits_apart(archive: Archive, run_id: str, reason: str = KEPT_APART) -> list[Visit]:
    """The visits of a run whose records are kept apart."""
    wheres = equal((("run_id",), run_id), (("reason",), reason))
    return [_visit(row) for row in table_to_rows(archive.read_table(VISITS, None, wheres))]


def withdraw(archive: Archive, run_id: str, record_ids: Collection[str]) -> list[Visit]:
    """Take records of a run that were published before its pages were doubted out again.

    Returns the visits that had led to them.

    Raises:
        ArchiveFault: the tables cannot be written.
    """
    wheres = equal((("run_id",), run_id), (("record_id",), tuple(record_ids)))
    visits = [_visit(row) for row in table_to_rows(archive.read_table(VISITS, None, wheres))]
    keep_apart(visits, record_ids)
    put_visits(archive, visits)
    store = TableStore(archive.layout.root)
    store.replace(PAGES.name, PAGES.schema.empty_table(), gone=record_ids)
    return visits


def put_visits(archive: Archive, visits: Iterable[Visit]) -> None:
    """Publish visits in the place of those with their ids.

    Raises:
        ArchiveFault: the tables cannot be written.
    """
    rows: list[dict[str, Any]] = [asdict(visit) for visit in visits]
    TableStore(archive.layout.root).replace(VISITS.name, rows_to_table(VISITS, rows))


def _visit(row: dict[str, Any]) -> Visit:
    pointer = row["snapshot"]
    return Visit(**row | {"snapshot": SnapshotPointer(**pointer) if pointer else None})
