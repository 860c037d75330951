"""``kronika crawl``: crawl a city into an archive, or many side by side."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import archive_option, cities_option, fault_option
from crawler.cli.settings import setting_option

if TYPE_CHECKING:
    from crawler.profiles import CityProfile
    from crawler.spiders.city_news import CityNewsSpider


@click.command()
@click.argument("cities", nargs=-1, metavar="[CITY...]")
@click.option("--all", "everything", is_flag=True,
              help="Every city the archive holds, and every one of --cities.")  # fmt: skip
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Cities crawled at once.  [default: one a processor, four at most]",
)
@archive_option
@cities_option
@click.option("--limit", type=click.IntRange(min=0), default=0, help="Pages to ask for at most.")
@click.option(
    "--pace",
    type=click.FloatRange(min=0),
    help="Seconds between requests to one host, instead of the profile's.",
)
@click.option("--day", type=click.IntRange(min=1), help="Day of the demo town (demo only).")
@fault_option
@setting_option
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
def command(
    cities: tuple[str, ...],
    everything: bool,
    jobs: int | None,
    archive: Path,
    cities_dir: Path | None,
    limit: int,
    pace: float | None,
    day: int | None,
    fault: str | None,
    settings: dict[str, str],
    quiet: bool,
) -> None:
    """Crawl one or more cities into an archive.

    Several are crawled side by side, each in a process of its own, but never two at once that lie
    on one server. What goes wrong with one does not touch the others.

    Everything fetched is kept in the archive before it is read. Run it again to find what is new,
    changed or gone. Ctrl-C once finishes what is in flight and keeps it.

    --all takes the cities somebody chose: those crawled before and those in the folder of --cities.
    A city that only has a profile shipped with Kronika is crawled when it is named.

    \b
    Examples:
      kronika crawl demo                          the built-in town, into ./archive-kronika
      kronika crawl zabrze --archive ~/zabrze     a real city
      kronika crawl zabrze --limit 20 --pace 3    a first, careful look
      kronika crawl --all --jobs 8                every city the archive holds
      kronika crawl --all --cities ~/cities       and those you have a profile for
      kronika crawl demo --fault waiting-room     see what a fault looks like

    Exit codes: 0 fine, 2 wrong command or profile, 3 nothing found, 4 site down, 5 blocked,
    6 degraded, 7 archive fault, 8 archive busy, 130 interrupted (docs/exit-codes.md). With
    several cities, the code of the first that did not go well.
    """
    from crawler.profiles import load_profile

    if everything == bool(cities):
        raise click.UsageError("name cities, or say --all")
    if everything:
        profiles, spoiled = _chosen(archive, cities_dir)
    else:  # a slip in the last stops all before the first request
        profiles, spoiled = {city: load_profile(city, cities_dir) for city in cities}, 0
    chosen: dict[str, Any] = {"KRONIKA_LIMIT": limit, **settings}
    for name, value in (
        ("KRONIKA_CITIES", cities_dir),
        ("KRONIKA_PACE", pace),
        ("KRONIKA_DEMO_DAY", day),
        ("KRONIKA_DEMO_FAULT", fault),
    ):
        if value is not None:
            chosen.setdefault(name, str(value))
    if len(profiles) == 1:
        sys.exit(_crawl_one(next(iter(profiles)), archive, chosen, quiet=quiet) or spoiled)
    from crawler.cli.fleet import crawl_all, usual_jobs

    options = [word for name, value in chosen.items() for word in ("-s", f"{name}={value}")]
    if cities_dir is not None:
        options += ["--cities", str(cities_dir)]
    jobs = jobs or usual_jobs()
    sys.exit(crawl_all(profiles, options, archive=archive, jobs=jobs, quiet=quiet) or spoiled)


def _chosen(archive: Path, cities_dir: Path | None) -> tuple[dict[str, CityProfile], int]:
    """The cities of --all: never one that nobody chose, nor the demo town.

    A profile that is wrong is told and left out, for one city's failure is one city's; then the
    number is the exit code to end with when all else goes well.

    Raises:
        ConfigurationError: nobody chose any, or every profile is wrong.
    """
    from archive.api import Archive
    from archive.errors import ConfigurationError
    from crawler.profiles import ProfileError, own_slugs, profile_files, readable_profiles

    crawled = Archive(archive).cities() if archive.exists() else []
    known = profile_files(cities_dir)
    for city in set(crawled) - known.keys():
        click.echo(f"{city}: left out, for it has no profile any more", err=True)
    own = own_slugs(cities_dir) if cities_dir else []
    slugs = {*own, *crawled} & known.keys()
    profiles, problems = readable_profiles(cities_dir, slugs)
    chosen = {slug: profile for slug, profile in profiles.items() if not profile.builtin}
    if problems and not chosen:
        raise ProfileError(problems)
    if problems:
        click.echo(f"kronika: {ProfileError(problems)}", err=True)
    if not chosen:
        raise ConfigurationError(
            f"{archive} holds no real city yet, so --all has none to crawl. Name cities once "
            "(kronika crawl zabrze; kronika cities list shows all), or give --cities DIR."
        )
    return chosen, ConfigurationError.exit_code if problems else 0


def _crawl_one(city: str, archive: Path, chosen: dict[str, Any], *, quiet: bool) -> int:
    from crawler.cli.summary import print_summary
    from crawler.process import crawl_city

    settings = {"KRONIKA_ARCHIVE": str(archive), "KRONIKA_PROGRESS": not quiet, **chosen}
    spider: CityNewsSpider = crawl_city(city, settings)
    if not quiet:
        print_summary(spider)
    return spider.verdict.exit_code
