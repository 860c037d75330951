"""``kronika extract``: read one saved page and print what was found in it."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import click

from crawler.cli.options import cities_option
from crawler.cli.output import write


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--url", required=True, help="Address the page was saved from.")
@click.option(
    "--fetched-at",
    type=click.DateTime(("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S")),
    help="When it was saved (UTC). No later date is believed. Default: now.",
)
@click.option("--city", metavar="CITY", help="Read it with the profile of this city.")
@cities_option
@click.option(
    "--json", "form", flag_value="json", default="json", help="Every field as JSON (default)."
)
@click.option("--text", "form", flag_value="text", help="The page as a reader reads it.")
@click.option("--markdown", "form", flag_value="markdown", help="The main content as Markdown.")
@click.option("--html", "form", flag_value="html", help="The main content as clean HTML.")
def command(
    file: BinaryIO,
    url: str,
    fetched_at: datetime | None,
    city: str | None,
    cities_dir: Path | None,
    form: str,
) -> None:
    """Read FILE, a saved page ("-" for standard input), and print what was found in it.

    With --city its selectors and its voivodeship count, as in a crawl.

    \b
    Examples:
      kronika extract page.html --url https://miastozabrze.pl/2020/03/11/tytul/
      curl -s https://example.org/ | kronika extract - --url https://example.org/ --text
      kronika extract page.html --url https://example.org/a --json | jq .published
      kronika extract page.html --url https://miastozabrze.pl/a/ --city zabrze --text
    """
    from crawler.extraction import extract, render
    from crawler.profiles import load_profile
    from pipelines.order import read_money

    profile = load_profile(city, cities_dir) if city else None
    body = file.read()
    moment = fetched_at or datetime.now().astimezone()
    if form in ("markdown", "html"):
        shown = render.main_markdown if form == "markdown" else render.main_html
        write(shown(body, url, profile=profile, fetched_at=moment) + "\n")
        return
    page = extract(body, url, profile=profile, fetched_at=moment)
    if form == "text":
        write(page.text)
        return
    from dataclasses import asdict

    read_money(page, profile.voivodeship if profile else None)
    write(json.dumps(asdict(page), ensure_ascii=False, indent=2, default=_iso) + "\n")


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON value")
