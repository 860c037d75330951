"""``kronika reextract``: read stored pages again with today's extractor."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import archive_option, cities_option

if TYPE_CHECKING:
    from crawler.reextract import Comparison
    from crawler.rereading import Segment


@click.command()
@click.argument("cities", nargs=-1, metavar="[CITY...]")
@archive_option
@cities_option
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Leave rows fetched before this UTC day."
)
@click.option("--publish", "accept", is_flag=True, help="Put the new rows in place of the old.")
def command(
    cities: tuple[str, ...],
    archive: Path,
    cities_dir: Path | None,
    since: datetime | None,
    accept: bool,
) -> None:
    """Read stored pages again, from their snapshots alone.

    Nothing is asked of any city. Tells, column by column, what today's extractor reads
    differently, with samples; --publish accepts it in one new generation.

    \b
    Examples:
      kronika reextract --archive archive-demo              what would change
      kronika reextract zabrze --since 2026-01-01 --publish
    """
    from archive import Archive
    from archive.layout import Layout
    from crawler.profiles import load_profile
    from crawler.reextract import compare, publish

    layout = Layout.open_existing(archive)
    moment = since.replace(tzinfo=UTC) if since else None
    for city in cities or Archive(archive).cities():
        profile = load_profile(city, cities_dir)
        comparison = compare(layout, profile, since=moment, progress=_tell)
        _print(city, comparison)
        if accept and not comparison.same:
            publish(layout, profile, comparison)
            click.echo(f"{city}: published", err=True)
        elif not comparison.same:
            click.echo(f"{city}: nothing was written; --publish accepts the new rows", err=True)


def _tell(segment: Segment) -> None:
    click.echo(f"reading {segment.warc_file} ({segment.size_bytes / 1e6:.1f} MB)", err=True)


def _print(city: str, comparison: Comparison) -> None:
    rows = comparison.rows.num_rows
    if comparison.same:
        click.echo(f"{city}: {rows} records, all read as before")
        return
    click.echo(
        f"{city}: {rows} records; {len(comparison.added)} come to it, {len(comparison.gone)} leave"
    )
    click.echo("column\tappeared\tvanished\tchanged")
    for name, change in sorted(comparison.fields.items()):
        click.echo(f"{name}\t{change.appeared}\t{change.vanished}\t{change.changed}")
        for url, was, now in change.samples:
            click.echo(f"  {url}\n    was {_short(was)}\n    now {_short(now)}")


def _short(value: Any) -> str:
    told = repr(value)
    return told if len(told) <= 160 else f"{told[:157]}..."
