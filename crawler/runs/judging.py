"""Judge how a run went."""

from __future__ import annotations

from archive.run import RunWriter
from crawler.profiles import CityProfile
from crawler.runs.verdicts import Verdict

_UNREACHABLE = frozenset(
    {
        "dns",
        "connection_refused",
        "connect_timeout",
        "unreachable",
        "timeout",
        "reset",
        "tls",
        "early_close",
        "malformed",
    }
)


def judge(run: RunWriter, profile: CityProfile, ended: str) -> Verdict:
    """Say how a run went; ``ended`` is Scrapy's reason for closing.

    Nothing found is never fine: a run without a single readable page is site_down, blocked or
    nothing_found, whichever its visits show.
    """
    counts = run.counts()
    pages = counts["new"] + counts["changed"] + counts["unchanged"]
    if run.fault is not None:
        return Verdict("archive_fault", str(run.fault))
    if ended == "shutdown":
        return Verdict("interrupted", "Stopped by hand; what was fetched is kept.")
    if not pages:
        return _why_nothing(run, profile)
    if pages < profile.expect.min_records and not int(run.facts.settings["KRONIKA_LIMIT"]):
        return Verdict(
            "degraded",
            f"{pages} pages, fewer than the {profile.expect.min_records} a healthy run finds.",
        )
    tally = run.tally()
    left = tally.reasons["backed_off"] + tally.reasons["robots_unreachable"]
    if left:
        return Verdict("degraded", f"{pages} pages; {left} were left, as a host kept us waiting.")
    if tally.dated < profile.expect.min_share_dated * tally.datable:
        return Verdict(
            "degraded",
            f"only {tally.dated} of {tally.datable} new articles have a publication date, fewer "
            f"than the share of {profile.expect.min_share_dated} a healthy run finds.",
        )
    if not counts["new"] and not counts["changed"]:
        return Verdict("nothing_new", "Every page is as it was.")
    return Verdict("ok", "The crawl went through.")


def _why_nothing(run: RunWriter, profile: CityProfile) -> Verdict:
    tally = run.tally()
    outcomes = tally.pages + tally.entries
    unreachable = sum(tally.reasons[code] for code in _UNREACHABLE)
    homes = ", ".join(site.home for site in profile.sites.values())
    if unreachable and not outcomes["read"]:
        return Verdict("site_down", f"No answer from {homes}. Nothing was found.")
    if outcomes["refused"] and not outcomes["read"]:
        return Verdict(
            "blocked",
            f"{homes} refused us (robots.txt or a status such as 403). Nothing was found.",
        )
    return Verdict(
        "nothing_found",
        f"{homes} answered, but no page was found: check the listings, feeds and article "
        f"patterns of crawler/cities/{profile.slug}.toml.",
    )
