"""What the archive knows of a city's pages: what the next crawl compares and asks politely with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from archive.api import Archive
from archive.model import SnapshotPointer
from archive.query import equal, last_of_each, span
from archive.rows import table_to_rows
from archive.schema import PAGES, VISITS
from archive.snapshots import Original
from archive.tables.merge import in_order
from archive.tables.where import Is, Where, mask

#: Outcomes that say how a page fared; the others (failed, refused ...) leave it as it was.
JUDGED = ("new", "changed", "unchanged", "gone")
_PAGE = ["record_id", "canonical_url", "url", "content_digest", "version", "fetched_at", "kind"]
#: Columns of ``visits`` that a run needs at its start.
VISIT = (
    "visit_id", "city", "site", "run_id", "url", "purpose", "fetched_at", "outcome", "reason",
    "http_status", "etag", "last_modified", "location", "canonical_url", "revisit_of", "snapshot",
)  # fmt: skip
_IN_TIME = ["fetched_at", "visit_id"]


@dataclass(frozen=True, slots=True)
class KnownPage:
    """The newest version of a page, and how its last visit went.

    ``etag`` and ``last_modified`` are the validators of the last good answer, as sent; ``gone``
    tells that the last visit found the page removed. ``fetched_at`` (UTC) is when this version
    was fetched.
    """

    record_id: str
    content_digest: str
    version: int
    etag: str | None
    last_modified: str | None
    gone: bool
    fetched_at: datetime
    url: str
    kind: str = "page"


@dataclass(frozen=True, slots=True)
class KnownRequisite:
    """A style sheet or picture the archive holds, and how it was last sent. Times are UTC."""

    etag: str | None
    last_modified: str | None
    fetched_at: datetime


class Known:
    """What an archive holds of a city: each table is read once, when first needed.

    With ``until`` (UTC) it is what was known at that moment. A city never crawled has nothing.

    Raises:
        ConfigurationError: there is no archive.
        ArchiveFault: the tables cannot be read (when they are).
    """

    def __init__(
        self, archive: Archive | Path, city: str, *, until: datetime | None = None
    ) -> None:
        self._archive = archive if isinstance(archive, Archive) else Archive(archive)
        self._ours = [*equal((("city",), city)), *span("fetched_at", None, until)]

    @property
    def root(self) -> Path:
        """The archive's folder."""
        return self._archive.layout.root

    @cached_property
    def visits(self) -> pa.Table:
        """The visits of the city, in no set order, with the columns of `VISIT`."""
        return self._archive.read_table(VISITS, list(VISIT), self._ours)

    @cached_property
    def pages(self) -> dict[str, KnownPage]:
        """What is known of each page, by canonical URL."""
        versions = self._archive.read_table(PAGES, _PAGE, self._ours)
        newest = last_of_each(versions, ["canonical_url"], ["version", "fetched_at", "record_id"])
        known = {row["canonical_url"]: known_from(row) for row in table_to_rows(newest)}
        canonical = {page.url: address for address, page in known.items()}
        visits = _judged(self.visits)
        for visit in _last_visits(_telling(visits)):
            address = canonical.get(visit["canonical_url"], visit["canonical_url"])
            if address in known:
                known[address] = replace(
                    known[address], etag=visit["etag"], last_modified=visit["last_modified"]
                )
        for visit in _last_visits(visits):
            address = canonical.get(visit["canonical_url"], visit["canonical_url"])
            if address in known:
                known[address] = replace(known[address], gone=visit["outcome"] == "gone")
        return known

    @cached_property
    def requisites(self) -> dict[str, KnownRequisite]:
        """What is known of the style sheets and pictures pages need, by URL."""
        wheres = equal((("purpose",), "requisite"), (("outcome",), ("read", "unchanged")))
        visits = _telling(_where(self.visits, wheres))
        return {
            visit["url"]: KnownRequisite(visit["etag"], visit["last_modified"], visit["fetched_at"])
            for visit in _rows(last_of_each(visits, ["url"], _IN_TIME))
        }

    @cached_property
    def originals(self) -> dict[str, Original]:
        """The newest stored response of each address that a later visit may refer to, by URL."""
        visits = self.visits
        bodies = pc.and_(pc.is_valid(visits["snapshot"]), pc.is_null(visits["revisit_of"]))
        stored = _where(visits.filter(bodies), [Is(("http_status",), ("200",))])
        return {
            visit["url"]: Original(
                visit["url"], visit["fetched_at"], SnapshotPointer(**visit["snapshot"])
            )
            for visit in _rows(last_of_each(stored, ["url"], _IN_TIME), "snapshot")
        }


def _where(visits: pa.Table, wheres: Sequence[Where]) -> pa.Table:
    return visits.filter(mask(visits, wheres))


def _judged(visits: pa.Table) -> pa.Table:
    """Visits that say how a page fared; one that led nowhere counts for the address asked."""
    visits = _where(visits, equal((("outcome",), JUDGED)))
    place = visits.schema.names.index("canonical_url")
    page = pc.coalesce(visits["canonical_url"], visits["url"])
    return visits.set_column(place, "canonical_url", page)


def _telling(visits: pa.Table) -> pa.Table:
    """Visits whose validators count: good answers, but not a 304 that repeats none of them."""
    silent = pc.and_(pc.is_null(visits["etag"]), pc.is_null(visits["last_modified"]))
    is_304 = Is(("http_status",), ("304",)).mask(visits)
    unchanged = pc.and_kleene(pc.is_valid(visits["http_status"]), is_304)
    bare = pc.or_(pc.and_(unchanged, silent), Is(("outcome",), ("gone",)).mask(visits))
    return visits.filter(pc.invert(bare))


def _last_visits(visits: pa.Table) -> list[dict[str, Any]]:
    """The last visit of each page, in the order of time."""
    last = last_of_each(visits, ["canonical_url"], _IN_TIME)
    return _rows(in_order(last, _IN_TIME), "canonical_url")


def _rows(visits: pa.Table, *more: str) -> list[dict[str, Any]]:
    """What is told of visits, as rows."""
    names = ["url", "outcome", "etag", "last_modified", "fetched_at", *more]
    return table_to_rows(visits.select(names))


def known_from(row: Mapping[str, Any]) -> KnownPage:
    """What a row of ``pages`` alone tells of its page: no validators, not gone."""
    return KnownPage(
        record_id=row["record_id"],
        content_digest=row["content_digest"],
        version=row["version"],
        etag=None,
        last_modified=None,
        gone=False,
        fetched_at=row["fetched_at"],
        url=row["url"],
        kind=row["kind"],
    )
