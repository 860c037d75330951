"""What notebooks show of records, a page's history and search results: small tables of HTML.

Everything that comes from an archive is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice
from textwrap import shorten
from typing import TYPE_CHECKING

from archive.rows import table_to_rows

if TYPE_CHECKING:
    from archive.history import Edit, History, Version
    from archive.search import Piece, Results
    from archive.selection import Selection

#: Records shown of a selection.
_FEW = 5
#: Length of a part that is shown, in characters.
_WORDS = 200
_TAGS = {"removed": "del", "added": "ins"}
_SHOWN = ("published", "kind", "title", "canonical_url")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose cells are HTML already."""
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def selection(chosen: Selection) -> str:
    """How many records were chosen by what, and the first few of them.

    Raises:
        ConfigurationError: no such city or funder.
        ArchiveFault: a file cannot be read.
    """
    rows = (row for piece in chosen.batches(_SHOWN) for row in table_to_rows(piece))
    cells = [[escape(str(row[name] or "")) for name in _SHOWN] for row in islice(rows, _FEW)]
    more = chosen.count() - len(cells)
    left = f"<p>and {more:,} more</p>" if more else ""
    return f"<div><p>{escape(repr(chosen))}</p>{table(_SHOWN, cells)}{left}</div>"


def history(page: History) -> str:
    """The versions with their edits, and when the page was gone."""
    rows = [
        (
            str(version.number),
            f"{version.fetched_at:%Y-%m-%d %H:%M}",
            _kind(version),
            escape(version.title or ""),
            "<br>".join(map(_edit, version.edits)),
        )
        for version in page
    ]
    absences = "".join(
        f"<li>gone from {each.since:%Y-%m-%d %H:%M} to "
        f"{f'{each.until:%Y-%m-%d %H:%M}' if each.until else 'now'}</li>"
        for each in page.absences
    )
    heads = ("version", "fetched (UTC)", "change", "title", "edits")
    return f"<div><p>{escape(repr(page))}</p>{table(heads, rows)}<ul>{absences}</ul></div>"


def results(found: Results) -> str:
    """The hits, the words looked for marked."""
    rows = [
        (
            hit.published.isoformat() if hit.published else "",
            f'<a href="{escape(hit.canonical_url)}">{_marked(hit.title)}</a>',
            _marked(hit.snippet),
        )
        for hit in found.hits
    ]
    heads = ("published", "title", "passage")
    return f"<div><p>{escape(repr(found))}</p>{table(heads, rows)}</div>"


def _kind(version: Version) -> str:
    if version.silent is None:
        return "first seen"
    return "silent" if version.silent else "announced"


def _edit(edit: Edit) -> str:
    """What kind of edit, and the part, its words marked where it was edited."""
    if not edit.spans:
        return escape(f"{edit.kind} {edit.part}: {(edit.after or edit.before or '')[:_WORDS]}")
    words = " ".join(
        f"<{_TAGS[span.kind]}>{escape(span.text)}</{_TAGS[span.kind]}>"
        if span.kind in _TAGS
        else escape(shorten(span.text, _WORDS, placeholder="…"))
        for span in edit.spans
    )
    return f"{edit.kind} {edit.part}: {words}"


def _marked(pieces: Sequence[Piece]) -> str:
    return "".join(
        f"<mark>{escape(piece.text)}</mark>" if piece.hit else escape(piece.text)
        for piece in pieces
    )
