"""``kronika reextract``: read stored pages again with today's extractor."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from crawler.cli.options import archive_option, cities_option
from crawler.cli.output import print_table, to_eyes
from crawler.harmless import harmless

if TYPE_CHECKING:
    from archive.tables import Generation
    from crawler.comparison import Comparison
    from crawler.readings import Readings
    from crawler.reextract import Reextraction
    from crawler.rereading import Progress

    Tell = Callable[[Progress, Readings], None]

#: Characters of a value shown around the place where it differs.
_SHOWN = 70
#: Repeated blocks shown of a city.
_MOST_REPEATED = 20


@click.command()
@click.option("--city", multiple=True, metavar="CITY", help="Only this city; may be repeated.")
@click.option("--since", metavar="DAY", help="Leave records fetched before this day or moment.")
@click.option("--publish", "accept", is_flag=True, help="Put the new rows in place of the old.")
@click.option(
    "--samples",
    type=click.IntRange(min=0),
    default=2,
    show_default=True,
    metavar="N",
    help="Values shown of each column and way it differs.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=0),
    metavar="N",
    help="Processes that read; 0: none beside this one.  [default: one a core]",
)
@archive_option
@cities_option
def command(
    city: tuple[str, ...],
    since: str | None,
    accept: bool,
    samples: int,
    workers: int | None,
    archive: Path,
    cities_dir: Path | None,
) -> None:
    """Read stored pages again, from their snapshots alone, with today's extractor.

    Nothing is asked of any city. Tells, column by column, how many values appear, vanish or
    change, with samples side by side. Nothing is published without --publish; then all new rows
    go in at once, as one generation. No record is ever lost: one whose snapshot cannot be read
    stays as it is, and the report says why. A reading that was interrupted or killed goes on
    where it stood when the same command is given again.

    \b
    Examples:
      kronika reextract --archive archive-demo          what would change
      kronika reextract --city zabrze --publish         accept it; no page is read twice
      kronika reextract --since 2026-01-01 --samples 5

    Exit codes: 0 done, 7 archive fault, 8 a crawl of the city is under way, 130 interrupted. How
    to read the report: docs/reextract.md.
    """
    from archive import Archive
    from archive.layout import Layout
    from crawler.profiles import load_profile
    from crawler.reextract import Reextraction

    layout = Layout.open_existing(archive)
    profiles = [load_profile(slug, cities_dir) for slug in city or Archive(archive).cities()]
    count = (os.cpu_count() or 1) if workers is None else workers
    for profile in profiles:
        with _progress(profile.slug) as tell:
            reading = Reextraction(layout, profile, since=since, workers=count, tell=tell)
            comparison, published = _read_again(profile.slug, reading, samples, accept=accept)
        _print(profile.slug, comparison)
        _conclude(profile.slug, comparison, published)


def _read_again(
    city: str, reading: Reextraction, samples: int, *, accept: bool
) -> tuple[Comparison, Generation | None]:
    published = None
    try:
        with reading:
            comparison = reading.compare(samples)
            if accept and comparison.differing:
                published = reading.publish(comparison)
    except KeyboardInterrupt:
        click.echo(f"{city}: interrupted; the same command goes on from here", err=True)
        sys.exit(130)
    return comparison, published


def _print(city: str, comparison: Comparison) -> None:
    """The report: counts by column, samples side by side, and blocks that repeat."""
    rows = [
        (name, *(f"{change.counts[how]:,}" for how in ("appeared", "vanished", "changed")))
        for name, change in sorted(comparison.fields.items())
    ]
    if rows:
        print_table(("column", "appeared", "vanished", "changed"), rows, title=f"{city}: columns")
    shown = [
        (name, sample.how, _page(sample.url), *side_by_side(sample.was, sample.now))
        for name, change in sorted(comparison.fields.items())
        for sample in change.samples
    ]
    if shown:
        heads = ("column", "how", "page", "was", "now")
        print_table(heads, shown, title=f"{city}: samples")
    repeated = [
        (one.site, f"{one.pages:,} of {one.of:,}", _page(one.url), _cut(_plain(one.text), 0))
        for one in comparison.repeated[:_MOST_REPEATED]
    ]
    if repeated:
        print_table(("site", "pages", "page", "text"), repeated, title=f"{city}: repeated blocks")


def _page(url: str) -> str:
    """An address; for eyes without the host, for want of room."""
    parts = urlsplit(url)
    return parts._replace(scheme="", netloc="").geturl() if to_eyes() else url


def _conclude(city: str, comparison: Comparison, published: Generation | None) -> None:
    """Words to stderr: what was compared, what stays as it is, and what to do next."""
    from archive.apart import KEPT_APART

    told = [f"{city}: {comparison.records:,} records read again"]
    if comparison.added:
        told.append(f"{len(comparison.added):,} more found")
    marked = comparison.marked.copy()
    if apart := marked.pop(KEPT_APART, 0):
        told.append(f"{apart:,} stay apart (docs/health.md)")
    if marked:
        told.append(f"kept although the reading calls them {_counted(marked)}")
    if comparison.kept:
        told.append(f"left as they are, for they cannot be read: {_counted(comparison.kept)}")
    if comparison.same:
        told.append("all read as before")
    if comparison.repeated:
        told.append(f"blocks that most pages of a site repeat: {len(comparison.repeated):,} "
                    "(docs/reextract.md)")  # fmt: skip
    click.echo("; ".join(told), err=True)
    if published is not None:
        click.echo(f"{city}: {len(comparison.differing):,} rows published as generation "
                   f"{published.number}", err=True)  # fmt: skip
    elif comparison.differing:
        click.echo(f"{city}: nothing was published; --publish accepts the new rows", err=True)


def _counted(reasons: Counter[str]) -> str:
    return ", ".join(f"{reason} ({count:,})" for reason, count in sorted(reasons.items()))


def side_by_side(was: Any, now: Any) -> tuple[str, str]:
    """Two values as short text: of lists what only one has, of texts the place that differs."""
    if isinstance(was, list) and isinstance(now, list):
        was, now = (
            [one for one in was if one not in now] or was,
            [one for one in now if one not in was] or now,
        )
    before, after = _plain(was), _plain(now)
    pairs = enumerate(zip(before, after, strict=False))
    differs = next((place for place, (a, b) in pairs if a != b), min(len(before), len(after)))
    start = max(0, differs - _SHOWN // 3)
    return _cut(before, start), _cut(after, start)


def _plain(value: Any) -> str:
    if value is None or isinstance(value, str):
        return harmless(" ".join((value or "").split()))
    if isinstance(value, list | dict):
        return harmless(json.dumps(_told(value), ensure_ascii=False, default=str))
    return str(value)


def _told(value: Any) -> Any:
    """A struct without what it leaves empty."""
    if isinstance(value, dict):
        return {name: _told(part) for name, part in value.items() if part not in (None, "", [])}
    return [_told(part) for part in value] if isinstance(value, list) else value


def _cut(text: str, start: int) -> str:
    end = start + _SHOWN
    return ("…" if start else "") + text[start:end] + ("…" if len(text) > end else "")


@contextlib.contextmanager
def _progress(city: str) -> Iterator[Tell]:
    """A bar on stderr when it is a terminal: bytes of the snapshots, pages read and taken over."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    bars = Bars(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)
    task = bars.add_task(f"reading {city}", total=None)

    def tell(progress: Progress, readings: Readings) -> None:
        words = f"reading {city}: {readings.read:,} pages"
        if readings.taken:
            words += f" and {readings.taken:,} read before"
        bars.update(
            task, description=words, completed=progress.bytes_done, total=progress.bytes_total
        )

    with bars:
        yield tell
