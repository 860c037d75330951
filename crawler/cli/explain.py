"""``kronika explain``: say why an address is in, out, or the same as another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.options import archive_option, cities_option
from crawler.cli.output import write
from crawler.harmless import harmless

if TYPE_CHECKING:
    from archive import Archive
    from crawler.explain import Explanation

_RULINGS = {"in": "is asked", "out": "is not asked", "same": "is another page's address"}


@click.command()
@click.argument("url")
@click.option("--city", help="Look in this city only; default: the one whose site it is.")
@archive_option
@cities_option
@click.option("--json", "as_json", is_flag=True, help="Every reason, for programs.")
def command(
    url: str, city: str | None, archive: Path, cities_dir: Path | None, as_json: bool
) -> None:
    """Say why URL is asked by a crawl, is not, or counts as another address.

    Told are the rules that made its one address (host aliases, parameters, spelling), patterns
    and traps that keep it out, what the last robots.txt and tdmrep.json in the archive say, that
    it was taken down, and what became of it so far. Nothing is asked; without an archive only
    the profile is consulted.

    \b
    Examples:
      kronika explain https://um.zabrze.pl/2020/03/11/tytul/?utm_source=fb
      kronika explain http://www.olszynow.example/kalendarz/ --archive archive-demo
      kronika explain https://miastko.pl/a --city miastko --cities ~/cities --json | jq .ruling
    """
    from crawler.explain import explain
    from crawler.profiles import load_profile, readable_profiles
    from crawler.settings import ROBOTSTXT_USER_AGENT

    if city:
        profiles = {city: load_profile(city, cities_dir)}
    else:
        profiles, _ = readable_profiles(cities_dir)
    told = explain(url, profiles, _opened(archive), ROBOTSTXT_USER_AGENT)
    if as_json:
        write(json.dumps(told.as_dict(), ensure_ascii=False, indent=2) + "\n")
    else:
        click.echo("\n".join(map(harmless, _lines(told))))


def _opened(path: Path) -> Archive | None:
    """The archive, or None when there is none yet."""
    from archive import Archive

    return Archive(path) if path.exists() else None


def _lines(told: Explanation) -> list[str]:
    where = f" ({told.city}, {told.site})" if told.city else ""
    lines = [f"{told.url} {_RULINGS[told.ruling]}{where}"]
    if told.same_as:
        lines.append(f"  counts as       {told.same_as}")
    return [*lines, *(f"  {reason.code:<15} {reason.text}" for reason in told.reasons)]
