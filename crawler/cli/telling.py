"""Edits in words: the same signs in a terminal (coloured) and in a pipe (plain)."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from crawler.cli.output import to_eyes
from crawler.harmless import harmless

if TYPE_CHECKING:
    from archive.history import Edit
    from archive.history.diff import Span

_SIGNS = {"added": "+", "removed": "-", "edited": "~", "moved": ">"}
_COLOURS = {"added": "green", "removed": "red"}
#: So many words of what stayed are shown beside what changed.
_AROUND = 6


def edit_lines(edits: Sequence[Edit], indent: str = "  ") -> Iterator[str]:
    """One line an edit: its sign, the part of the page, its words with the changes marked."""
    for edit in edits:
        if edit.kind == "edited":
            text = _marked(edit.spans)
        else:
            text = _coloured(edit.after or edit.before or "", edit.kind)
        yield f"{indent}{_SIGNS[edit.kind]} {edit.part}: {text}"
        if edit.targets:
            old, new = map(harmless, edit.targets)
            yield f"{indent}    file: [-{old}-] {{+{new}+}}"


def summed(edits: Sequence[Edit]) -> str:
    """How many edits of each kind: "1 added, 2 edited"."""
    counts = Counter[str](edit.kind for edit in edits)
    return ", ".join(f"{counts[kind]} {kind}" for kind in _SIGNS if counts[kind])


def manner(silent: bool | None, announced_by: str | None = None) -> str:
    """The words for how a page changed; the first version did not."""
    told = {True: "changed silently", False: "changed, announced", None: "first seen"}[silent]
    return f"{told} ({announced_by} names a day)" if silent and announced_by else told


def utc(moment: datetime) -> str:
    """A moment for eyes, to the second."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def bold(text: str) -> str:
    """Bold in a terminal."""
    text = harmless(text)
    return click.style(text, bold=True) if to_eyes() else text


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show on stderr, when it is a terminal, that something is going on and for how long."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(what, total=None)
        yield


def _marked(spans: Sequence[Span]) -> str:
    """Words with [-what went-] and {+what came+}, and long stretches that stayed cut short."""
    told = []
    for place, span in enumerate(spans):
        if span.kind == "same":
            told.append(_shortened(span.text, place == 0, place == len(spans) - 1))
        else:
            text = f"[-{span.text}-]" if span.kind == "removed" else f"{{+{span.text}+}}"
            told.append(_coloured(text, span.kind))
    return " ".join(told)


def _shortened(text: str, first: bool, last: bool) -> str:
    words = text.split()
    head = [] if first else words[:_AROUND]
    tail = [] if last else words[-_AROUND:]
    if len(words) <= len(head) + len(tail):
        return harmless(text)
    return harmless(" ".join([*head, "…", *tail]))


def _coloured(text: str, kind: str) -> str:
    text, colour = harmless(text), _COLOURS.get(kind)
    return click.style(text, fg=colour) if colour and to_eyes() else text


def size(count: int) -> str:
    """A number of bytes for eyes, in decimal units."""
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"
