"""Print one archived page."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli.options import archive_option
from crawler.cli.output import write


@click.command()
@click.argument("page")
@click.option(
    "--as",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="text: as a reader reads it; json: the record as exported; markdown: title and content.",
)
@click.option(
    "--version", type=click.IntRange(min=1), help="Version of the page; default: the newest."
)
@archive_option
def command(page: str, form: str, version: int | None, archive: Path) -> None:
    """Print one archived page. PAGE is its address or a record's id.

    \b
    Examples:
      kronika show https://miastozabrze.pl/2020/03/11/komunikat/
      kronika show http://www.olszynow.example/iso-9001/ --as markdown --archive archive-demo
      kronika show http://www.olszynow.example/iso-9001/ --as json --version 1 | jq .dates

    The text is printed exactly, without a newline at its end unless stdout is a terminal.
    """
    import json

    from archive.api import Archive, text_of
    from archive.lookup import find
    from archive.markdown import markdown
    from archive.record import exported

    row = find(Archive(archive), page, version)
    if form == "text":
        write(text_of(row))
    elif form == "markdown":
        write(markdown(row))
    else:
        write(json.dumps(exported(row), ensure_ascii=False, indent=2) + "\n")
