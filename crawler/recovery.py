"""Put right what a run that died left behind, from its snapshots; nothing is asked again."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from archive import Archive
from archive.errors import ArchiveFault
from archive.known import known_pages
from archive.layout import Layout
from archive.model import Visit
from archive.rows import rows_to_table
from archive.run import MAKES_RECORD
from archive.schema import PAGES, VISITS
from archive.snapshots.segments import end_of_whole
from archive.snapshots.writer import OPEN_SUFFIX
from archive.tables import TableStore
from crawler.profiles import CityProfile
from crawler.reading import Reader, make_item
from crawler.replay import Replayed, replay_segment
from pipelines.checks import SkipPage
from pipelines.item import Item
from pipelines.order import build_steps, process
from pipelines.scope import Scopes
from pipelines.store import page_row

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
            with path.open("r+b") as file:
                file.truncate(end_of_whole(path))
                os.fsync(file.fileno())
            final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
            warc_file = final.relative_to(layout.root).as_posix()
            for replayed in replay_segment(layout.root, path, warc_file):
                if replayed.visit.visit_id not in published:
                    rereader.take(replayed)
                    count += 1
            rereader.publish()
            path.rename(final)
    except OSError as error:
        raise ArchiveFault(
            f"cannot mend the snapshots in {folder}: {error.strerror or error}"
        ) from error
    return count


class Rereader:
    """Turns replayed answers into rows, by the same steps as a live crawl."""

    def __init__(self, layout: Layout, profile: CityProfile) -> None:
        known = known_pages(Archive(layout.root), profile.slug)
        self._profile = profile
        self._reader = Reader(profile, known)
        self._steps: list[Callable[[Item], Item]] = build_steps(known)
        self._store = TableStore(layout.root)
        self._version = version("kronika")
        self._scopes = Scopes()
        self._pages: list[dict[str, Any]] = []
        self._visits: list[Visit] = []

    def take(self, replayed: Replayed) -> None:
        """Read one answer; its rows wait for `publish`."""
        visit = replayed.visit
        if visit.outcome == "pending" and replayed.target is not None:
            unread = self._reader.judge(visit, replayed.target, replayed.head, replayed.body)
            if unread is not None:
                self._process(make_item(self._profile, unread))
        self._visits.append(visit)
        if len(self._visits) >= _BATCH:
            self.publish()

    def publish(self) -> None:
        """Publish what was read so far in one generation."""
        if not self._visits:
            return
        self._scopes.settle(self._pages)
        tables = {"visits": rows_to_table(VISITS, [asdict(visit) for visit in self._visits])}
        if self._pages:
            tables["pages"] = rows_to_table(PAGES, self._pages)
        self._store.commit(tables)
        self._pages, self._visits = [], []

    def _process(self, item: Item) -> None:
        try:
            process(item, self._steps)
        except SkipPage:  # the visit says why
            return
        self._scopes.see(item)
        if item.visit.outcome in MAKES_RECORD:
            self._pages.append(page_row(item, self._version))


def _published(archive: Archive, city: str) -> set[str]:
    visits = archive.visits(city=city, columns=["visit_id"])
    return set(visits.column("visit_id").to_pylist())
