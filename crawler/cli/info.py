"""Tell what an archive holds and how it is doing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.options import archive_option
from crawler.cli.output import write

if TYPE_CHECKING:
    from archive.info import CityInfo, Info


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Everything, as one JSON object.")
@archive_option
def command(as_json: bool, archive: Path) -> None:
    """Tell what an archive holds: sizes, counts, time span, cities, and what needs attention.

    \b
    Examples:
      kronika info --archive archive-demo
      kronika info --json | jq '.cities[] | [.city, .records, .run.verdict]'

    Nothing is checked byte by byte here. Sizes are in decimal units, moments UTC.
    """
    import json

    from archive.api import Archive
    from archive.info import info

    found = info(Archive(archive))
    if as_json:
        write(json.dumps(_object(found), ensure_ascii=False, indent=2) + "\n")
    else:
        write("".join(f"{line}\n" for line in _lines(found)))


def _lines(found: Info) -> Iterator[str]:
    from crawler.cli.telling import bold, size, utc

    yield bold(f"Archive {found.path}")
    yield (
        f"schema {found.schema_version}, generation {found.generation} of "
        f"{utc(found.changed_at)}, {_many(found.generations, 'generation')} kept"
    )
    for name, table in found.tables.items():
        files = _many(table["files"], "file")
        yield f"  {name:<7} {table['rows']:>11,} rows  {size(table['bytes']):>9}  in {files}"
    for city in found.cities:
        yield ""
        yield from _city(city)
    yield ""
    if not found.remarks:
        yield "Nothing needs attention."
    for remark in found.remarks:
        yield f"! {remark}"


def _city(city: CityInfo) -> Iterator[str]:
    from crawler.cli.telling import bold, size, utc

    yield bold(city.city)
    yield f"  {_many(city.pages, 'page')}, {_many(city.records, 'record')} (versions of pages)"
    if city.first and city.last:
        yield f"  fetched from {utc(city.first)} to {utc(city.last)}"
    if city.dated is not None:
        yield f"  {city.dated:.1%} of article records have a publication day"
    files = _many(city.snapshot_files, "file")
    yield f"  snapshots: {size(city.snapshot_bytes)} in {files}"
    if city.run:
        ended = city.run["finished_at"] or city.run["started_at"]
        how = f"{city.run['verdict']}. {city.run['message'] or ''}".rstrip()
        yield f"  last run {utc(ended)}: {how}"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def _object(found: Info) -> dict[str, object]:
    from dataclasses import asdict

    from archive.record import plain

    return {**plain(asdict(found) | {"path": str(found.path)})}
