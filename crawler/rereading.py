"""Turn replayed answers into rows, by the same steps as a live crawl."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

from archive.apart import KEPT_APART, keep_apart
from archive.known import JUDGED, KnownPage, known_from
from archive.layout import Layout
from archive.model import READ_PURPOSES, Visit
from archive.run import MAKES_RECORD
from archive.snapshots.writer import OPEN_SUFFIX
from crawler.held import Held
from crawler.probes import PROBE, Probes
from crawler.profiles import CityProfile
from crawler.reader import Reader
from crawler.reading import read_whole, rejoin
from crawler.readings import Readings
from crawler.replay import Replayed, replay_segment
from crawler.tdmrep import TDMREP
from pipelines.change import Change, content_digest
from pipelines.identity import identify_as
from pipelines.item import Item
from pipelines.scope import Earlier, Scopes
from pipelines.store import page_row


class RunReader:
    """Reads the answers of one run in their order; ``pages`` and ``visits`` are what came of it.

    ``known`` is what the run knew of the city's pages, ``probes`` how its sites answer for what
    they do not have; the run's own probes are learned on the way. A record the archive ``held``
    stays one: when the reading now calls its page no content, or as it was before, it is read all
    the same, and ``marked`` counts why; one kept apart stays apart.
    ``unsure`` are pages whose last record could not be read again.
    """

    def __init__(
        self,
        profile: CityProfile,
        known: dict[str, KnownPage],
        probes: Probes,
        held: Held | None = None,
        unsure: set[str] | None = None,
        scopes: Scopes | None = None,
    ) -> None:
        self._profile = profile
        self._known = known
        self._held = held or Held()
        self._unsure = unsure if unsure is not None else set()
        self._reader = Reader(profile, known, probes)
        self._change = Change(known)
        self._version = version("kronika")
        self.scopes = scopes or Scopes()
        self.marked: Counter[str] = Counter()
        self.pages: list[dict[str, Any]] = []
        self.visits: list[Visit] = []

    def take(self, replayed: Replayed, item: Item | None = None) -> None:
        """Take one answer; ``item`` is its page when it was read already."""
        visit = replayed.visit
        if visit.purpose in (PROBE, TDMREP):
            self._reader.probes.learn(visit, dict(replayed.head.headers), replayed.body)
        elif visit.outcome == "pending" and replayed.target is not None:
            unread = self._reader.judge(visit, replayed.target, replayed.head, replayed.body)
            if unread is not None:
                item = item or read_whole(self._profile, unread)
                rejoin(item, visit)
                self._process(item)
        self.visits.append(visit)

    def settle(self) -> None:
        """Decide what only the whole of the pages tells: the scope of their badges."""
        self.scopes.settle(self.pages)

    def _process(self, item: Item) -> None:
        visit, page = item.visit, self._held.take(item.visit)
        if visit.outcome == "pending" and not self._reader.lets_go(item):  # content
            if page is None and item.canonical_url in self._unsure:
                self._renew(item)
            self._change(item)
            self.scopes.see(item)
        if self._held.apart(visit):
            self.marked[KEPT_APART] += 1
            keep_apart([visit], [visit.record_id or ""])
            return
        self._unsure.discard(item.canonical_url)
        made = visit.outcome in MAKES_RECORD
        if page is not None and not (made and item.canonical_url == page):
            self._hold(item, page)
        elif not made:
            return
        self.pages.append(page_row(item, self._version))

    def _renew(self, item: Item) -> None:
        """Take a page that made no record for what its last one, which is lost, would say now."""
        address = item.canonical_url
        digest = content_digest(item.page)
        self._known[address] = replace(self._known[address], content_digest=digest)

    def _hold(self, item: Item, page: str) -> None:
        """Let an item be a version of the page its record belongs to, whatever it says now."""
        moved = item.visit.outcome in MAKES_RECORD
        self.marked["moved" if moved else item.visit.reason or item.visit.outcome] += 1
        identify_as(item, page)
        item.content_digest = content_digest(item.page)
        before = self._known.get(page)
        item.version = before.version + 1 if before else 1
        item.previous_record_id = before.record_id if before else None


@dataclass(slots=True)
class Progress:
    """How far the reading of a city's snapshots is, in bytes of their segments."""

    bytes_total: int = 0
    bytes_done: int = 0


