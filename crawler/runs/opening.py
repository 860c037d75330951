"""Open a run for a city and set its manners."""

from __future__ import annotations

import json
import platform
import secrets
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import scrapy

from archive.errors import ConfigurationError
from archive.known import Known
from archive.run import RunFacts, RunWriter
from archive.when import utc_now
from crawler.etiquette.contact import contacts
from crawler.profiles import CityProfile
from crawler.profiles.hours import Hours

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def new_run_id(moment: datetime, chance: str | None = None) -> str:
    """An id that sorts by start: UTC time in milliseconds and six hex digits of chance."""
    return (
        f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03}Z-{chance or secrets.token_hex(3)}"
    )


def apply_manners(settings: BaseSettings, profile: CityProfile) -> None:
    """Set pace, bounds per host and robots policy as the profile says.

    A setting given on the command line wins over the profile.

    Raises:
        ConfigurationError: the city is not asked at this hour.
    """
    pace = settings.get("KRONIKA_PACE")
    delay = float(pace) if pace is not None else profile.pace.delay_s
    settings.set("DOWNLOAD_DELAY", delay, priority="spider")
    settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", profile.pace.concurrency, priority="spider")
    settings.set("ROBOTSTXT_OBEY", profile.robots.obey, priority="spider")
    settings.set("KRONIKA_TDM", profile.robots.tdm, priority="spider")
    require_hours(settings, profile, utc_now())


def hours_of(settings: BaseSettings, profile: CityProfile) -> Hours | None:
    """The hours in which a city is asked; None: at any. KRONIKA_HOURS wins over the profile.

    Raises:
        ConfigurationError: the setting is no window of hours.
    """
    told = settings.get("KRONIKA_HOURS") or profile.pace.hours
    if not told or told == "any":
        return None
    try:
        return Hours.parse(told)
    except ValueError as error:
        raise ConfigurationError(
            f'KRONIKA_HOURS: {error}; write "any", or hours as in "22:00-06:00"'
        ) from error


def require_hours(settings: BaseSettings, profile: CityProfile, now: datetime) -> None:
    """Refuse to begin outside the hours of a city; ``now`` is a UTC moment.

    Raises:
        ConfigurationError: it is not the time.
    """
    hours = hours_of(settings, profile)
    if hours is not None and not hours.is_open(now):
        wait_h = (hours.next_opening(now) - now).total_seconds() / 3600
        raise ConfigurationError(
            f"{profile.slug} is asked between {hours} only (Polish time), that is in {wait_h:.1f} "
            "hours. -s KRONIKA_HOURS=any asks now"
        )


def open_run(
    settings: BaseSettings, profile: CityProfile, run_id: str, found: Known | None = None
) -> RunWriter:
    """Open a run of a city in the archive that the settings name; ``found`` is what that holds.

    Raises:
        NotAnArchive: the folder holds something else.
        ArchiveFault: the folder cannot be written.
    """
    kronika = version("kronika")
    robots = "obey" if profile.robots.obey else f"ignore: {profile.robots.reason}"
    agent, told = settings.get("USER_AGENT", ""), told_settings(settings)
    facts = RunFacts(
        city=profile.slug,
        run_id=run_id,
        software=f"kronika/{kronika} python/{platform.python_version()} "
        f"scrapy/{scrapy.__version__}",
        settings=told,
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
            ("operator", ", ".join(contacts(agent))),
            ("http-header-user-agent", agent),
            ("robots", robots),
            ("kronika-settings", json.dumps(told)),
        ),
    )
    return RunWriter(
        Path(settings.get("KRONIKA_ARCHIVE")),
        facts,
        clock=utc_now,
        batch_pages=settings.getint("KRONIKA_BATCH_PAGES"),
        batch_s=settings.getfloat("KRONIKA_BATCH_SECONDS"),
        segment_bytes=settings.getint("KRONIKA_SEGMENT_BYTES"),
        found=found,
    )


def told_settings(settings: BaseSettings) -> dict[str, str]:
    """The settings that shape what a run finds, as text for ``runs.settings``."""
    names = (
        "USER_AGENT",
        "ROBOTSTXT_OBEY",
        "KRONIKA_TDM",
        "DOWNLOAD_DELAY",
        "CONCURRENT_REQUESTS_PER_DOMAIN",
        "DOWNLOAD_MAXSIZE",
        "DOWNLOAD_TIMEOUT",
        "KRONIKA_LIMIT",
        "KRONIKA_LISTING_PAGES",
        "KRONIKA_REVISIT",
        "KRONIKA_ASKED_IN_FULL",
        "KRONIKA_BACKOFF_S",
        "KRONIKA_BACKOFF_MAX_S",
        "KRONIKA_BACKOFF_TIMES",
        "KRONIKA_DEMO_DAY",
        "KRONIKA_DEMO_FAULT",
    )
    return {name: str(settings.get(name)) for name in names}
