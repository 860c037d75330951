"""Decide on records kept apart: publish them as today's extractor reads them, or leave them out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from archive import Archive
from archive.apart import KEPT_APART, REJECTED, put_visits, visits_apart
from archive.errors import ArchiveFault, ConfigurationError
from archive.known import Known, KnownPage
from archive.layout import Layout
from archive.lock import CityLock
from archive.model import Visit
from archive.rows import rows_to_table
from archive.run import MAKES_RECORD
from archive.schema import PAGES
from archive.snapshots.reader import segment_path
from archive.tables import TableStore
from archive.when import utc_now
from crawler.probes import known_probes
from crawler.profiles import CityProfile
from crawler.replay import Replayed, replay_segment
from crawler.rereading import RunReader
from crawler.watch.portrait import Portraits, paint
from pipelines.scope import settle_from_tables


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was published: ``records`` new rows, how they read, and visits that brought none.

    ``overtaken`` pages had been read anew meanwhile; their newer version stays the last one.
    """

    records: int
    unchanged: int
    overtaken: int
    portraits: Portraits


def accept(layout: Layout, profile: CityProfile, run_id: str) -> Accepted:
    """Read the records of a run that were kept apart once more, and publish them.

    They are read from their snapshots with today's extractor and profile: mend the profile first
    when it was the layout that changed. May be repeated after a crash.

    Raises:
        ConfigurationError: the run kept nothing apart.
        ArchiveBusy: a crawl of the city is under way.
        ArchiveFault: snapshots or tables cannot be read or written.
    """
    lock = CityLock(layout.locks, profile.slug).acquire(f"accept {run_id}", utc_now)
    try:
        archive = Archive(layout.root)
        apart = _apart(archive, run_id)
        known = Known(archive, profile.slug).pages
        late = {visit.visit_id for visit in apart if _is_overtaken(visit, known)}
        reader = RunReader(profile, known, known_probes(archive, profile))
        for answer in _answers(layout, apart, {visit.visit_id for visit in apart} - late):
            reader.take(answer)
        reader.settle()
        if reader.pages:
            rows = rows_to_table(PAGES, reader.pages)
            TableStore(layout.root).commit({PAGES.name: rows})
        overtaken = [visit for visit in apart if visit.visit_id in late]
        put_visits(archive, [*reader.visits, *_marked(overtaken)])
        settle_from_tables(layout.root, profile.slug, run_id, utc_now)
    finally:
        lock.release()
    unchanged = sum(visit.outcome not in MAKES_RECORD for visit in reader.visits)
    return Accepted(len(reader.pages), unchanged, len(overtaken), paint(reader.pages, {}))


def reject(layout: Layout, city: str, run_id: str) -> int:
    """Leave the records of a run out for good; returns how many.

    Snapshots and visits stay, the visits with the reason ``rejected``.

    Raises:
        ConfigurationError: the run kept nothing apart.
        ArchiveBusy: a crawl of the city is under way.
        ArchiveFault: the tables cannot be written.
    """
    lock = CityLock(layout.locks, city).acquire(f"reject {run_id}", utc_now)
    try:
        archive = Archive(layout.root)
        apart = _apart(archive, run_id)
        put_visits(archive, _marked(apart))
    finally:
        lock.release()
    return len(apart)


def _apart(archive: Archive, run_id: str) -> list[Visit]:
    if apart := visits_apart(archive, run_id, KEPT_APART):
        return apart
    raise ConfigurationError(
        f"run {run_id} keeps no record apart, or it was decided on already: "
        "kronika status tells which runs do"
    )


def _is_overtaken(visit: Visit, known: dict[str, KnownPage]) -> bool:
    page = known.get(visit.canonical_url or "")
    return page is not None and page.fetched_at > visit.fetched_at


def _marked(visits: Collection[Visit]) -> list[Visit]:
    for visit in visits:
        visit.reason = REJECTED
    return list(visits)


def _answers(layout: Layout, apart: list[Visit], wanted: set[str]) -> Iterator[Replayed]:
    """The answers of these visits, in the order of the crawl."""
    files = sorted({visit.snapshot.warc_file for visit in apart if visit.snapshot})
    found = set()
    for warc_file in files:
        path = segment_path(layout.root, warc_file)
        for answer in replay_segment(layout.root, path, warc_file):
            if answer.visit.visit_id in wanted:
                found.add(answer.visit.visit_id)
                yield answer
    if lost := len(wanted - found):
        raise ArchiveFault(f"{lost} snapshots of the run are not where they should lie: "
                           "kronika verify tells which")  # fmt: skip