@dataclass(slots=True)
class Selection:
    """Which runs of a city are read again, and what was known when the first of them began.

    ``left`` are the ids of runs that are not read.
    """

    left: frozenset[str] = frozenset()
    known: dict[str, KnownPage] = field(default_factory=dict)
    probes: Probes | None = None


@dataclass
class Rereading:
    """Computes the rows of a city's pages again, from its snapshots alone.

    Afterwards ``lost`` maps snapshots that could not be read to the reason, ``marked`` counts why
    records stay that would not be made today, and ``settle`` knows each run's pages.
    """

    layout: Layout
    profile: CityProfile
    readings: Readings
    selection: Selection = field(default_factory=Selection)
    held: Held = field(default_factory=Held)
    earlier: Callable[[], Earlier] = Earlier
    tell: Callable[[Progress], None] = lambda _: None
    lost: dict[str, str] = field(default_factory=dict)
    marked: Counter[str] = field(default_factory=Counter)
    _scopes: dict[str, Scopes] = field(default_factory=dict)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every row, run by run; the scope of its badges is still to be settled."""
        known = dict(self.selection.known)
        probes = self.selection.probes or Probes(self.profile)
        unsure: set[str] = set()
        answers = self.readings.of(self._answers())
        for run_id, of_run in groupby(answers, lambda pair: pair[0].visit.run_id):
            lost = dict(self.held.lost_before(run_id))
            known |= lost
            unsure |= lost.keys()
            scopes = self._scopes[run_id] = Scopes(run_id, self.earlier)
            reader = RunReader(self.profile, known, probes, self.held, unsure, scopes)
            learned: dict[str, KnownPage] = {}
            for replayed, item in of_run:
                reader.take(replayed, item)
                self._note_lost(replayed.visit)
                yield from reader.pages
                _learn(learned, known, reader)
            known |= learned
            self.marked += reader.marked

    def settle(self, rows: list[dict[str, Any]]) -> None:
        """Set the scope of badges by the pages of each row's run; to be called after `rows`."""
        for run_id, of_run in groupby(rows, lambda row: row["run_id"]):
            self._scopes[run_id].settle(of_run)

    def _note_lost(self, visit: Visit) -> None:
        if visit.reason == "reader_died" and visit.snapshot is not None:
            self.lost[visit.snapshot.warc_record_id] = "reader_died"

    def _answers(self) -> Iterator[Replayed]:
        segments = list(self._segments())
        progress = Progress(sum(path.stat().st_size for path, _ in segments))
        before = 0
        for path, warc_file in segments:
            for replayed in replay_segment(
                self.layout.root, path, warc_file, lost=self._original_missing
            ):
                snapshot = replayed.visit.snapshot
                if snapshot is not None:
                    progress.bytes_done = before + snapshot.warc_offset + snapshot.warc_length
                if replayed.visit.run_id not in self.selection.left:
                    self.tell(progress)
                    yield replayed
            before += path.stat().st_size
            progress.bytes_done = before
            self.tell(progress)

    def _segments(self) -> Iterator[tuple[Path, str]]:
        """Segments with something to read, each with the name rows know it by."""
        left = {run_id.rpartition("-")[2] for run_id in self.selection.left}
        for path in sorted(self.layout.snapshots(self.profile.slug).glob("*.warc.gz*")):
            if not path.name.endswith((".warc.gz", OPEN_SUFFIX)):
                continue
            final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
            if final.name.removesuffix(".warc.gz").rpartition("-")[2] not in left:
                yield path, final.relative_to(self.layout.root).as_posix()

    def _original_missing(self, warc_record_id: str) -> None:
        self.lost[warc_record_id] = "original_missing"


def _learn(
    learned: dict[str, KnownPage], known: Mapping[str, KnownPage], reader: RunReader
) -> None:
    """Take from a reader what the next run would have known."""
    for row in reader.pages:
        learned[row["canonical_url"]] = known_from(row)
    for visit in reader.visits:
        address = visit.canonical_url or ""
        page = learned.get(address) or known.get(address)
        if page is not None and visit.purpose in READ_PURPOSES and visit.outcome in JUDGED:
            learned[address] = replace(page, gone=visit.outcome == "gone")
    reader.pages, reader.visits = [], []
