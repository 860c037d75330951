"""Open a run for a city, set its manners, and judge how it went."""

from __future__ import annotations

import platform
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import scrapy

from archive.run import RunFacts, RunWriter
from archive.when import utc_now
from crawler.profiles import CityProfile

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

#: Verdicts of a run and the exit code each ends in (docs/exit-codes.md).
EXIT_CODES: Mapping[str, int] = {
    "ok": 0,
    "nothing_new": 0,
    "nothing_found": 3,
    "site_down": 4,
    "blocked": 5,
    "degraded": 6,
    "archive_fault": 7,
    "interrupted": 130,
}
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a run went: a name of `EXIT_CODES` and a sentence for people."""

    name: str
    message: str

    @property
    def exit_code(self) -> int:
        """The exit code of the command."""
        return EXIT_CODES[self.name]


def new_run_id(moment: datetime, chance: str | None = None) -> str:
    """An id that sorts by start: UTC time in milliseconds and six hex digits of chance."""
    return (
        f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03}Z-{chance or secrets.token_hex(3)}"
    )


def apply_manners(settings: BaseSettings, profile: CityProfile) -> None:
    """Set pace, bounds per host and robots policy as the profile says.

    A setting given on the command line wins over the profile.
    """
    pace = settings.get("KRONIKA_PACE")
    delay = float(pace) if pace is not None else profile.pace.delay_s
    settings.set("DOWNLOAD_DELAY", delay, priority="spider")
    settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", profile.pace.concurrency, priority="spider")
    settings.set("ROBOTSTXT_OBEY", profile.robots.obey, priority="spider")


def open_run(settings: BaseSettings, profile: CityProfile, run_id: str) -> RunWriter:
    """Open a run of a city in the archive that the settings name.

    Raises:
        NotAnArchive: the folder holds something else.
        ArchiveFault: the folder cannot be written.
    """
    kronika = version("kronika")
    robots = "obey" if profile.robots.obey else f"ignore: {profile.robots.reason}"
    facts = RunFacts(
        city=profile.slug,
        run_id=run_id,
        software=f"kronika/{kronika} python/{platform.python_version()} "
        f"scrapy/{scrapy.__version__}",
        settings=told_settings(settings),
        profile_digest=profile.digest,
        warcinfo=(
            ("software", f"Kronika/{kronika}"),
            ("format", "WARC File Format 1.1"),
            (
                "conformsTo",
                "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            ),
            ("isPartOf", f"kronika-{profile.slug}"),
            ("description", f"Crawl of {profile.name}, run {run_id}"),
            ("http-header-user-agent", settings.get("USER_AGENT", "")),
            ("robots", robots),
        ),
    )
    return RunWriter(
        Path(settings.get("KRONIKA_ARCHIVE")),
        facts,
        clock=utc_now,
        batch_pages=settings.getint("KRONIKA_BATCH_PAGES"),
        batch_s=settings.getfloat("KRONIKA_BATCH_SECONDS"),
        segment_bytes=settings.getint("KRONIKA_SEGMENT_BYTES"),
    )


def told_settings(settings: BaseSettings) -> dict[str, str]:
    """The settings that shape what a run finds, as text for ``runs.settings``."""
    names = (
        "USER_AGENT",
        "ROBOTSTXT_OBEY",
        "DOWNLOAD_DELAY",
        "CONCURRENT_REQUESTS_PER_DOMAIN",
        "DOWNLOAD_MAXSIZE",
        "DOWNLOAD_TIMEOUT",
        "KRONIKA_LIMIT",
        "KRONIKA_LISTING_PAGES",
        "KRONIKA_BACKOFF_S",
        "KRONIKA_BACKOFF_MAX_S",
        "KRONIKA_BACKOFF_TIMES",
        "KRONIKA_DEMO_DAY",
    )
    return {name: str(settings.get(name)) for name in names}


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
