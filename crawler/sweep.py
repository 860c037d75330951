"""Begin a run: take the lock, mend what a dead run left, go on where it stood."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive import Archive
from archive.forget import Tombstones
from archive.layout import Layout
from archive.lock import CityLock
from archive.model import READ_PURPOSES, Visit
from archive.run import RunWriter
from archive.when import utc_now
from crawler.discovery.memory import Memory
from crawler.discovery.recall import recall
from crawler.discovery.roll import Roll, audit_due
from crawler.discovery.traps import Traps
from crawler.discovery.trust import distrusted
from crawler.documents import DOCUMENT
from crawler.frontier import Frontier, FrontierStore, Target
from crawler.profiles import CityProfile
from crawler.recovery import recover
from crawler.runs import new_run_id, open_run
from crawler.runs.sweeps import UNFINISHED, sweeps_over
from crawler.watch.baseline import read_baseline
from crawler.watch.watcher import Watch

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

#: Verdicts of a run that saw what there was to see.
_WENT_THROUGH = ("ok", "nothing_new", "degraded")


@dataclass(slots=True)
class Sweep:
    """One pass over a city's pages: the open run, the frontier, and the lock that guards them.

    ``watch`` looks on and keeps apart what no longer reads; ``roll`` hears what the sources say
    and remembers what came of it.
    ``resumed`` counts the pages that earlier, cut-short runs of the same sweep already read;
    ``recovered`` the visits that were read from snapshots of a run that died.
    """

    run: RunWriter
    frontier: Frontier
    lock: CityLock
    profile: CityProfile
    watch: Watch
    roll: Roll
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
            self.roll.end(whole=verdict in _WENT_THROUGH)
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
        recovered = recover(layout, profile)
        memory = Memory(layout.root / ".frontier" / f"{profile.slug}-memory.sqlite3")
        now = utc_now().timestamp()
        settings.set("KRONIKA_ASKED_IN_FULL", " ".join(distrusted(memory, now)), priority="spider")
        run = open_run(settings, profile, run_id)
        store = FrontierStore(layout.root / ".frontier" / f"{profile.slug}.sqlite3")
        store.begin(run_id, profile.digest)
        frontier = Frontier(
            profile,
            store,
            limit=settings.getint("KRONIKA_LIMIT"),
            tombstones=Tombstones.of(layout.root),
            traps=Traps(memory.shapes),
            documents=[page for page, known in run.known.items() if known.kind == DOCUMENT],
        )
        watch = Watch(profile, read_baseline(Archive(layout.root), profile.slug))
        audit = settings.get("KRONIKA_REVISIT") == "all" or audit_due(
            memory, profile.digest, now, settings.getfloat("KRONIKA_AUDIT_DAYS")
        )
        roll = Roll(profile, memory, run.known, now, audit=audit)
        sweep = Sweep(run, frontier, lock, profile, watch, roll, recovered=recovered)
        sweep.resumed = _take_for_done(sweep, Archive(layout.root))
    except BaseException:
        lock.release()
        raise
    run.on_published = sweep.published
    run.inspect = watch.inspect
    return sweep


def _take_for_done(sweep: Sweep, archive: Archive) -> int:
    """Tell the frontier what the archive already holds of this sweep; returns how much."""
    profile, frontier = sweep.profile, sweep.frontier
    done = []
    for row in _visits_of_sweep(archive, profile.slug):
        visit = Visit(**{name: row[name] for name in row})
        if _settles(visit, profile):
            canonical = profile.canonical(visit.url)
            kind = DOCUMENT if visit.purpose == "attachment" else "page"
            frontier.admit(Target(visit.url, canonical, visit.site or "", kind), done=True)
            done.append(canonical)
    frontier.store.done(done)
    return len(set(done))


def _visits_of_sweep(archive: Archive, city: str) -> list[dict[str, Any]]:
    """Page visits since the last run that went through its sweep to the end."""
    over = sweeps_over(archive, city)
    columns = ["visit_id", "city", "site", "run_id", "url", "purpose", "fetched_at", "outcome",
               "reason", "location"]  # fmt: skip
    visits = archive.visits(city=city, since=over.last_began, columns=columns).to_pylist()
    return [row for row in visits if row["run_id"] not in over.runs]


def _settles(visit: Visit, profile: CityProfile) -> bool:
    """Whether a visit ends what is to be done about its page in this sweep."""
    if visit.purpose not in READ_PURPOSES or visit.reason in ("not_read", "doubted"):
        return False
    if visit.outcome == "redirected" and visit.location:
        return profile.canonical(visit.location) != profile.canonical(visit.url)
    return True
