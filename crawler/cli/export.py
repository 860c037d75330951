"""Write what an archive holds in another format."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from archive.errors import ConfigurationError
from crawler.cli.options import archive_option

if TYPE_CHECKING:
    from archive.exports.parts.order import Order

_FORMATS = ("jsonl", "csv", "parquet", "delta", "sqlite", "wacz", "bagit")


@click.command()
@click.option(
    "--as",
    "form",
    type=click.Choice(_FORMATS),
    required=True,
    help="jsonl: one JSON object a line; csv: flat, for spreadsheets; parquet: a folder of files, "
    "one a month; delta: the same as Delta Lake tables; sqlite: one database with search; wacz: "
    "the snapshots, for replay; bagit: tables and snapshots, to be kept (docs/exports.md).",
)
@click.option("--city", multiple=True, metavar="CITY", help="Only this city; may be repeated.")
@click.option("--since", metavar="DAY", help="Only what was fetched on or after it.")
@click.option("--until", metavar="DAY", help="Only what was fetched up to and on this day.")
@click.option("--latest", is_flag=True, help="Only the newest version of each page.")
@click.option("--mask", is_flag=True, help="Cover persons' e-mails, phones, names of editors.")
@click.option("--raw", is_flag=True, help="csv for programs: no byte order mark, no apostrophes.")
@click.option(
    "-o",
    "--out",
    "--output",
    "output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="File or folder to write, which appears only when it is whole. Default: stdout, for "
    "jsonl, csv and wacz.",
)
@click.option("--force", is_flag=True, help="Replace an earlier export at that place.")
@archive_option
def command(
    form: str,
    city: tuple[str, ...],
    since: str | None,
    until: str | None,
    latest: bool,
    mask: bool,
    raw: bool,
    output: Path | None,
    force: bool,
    archive: Path,
) -> None:
    """Write the records, all versions unless --latest, or the snapshots, for other hands.

    \b
    Examples:
      kronika export --as jsonl --archive archive-demo > pages.jsonl
      kronika export --as jsonl --city zabrze --since 2026-05-01 | jq .title
      kronika export --as csv --latest -o pages.csv
      kronika export --as parquet --mask --out zabrze-2026 --city zabrze --since 2026
      kronika export --as sqlite --out zabrze.db && datasette zabrze.db
      kronika export --as wacz --city zabrze --since 2026-05 -o zabrze-may.wacz
      kronika export --as bagit --out zabrze-bag --city zabrze

    A day is a Polish local day ("2026-05-01", "2026-05", "2026"), a moment names its zone
    ("2026-05-01T08:30Z"). Records come sorted by city, address and time. In csv, a text that a
    spreadsheet would run as a formula gets an apostrophe in front; --raw leaves it as it is. A wacz
    of a span also holds what replay needs from before: the pages that were found unchanged, style
    sheets and pictures. Every export is noted in the archive's register, so that it can be followed
    up when something must be taken down (docs/takedown.md).
    """
    from importlib.metadata import version

    from archive.api import Archive
    from archive.exports import EXPORTS
    from archive.exports.parts.order import Order
    from archive.when import utc_now

    _check(form, EXPORTS[form].shape, output=output, latest=latest, mask=mask, raw=raw)
    with _counting(show=_is_file(output) and sys.stderr.isatty()) as on_rows:
        order = Order(
            archive=Archive(archive),
            created=utc_now(),
            software=f"Kronika {version('kronika')}",
            cities=city or None,
            since=since,
            until=until,
            latest=latest,
            masked=mask,
            on_rows=on_rows,
        )
        try:
            told = _write(order, form, output, raw=raw, force=force)
        except BrokenPipeError:
            _register(order, form, output, "cut short by the reader")
            raise
    _register(order, form, output, told)


def _check(
    form: str, shape: str, *, output: Path | None, latest: bool, mask: bool, raw: bool
) -> None:
    """Refuse what does not go together.

    Raises:
        ConfigurationError: the options do not fit the format.
    """
    if form == "wacz" and (latest or raw):
        raise ConfigurationError("--latest and --raw are for records, not for snapshots")
    if form == "wacz" and mask:
        raise ConfigurationError(
            "snapshots cannot be masked: they are the bytes as received. Export records with "
            "--mask (jsonl, csv, parquet, sqlite), or --as bagit --mask, which leaves them out."
        )
    if raw and form != "csv":
        raise ConfigurationError("--raw is for csv")
    if shape in ("file", "folder") and not _is_file(output):
        raise ConfigurationError(f"{form} is a {shape}: say where it goes with --out PATH")
    if form == "wacz" and not _is_file(output) and sys.stdout.isatty():
        raise ConfigurationError("a wacz is no text: name a file with -o FILE, or use a pipe")


def _write(order: Order, form: str, output: Path | None, *, raw: bool, force: bool) -> str:
    """Write the export; return what came of it, in words."""
    from archive.exports import EXPORTS, maker, writer
    from archive.exports.parts.placing import placed

    shape = EXPORTS[form].shape
    if shape in ("file", "folder") and output is not None:
        with placed(
            output, folder=shape == "folder", force=force, archive=order.archive.path
        ) as at:
            return f"{maker(form)(order, at):,} records"
    with _stream(output, order, force=force) as out:
        if form == "wacz":
            return _write_wacz(order, out)
        return f"{writer(form)(order.batches(), out, raw=raw):,} records"


def _write_wacz(order: Order, out: IO[bytes]) -> str:
    from archive.exports.wacz import write

    written = write(
        order.archive,
        out,
        created=order.created,
        software=order.software,
        cities=order.cities,
        since=order.since,
        until=order.until,
    )
    return f"{written.pages:,} pages, {written.answers:,} answers, {written.segments:,} segments"


def _register(order: Order, form: str, output: Path | None, told: str) -> None:
    """Tell what was written, and note it in the archive."""
    from archive.exports.parts.order import noted

    where = str(output.resolve()) if output is not None and _is_file(output) else "stdout"
    if where != "stdout":
        click.echo(f"{told} written to {output}", err=True)
    elif told == "0 records":
        click.echo(f"No records in {order.archive.path} yet, or none that match.", err=True)
    try:
        noted(order, form, where, told)
    except OSError as error:
        click.echo(
            f"kronika: this export is not in the archive's register ({error.strerror or error}); "
            "keep note of it yourself, in case something must be taken down",
            err=True,
        )


def _is_file(output: Path | None) -> bool:
    return output is not None and str(output) != "-"


@contextlib.contextmanager
def _stream(output: Path | None, order: Order, *, force: bool) -> Iterator[IO[bytes]]:
    from archive.exports.parts.placing import placed

    if output is None or not _is_file(output):
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with (
        placed(output, folder=False, force=force, archive=order.archive.path) as place,
        place.open("wb") as file,
    ):
        yield file


@contextlib.contextmanager
def _counting(*, show: bool) -> Iterator[Callable[[int], object]]:
    """Tell on stderr how many rows have been written."""
    if not show:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,} rows"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda rows: progress.advance(task, rows)
