"""Print one archived page."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli.options import archive_option, as_of_options
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
@as_of_options
@archive_option
def command(
    page: str, form: str, version: int | None, as_of: int | str | None, archive: Path
) -> None:
    """Print one archived page. PAGE is its address or a record's id.

    \b
    Examples:
      kronika show https://miastozabrze.pl/2020/03/11/komunikat/
      kronika show http://www.olszynow.example/iso-9001/ --as markdown --archive archive-demo
      kronika show http://www.olszynow.example/iso-9001/ --as json --version 1 | jq .dates
      kronika show http://www.olszynow.example/urzad/kontakt/ --as-of 2026-03-02

    The text is printed exactly, without a newline at its end unless stdout is a terminal.
    """
    import json

    from archive.api import Archive
    from archive.lookup import find
    from archive.markdown import markdown
    from archive.reader import text_of
    from archive.record import exported

    row = find(Archive(archive), page, version, as_of=as_of)
    if form == "text":
        write(text_of(row))
    elif form == "markdown":
        write(markdown(row))
    else:
        write(json.dumps(exported(row), ensure_ascii=False, indent=2) + "\n")
