"""Write the records of an archive in another format."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from archive.errors import ConfigurationError
from crawler.cli.options import archive_option

if TYPE_CHECKING:
    from archive.api import Archive


@click.command()
@click.option(
    "--as",
    "form",
    type=click.Choice(["jsonl", "csv", "wacz"]),
    required=True,
    help="jsonl: one JSON object a line (docs/export-jsonl.md); csv: flat, for spreadsheets; "
    "wacz: the snapshots, for replay (docs/replay.md).",
)
@click.option("--city", multiple=True, metavar="CITY", help="Only this city; may be repeated.")
@click.option("--since", metavar="DAY", help="Only what was fetched on or after it.")
@click.option("--until", metavar="DAY", help="Only what was fetched up to and on this day.")
@click.option("--latest", is_flag=True, help="Only the newest version of each page.")
@click.option("--raw", is_flag=True, help="csv for programs: no byte order mark, no apostrophes.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to a file, which appears only when it is whole; default: stdout.",
)
@archive_option
def command(
    form: str,
    city: tuple[str, ...],
    since: str | None,
    until: str | None,
    latest: bool,
    raw: bool,
    output: Path | None,
    archive: Path,
) -> None:
    """Write the records as jsonl or csv, all versions unless --latest, or the snapshots as wacz.

    \b
    Examples:
      kronika export --as jsonl --archive archive-demo > pages.jsonl
      kronika export --as jsonl --city zabrze --since 2026-05-01 | jq .title
      kronika export --as csv --latest -o pages.csv
      kronika export --as wacz --city zabrze --since 2026-05 -o zabrze-may.wacz

    A day is a Polish local day ("2026-05-01", "2026-05", "2026"), a moment names its zone
    ("2026-05-01T08:30Z"). Records come sorted by city, address and time. In csv, a text that a
    spreadsheet would run as a formula gets an apostrophe in front; --raw leaves it as it is. A wacz
    of a span also holds what replay needs from before: the pages that were found unchanged, style
    sheets and pictures.
    """
    from archive.api import Archive
    from archive.exports import writer

    if form == "wacz":
        if latest or raw:
            raise ConfigurationError("--latest and --raw are for jsonl and csv")
        _write_wacz(Archive(archive), list(city) or None, since, until, output)
        return
    rows = Archive(archive).page_batches(
        list(city) or None, since=since, until=until, latest=latest
    )
    with _stream(output) as out:
        count = writer(form)(rows, out, raw=raw)
    if output:
        click.echo(f"{count} records written to {output}", err=True)
    elif not count:
        click.echo(f"No records in {archive} yet, or none that match.", err=True)


def _write_wacz(
    archive: Archive,
    cities: list[str] | None,
    since: str | None,
    until: str | None,
    output: Path | None,
) -> None:
    from importlib.metadata import version

    from archive.exports.wacz import write
    from archive.when import utc_now

    if output is None and sys.stdout.isatty():
        raise ConfigurationError("a wacz is no text: name a file with -o FILE, or use a pipe")
    software = f"Kronika {version('kronika')}"
    with _stream(output) as out:
        written = write(
            archive,
            out,
            created=utc_now(),
            software=software,
            cities=cities,
            since=since,
            until=until,
        )
    click.echo(
        f"{written.pages:,} pages, {written.answers:,} answers, {written.segments:,} segments"
        + (f" written to {output}" if output else ""),
        err=True,
    )


@contextlib.contextmanager
def _stream(output: Path | None) -> Iterator[IO[bytes]]:
    if output is None or str(output) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = output.with_name(f".{output.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(output)
    except OSError as error:
        raise ConfigurationError(f"cannot write {output}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
