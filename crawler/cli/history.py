"""Tell what became of one page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import archive_option, as_of_options
from crawler.cli.output import write

if TYPE_CHECKING:
    from datetime import datetime

    from archive.history import Absence, History, Version


@click.command()
@click.argument("page")
@click.option("--json", "as_json", is_flag=True, help="Everything, as one JSON object.")
@as_of_options
@archive_option
def command(page: str, as_json: bool, as_of: int | str | None, archive: Path) -> None:
    """Tell every version of a page, what changed in each, and when it was gone.

    PAGE is its address or the id of one of its records. The newest comes last.

    \b
    Examples:
      kronika history http://www.olszynow.example/urzad/kontakt/ --archive archive-demo
      kronika history https://miastozabrze.pl/2026/05/01/remont/ --json | jq '.versions[-1]'
      kronika history http://www.olszynow.example/urzad/kontakt/ --as-of 2026-03-02

    \b
    Signs: + added, - removed, > moved, ~ edited with [-old-] and {+new+} words.

    A change is announced when the page itself names a later day of change than before; else it
    was made silently (docs/history.md). Moments are UTC.
    """
    import json

    from archive.api import Archive

    found = Archive(archive).history(page, as_of=as_of)
    if as_json:
        write(json.dumps(_object(found), ensure_ascii=False, indent=2) + "\n")
    else:
        write("".join(f"{line}\n" for line in _lines(found)))


def _lines(found: History) -> Iterator[str]:
    from crawler.cli.telling import bold

    newest = found[-1]
    yield bold(newest.title or newest.canonical_url)
    yield f"{newest.canonical_url} ({newest.city})"
    entries: list[tuple[datetime, list[str]]] = []
    entries += [(version.fetched_at, [*_version(version)]) for version in found]
    for absence in found.absences:
        entries += _absence(absence)
    for _, lines in sorted(entries, key=lambda entry: entry[0]):
        yield ""
        yield from lines


def _version(version: Version) -> Iterator[str]:
    from crawler.cli.telling import bold, edit_lines, manner, utc

    how = manner(version.silent, version.announced_by)
    yield f"{bold(f'version {version.number}')}  {utc(version.fetched_at)}  {how}"
    days = [("published", version.published), ("modified", version.modified)]
    told = [f"{name} {day}" for name, day in days if day]
    yield f"  {', '.join([*told, f'last seen {utc(version.last_seen)}'])}"
    yield f"  record {version.record_id}"
    yield f"  snapshot {version.snapshot.warc_file} at byte {version.snapshot.warc_offset}"
    yield from edit_lines(version.edits, "    ")


def _absence(absence: Absence) -> Iterator[tuple[datetime, list[str]]]:
    from crawler.cli.telling import bold, utc

    status = f" ({absence.http_status})" if absence.http_status else ""
    still = f", last asked {utc(absence.confirmed)}" if absence.until is None else ""
    yield absence.since, [f"{bold('gone')}  {utc(absence.since)}{status}{still}"]
    if absence.until:
        yield absence.until, [f"{bold('returned')}  {utc(absence.until)}"]


def _object(found: History) -> dict[str, Any]:
    from dataclasses import asdict

    from archive.record import plain

    return {
        "city": found.city,
        "canonical_url": found.canonical_url,
        "versions": [_plain(asdict(version)) for version in found],
        "absences": [plain(asdict(absence)) for absence in found.absences],
    }


def _plain(version: dict[str, Any]) -> dict[str, Any]:
    from archive.record import plain

    told: dict[str, Any] = plain(version | {"edits": list(version["edits"])})
    return told
