"""Find records by their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import archive_option, as_of_options
from crawler.cli.output import print_table, to_eyes, write

if TYPE_CHECKING:
    from archive.search import Hit, Piece, Results

_HEADS = (
    "day",
    "city",
    "kind",
    "canonical_url",
    "version",
    "score",
    "title",
    "snippet",
    "record_id",
)


@click.command()
@click.argument("query", nargs=-1)
@click.option("--city", multiple=True, metavar="CITY", help="Only this city; may be repeated.")
@click.option(
    "--since",
    "start",
    metavar="WHEN",
    help="Only what was published since: a day, or how long ago (12h, 7d, 2w).",
)
@click.option("--until", metavar="WHEN", help="Only what was published up to and on this day.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="So many at most."
)
@click.option("--newest", is_flag=True, help="The newest first, instead of the best match.")
@click.option("--versions", is_flag=True, help="Also older versions of pages.")
@click.option("--rebuild", is_flag=True, help="Make the index again first; needs no query.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@as_of_options
@archive_option
def command(
    query: tuple[str, ...],
    city: tuple[str, ...],
    start: str | None,
    until: str | None,
    limit: int,
    newest: bool,
    versions: bool,
    rebuild: bool,
    as_json: bool,
    as_of: int | str | None,
    archive: Path,
) -> None:
    """Find records by their words, in any Polish form, with or without diacritics.

    \b
    Examples:
      kronika search remont drogi --city zabrze --since 2026-05
      kronika search '"budżet obywatelski"'         side by side
      kronika search title:konkurs -sport           in the title; without a word
      kronika search 'żłobek OR przedszkol*'        either; any word that begins so
      kronika search --rebuild

    Fields: title, lead, text, files, badges. What was published goes by the page's publication
    day, or the day it was fetched where nothing says so. Put -- before a query that begins with
    a minus. docs/search.md has the rest.
    """
    from archive.api import Archive
    from archive.search.opened import rebuild as make_again
    from crawler.cli.telling import working

    opened = Archive(archive)
    if rebuild:
        count = make_again(opened, working)
        click.echo(f"The search index was made again: {count:,} records.", err=True)
        if not query:
            return
    found = opened.search(
        " ".join(query),
        list(city) or None,
        since=start,
        until=until,
        limit=limit,
        versions=versions,
        newest_first=newest,
        as_of=as_of,
        tell=working,
    )
    if as_json:
        write(_json(found))
    elif to_eyes():
        write("".join(f"{line}\n" for hit in found.hits for line in _lines(hit)))
    else:
        print_table(_HEADS, [_cells(hit) for hit in found.hits])
    _say(found)


def _say(found: Results) -> None:
    for word in found.unknown:
        click.echo(f"No record has the word {word!r}.", err=True)
    if not found.hits:
        click.echo("Nothing found.", err=True)
    elif found.total > len(found.hits):
        click.echo(f"{len(found.hits)} of {found.total:,}; --limit shows more.", err=True)


def _lines(hit: Hit) -> Iterator[str]:
    yield f"{_day(hit)}  " + (_styled(hit.title, bold=True) if hit.title else "(no title)")
    yield f"    {hit.canonical_url}" + (f" (version {hit.version})" if hit.version > 1 else "")
    yield f"    {_styled(hit.snippet)}"
    yield ""


def _cells(hit: Hit) -> list[str]:
    return [
        _day(hit),
        hit.city,
        hit.kind,
        hit.canonical_url,
        str(hit.version),
        f"{hit.score:.2f}",
        _plain(hit.title),
        _plain(hit.snippet, "[", "]"),
        hit.record_id,
    ]


def _day(hit: Hit) -> str:
    from archive.days import polish_day

    return (hit.published or polish_day(hit.fetched_at)).isoformat()


def _styled(pieces: Sequence[Piece], *, bold: bool = False) -> str:
    from crawler.harmless import harmless

    return "".join(
        click.style(
            harmless(piece.text), fg="yellow" if piece.hit else None, bold=bold or piece.hit
        )
        for piece in pieces
    )


def _plain(pieces: Sequence[Piece], begin: str = "", end: str = "") -> str:
    return "".join(f"{begin}{piece.text}{end}" if piece.hit else piece.text for piece in pieces)


def _json(found: Results) -> str:
    import json

    hits = [_object(hit) for hit in found.hits]
    told = {"total": found.total, "unknown": found.unknown, "hits": hits}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _object(hit: Hit) -> dict[str, Any]:
    from dataclasses import asdict

    from archive.record import plain

    pieces = {
        name: [asdict(piece) for piece in getattr(hit, name)] for name in ("title", "snippet")
    }
    told: dict[str, Any] = plain(asdict(hit) | pieces)
    return told
