"""Turn replayed answers into rows, by the same steps as a live crawl."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

from archive.known import JUDGED, KnownPage, known_from
from archive.layout import Layout
from archive.model import Visit
from archive.run import MAKES_RECORD
from archive.snapshots.writer import OPEN_SUFFIX
from crawler.profiles import CityProfile
from crawler.reading import Reader, make_item
from crawler.replay import Replayed, replay_segment
from pipelines.checks import SkipPage
from pipelines.item import Item
from pipelines.order import build_steps, process
from pipelines.scope import Scopes
from pipelines.store import page_row


class RunReader:
    """Reads the answers of one run in their order; ``pages`` and ``visits`` are what came of it."""

    def __init__(self, profile: CityProfile, known: Mapping[str, KnownPage]) -> None:
        self._profile = profile
        self._reader = Reader(profile, known)
        self._steps = build_steps(known)
        self._scopes = Scopes()
        self._version = version("kronika")
        self.pages: list[dict[str, Any]] = []
        self.visits: list[Visit] = []

    def take(self, replayed: Replayed) -> None:
        """Read one answer."""
        visit = replayed.visit
        if visit.outcome == "pending" and replayed.target is not None:
            unread = self._reader.judge(visit, replayed.target, replayed.head, replayed.body)
            if unread is not None:
                self._process(make_item(self._profile, unread))
        self.visits.append(visit)

    def settle(self) -> None:
        """Decide what only the whole of the pages tells: the scope of their badges."""
        self._scopes.settle(self.pages)

    def _process(self, item: Item) -> None:
        try:
            process(item, self._steps)
        except SkipPage:  # the visit says why
            return
        self._scopes.see(item)
        if item.visit.outcome in MAKES_RECORD:
            self.pages.append(page_row(item, self._version))


@dataclass(slots=True)
class Segment:
    """One WARC file of a city, for telling how far the reading is."""

    warc_file: str
    size_bytes: int


def reread(layout: Layout, profile: CityProfile) -> Iterator[Segment | dict[str, Any]]:
    """Every row of a city's pages, computed from its snapshots alone, run by run.

    Between the rows come the segments as they are begun.
    """
    known: dict[str, KnownPage] = {}
    folder = layout.snapshots(profile.slug)
    begun: list[Segment] = []
    for _, answers in groupby(_answers(layout, folder, begun), lambda a: a.visit.run_id):
        reader = RunReader(profile, known)
        for answer in answers:
            yield from begun
            begun.clear()
            reader.take(answer)
        reader.settle()
        yield from reader.pages
        _learn(known, reader)


def _answers(layout: Layout, folder: Path, begun: list[Segment]) -> Iterator[Replayed]:
    for path in sorted(folder.glob("*.warc.gz*")):
        if path.name.endswith((".warc.gz", OPEN_SUFFIX)):
            name = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
            warc_file = name.relative_to(layout.root).as_posix()
            begun.append(Segment(warc_file, path.stat().st_size))
            yield from replay_segment(layout.root, path, warc_file)


def _learn(known: dict[str, KnownPage], reader: RunReader) -> None:
    """What the next run would have known."""
    for row in reader.pages:
        known[row["canonical_url"]] = known_from(row)
    for visit in reader.visits:
        page = known.get(visit.canonical_url or "")
        if page is not None and visit.purpose == "page" and visit.outcome in JUDGED:
            known[visit.canonical_url or ""] = replace(page, gone=visit.outcome == "gone")
