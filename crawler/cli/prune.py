"""Remove old generations of the tables."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli.options import archive_option


@click.command()
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    default=16,
    show_default=True,
    metavar="N",
    help="How many of the newest generations stay.",
)
@click.option(
    "--spare",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    metavar="HOURS",
    help="Keep also what was the published state so recently, for whoever is still reading it.",
)
@click.option(
    "--days",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    metavar="N",
    help="Of so many days the last one of each day stays.",
)
@click.option(
    "--months/--no-months",
    default=True,
    show_default=True,
    help="The last one of each month stays, for good.",
)
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be removed.")
@archive_option
def command(keep: int, spare: float, days: int, months: bool, dry_run: bool, archive: Path) -> None:
    """Remove old generations of the tables; what is published now stays whole.

    \b
    Examples:
      kronika prune --dry-run --archive archive-demo
      kronika prune --keep 100 --days 365
      kronika prune --keep 1 --spare 0 --days 0 --no-months     only what is published

    A generation is the state of the tables after one commit. Removing old ones frees room and
    gives up the answer to "what did the archive say then"; no row, version or snapshot is lost.
    A run that ends prunes by itself, with these defaults.
    """
    from datetime import timedelta

    from archive.layout import Layout
    from archive.tables import Retention, TableStore
    from archive.upkeep import prunable
    from archive.when import utc_now
    from crawler.cli.telling import size, working

    store = TableStore(Layout.open_existing(archive).root)
    retention = Retention(keep, timedelta(hours=spare), days, months)
    due = prunable(store, retention, utc_now())
    total = len(store.generations())
    if not due.numbers:
        click.echo(
            f"Nothing to remove: all {total} kept are recent, or the last of their day or month.",
            err=True,
        )
        return
    if dry_run:
        told = f"{_range(due.numbers)} of {total}, freeing {size(due.bytes)}"
        click.echo(f"Would remove {told}.", err=True)
        return
    with working(f"Removing {_range(due.numbers)}"):
        removed = store.prune(retention)
    told = f"{_range(tuple(removed))}, freeing about {size(due.bytes)}"
    click.echo(f"Removed {told}; {total - len(removed)} kept.", err=True)


def _range(numbers: tuple[int, ...]) -> str:
    if len(numbers) == 1:
        return f"generation {numbers[0]}"
    return f"{len(numbers)} generations ({numbers[0]} to {numbers[-1]})"
