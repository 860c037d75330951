"""End a run: settle what is open, judge, publish the rest with the run's row, and report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from archive import Archive
from archive.apart import withdraw
from archive.rows import table_to_rows
from crawler.report.build import build
from crawler.report.files import write_report
from crawler.runs.judging import expectations, verdict_of
from crawler.runs.sweeps import WENT_THROUGH
from crawler.runs.verdicts import HOURS_OVER, TOOK_TOO_LONG, Verdict
from crawler.watch.causes import Cause, SiteFigures
from crawler.watch.today import day_of_run
from crawler.watch.watcher import causes_of

if TYPE_CHECKING:
    from crawler.sweep import Sweep


#: What ends a crawl before it is through, by Scrapy's reason for closing.
_STOPPED = {
    "shutdown": "Stopped by hand; what was fetched is kept.",
    HOURS_OVER: "The hours in which the city is asked are over; the next run goes on.",
    TOOK_TOO_LONG: "It took longer than KRONIKA_RUN_HOURS; the next run goes on.",
}


def end_run(sweep: Sweep, ended: str, agent: str) -> Verdict:
    """Bring a run to its end; ``ended`` is Scrapy's reason for closing.

    ``agent`` is our name in robots.txt.

    Raises:
        ArchiveFault: the archive cannot be written; what was published stays.
    """
    run, watch = sweep.run, sweep.watch
    if run.fault is not None:
        verdict = Verdict("archive_fault", str(run.fault))
        run.finish(verdict.name, verdict.exit_code, verdict.message)
        return verdict
    run.settle()
    for code, count in sweep.notes().items():
        run.note(code, count)
    resting = sweep.roll.resting
    whole = not int(run.facts.settings["KRONIKA_LIMIT"])
    today = day_of_run(run.facts.settings, run.started_at)
    sites = watch.figures(run.layout.root, agent, today, whole=whole)
    causes = [*_apart(sweep), *causes_of(sites)]
    if not any(cause.grave for cause in causes):  # else it is known why too little came
        causes += expectations(run, sweep.profile, sweep.resumed + resting)
    if ended in _STOPPED:
        verdict = Verdict("interrupted", _STOPPED[ended])
    else:
        counts = run.counts()
        # not asked: nothing said that they had changed, or a run that died had just asked
        counts["unchanged"] += resting + sweep.resumed
        verdict = verdict_of(counts, causes, sweep.profile)
    # before the row that says the sweep is over: killed in between, it is still being ended
    sweep.roll.end(whole=verdict.name in WENT_THROUGH)
    run.finish(verdict.name, verdict.exit_code, verdict.message, [asdict(c) for c in causes])
    if early := watch.too_early():
        taken_back = withdraw(Archive(run.layout.root), run.run_id, early)
        sweep.roll.withdrawn(visit.url for visit in taken_back)
    _report(sweep, sites)
    return verdict


def _report(sweep: Sweep, sites: Sequence[SiteFigures]) -> None:
    """Write the run's report, from its own row as it was published."""
    run = sweep.run
    archive = Archive(run.layout.root)
    rows = table_to_rows(archive.runs(city=run.city, since=run.started_at))
    row = next(row for row in rows if row["run_id"] == run.run_id)
    write_report(run.layout.root, build(row, sweep.profile.name, sites, sweep.watch, archive))


def _apart(sweep: Sweep) -> list[Cause]:
    """A word on the records kept apart, by site."""
    return [
        Cause(
            "kept_apart",
            site,
            grave=True,
            evidence=f"{len(ids)} records of {site} no longer read as before and are kept apart: "
            f"kronika runs accept {sweep.run.run_id}, or reject",
        )
        for site, ids in sweep.watch.apart.items()
    ]
