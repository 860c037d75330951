"""List the runs of an archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from crawler.cli.options import archive_option
from crawler.cli.output import print_table, write

_COUNTS = ("new", "changed", "unchanged", "gone", "refused", "failed")
_HEADS = ("run_id", "city", "started_at", "took_s", "verdict", "exit_code", *_COUNTS)


@click.command()
@click.option("--city", multiple=True, metavar="CITY", help="Only this city; may be repeated.")
@click.option("--since", metavar="DAY", help="Only runs started on or after this day or moment.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the newest N runs.")
@click.option("--json", "as_json", is_flag=True, help="Every column, as a JSON array.")
@archive_option
def command(
    city: tuple[str, ...], since: str | None, limit: int | None, as_json: bool, archive: Path
) -> None:
    """List the runs of an archive, the newest first.

    \b
    Examples:
      kronika runs --archive archive-demo
      kronika runs --city zabrze --since 2026-05-01
      kronika runs --limit 1 --json | jq '.[0].verdict'

    A terminal gets a drawn table, a pipe tab-separated lines with a line of heads. Moments are
    UTC.
    """
    import json

    from archive.api import Archive
    from archive.record import plain
    from archive.rows import table_to_rows

    rows = table_to_rows(Archive(archive).runs(list(city) or None, since=since))
    rows.sort(key=lambda row: (row["started_at"], row["run_id"]), reverse=True)
    rows = rows[:limit]
    if as_json:
        found = [plain(row | {"settings": dict(row["settings"] or [])}) for row in rows]
        write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        print_table(_HEADS, [_cells(row) for row in rows])
    if not rows:
        click.echo(f"No runs in {archive} yet, or none that match.", err=True)


def _cells(row: dict[str, Any]) -> list[str]:
    took = ""
    if row["finished_at"]:
        took = f"{(row['finished_at'] - row['started_at']).total_seconds():.0f}"
    counts = row["counts"] or {}
    return [
        row["run_id"],
        row["city"],
        f"{row['started_at']:%Y-%m-%dT%H:%M:%SZ}",
        took,
        row["verdict"],
        str(row["exit_code"]),
        *(str(counts.get(name) or 0) for name in _COUNTS),
    ]
