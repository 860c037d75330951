"""Rewrite the tables of an archive that an older Kronika made."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli.options import archive_option


@click.command()
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be rewritten.")
@archive_option
def command(dry_run: bool, archive: Path) -> None:
    """Rewrite the tables of an older archive with the columns of this Kronika.

    \b
    Examples:
      kronika migrate --archive ~/zabrze
      kronika migrate --dry-run

    An older archive can be read without this; crawls write to it only after it. The rows stay, what
    the older Kronika did not write is null, snapshots are not touched. The result is one new
    generation, published in one step; a kill leaves the old one, and the same command goes on.
    """
    from archive.layout import Layout
    from archive.schema import SCHEMA_VERSION
    from archive.tables import TableStore
    from archive.when import utc_now
    from crawler.cli.telling import working

    layout = Layout.open_existing(archive)
    before = TableStore(layout.root).current()
    older = before is not None and before.schema_version != SCHEMA_VERSION
    if before is None or not older:
        layout.migrate(utc_now)  # one cut short may have left the old description
        click.echo(f"Nothing to rewrite: the tables have schema {SCHEMA_VERSION}.", err=True)
        return
    rows = ", ".join(f"{before.rows(name):,} {name}" for name in before.files)
    if dry_run:
        click.echo(f"Would rewrite {rows}: {before.schema_version} -> {SCHEMA_VERSION}.", err=True)
        return
    with working(f"Rewriting {rows}"):
        after = layout.migrate(utc_now)
    click.echo(
        f"Schema {before.schema_version} -> {SCHEMA_VERSION}, published as generation "
        f"{after.number if after else before.number}. New columns are null in old rows until "
        "kronika reextract --publish reads them again; the old generation stays until "
        "kronika prune.",
        err=True,
    )
