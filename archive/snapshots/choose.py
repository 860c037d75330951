"""Choose the snapshots of a span of time, with all that their replay needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from archive.query import Names, last_of_each, names, span
from archive.snapshots.reader import segment_path
from archive.snapshots.writer import OPEN_SUFFIX
from archive.tables.where import Is, mask
from archive.when import When, start_of

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.layout import Layout

_COLUMNS = ["url", "purpose", "fetched_at", "http_status", "revisit_of", "snapshot", "record_id"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A segment, whole, or only the answers at some ``offsets`` of it."""

    path: Path
    offsets: frozenset[int] | None = None

    @property
    def name(self) -> str:
        """The file's name in an export; a part is not called as the whole is."""
        final = self.path.name.removesuffix(OPEN_SUFFIX)
        if self.offsets is None:
            return final
        return f"{final.removesuffix('.warc.gz')}-part.warc.gz"


@dataclass(frozen=True, slots=True)
class Choice:
    """Segments in the order of their names, and the page visits they are chosen for.

    ``pages`` maps each record that was made or confirmed to the address and moment (UTC,
    microseconds since 1970) of the first visit that did.
    """

    segments: list[Chosen]
    pages: dict[str, tuple[str, int]]


def choose(
    archive: Archive, cities: Names = None, since: When | None = None, until: When | None = None
) -> Choice:
    """Choose the snapshots of cities within a span; see `archive.api.Archive` for days.

    Beside the visits of the span come the originals its revisits refer to, and the newest earlier
    copy of each style sheet and picture. A segment that lies wholly in the choice is chosen whole;
    of one still open, only what rows point to.

    Raises:
        ConfigurationError: no such city, or an unreadable day.
        ArchiveFault: the tables cannot be read, or a segment is missing.
    """
    visits = archive.visits(cities, columns=_COLUMNS)
    visits = visits.filter(pc.is_valid(visits["snapshot"]))
    bounds = span("fetched_at", since, until)
    asked = visits.filter(mask(visits, bounds)) if bounds else visits
    needed = pa.concat_tables([asked, *_needed(visits, asked, since)]) if bounds else asked
    found = _of_rows(archive.layout.root, _offsets(visits), _offsets(needed))
    if not bounds:
        found |= _of_folders(archive.layout, names(cities))
    return Choice([found[name] for name in sorted(found)], _pages(asked))


def _needed(visits: pa.Table, asked: pa.Table, since: When | None) -> Iterator[pa.Table]:
    """What replay of the visits asked for needs beside them."""
    originals = visits.filter(pc.is_null(visits["revisit_of"]))
    yield originals.filter(
        pc.is_in(_part(originals, "warc_record_id"), asked["revisit_of"].combine_chunks())
    )
    if since is not None:
        copies = originals.filter(pc.equal(originals["http_status"], 200))
        wheres = [Is(("purpose",), ("requisite",)), *span("fetched_at", None, start_of(since))]
        yield last_of_each(copies.filter(mask(copies, wheres)), ["url"], ["fetched_at"])


def _of_rows(
    root: Path, there: dict[str, frozenset[int]], needed: dict[str, frozenset[int]]
) -> dict[str, Chosen]:
    """The segments rows point into, by their names as rows know them."""
    found = {}
    for name, offsets in needed.items():
        path = segment_path(root, name)
        whole = offsets == there[name] and path.suffix != OPEN_SUFFIX
        found[name] = Chosen(path, None if whole else offsets)
    return found


def _of_folders(layout: Layout, cities: tuple[str, ...]) -> dict[str, Chosen]:
    """All complete segments of cities (none named: of all), whatever rows say of them."""
    folder = layout.root / "snapshots"
    places = [layout.snapshots(city) for city in cities] or sorted(folder.glob("*/"))
    return {
        path.relative_to(layout.root).as_posix(): Chosen(path)
        for place in places
        for path in place.glob("*.warc.gz")
    }


def _offsets(visits: pa.Table) -> dict[str, frozenset[int]]:
    """Where in which segment the answers of visits lie."""
    found: dict[str, set[int]] = defaultdict(set)
    files, offsets = _part(visits, "warc_file"), _part(visits, "warc_offset")
    for file, offset in zip(files.to_pylist(), offsets.to_pylist(), strict=True):
        found[file].add(offset)
    return {file: frozenset(places) for file, places in found.items()}


def _pages(visits: pa.Table) -> dict[str, tuple[str, int]]:
    good = pc.and_(pc.equal(visits["purpose"], "page"), pc.is_valid(visits["record_id"]))
    visits = visits.filter(good).sort_by([("fetched_at", "descending")])
    moments = visits["fetched_at"].cast(pa.int64()).to_pylist()
    pairs = zip(visits["url"].to_pylist(), moments, strict=True)
    return dict(zip(visits["record_id"].to_pylist(), pairs, strict=True))


def _part(visits: pa.Table, name: str) -> pa.ChunkedArray:
    return pc.struct_field(visits["snapshot"], name)
