"""Data to stdout: exact text, and tables for eyes (a terminal) or for tools (anything else)."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from crawler.harmless import harmless


def to_eyes() -> bool:
    """Tell whether stdout is a terminal."""
    return sys.stdout.isatty()


def write(text: str) -> None:
    """Write text as UTF-8 exactly as it is; on a terminal harmless, the last line with its end."""
    if to_eyes():
        text = harmless(text if text.endswith("\n") else f"{text}\n", lines=True)
    click.echo(text.encode(), nl=False)


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """Print a table: drawn on a terminal, tab-separated with a line of heads elsewhere."""
    rows = [[harmless(" ".join(cell.split())) for cell in row] for row in rows]
    if not to_eyes():
        lines = ["\t".join(row) for row in [heads, *rows]]
        write("".join(f"{line}\n" for line in lines))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*heads, title=title or None, title_justify="left", header_style="bold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)
