"""``kronika crawl``: crawl cities into an archive, one after the other."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import archive_option, cities_option, fault_option
from crawler.cli.settings import setting_option

if TYPE_CHECKING:
    from crawler.spiders.city_news import CityNewsSpider


@click.command()
@click.argument("cities", nargs=-1, required=True, metavar="CITY...")
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

    Everything fetched is kept in the archive before it is read. Run it again to find what is new,
    changed or gone. Ctrl-C once finishes what is in flight and keeps it.

    \b
    Examples:
      kronika crawl demo                          the built-in town, into ./archive-kronika
      kronika crawl zabrze --archive ~/zabrze     a real city
      kronika crawl zabrze --limit 20 --pace 3    a first, careful look

    Exit codes: 0 fine, 2 wrong command or profile, 3 nothing found, 4 site down, 5 blocked,
    6 degraded, 7 archive fault, 8 archive busy, 130 interrupted (docs/exit-codes.md). With
    several cities, the code of the first that did not go well.
    """
    chosen: dict[str, Any] = {
        "KRONIKA_ARCHIVE": str(archive),
        "KRONIKA_LIMIT": limit,
        "KRONIKA_PROGRESS": not quiet,
    }
    if cities_dir:
        chosen["KRONIKA_CITIES"] = str(cities_dir)
    if pace is not None:
        chosen["KRONIKA_PACE"] = pace
    if day is not None:
        chosen["KRONIKA_DEMO_DAY"] = day
    if fault:
        chosen["KRONIKA_DEMO_FAULT"] = fault
    chosen.update(settings)
    codes = [_crawl_one(city, chosen, quiet=quiet) for city in _checked(cities, cities_dir)]
    sys.exit(next((code for code in codes if code), 0))


def _checked(cities: tuple[str, ...], cities_dir: Path | None) -> tuple[str, ...]:
    """Read every profile before the first request, so that a slip in the last stops all."""
    from crawler.profiles import load_profile

    for city in cities:
        load_profile(city, cities_dir)
    return tuple(dict.fromkeys(cities))


def _crawl_one(city: str, chosen: dict[str, Any], *, quiet: bool) -> int:
    from crawler.cli.summary import print_summary
    from crawler.process import crawl_city

    spider: CityNewsSpider = crawl_city(city, chosen)
    if not quiet:
        print_summary(spider)
    return spider.verdict.exit_code
