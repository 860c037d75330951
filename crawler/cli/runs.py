"""``kronika runs``: list the runs of an archive, and decide on records kept apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from crawler.cli.options import archive_option, cities_option
from crawler.cli.output import print_table, write

_COUNTS = ("new", "changed", "unchanged", "gone", "refused", "failed")
_HEADS = ("run_id", "city", "started_at", "took_s", "verdict", "exit_code", *_COUNTS)


@click.group(invoke_without_command=True)
@click.option("--city", multiple=True, metavar="CITY", help="Only this city; may be repeated.")
@click.option("--since", metavar="DAY", help="Only runs started on or after this day or moment.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the newest N runs.")
@click.option("--json", "as_json", is_flag=True, help="Every column, as a JSON array.")
@archive_option
@click.pass_context
def command(
    context: click.Context,
    city: tuple[str, ...],
    since: str | None,
    limit: int | None,
    as_json: bool,
    archive: Path,
) -> None:
    """List the runs of an archive, the newest first; accept or reject what one kept apart.

    \b
    Examples:
      kronika runs --archive archive-demo
      kronika runs --city zabrze --since 2026-05-01
      kronika runs --limit 1 --json | jq '.[0].verdict'
      kronika runs accept 20260302T031000123Z-1f0c2a

    A terminal gets a drawn table, a pipe tab-separated lines with a line of heads. Moments are
    UTC.
    """
    if context.invoked_subcommand:
        return
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


@command.command()
@click.argument("run_id", metavar="RUN")
@archive_option
@cities_option
def accept(run_id: str, archive: Path, cities_dir: Path | None) -> None:
    """Publish the records that RUN kept apart.

    They are read again from their snapshots, by today's extractor and city profile. When the
    layout of a site changed, mend its profile first (kronika extract --city tries it on a page);
    docs/health.md says how.

    \b
    Examples:
      kronika runs accept 20260302T031000123Z-1f0c2a
      kronika runs accept 20260302T031000123Z-1f0c2a --cities my-cities
    """
    from archive.layout import Layout
    from crawler.profiles import load_profile
    from crawler.runs.deciding import accept as publish

    layout = Layout.open_existing(archive)
    done = publish(layout, load_profile(_city_of(archive, run_id), cities_dir), run_id)
    click.echo(f"{done.records} records published", err=True)
    for (site, kind), portrait in sorted(done.portraits.items()):
        told = ", ".join(f"{name} {portrait.share(name):.0%}" for name in portrait.essential)
        click.echo(f"  {site} {kind}: {portrait.rows} ({told})", err=True)
    if done.unchanged:
        click.echo(f"{done.unchanged} pages read as they did before", err=True)
    if done.overtaken:
        click.echo(f"{done.overtaken} left out: newer versions are published", err=True)


@command.command()
@click.argument("run_id", metavar="RUN")
@archive_option
def reject(run_id: str, archive: Path) -> None:
    """Leave the records that RUN kept apart out for good.

    Their snapshots and visits stay; the next crawl asks for the pages again.

    \b
    Examples:
      kronika runs reject 20260302T031000123Z-1f0c2a
    """
    from archive.layout import Layout
    from crawler.runs.deciding import reject as leave_out

    layout = Layout.open_existing(archive)
    count = leave_out(layout, _city_of(archive, run_id), run_id)
    click.echo(f"{count} records left out", err=True)


def _city_of(archive: Path, run_id: str) -> str:
    """The city of a run.

    Raises:
        ConfigurationError: there is no such run.
    """
    from archive.api import Archive
    from archive.errors import ConfigurationError

    runs = Archive(archive).runs(columns=["run_id", "city"]).to_pylist()
    for run in runs:
        if run["run_id"] == run_id:
            return str(run["city"])
    raise ConfigurationError(f"there is no run {run_id!r} in {archive}: kronika runs lists them")


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
