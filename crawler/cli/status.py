"""``kronika status``: one line a city, fresh or stale, why, since when."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import archive_option
from crawler.cli.output import print_table, write

if TYPE_CHECKING:
    from crawler.status.read import CityStatus

#: Exit code when a city is stale: that of a degraded run.
STALE = 6


@click.command()
@click.argument("cities", nargs=-1, metavar="[CITY...]")
@archive_option
@click.option("--json", "as_json", is_flag=True, help="Everything, as a JSON array.")
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False),
              metavar="FILE", help="Write a static page, too.")  # fmt: skip
@click.option("--prometheus", type=click.Path(path_type=Path, dir_okay=False),
              metavar="FILE", help="Write metrics for the textfile collector, too.")  # fmt: skip
@click.option("--alert", "to", metavar="URL",
              help="Send what is stale to this apprise address (pip install apprise).")  # fmt: skip
@click.option("--max-age", type=click.FloatRange(min=0, min_open=True), default=36.0,
              show_default=True, metavar="HOURS",
              help="Stale when the last good run is older.")  # fmt: skip
def command(
    cities: tuple[str, ...],
    archive: Path,
    as_json: bool,
    page: Path | None,
    prometheus: Path | None,
    to: str | None,
    max_age: float,
) -> None:
    """Tell of each city whether it is fresh or stale, why, and since when.

    \b
    Examples:
      kronika status
      kronika status zabrze --json | jq '.[0].why'
      kronika status --html /var/www/kronika.html
      kronika status --alert ntfy://ntfy.sh/my-topic
      kronika status --prometheus /var/lib/node_exporter/kronika.prom

    A city is stale when its last run did not go well, when its last good run is older than
    --max-age, when it is silent beyond chance, or when records wait for `kronika runs accept`.
    Ends with 6 when a city is stale, else with 0. docs/status.md has the details.
    """
    from datetime import timedelta

    from archive.api import Archive
    from archive.when import utc_now
    from crawler.status.read import HEADS, read_status

    now = utc_now()
    found = read_status(Archive(archive), now, cities, timedelta(hours=max_age))
    if page is not None:
        from crawler.status.html import render

        _put(page, render(found, now))
    if prometheus is not None:
        from crawler.status.prometheus import exposition

        _put(prometheus, exposition(found, now))
    if to:
        from crawler.status.alert import alert

        alert(to, found)
    if as_json:
        import json

        write(json.dumps([_object(city) for city in found], ensure_ascii=False, indent=2) + "\n")
    else:
        print_table(HEADS, [city.cells for city in found])
    sys.exit(0 if all(city.fresh for city in found) else STALE)


def _put(path: Path, text: str) -> None:
    """Write a file whole or not at all: others read it at any moment.

    Raises:
        ConfigurationError: it cannot be written.
    """
    from archive.errors import ConfigurationError
    from archive.tables.disk import write_whole

    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise ConfigurationError(f"cannot write {path}: {error.strerror or error}") from error


def _object(city: CityStatus) -> dict[str, Any]:
    from archive.record import plain

    run = city.run
    if run is not None:
        run = run | {"settings": dict(run["settings"] or [])}
    found: dict[str, Any] = plain(asdict(city) | {"run": run, "waiting": list(city.waiting)})
    return found
