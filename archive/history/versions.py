"""All versions of one page with what changed between them, and the times it was gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, overload

from archive.days import polish_day
from archive.errors import ConfigurationError
from archive.history.diff import Edit, compare
from archive.history.parts import COLUMNS, parts
from archive.known import JUDGED
from archive.lookup import versions
from archive.model import SnapshotPointer
from archive.query import equal, span
from archive.reader import Reader
from archive.rows import table_to_rows
from archive.schema import PAGES, VISITS
from archive.when import When

#: The columns of ``pages`` a version is made from.
NEEDED = (
    *("record_id", "previous_record_id", "city", "kind", "url", "canonical_url", "version"),
    *("fetched_at", "run_id", "published", "modified", "modified_source", "snapshot"),
    *COLUMNS,
)
#: Sources of a day of change that lie on the page itself.
ON_THE_PAGE = ("label", "time element", "bare line", "json-ld", "meta")
_VISIT = (
    "fetched_at",
    "visit_id",
    "url",
    "canonical_url",
    "outcome",
    "reason",
    "http_status",
    "record_id",
)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a page, and what makes it different from the one before.

    Moments are UTC, ``published`` and ``modified`` Polish local days. ``last_seen`` is the last
    visit that found this version on the page. ``edits`` are empty for the first version.
    ``announced_by`` is where a new day of change is stated (`modified_source`: label, json-ld,
    sitemap ...): later than the one before, or not before that was fetched. ``silent`` tells that
    a reader of the page is told nothing: no such day, or only in a sitemap, feed or listing. Both
    are null for the first version.
    """

    record_id: str
    city: str
    canonical_url: str
    number: int
    fetched_at: datetime
    last_seen: datetime
    run_id: str
    title: str | None
    published: date | None
    modified: date | None
    snapshot: SnapshotPointer
    edits: tuple[Edit, ...] = field(default=())
    announced_by: str | None = None
    silent: bool | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A time when a page was gone. Moments are UTC.

    ``since`` is the first visit that found it gone (its answer was ``http_status``), ``confirmed``
    the last one; ``until`` the visit that found it again, null while it is away.
    """

    since: datetime
    confirmed: datetime
    until: datetime | None
    http_status: int | None


@dataclass(frozen=True)
class History(Sequence[Version]):
    """What became of one page: its versions, the newest last, and the times it was gone, in order.

    It is itself the sequence of the versions.
    """

    city: str
    canonical_url: str
    versions: tuple[Version, ...]
    absences: tuple[Absence, ...]

    def __repr__(self) -> str:
        gone = f", {len(self.absences)} times gone" if self.absences else ""
        return f"<History of {self.canonical_url!r} ({self.city}): {len(self)} versions{gone}>"

    def _repr_html_(self) -> str:
        from archive.shown import history

        return history(self)

    @overload
    def __getitem__(self, place: int) -> Version: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Version]: ...

    def __getitem__(self, place: int | slice) -> Version | Sequence[Version]:
        return self.versions[place]

    def __len__(self) -> int:
        return len(self.versions)


def history(archive: Reader, page: str, *, until: When | None = None) -> History:
    """Every version of a page, each with the edits since the one before, and its absences.

    ``page`` is an address as canonical or as fetched, or the id of any of its records. ``until``
    ends the story at a day or moment.

    Raises:
        ConfigurationError: there is no such page (the message names the nearest), or none yet.
        ArchiveFault: a file cannot be read.
    """
    rows = _rows(archive, page, until)
    visits = _visits(archive, rows, until)
    seen = {
        visit["record_id"]: visit["fetched_at"] for visit in visits if visit["outcome"] != "gone"
    }
    before = [None, *rows]
    told = tuple(
        version(row, earlier, seen.get(row["record_id"]))
        for earlier, row in zip(before, rows, strict=False)
    )
    return History(told[-1].city, told[-1].canonical_url, told, tuple(_absences(visits)))


def _absences(visits: Sequence[dict[str, Any]]) -> list[Absence]:
    found: list[Absence] = []
    for visit in visits:
        moment, gone = visit["fetched_at"], visit["outcome"] == "gone"
        away = found[-1] if found and found[-1].until is None else None
        if gone and away is None:
            found.append(Absence(moment, moment, None, visit["http_status"]))
        elif away is not None:
            found[-1] = Absence(
                away.since,
                moment if gone else away.confirmed,
                None if gone else moment,
                away.http_status,
            )
    return found


def version(
    row: dict[str, Any], before: dict[str, Any] | None, last_seen: datetime | None = None
) -> Version:
    """A row of ``pages`` with the columns `NEEDED`, and the row of the version before it."""
    announced_by = _announced_by(row, before) if before else None
    return Version(
        record_id=row["record_id"],
        city=row["city"],
        canonical_url=row["canonical_url"],
        number=row["version"],
        fetched_at=row["fetched_at"],
        last_seen=max(row["fetched_at"], last_seen or row["fetched_at"]),
        run_id=row["run_id"],
        title=row["title"],
        published=row["published"],
        modified=row["modified"],
        snapshot=SnapshotPointer(**row["snapshot"]),
        edits=tuple(compare(parts(before), parts(row))) if before else (),
        announced_by=announced_by,
        silent=None if before is None else announced_by not in ON_THE_PAGE,
    )


def _announced_by(row: dict[str, Any], before: dict[str, Any]) -> str | None:
    day, known = row["modified"], before["modified"]
    if day is None:
        return None
    later = known is None or day > known or day >= polish_day(before["fetched_at"])
    source: str | None = row["modified_source"]
    return source if later else None


def _rows(archive: Reader, page: str, until: When | None) -> list[dict[str, Any]]:
    """The rows of a page, by version; a record's id stands for the page it is of."""
    place = versions(archive, page)[-1]
    ours = equal((("city",), place["city"]), (("canonical_url",), place["canonical_url"]))
    rows = table_to_rows(
        archive.read_table(PAGES, NEEDED, [*ours, *span("fetched_at", None, until)])
    )
    if not rows:
        raise ConfigurationError(f"{archive.path} had no version of {page} by {until}")
    return sorted(rows, key=lambda row: (row["version"], row["fetched_at"], row["record_id"]))


def _visits(
    archive: Reader, rows: Sequence[dict[str, Any]], until: When | None
) -> list[dict[str, Any]]:
    """The visits that judged a page, under any address it was fetched from, in time."""
    addresses = sorted({row[name] for row in rows for name in ("url", "canonical_url")})
    wheres = equal(
        (("city",), rows[0]["city"]), (("url", "canonical_url"), addresses), (("outcome",), JUDGED)
    )
    found = archive.read_table(VISITS, _VISIT, [*wheres, *span("fetched_at", None, until)])
    ours = [
        row for row in table_to_rows(found) if (row["canonical_url"] or row["url"]) in addresses
    ]
    return sorted(ours, key=lambda row: (row["fetched_at"], row["visit_id"]))
