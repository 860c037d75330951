"""Begin a run: take the lock, mend what a dead run left, go on where it stood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive import Archive
from archive.forget import Tombstones
from archive.known import Known
from archive.layout import Layout
from archive.lock import CityLock
from archive.model import READ_PURPOSES, Visit
from archive.query import span
from archive.rows import table_to_rows
from archive.run import RunWriter
from archive.tables.where import mask
from archive.when import utc_now
from crawler.discovery.memory import Memory, memory_path
from crawler.discovery.recall import recall
from crawler.discovery.roll import Roll, audit_due
from crawler.discovery.traps import Traps
from crawler.discovery.trust import distrusted
from crawler.documents import DOCUMENT
from crawler.frontier.frontier import Frontier
from crawler.frontier.store import FrontierStore
from crawler.frontier.target import Target
from crawler.probes import Probes, probes_of
from crawler.profiles import CityProfile
from crawler.recovery import recover
from crawler.runs import new_run_id, open_run
from crawler.runs.sweeps import UNFINISHED, SweepsOver, sweeps_over
from crawler.watch.baseline import Baseline, read_baseline
from crawler.watch.watcher import Watch

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


@dataclass(slots=True)
class Sweep:
    """One pass over a city's pages: the open run, the frontier, and the lock that guards them.

    ``watch`` looks on and keeps apart what no longer reads; ``roll`` hears what the sources say
    and remembers what came of it; ``probes`` are what the sites answered to addresses they never
    had.
    ``resumed`` counts the pages that earlier, cut-short runs of the same sweep already read;
    ``recovered`` the visits that were read from snapshots of a run that died.
    """

    run: RunWriter
    frontier: Frontier
    lock: CityLock
    profile: CityProfile
    watch: Watch
    roll: Roll
    probes: Probes
    resumed: int = 0
    recovered: int = 0

    def published(self, visits: list[Visit]) -> None:
        """Mark pages done whose snapshots and rows are on disk."""
        settled = [visit for visit in visits if _settles(visit, self.profile)]
        self.frontier.store.done(self.profile.canonical(visit.url) for visit in settled)
        self.roll.published(settled)

    def notes(self) -> dict[str, int]:
        """What is worth a count in ``runs.reasons``: traps, pages at rest, what sources missed."""
        told = {
            code: count
            for code, count in self.frontier.refused.items()
            if code.startswith(("trap_", "listing_", "url_"))
        }
        return told | recall(self.roll) | {"not_due": self.roll.resting}

    def close(self, verdict: str) -> None:
        """Let go of frontier and lock; a finished sweep is forgotten, an unfinished one kept."""
        if verdict in UNFINISHED:
            self.frontier.store.close()
        else:
            self.frontier.store.finish()
        self.roll.memory.close()
        self.lock.release()


def begin_sweep(settings: BaseSettings, profile: CityProfile) -> Sweep:
    """Open a run of a city for writing, with everything an earlier run left behind put right.

    Raises:
        ArchiveBusy: another run of the city is under way.
        NotAnArchive: the folder holds something else.
        ArchiveFault: the archive cannot be written.
    """
    layout = Layout.create_or_open(Path(settings.get("KRONIKA_ARCHIVE")), utc_now)
    run_id = new_run_id(utc_now())
    lock = CityLock(layout.locks, profile.slug).acquire(run_id, utc_now)
    try:
        archive = Archive(layout.root)
        before = read_baseline(archive, profile.slug)
        recovered, found = _mend(archive, profile, before, settings.getint("KRONIKA_WORKERS"))
        over = sweeps_over(archive, profile.slug)
        memory = Memory(memory_path(layout.root, profile.slug))
        now = utc_now().timestamp()
        settings.set("KRONIKA_ASKED_IN_FULL", " ".join(distrusted(memory, now)), priority="spider")
        run = open_run(settings, profile, run_id, found)
        frontier = _frontier(run, profile, memory, over, settings.getint("KRONIKA_LIMIT"))
        watch = Watch(profile, before)
        audit = settings.get("KRONIKA_REVISIT") == "all" or audit_due(
            memory, profile.digest, now, settings.getfloat("KRONIKA_AUDIT_DAYS")
        )
        roll = Roll(profile, memory, run.known, now, audit=audit)
        probes = probes_of(found, profile)
        sweep = Sweep(run, frontier, lock, profile, watch, roll, probes, recovered=recovered)
        sweep.resumed = _take_over(sweep, _visits_since(found, over), over)
    except BaseException:
        lock.release()
        raise
    run.on_published = sweep.published
    run.inspect = watch.inspect
    return sweep


def _frontier(
    run: RunWriter, profile: CityProfile, memory: Memory, over: SweepsOver, limit: int
) -> Frontier:
    """The frontier of the sweep under way, or of a new one."""
    root = run.layout.root
    store = FrontierStore(root / ".frontier" / f"{profile.slug}.sqlite3")
    store.begin(run.run_id, profile.digest, max(over.runs, default=""))
    return Frontier(
        profile,
        store,
        limit=limit,
        tombstones=Tombstones.of(root),
        traps=Traps(memory.shapes),
        documents=[page for page, known in run.known.items() if known.kind == DOCUMENT],
    )


def _mend(
    archive: Archive, profile: CityProfile, before: Baseline, workers: int
) -> tuple[int, Known]:
    """Recover what a dead run left: how many visits, and what the archive then holds."""
    found = Known(archive, profile.slug)
    recovered = recover(archive.layout, profile, found, before, workers=workers)
    if recovered:
        archive.refresh()
        found = Known(archive, profile.slug)
    return recovered, found


def _take_over(sweep: Sweep, visits: Iterable[dict[str, Any]], over: SweepsOver) -> int:
    """Tell frontier and roll what the archive already holds of this sweep; returns how much.

    And the roll alone what the last sweep fetched, where its run died before it could say so.
    """
    profile, frontier = sweep.profile, sweep.frontier
    done, unheard = [], []
    for row in visits:
        visit = Visit(**{name: row[name] for name in row})
        if not _settles(visit, profile):
            continue
        canonical = profile.canonical(visit.url)
        if visit.run_id not in over.runs:
            kind = DOCUMENT if visit.purpose == "attachment" else "page"
            frontier.admit(Target(visit.url, canonical, visit.site or "", kind), done=True)
            done.append(canonical)
        past = sweep.roll.memory.pages.get(canonical)
        if past is None or past.checked < visit.fetched_at.timestamp():
            unheard.append(visit)
    frontier.store.done(done)
    for visit in unheard:
        days = sweep.watch.before.published.get(visit.site or "", {})
        sweep.roll.dated(visit.url, days.get(visit.canonical_url or ""))
    sweep.roll.published(unheard)
    return len(set(done))


def _visits_since(found: Known, over: SweepsOver) -> list[dict[str, Any]]:
    """Visits of the last run that went through its sweep to the end, and all since."""
    columns = ["visit_id", "city", "site", "run_id", "url", "purpose", "fetched_at", "outcome",
               "reason", "location", "canonical_url", "http_status"]  # fmt: skip
    visits = found.visits.select(columns)
    if since := span("fetched_at", over.last_began, None):
        visits = visits.filter(mask(visits, since))
    return table_to_rows(visits)


def _settles(visit: Visit, profile: CityProfile) -> bool:
    """Whether a visit ends what is to be done about its page in this sweep."""
    if visit.purpose not in READ_PURPOSES or visit.reason in ("not_read", "doubted"):
        return False
    if visit.outcome == "redirected" and visit.location:
        return profile.canonical(visit.location) != profile.canonical(visit.url)
    return True
