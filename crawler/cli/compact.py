"""Merge the small files of the tables."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli.options import archive_option


@click.command()
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be merged.")
@archive_option
def command(dry_run: bool, archive: Path) -> None:
    """Merge the small Parquet files of each table into large sorted ones.

    \b
    Examples:
      kronika compact --archive archive-demo
      kronika compact --dry-run

    The rows stay the same. Crawls and readers may go on meanwhile: up to 16 files are merged into
    one new generation, published in one step, and so on until no two small files are left; a kill
    leaves what was published last. Commits merge files by themselves too, so this is for reading
    faster after many small crawls.
    """
    from archive.layout import Layout
    from archive.tables import TableStore
    from archive.upkeep import mergeable
    from crawler.cli.telling import size, working

    store = TableStore(Layout.open_existing(archive).root)
    before = store.current()
    due = mergeable(before)
    if before is None or not due:
        click.echo("Nothing to merge: each table lies in one file, or in large ones.", err=True)
        return
    told = ", ".join(f"{count} files of {name}" for name, count in due.items() if count > 1)
    if dry_run:
        click.echo(f"Would merge {told}.", err=True)
        return
    with working(f"Merging {told}"):
        after = store.compact() or before
    for name in after.files:
        was, now = before.files[name], after.files[name]
        sizes = [size(sum(file.bytes for file in files)) for files in (was, now)]
        click.echo(
            f"{name}: {len(was)} files, {sizes[0]} -> {len(now)} files, {sizes[1]}", err=True
        )
    click.echo(
        f"Published as generation {after.number}. Older generations keep their files until "
        "kronika prune.",
        err=True,
    )
