"""Judge how a run went: the causes found, and the verdict that follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from archive.run import RunWriter
from crawler.profiles import CityProfile
from crawler.runs.verdicts import Verdict
from crawler.watch.causes import Cause

#: Causes that shut a site, and the verdict when every site of the city is shut.
_SHUT = {"down": "site_down", "blocked": "blocked", "waiting_room": "blocked"}
#: Causes that leave nothing to be found.
_EMPTY = ("moved", "nothing_announced")
#: Evidence told in the verdict at most; the rest is in the report.
_TOLD = 2


def expectations(run: RunWriter, profile: CityProfile, besides: int = 0) -> Iterator[Cause]:
    """What the profile expects of a healthy run and this one did not bring.

    ``besides`` are pages that count though this run did not ask for them: read by an earlier,
    cut-short run of the same sweep, or at rest.
    """
    tally, expect = run.tally(), profile.expect
    counts = tally.counts()
    pages = _pages(counts) + besides
    limited = int(run.facts.settings["KRONIKA_LIMIT"])
    if 0 < pages < expect.min_records and not limited:
        told = f"{pages} pages, fewer than the {expect.min_records} a healthy run finds"
        yield Cause("few_pages", None, grave=True, evidence=told)
    if tally.dated < expect.min_share_dated * tally.datable:
        told = (
            f"only {tally.dated} of {tally.datable} new articles have a publication date, fewer "
            f"than the share of {expect.min_share_dated} a healthy run finds"
        )
        yield Cause("few_dated", None, grave=True, evidence=told)


def verdict_of(counts: Mapping[str, int], causes: Sequence[Cause], profile: CityProfile) -> Verdict:
    """The verdict that follows from what a run found and what was wrong with it.

    Nothing found is never fine: a run without a single readable page, or without a single
    announcement, is site_down, blocked or nothing_found.
    """
    grave = [cause for cause in causes if cause.grave]
    message = "; ".join(cause.evidence for cause in grave[:_TOLD]) + "."
    shut = {cause.site: _SHUT[cause.code] for cause in grave if cause.code in _SHUT}
    if shut and shut.keys() >= profile.sites.keys():
        return Verdict(max(shut.values(), key=_rank), message + _nothing(counts))
    empty = {cause.site for cause in grave if cause.code in _EMPTY} | shut.keys()
    if not _pages(counts) or empty >= profile.sites.keys():
        return Verdict("nothing_found", _why_nothing(message, grave, profile))
    if grave:
        return Verdict("degraded", message)
    if not counts["new"] and not counts["changed"]:
        return Verdict("nothing_new", "Every page is as it was.")
    return Verdict("ok", "The crawl went through.")


def _pages(counts: Mapping[str, int]) -> int:
    return counts["new"] + counts["changed"] + counts["unchanged"]


def _rank(verdict: str) -> int:
    """When one site is down and another refuses us, the refusal is what can be acted on."""
    return ("site_down", "blocked").index(verdict)


def _nothing(counts: Mapping[str, int]) -> str:
    return "" if _pages(counts) else " Nothing was found."


def _why_nothing(message: str, grave: Sequence[Cause], profile: CityProfile) -> str:
    homes = ", ".join(site.home for site in profile.sites.values())
    told = message if grave else f"{homes} answered, but no page was found."
    return (
        f"{told} Check the listings, feeds and article patterns of "
        f"crawler/cities/{profile.slug}.toml."
    )
