"""Many cities from one command: what is run for each, and one line of summary for each."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from crawler.harmless import harmless

if TYPE_CHECKING:
    from crawler.fleet import Ended
    from crawler.profiles import CityProfile


def crawl_all(
    profiles: Mapping[str, CityProfile], options: Sequence[str], *, archive: Path, jobs: int,
    quiet: bool,
) -> int:  # fmt: skip
    """Crawl cities side by side; returns the exit code of the first that did not go well.

    ``options`` are those of ``kronika crawl`` for each city.
    """
    from crawler.fleet import addresses, lanes, look_up, run, sail

    places = {
        slug: frozenset([f"builtin {slug}"]) if profile.builtin else addresses(profile, look_up)
        for slug, profile in profiles.items()
    }
    kronika = [sys.executable, "-c", "from crawler.cli import main; main()"]

    def crawl(city: str) -> Ended:
        words = [*kronika, "crawl", city, "--archive", str(archive), "--quiet", *options]
        return run(city, words)

    codes = {}
    for ended in sail(lanes(places), jobs, crawl, Event()):
        codes[ended.city] = ended.exit_code
        if not quiet:
            click.echo(_line(ended, archive), err=True)
    if not quiet:
        good = sum(code == 0 for code in codes.values())
        click.echo(f"{good} of {len(codes)} cities went well", err=True)
    return next((codes[city] for city in profiles if codes[city]), 0)


def usual_jobs() -> int:
    """Cities crawled at once when nobody says: one a processor, four at most."""
    return min(4, os.cpu_count() or 1)


def _line(ended: Ended, archive: Path) -> str:
    told = _told_by_row(ended, archive) or ended.words or f"ended with {ended.exit_code}"
    sign = click.style("✓", fg="green") if not ended.exit_code else click.style("✗", fg="red")
    return f"{sign} {ended.city:<20} {ended.seconds:7.0f} s  {harmless(told)}"


def _told_by_row(ended: Ended, archive: Path) -> str | None:
    """What the city's newest run says of itself, when it is the one that just ended."""
    from archive.api import Archive
    from archive.errors import KronikaError
    from archive.rows import table_to_rows

    try:
        rows = table_to_rows(Archive(archive).runs(city=ended.city))
    except KronikaError:
        return None
    row: dict[str, Any] = max(rows, key=lambda row: row["run_id"], default={})
    if not row or row["exit_code"] != ended.exit_code:
        return None
    counts = row["counts"]
    return (
        f"{row['verdict']}: {counts['new']} new, {counts['changed']} changed, "
        f"{counts['failed']} failed. {row['message']}"
    )
