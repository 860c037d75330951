"""What a takedown would take away, found out without touching anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from archive import register
from archive.api import Archive
from archive.errors import ConfigurationError
from archive.forget.rows import Rows, find_rows
from archive.forget.segments import Doomed, Found, begins_at, look
from archive.layout import Layout
from archive.schema import TABLES
from archive.snapshots.complete import TORN_SUFFIX
from archive.snapshots.writer import OPEN_SUFFIX
from archive.tables import TableStore
from archive.tables.generation import Generation
from archive.tables.scan import opened
from archive.when import start_of


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes with some addresses.

    ``cities`` are those whose snapshots are looked through. ``torn`` are files of bytes cut off a
    segment, ``generations`` old states of the tables that hold the rows, ``exports`` the lines of
    the register that tell of exports made since the first of it came in.
    """

    urls: tuple[str, ...]
    rows: Rows
    cities: tuple[str, ...]
    segments: tuple[Found, ...]
    torn: tuple[Path, ...]
    generations: tuple[int, ...]
    exports: tuple[dict[str, Any], ...]

    @property
    def empty(self) -> bool:
        """Whether the archive holds nothing of it."""
        return not (self.rows.pages or self.rows.visits or self.torn or self.counts()["records"])

    def counts(self) -> dict[str, int]:
        """How much goes."""
        return {
            "pages": len(self.rows.pages),
            "visits": len(self.rows.visits),
            "records": sum(found.records for found in self.segments),
            "segments": sum(bool(found.spans) for found in self.segments),
            "bytes": sum(found.bytes for found in self.segments),
            "generations": len(self.generations),
        }


def make_plan(root: Path, urls: Sequence[str]) -> Plan:
    """Look through tables and snapshots for some addresses.

    Raises:
        ConfigurationError: there is no archive, or what is given is no address, or a page at
            another address repeats an answer that would go.
        ArchiveFault: the archive cannot be read, or is damaged.
    """
    for url in urls:
        if not url.startswith(("http://", "https://")):
            raise ConfigurationError(f"{url!r} is no address; it begins with http:// or https://")
    archive = Archive(root)
    rows = find_rows(archive, urls)
    layout = archive.layout
    cities = tuple(sorted(rows.cities)) or all_cities(layout)
    doomed = Doomed(frozenset(rows.keys), frozenset(rows.answers))
    found = [look(path, doomed) for path in _segments(layout, cities)]
    _refuse_repeats(found)
    return Plan(
        urls=tuple(urls),
        rows=rows,
        cities=cities,
        segments=tuple(found),
        torn=tuple(torn_files(root, cities, doomed)),
        generations=tuple(generation.number for generation in _old(root, rows)),
        exports=tuple(_exports(root, rows)),
    )


def holding(
    generations: Sequence[Generation], rows: Rows, tables: Sequence[str] = ("pages", "visits")
) -> list[Generation]:
    """Which of some generations hold rows that go; each file is read once."""
    keys = {
        "pages": pa.array(rows.pages, pa.string()),
        "visits": pa.array(rows.visits, pa.string()),
    }
    seen: dict[str, bool] = {}
    for generation in generations:
        for name in tables:
            for path, file in zip(generation.paths(name), generation.files[name], strict=True):
                if file.sha256 not in seen:
                    seen[file.sha256] = _any(path, TABLES[name].key, keys[name])
    return [
        generation
        for generation in generations
        if any(seen[file.sha256] for name in tables for file in generation.files[name])
    ]


def torn_files(root: Path, cities: Sequence[str], doomed: Doomed) -> list[Path]:
    """Files of bytes once cut off a segment that begin with a record that goes."""
    folders = [Layout(root).snapshots(city) for city in cities]
    found = sorted(path for folder in folders for path in folder.glob(f"*{TORN_SUFFIX}"))
    return [path for path in found if begins_at(path, 0, doomed)]


def _any(path: Path, column: str, keys: pa.Array) -> bool:
    with opened(path) as file:
        held = pc.is_in(file.read(columns=[column])[column], value_set=keys)
    return bool(pc.any(held).as_py())


def _old(root: Path, rows: Rows) -> list[Generation]:
    return holding(TableStore(root).generations()[:-1], rows)


def all_cities(layout: Layout) -> tuple[str, ...]:
    """The cities that have snapshots."""
    folder = layout.root / "snapshots"
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir()))


def _segments(layout: Layout, cities: Sequence[str]) -> list[Path]:
    return [
        path
        for city in cities
        for path in sorted(layout.snapshots(city).glob("*.warc.gz*"))
        if path.name.endswith((".warc.gz", OPEN_SUFFIX))
    ]


def _refuse_repeats(found: Sequence[Found]) -> None:
    """An answer that stays must not lose the body it repeats.

    Raises:
        ConfigurationError: there are such answers; their addresses are named.
    """
    gone = set().union(*(each.answers for each in found))
    urls = sorted({url for each in found for first, url in each.repeats.items() if first in gone})
    if urls:
        raise ConfigurationError(
            "answers at other addresses were stored as repeats of what would go, and would lose "
            "their content. Nothing was changed. Take them down, too, in the same command:\n  "
            + "\n  ".join(urls[:20])
        )


def _exports(root: Path, rows: Rows) -> list[dict[str, Any]]:
    """Exports that may hold some of it: of its cities, made since the first of it was fetched."""
    first = rows.first
    return [
        entry
        for entry in register.entries(root, "export")
        if first is not None
        and start_of(entry["at"]) >= first
        and rows.cities.intersection(entry["filter"].get("cities") or rows.cities)
    ]
