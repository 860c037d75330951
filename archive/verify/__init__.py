"""Verify an archive: every byte of its snapshots and tables, and what ties the two together."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from archive.errors import ArchiveFault, ConfigurationError
from archive.layout import Layout
from archive.lock import CityLock
from archive.query import no_such
from archive.schema import PAGES, VISITS
from archive.snapshots.cdxj import SUFFIX as INDEX_SUFFIX
from archive.snapshots.complete import SUM_SUFFIX, TORN_SUFFIX
from archive.snapshots.writer import OPEN_SUFFIX
from archive.verify.findings import CODES, Code, Finding, Progress, Report
from archive.verify.mend import mend_segment
from archive.verify.pointers import Pointers
from archive.verify.register import check_register
from archive.verify.revisits import Revisits
from archive.verify.segments import Segment, check_segment
from archive.verify.tables import TablesCheck

__all__ = ["CODES", "Code", "Finding", "Progress", "Report", "verify"]

_WARC = ".warc.gz"


@dataclass(frozen=True, slots=True)
class _City:
    """A city's snapshots as they lay before the tables were read."""

    name: str
    files: tuple[str, ...]
    crawled: bool


def verify(
    root: Path,
    cities: Sequence[str] = (),
    *,
    repair: bool = False,
    clock: Callable[[], datetime],
    progress: Progress | None = None,
) -> Report:
    """Check an archive; nothing is written unless ``repair`` is given.

    ``cities`` limits the snapshots that are checked; tables belong to all cities and are always
    checked whole. A city that is being crawled is checked as far as its rows point. With
    ``repair`` (docs/verify.md says what is mended) the cities' locks are held meanwhile;
    ``clock`` gives UTC moments for them.

    Raises:
        ConfigurationError: there is no such archive or city.
        ArchiveBusy: a crawl holds the lock of a city that is to be repaired.
        ArchiveFault: the disk refuses a repair.
    """
    layout = Layout.open_existing(root)
    progress = progress or Progress()
    with contextlib.ExitStack() as locks:
        chosen = _cities(layout, cities)
        if repair:
            for name in chosen:
                lock = CityLock(layout.locks, name).acquire("verify --repair", clock)
                locks.callback(lock.release)
        try:
            return _verify(layout, chosen, limited=bool(cities), repair=repair, progress=progress)
        except OSError as error:
            raise ArchiveFault(f"cannot verify {root}: {error}") from error


def _verify(
    layout: Layout, names: list[str], *, limited: bool, repair: bool, progress: Progress
) -> Report:
    report = Report(cities=names)
    # Snapshots are listed before the tables are read: whatever is complete now has its rows then.
    cities = [_look(layout, name, locked=repair) for name in names]
    tables = TablesCheck(layout.root, report, progress.read)
    progress.begin("tables", tables.total_bytes())
    tables.run(repair=repair)
    if not limited:
        _strangers(layout, report)
    pages, visits = tables.files(PAGES), tables.files(VISITS)
    pointers = Pointers(pages or [], visits or [], names if limited else None)
    report.counts["pointers"] = len(pointers)
    revisits = Revisits()
    for city in cities:
        segments = _segments(layout, city, report, rows_known=visits is not None)
        progress.begin(f"snapshots of {city.name}", sum(_size(s.path) for s in segments))
        for segment in segments:
            into = pointers.into(segment.name)
            checked = check_segment(segment, into, revisits, report, progress.read)
            if repair:
                for finding in mend_segment(checked):
                    finding.mended = True
    _missing(layout, pointers, report)
    check_register(layout.root, report)
    revisits.check(layout.root, report)
    return report


def _cities(layout: Layout, wanted: Sequence[str]) -> list[str]:
    folder = layout.root / "snapshots"
    known = sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
    for name in wanted:
        if name not in known:
            raise ConfigurationError(no_such("city", name, known) + f" in {layout.root}")
    return sorted(set(wanted)) or known


def _look(layout: Layout, name: str, *, locked: bool) -> _City:
    files = tuple(sorted(path.name for path in layout.snapshots(name).iterdir()))
    return _City(name, files, crawled=not locked and _is_held(layout.locks / f"{name}.lock"))


def _is_held(lock: Path) -> bool:
    """Whether a crawl holds a lock; it is taken for a moment only where a holder once was."""
    try:
        with lock.open("rb") as file:
            if not file.read(1):
                return False
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _segments(layout: Layout, city: _City, report: Report, *, rows_known: bool) -> list[Segment]:
    """The segments of a city to be checked; other files are reported."""
    folder = layout.snapshots(city.name)
    found = {}
    for file in city.files:
        if file.endswith((_WARC, _WARC + OPEN_SUFFIX)):
            final = file.removesuffix(OPEN_SUFFIX)
            name = f"{folder.relative_to(layout.root).as_posix()}/{final}"
            is_open = file != final
            found[final] = Segment(
                name,
                folder / file,
                open=is_open,
                growing=is_open and city.crawled,
                settled=rows_known and not city.crawled,
            )
    for file in city.files:
        _beside(f"{folder.relative_to(layout.root).as_posix()}/{file}", set(found), report)
    return [_as_it_lies(segment) for segment in found.values()]


def _as_it_lies(segment: Segment) -> Segment:
    """A segment that was completed since it was listed, under its final name."""
    if segment.open and not segment.path.exists() and segment.final.exists():
        return replace(segment, path=segment.final)
    return segment


def _beside(name: str, segments: set[str], report: Report) -> None:
    """Report a file that is neither a segment nor belongs to one."""
    file = name.rpartition("/")[2]
    if file.endswith((_WARC, _WARC + OPEN_SUFFIX)):
        return
    if file.endswith(TORN_SUFFIX):
        report.add("torn_kept", name, "bytes that were no whole record")
    elif file.endswith((INDEX_SUFFIX, _WARC + SUM_SUFFIX)):
        segment = file.removesuffix(SUM_SUFFIX).removesuffix(INDEX_SUFFIX).removesuffix(_WARC)
        if segment + _WARC not in segments:
            folder = name.rpartition("/")[0]
            report.add("segment_missing", f"{folder}/{segment}{_WARC}", f"{file} belongs to it")
    else:
        report.add("file_unknown", name, "it is no segment")


def _missing(layout: Layout, pointers: Pointers, report: Report) -> None:
    for name in pointers.segments():
        final = layout.root / name
        if not final.exists() and not final.with_name(final.name + OPEN_SUFFIX).exists():
            words = f"{len(pointers.into(name)):,} rows point into it"
            report.add("segment_missing", name, words)


def _strangers(layout: Layout, report: Report) -> None:
    folder = layout.root / "snapshots"
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if not path.is_dir():
            report.add("file_unknown", f"snapshots/{path.name}", "it belongs to no city")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # the check itself will say so
        return 0
