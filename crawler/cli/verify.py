"""``kronika verify``: check an archive byte by byte, and mend what can be mended."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import archive_option
from crawler.cli.output import to_eyes, write

if TYPE_CHECKING:
    from archive.verify import Finding, Progress, Report

_SHOWN = 100


@click.command()
@click.option("--city", multiple=True, metavar="CITY", help="Only its snapshots; repeatable.")
@click.option("--repair", is_flag=True, help="Mend torn tails, indexes and sums.")
@click.option("--json", "as_json", is_flag=True, help="The whole report as one JSON object.")
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
@archive_option
def command(city: tuple[str, ...], repair: bool, as_json: bool, quiet: bool, archive: Path) -> None:
    """Check an archive byte by byte: snapshots, tables, and what ties the two together.

    Every record of every segment is read and its digests are compared; every row must point to
    its very record and every revisit to its original; every file of the tables must be the one
    its manifest names. What is not covered: docs/verify.md. Nothing is written without --repair.

    \b
    Examples:
      kronika verify --archive archive-demo
      kronika verify --city zabrze --repair
      kronika verify --json | jq '.findings[] | select(.fault)'

    Exit codes: 0 nothing wrong (or all mended), 7 faults found, 8 a crawl holds a city that is to
    be repaired. What each finding means and what to do: docs/verify.md.
    """
    from archive.verify import verify
    from archive.when import utc_now

    began = time.monotonic()
    with _progress(show=not quiet and sys.stderr.isatty()) as progress:
        report = verify(archive, city, repair=repair, clock=utc_now, progress=progress)
    seconds = time.monotonic() - began
    if as_json:
        _write_json(report, archive, seconds)
    else:
        _write_findings(report)
    if not quiet:
        click.echo(_summary(report, archive, seconds), err=True)
    sys.exit(7 if report.faults else 0)


def _write_json(report: Report, archive: Path, seconds: float) -> None:
    import json

    told = {
        "archive": str(archive),
        "sound": not report.faults,
        "generation": report.generation,
        "cities": report.cities,
        "counts": dict(sorted(report.counts.items())),
        "seconds": round(seconds, 3),
        "findings": [_plain(finding) for finding in report.findings],
    }
    write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "file": finding.file,
        "offset": finding.offset,
        "message": finding.message,
        "fault": finding.fault,
        "mended": finding.mended,
        "advice": finding.advice,
    }


def _write_findings(report: Report) -> None:
    """A paragraph each for eyes, a tab-separated line each for tools."""
    if not to_eyes():
        rows = [(_kind(f), f.code, f.place, f.message, f.advice) for f in report.findings]
        write("".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows))
        return
    findings = sorted(report.findings, key=lambda finding: not finding.fault)
    for finding in findings[:_SHOWN]:
        write(f"{_kind(finding)}: {finding.code} {finding.place}\n  {finding.message}\n")
        if finding.advice:
            write(f"  What to do: {finding.advice}.\n")
    if len(findings) > _SHOWN:
        write(f"... and {len(findings) - _SHOWN:,} more; --json lists all.\n")


def _kind(finding: Finding) -> str:
    return "mended" if finding.mended else "fault" if finding.fault else "note"


def _summary(report: Report, archive: Path, seconds: float) -> str:
    from rich.filesize import decimal

    counts = report.counts
    snapshots, tables = counts["snapshot_bytes"], counts["table_bytes"]
    faults, mended = len(report.faults), len(report.mended)
    verdict = f"{faults:,} fault{'s' * (faults > 1)}" if faults else "nothing is wrong"
    if mended:
        verdict += f", {mended:,} mended"
    return (
        f"{archive}: {verdict}. Read {counts['records']:,} records in {counts['segments']:,} "
        f"segments ({decimal(snapshots)}, {decimal(counts['unpacked_bytes'])} unpacked) and "
        f"{counts['table_files']:,} files of tables ({decimal(tables)}, {counts['rows']:,} rows) "
        f"in {seconds:.1f} s, {decimal(int((snapshots + tables) / max(seconds, 0.001)))}/s."
    )


@contextlib.contextmanager
def _progress(*, show: bool) -> Iterator[Progress]:
    """Progress bars on stderr, one for each part."""
    from archive.verify import Progress

    if not show:
        yield Progress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    bars = Bars(*columns, TransferSpeedColumn(), console=Console(stderr=True), transient=True)
    with bars:
        yield Progress(
            begin=lambda words, size: bars.add_task(words, total=size),
            read=lambda size: bars.advance(bars.task_ids[-1], size),
        )
