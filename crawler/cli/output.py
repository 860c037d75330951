"""Data to stdout: exact text, and tables for eyes (a terminal) or for tools (anything else)."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click


def to_eyes() -> bool:
    """Tell whether stdout is a terminal."""
    return sys.stdout.isatty()


def write(text: str) -> None:
    """Write text as UTF-8 exactly as it is; on a terminal the last line gets its end."""
    if to_eyes() and not text.endswith("\n"):
        text += "\n"
    click.echo(text.encode(), nl=False)


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """Print a table: drawn on a terminal, tab-separated with a line of heads elsewhere."""
    if not to_eyes():
        lines = ["\t".join(" ".join(cell.split()) for cell in row) for row in [heads, *rows]]
        write("".join(f"{line}\n" for line in lines))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*heads, title=title or None, title_justify="left", header_style="bold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)
