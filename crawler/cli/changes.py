"""Tell what happened lately: pages that came, changed, vanished, returned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.options import archive_option, as_of_options
from crawler.cli.output import print_table, to_eyes, write

if TYPE_CHECKING:
    from archive.history import Change

_KINDS = ("new", "changed", "gone", "returned")
_EDITS = ("added", "removed", "edited", "moved")
_HEADS = ("found_at", "kind", "silent", "city", "canonical_url", "title", *_EDITS, "record_id")


@click.command()
@click.option(
    "--since",
    "start",
    default="7d",
    show_default=True,
    metavar="WHEN",
    help="A day, a moment, or how long ago: 12h, 7d, 2w.",
)
@click.option("--until", metavar="WHEN", help="Only up to and on this day, or before this moment.")
@click.option("--city", multiple=True, metavar="CITY", help="Only this city; may be repeated.")
@click.option(
    "--kind", multiple=True, type=click.Choice(_KINDS), help="Only this kind; may be repeated."
)
@click.option("--silent", is_flag=True, help="Only changes that the page does not own up to.")
@click.option("--edits", "with_edits", is_flag=True, help="Show what changed, word by word.")
@click.option("--json", "as_json", is_flag=True, help="Everything, as a JSON array.")
@as_of_options
@archive_option
def command(
    start: str,
    until: str | None,
    city: tuple[str, ...],
    kind: tuple[str, ...],
    silent: bool,
    with_edits: bool,
    as_json: bool,
    as_of: int | str | None,
    archive: Path,
) -> None:
    """Tell what happened to pages since a day, the newest first.

    \b
    Examples:
      kronika changes --since 7d --city zabrze
      kronika changes --since 2026-05-01 --kind changed --edits
      kronika changes --since 24h --silent --json | jq '.[].canonical_url'

    A day is a Polish local day; moments are UTC. A terminal, or --edits, gets lines to read; a
    pipe gets tab-separated lines with a line of heads. What counts as silent: docs/history.md.
    """
    from archive.api import Archive

    found = [
        change
        for change in Archive(archive).changes(start, list(city) or None, until=until, as_of=as_of)
        if (not kind or change.kind in kind) and (change.silent or not silent)
    ]
    if as_json:
        write(_json(found))
    elif to_eyes() or with_edits:
        write("".join(f"{line}\n" for line in _lines(found, with_edits)))
    else:
        print_table(_HEADS, [_cells(change) for change in found])
    if not found:
        click.echo(f"Nothing happened since {start}, or none match.", err=True)


def _lines(found: Sequence[Change], with_edits: bool) -> Iterator[str]:
    from crawler.cli.telling import bold, edit_lines, manner, summed, utc

    for change in found:
        how = manner(change.silent) if change.kind == "changed" else change.kind
        yield f"{utc(change.found_at)}  {how:<18}  {bold(change.title or '(no title)')}"
        yield f"    {change.canonical_url}"
        if with_edits:
            yield from edit_lines(change.edits, "      ")
        elif change.edits:
            yield f"    {summed(change.edits)}"
    if found:
        counts = Counter[str](change.kind for change in found)
        yield ", ".join(f"{counts[kind]} {kind}" for kind in _KINDS if counts[kind])


def _cells(change: Change) -> list[str]:
    from archive.record import iso

    counts = Counter[str](edit.kind for edit in change.edits)
    silent = {None: "", True: "yes", False: "no"}[change.silent]
    place = [change.city, change.canonical_url, change.title or ""]
    edits = [str(counts[kind]) for kind in _EDITS]
    return [iso(change.found_at), change.kind, silent, *place, *edits, change.record_id or ""]


def _json(found: Sequence[Change]) -> str:
    import json
    from dataclasses import asdict

    from archive.record import plain

    rows = [plain(asdict(change) | {"edits": list(map(asdict, change.edits))}) for change in found]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
