"""An archive at a glance: what it holds, how large it is, how it is doing. Reads no snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from archive.model import FINE_VERDICTS
from archive.query import last_of_each
from archive.reader import Reader
from archive.rows import table_to_rows
from archive.schema import PAGES, RUNS, TABLES
from archive.snapshots.writer import OPEN_SUFFIX
from archive.tables.where import moment, scalar
from archive.tables.write import FILE_BYTES
from archive.upkeep import generation_names

#: From so many files or generations on, tidying up is worth while.
MANY_FILES, MANY_GENERATIONS = 64, 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CityInfo:
    """What the archive holds of one city.

    ``pages`` are addresses, ``records`` their versions. ``first`` and ``last`` are the moments
    (UTC) its oldest and newest record were fetched. ``dated`` is the share (0 to 1) of article
    records with a publication day, null without articles. ``snapshot_bytes`` is the size of its
    WARC files on disk. ``run`` is its newest run, a row of ``runs``.
    """

    city: str
    pages: int
    records: int
    first: datetime | None
    last: datetime | None
    dated: float | None
    snapshot_files: int
    snapshot_bytes: int
    run: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Info:
    """What an archive holds. ``tables`` gives rows, files and bytes of each table now published.

    ``generation`` is the number of that state, ``changed_at`` (UTC) when it was published,
    ``generations`` how many are kept. ``remarks`` are sentences on what needs attention.
    """

    path: Path
    schema_version: str
    generation: int
    changed_at: datetime
    generations: int
    tables: dict[str, dict[str, int]]
    cities: list[CityInfo]
    remarks: list[str]


def info(archive: Reader) -> Info:
    """Look over an archive; its bytes are not checked (``kronika verify`` does that).

    Raises:
        ArchiveFault: the tables cannot be read.
    """
    state = archive.generation
    names = generation_names(archive.layout.root)
    cities = list(_cities(archive))
    tables = {
        name: {
            "rows": state.rows(name),
            "files": len(state.files[name]),
            "bytes": sum(file.bytes for file in state.files[name]),
        }
        for name in TABLES
    }
    return Info(
        path=archive.path,
        schema_version=state.schema_version,
        generation=state.number,
        changed_at=state.created_at,
        generations=len(names),
        tables=tables,
        cities=cities,
        remarks=[*_remarks(archive, cities, len(names))],
    )


def _cities(archive: Reader) -> Iterator[CityInfo]:
    columns = ["city", "fetched_at", "version", "kind", "published"]
    pages = archive.read_table(PAGES, columns)
    runs = last_of_each(archive.read_table(RUNS, None), ["city"], ["started_at", "run_id"])
    newest = {
        row["city"]: row | {"settings": dict(row["settings"] or [])} for row in table_to_rows(runs)
    }
    folders = archive.layout.root / "snapshots"
    crawled = {path.name for path in folders.iterdir()} if folders.is_dir() else set()
    for city in sorted({*archive.cities(), *crawled}):
        rows = pages.filter(pc.equal(pages["city"], scalar(city, pa.string())))
        files = list(_sizes(archive.layout.snapshots(city)))
        first, last = _span(rows)
        yield CityInfo(
            city=city,
            pages=_count(pc.equal(rows["version"].cast(pa.int64()), moment(1, pa.int64()))),
            records=len(rows),
            first=first,
            last=last,
            dated=_dated(rows),
            snapshot_files=len(files),
            snapshot_bytes=sum(files),
            run=newest.get(city),
        )


def _span(rows: pa.Table) -> tuple[datetime | None, datetime | None]:
    """The least and the greatest of a column of moments."""
    ends = pc.min_max(rows["fetched_at"].cast(pa.int64())).as_py()
    if ends["min"] is None:
        return None, None
    return _EPOCH + timedelta(microseconds=ends["min"]), _EPOCH + timedelta(
        microseconds=ends["max"]
    )


def _dated(rows: pa.Table) -> float | None:
    articles = rows.filter(pc.equal(rows["kind"], scalar("article", pa.string())))
    return _count(pc.is_valid(articles["published"])) / len(articles) if len(articles) else None


def _count(mask: pa.ChunkedArray) -> int:
    return sum(chunk.true_count for chunk in mask.chunks)


def _sizes(folder: Path) -> Iterator[int]:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name.endswith((".warc.gz", f".warc.gz{OPEN_SUFFIX}")):
            yield path.stat().st_size


def _remarks(archive: Reader, cities: Iterable[CityInfo], generations: int) -> Iterator[str]:
    for city in cities:
        if city.run is None:
            yield f"{city.city}: no run has been finished."
        elif city.run["verdict"] not in FINE_VERDICTS:
            yield f"{city.city}: the last run ended {city.run['verdict']}: {city.run['message']}"
        folder = archive.layout.snapshots(city.city)
        kinds = Counter(path.suffix for path in folder.iterdir()) if folder.is_dir() else Counter()
        if kinds[OPEN_SUFFIX]:
            yield (
                f"{city.city}: {kinds[OPEN_SUFFIX]} segment(s) still open: a crawl is under way, "
                "or was cut short and the next one completes them."
            )
    for name, files in archive.generation.files.items():
        if sum(file.bytes < FILE_BYTES for file in files) >= MANY_FILES:
            yield f"{name} lies in {len(files)} files: kronika compact makes reading faster."
    if generations >= MANY_GENERATIONS:
        yield f"{generations} generations are kept: kronika prune removes old ones."
