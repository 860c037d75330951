"""``kronika extract``: read one saved page and print what was found in it."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import BinaryIO

import click


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--url", required=True, help="Address the page was saved from.")
@click.option(
    "--fetched-at",
    type=click.DateTime(("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S")),
    help="When it was saved (UTC). No later date is believed. Default: now.",
)
@click.option(
    "--json", "form", flag_value="json", default="json", help="Every field as JSON (default)."
)
@click.option("--text", "form", flag_value="text", help="The page as a reader reads it.")
@click.option("--markdown", "form", flag_value="markdown", help="The main content as Markdown.")
@click.option("--html", "form", flag_value="html", help="The main content as clean HTML.")
def command(file: BinaryIO, url: str, fetched_at: datetime | None, form: str) -> None:
    """Read FILE, a saved page ("-" for standard input), and print what was found in it.

    \b
    Examples:
      kronika extract page.html --url https://miastozabrze.pl/2020/03/11/tytul/
      curl -s https://example.org/ | kronika extract - --url https://example.org/ --text
      kronika extract page.html --url https://example.org/a --json | jq .published
    """
    from crawler.extraction import extract, render

    body = file.read()
    moment = fetched_at or datetime.now().astimezone()
    if form in ("markdown", "html"):
        shown = render.main_markdown if form == "markdown" else render.main_html
        click.echo(shown(body, url))
        return
    page = extract(body, url, fetched_at=moment)
    if form == "text":
        click.echo(page.text, nl=False)
        return
    from dataclasses import asdict

    click.echo(json.dumps(asdict(page), ensure_ascii=False, indent=2, default=_iso))


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON value")
