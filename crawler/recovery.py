"""Put right what a run that died left behind, from its snapshots; nothing is asked again."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from archive import Archive
from archive.errors import ArchiveFault
from archive.known import known_pages
from archive.layout import Layout
from archive.rows import rows_to_table
from archive.schema import PAGES, VISITS
from archive.snapshots.complete import complete_segment, cut_torn_tail
from archive.snapshots.writer import OPEN_SUFFIX
from archive.tables import TableStore
from crawler.profiles import CityProfile
from crawler.replay import Replayed, replay_segment
from crawler.rereading import RunReader

_BATCH = 500


def recover(layout: Layout, profile: CityProfile) -> int:
    """Mend the segments a dead run left open and publish the visits they hold.

    A torn tail is cut at the last whole record; visits whose snapshot is there but whose row is
    not are read from the snapshot. Call it under the city's lock. Returns how many were read.

    Raises:
        ArchiveFault: the archive cannot be written.
    """
    folder = layout.snapshots(profile.slug)
    left = sorted(folder.glob(f"*{OPEN_SUFFIX}")) if folder.is_dir() else []
    if not left:
        return 0
    published = _published(Archive(layout.root), profile.slug)
    rereader = Rereader(layout, profile)
    count = 0
    try:
        for path in left:
            final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
            warc_file = final.relative_to(layout.root).as_posix()
            cut_torn_tail(path, floor=published.ends.get(warc_file, 0))
            for replayed in replay_segment(layout.root, path, warc_file):
                if replayed.visit.visit_id not in published.visits:
                    rereader.take(replayed)
                    count += 1
            rereader.publish()
            complete_segment(path)
    except OSError as error:
        raise ArchiveFault(
            f"cannot mend the snapshots in {folder}: {error.strerror or error}"
        ) from error
    return count


class Rereader:
    """Publishes what a dead run had fetched, batch by batch."""

    def __init__(self, layout: Layout, profile: CityProfile) -> None:
        self._reader = RunReader(profile, known_pages(Archive(layout.root), profile.slug))
        self._store = TableStore(layout.root)

    def take(self, replayed: Replayed) -> None:
        """Read one answer; its rows wait for `publish`."""
        self._reader.take(replayed)
        if len(self._reader.visits) >= _BATCH:
            self.publish()

    def publish(self) -> None:
        """Publish what was read so far in one generation."""
        reader = self._reader
        if not reader.visits:
            return
        reader.settle()
        tables = {"visits": rows_to_table(VISITS, [asdict(visit) for visit in reader.visits])}
        if reader.pages:
            tables["pages"] = rows_to_table(PAGES, reader.pages)
        self._store.commit(tables)
        reader.pages, reader.visits = [], []


@dataclass(frozen=True, slots=True)
class Published:
    """What the tables hold of a city: ids of visits, and where their snapshots end by segment."""

    visits: set[str]
    ends: dict[str, int]


def _published(archive: Archive, city: str) -> Published:
    ends: dict[str, int] = {}
    rows = archive.visits(city=city, columns=["visit_id", "snapshot"]).to_pylist()
    for pointer in filter(None, (row["snapshot"] for row in rows)):
        name, end = pointer["warc_file"], pointer["warc_offset"] + pointer["warc_length"]
        ends[name] = max(end, ends.get(name, 0))
    return Published({row["visit_id"] for row in rows}, ends)
