"""Carry out a takedown: step by step, each of which may be repeated, with a journal of what is due.

The journal is written first and removed last. Whenever the process dies, the next takedown takes
the steps again. The tombstone comes before anything goes, and rows go before the bytes they point
to.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from archive import register
from archive.api import Archive
from archive.errors import ArchiveFault
from archive.forget.mentions import drop_reports
from archive.forget.plan import Plan, all_cities, holding, make_plan, torn_files
from archive.forget.rows import Rows, find_rows
from archive.forget.segments import Doomed, blank_out, look
from archive.forget.tombstones import EVENT, tombstone
from archive.layout import Layout
from archive.lock import CityLock
from archive.schema import TABLES
from archive.snapshots.reader import segment_path
from archive.snapshots.writer import OPEN_SUFFIX
from archive.tables import TableStore
from archive.tables.disk import sync, write_whole
from archive.tables.generation import Generation
from archive.tables.retention import Retention

JOURNAL = ".forget.json"
DONE = "forgotten"
_DUE = ("keys", "addresses", "titles", "pages", "visits", "answers")
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Journal:
    """What is due: the addresses and rows that go, and where their records lie.

    ``segments`` are relative to the archive; ``at`` is UTC. ``number`` tells takedowns apart.
    """

    number: str
    at: datetime
    reason: str
    by: str
    cities: tuple[str, ...]
    addresses: tuple[str, ...]
    rows: Rows
    segments: tuple[str, ...]
    counts: dict[str, int]

    def text(self) -> str:
        """As JSON."""
        told = {name: getattr(self, name) for name in self.__slots__}
        rows = {name: sorted(getattr(self.rows, name)) for name in _DUE}
        return json.dumps(told | {"at": self.at.isoformat(), "rows": rows}, ensure_ascii=False)


def unfinished(root: Path) -> Journal | None:
    """The takedown that was cut short in this archive, if one was.

    Raises:
        ArchiveFault: the journal is damaged.
    """
    try:
        told: dict[str, Any] = json.loads((root / JOURNAL).read_text("utf-8"))
        due: dict[str, Any] = {name: set(told["rows"][name]) for name in _DUE}
        told["rows"] = Rows(**due)
        told["at"] = datetime.fromisoformat(told["at"])
        for name in ("cities", "addresses", "segments"):
            told[name] = tuple(told[name])
        return Journal(**told)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveFault(f"{root / JOURNAL} is damaged ({error!r})") from error


@contextlib.contextmanager
def planned(root: Path, urls: Sequence[str], clock: Clock) -> Iterator[Plan]:
    """Plan a takedown while no crawl of the cities concerned can change anything.

    Raises:
        ArchiveBusy: a crawl of one of the cities is under way.
        SchemaError: the tables have an older schema; migrate them first.
        ConfigurationError, ArchiveFault: see `make_plan`.
    """
    archive = Archive(root)
    cities = find_rows(archive, urls).cities or all_cities(archive.layout)
    with _locked(archive.layout, sorted(cities), clock):
        TableStore(root, clock=clock).commit(
            {}
        )  # nothing new: asks only whether rows may be written
        yield make_plan(root, urls)


def carry_out(root: Path, plan: Plan, *, reason: str, by: str, clock: Clock) -> dict[str, Any]:
    """Take down what is planned, under `planned`; return the last line of the register.

    ``by`` names the person. Killed at any moment it is finished by `finish`.

    Raises:
        ArchiveFault: the archive cannot be written; the journal keeps what is due.
    """
    now = clock()
    journal = Journal(
        number=f"{now:%Y%m%dT%H%M%SZ}-{len(register.entries(root)) + 1}",  # clocks may stand still
        at=now,
        reason=reason,
        by=by,
        cities=plan.cities,
        addresses=tuple(sorted({tombstone(url) for url in plan.rows.addresses})),
        rows=plan.rows,
        segments=tuple(
            found.path.relative_to(root).as_posix().removesuffix(OPEN_SUFFIX)
            for found in plan.segments
            if found.spans or found.end is not None
        ),
        counts=plan.counts(),
    )
    try:
        write_whole(root / JOURNAL, journal.text().encode())
    except OSError as error:
        raise ArchiveFault(f"cannot write {root / JOURNAL}: {error.strerror}") from error
    return _steps(root, journal, clock)


def finish(root: Path, journal: Journal, clock: Clock) -> dict[str, Any]:
    """Finish a takedown that was cut short; return the last line of the register.

    Raises:
        ArchiveBusy: a crawl of one of the cities is under way.
        ArchiveFault: the archive cannot be written; the journal keeps what is due.
    """
    with _locked(Layout.open_existing(root), journal.cities, clock):
        return _steps(root, journal, clock)


def _steps(root: Path, journal: Journal, clock: Clock) -> dict[str, Any]:
    try:
        _note(root, EVENT, journal, {"reason": journal.reason, "addresses": journal.addresses})
        _drop_rows(root, journal.rows, clock)
        _blank_records(root, journal)
        for path in torn_files(root, journal.cities, _doomed(journal.rows)):
            path.unlink()
        TableStore(root, clock=clock).prune(_Holding(rows=journal.rows))
        _drop_derived(root, journal.cities)
        drop_reports(root, journal.cities, journal.rows)
        last = _note(root, DONE, journal, {"counts": journal.counts})
        (root / JOURNAL).unlink()
        sync(root)
    except OSError as error:
        raise ArchiveFault(
            f"cannot finish the takedown in {root}: {error.strerror or error}. What is due is "
            "kept; make room or fix the folder and give the same command again."
        ) from error
    return last


def _note(root: Path, event: str, journal: Journal, more: dict[str, Any]) -> dict[str, Any]:
    """Note an event of this takedown in the register, once."""
    for entry in register.entries(root, event):
        if entry["takedown"] == journal.number:
            return entry
    facts = {"takedown": journal.number, "by": journal.by, "cities": journal.cities} | more
    return register.note(root, event, facts, lambda: journal.at)


def _drop_rows(root: Path, rows: Rows, clock: Clock) -> None:
    store = TableStore(root, clock=clock)
    for name, gone in (("visits", rows.visits), ("pages", rows.pages)):
        now = store.current()
        if now is not None and holding([now], rows, [name]):
            store.replace(name, TABLES[name].schema.empty_table(), gone)


def _blank_records(root: Path, journal: Journal) -> None:
    doomed = _doomed(journal.rows)
    for name in journal.segments:
        blank_out(look(segment_path(root, name), doomed), journal.at)


def _doomed(rows: Rows) -> Doomed:
    return Doomed(frozenset(rows.keys), frozenset(rows.answers))


@dataclass(frozen=True, slots=True)
class _Holding(Retention):
    """Old generations that hold rows which go are not worth keeping; all others are."""

    rows: Rows | None = None

    def superfluous(self, generations: Sequence[Generation], now: datetime) -> list[Generation]:
        """All that hold such rows; the published one does not."""
        del now
        return holding(generations[:-1], self.rows) if self.rows else []


def _drop_derived(root: Path, cities: Sequence[str]) -> None:
    """Remove what is made again from rows and snapshots: search, frontiers, begun readings."""
    places = [root / ".search"]
    for city in cities:
        for name in (city, f"{city}-memory"):
            places += (root / ".frontier").glob(f"{name}.sqlite3*")
        places.append(root / ".reextract" / city)
    for place in places:
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)


@contextlib.contextmanager
def _locked(layout: Layout, cities: Sequence[str], clock: Clock) -> Iterator[None]:
    with contextlib.ExitStack() as locks:
        for city in cities:
            locks.callback(CityLock(layout.locks, city).acquire("forget", clock).release)
        yield
