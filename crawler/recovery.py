"""Put right what a run that died left behind, from its snapshots; nothing is asked again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive import Archive
from archive.apart import keep_apart
from archive.errors import ArchiveFault
from archive.forget.bar import Bar, may_stay
from archive.known import Known
from archive.layout import Layout
from archive.rows import rows_to_table
from archive.schema import PAGES, VISITS
from archive.snapshots.cdxj import index_path
from archive.snapshots.complete import complete_segment, cut_torn_tail
from archive.snapshots.writer import OPEN_SUFFIX
from archive.tables import TableStore
from archive.when import utc_now
from crawler.probes import probes_of
from crawler.profiles import CityProfile
from crawler.readings import Readings
from crawler.replay import Replayed, replay_segment
from crawler.rereading import RunReader
from crawler.watch.baseline import Baseline
from crawler.watch.watcher import Watch
from pipelines.item import Item
from pipelines.scope import settle_from_tables

_BATCH = 500
#: So many pages are read before other processes are started: those take longer to begin.
_ALONE = 300


def recover(
    layout: Layout, profile: CityProfile, found: Known, before: Baseline, *, workers: int = 0
) -> int:
    """Mend the segments a dead run left behind and publish the visits they hold.

    A torn tail is cut at the last whole record; visits whose snapshot is there but whose row is
    not are read from the snapshot, in ``workers`` processes when there are many. Call it under the
    city's lock. ``found`` is what the archive holds of the city, ``before`` what the city was
    like. Returns how many visits were read.

    Raises:
        ArchiveFault: the archive cannot be written.
    """
    folder = layout.snapshots(profile.slug)
    suspects = _suspects(Archive(layout.root), folder, profile.slug)
    if not suspects:
        return 0
    published = _published(layout, found)
    rereader = Rereader(layout, profile, found, before)
    readings = Readings(profile, workers=workers, warm_up=_ALONE)
    runs: Counter[str] = Counter()
    try:
        for replayed, item in readings.of(_unpublished(layout, suspects, published)):
            rereader.take(replayed, item)
            runs[replayed.visit.run_id] += 1
        rereader.publish()
        for path, final in suspects:
            if path != final:
                complete_segment(path)
        rereader.bar.blank(utc_now())
        for run_id in sorted(runs):
            settle_from_tables(layout.root, profile.slug, run_id, utc_now)
    except OSError as error:
        raise ArchiveFault(
            f"cannot mend the snapshots in {folder}: {error.strerror or error}"
        ) from error
    return runs.total()


def _unpublished(
    layout: Layout, suspects: Iterable[tuple[Path, Path]], published: Published
) -> Iterator[Replayed]:
    """Every answer that has no row, in the order of time; torn tails are cut on the way."""
    for path, final in suspects:
        if path == final and published.has_all_of(path):
            continue
        warc_file = final.relative_to(layout.root).as_posix()
        if path != final:
            cut_torn_tail(path, floor=published.ends.get(warc_file, 0))
        for replayed in replay_segment(layout.root, path, warc_file):
            if replayed.visit.visit_id not in published.visits:
                yield replayed


def _suspects(archive: Archive, folder: Path, city: str) -> list[tuple[Path, Path]]:
    """Segments that may hold visits without rows: their paths and final paths, in order of time.

    Those are the open ones, and the complete ones of a run that has no row in ``runs``, or one
    that says it could not write: a run's row is published with the last of its visits.
    """
    runs = archive.runs(city=city).select(["run_id", "verdict"]).to_pylist()
    ended = {run["run_id"].rpartition("-")[2] for run in runs if run["verdict"] != "archive_fault"}
    found = []
    for path in folder.glob(f"kronika-{city}-*.warc.gz*"):
        final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
        run = final.name.removesuffix(".warc.gz").rpartition("-")[2]
        if final.suffix == ".gz" and (path != final or run not in ended):
            found.append((path, final))
    return sorted(found, key=lambda paths: paths[1].name)


class Rereader:
    """Publishes what a dead run had fetched, batch by batch, as the run itself would have."""

    def __init__(
        self, layout: Layout, profile: CityProfile, found: Known, before: Baseline
    ) -> None:
        self._reader = RunReader(profile, found.pages, probes_of(found, profile))
        self._watch = Watch(profile, before)
        self._store = TableStore(layout.root)
        self.bar = Bar(layout.root)

    def take(self, replayed: Replayed, item: Item | None) -> None:
        """Take one answer, and its page where it is one; their rows wait for `publish`."""
        self._reader.take(replayed, item)
        if len(self._reader.visits) >= _BATCH:
            self.publish()

    def publish(self) -> None:
        """Publish what was read so far in one generation."""
        reader = self._reader
        if not reader.visits:
            return
        reader.settle()
        apart = self._watch.inspect(reader.pages, reader.visits)
        keep_apart(reader.visits, apart)
        rows = [row for row in reader.pages if row["record_id"] not in apart]
        pages = self.bar.pages(rows, reader.visits)
        tables = {"visits": rows_to_table(VISITS, may_stay(reader.visits))}
        if pages:
            tables["pages"] = rows_to_table(PAGES, pages)
        self._store.commit(tables)
        reader.pages, reader.visits = [], []


@dataclass(frozen=True, slots=True)
class Published:
    """What the tables hold of a city.

    ``visits`` are ids; ``ends`` tells where the last snapshot with a row ends in each segment
    (bytes), ``counts`` how many there are.
    """

    root: Path
    visits: set[str]
    ends: dict[str, int]
    counts: Counter[str]

    def has_all_of(self, segment: Path) -> bool:
        """Whether each answer that the index of a complete segment lists has its row."""
        name = segment.relative_to(self.root).as_posix()
        try:
            answers = index_path(segment).read_bytes().count(b"\n")
        except FileNotFoundError:
            return False
        return self.counts[name] >= answers


def _published(layout: Layout, found: Known) -> Published:
    ends: dict[str, int] = {}
    counts: Counter[str] = Counter()
    rows = found.visits.select(["visit_id", "snapshot"]).to_pylist()
    for pointer in filter(None, (row["snapshot"] for row in rows)):
        name, end = pointer["warc_file"], pointer["warc_offset"] + pointer["warc_length"]
        ends[name] = max(end, ends.get(name, 0))
        counts[name] += 1
    return Published(layout.root, {row["visit_id"] for row in rows}, ends, counts)
