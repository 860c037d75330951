"""``kronika dates``: find the dates in a text."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO

import click

from crawler.cli.output import print_table, to_eyes
from crawler.harmless import harmless

if TYPE_CHECKING:
    from archive.model import DateMention

#: Columns of a JSON line, in the order of docs/dates.md.
_FIELDS = (
    "start", "end", "text", "section", "edtf", "precision", "mod", "time", "lo", "hi", "anchor",
    "role", "cue", "rule",
)  # fmt: skip
_COLOURS = {
    "published": "bold cyan", "updated": "cyan", "deadline": "bold red", "event": "bold green",
    "period": "bold magenta", "legal_act": "dim", "mentioned": "bold yellow",
}  # fmt: skip


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option(
    "--reference",
    type=click.DateTime(("%Y-%m-%d",)),
    metavar="DAY",
    help="Day the text was published, YYYY-MM-DD. Without it, dates that leave their year out "
    'and words such as "jutro" are not dated.',
)
@click.option(
    "--heading-year",
    type=click.IntRange(1, 9998),
    metavar="YEAR",
    help="Year a heading names for all dates below it; comes before the reference.",
)
@click.option(
    "--as",
    "form",
    type=click.Choice(("jsonl", "table")),
    help="JSON lines, or the text with its dates coloured and a table. "
    "Default: the table on a terminal, else JSON lines.",
)
@click.option(
    "--encoding", default="utf-8", show_default=True, help="Encoding of the text, as windows-1250."
)
def command(
    file: BinaryIO, reference: datetime | None, heading_year: int | None, form: str | None,
    encoding: str,
) -> None:  # fmt: skip
    """Find the dates in FILE, a plain text (standard input when none is given).

    Each date is one line: its place (code points), its ISO 8601-2 value, first and last day, and
    what it is for. The fields are explained in docs/dates.md.

    \b
    Examples:
      kronika dates ogloszenie.txt --reference 2024-05-15
      echo "Sesja odbędzie się 3 maja 2024 r." | kronika dates
      kronika show URL --as text | kronika dates --as table
      kronika dates stary.txt --encoding windows-1250 | jq -r .edtf
    """
    from pipelines.dates.finder import find_dates

    if file.isatty():
        click.echo("Reading the text from the keyboard; end with Ctrl-D.", err=True)
    text = _decoded(file.read(), encoding)
    day = reference.date() if reference else None
    mentions = find_dates(text, day, section="text", heading_year=heading_year)
    if form == "table" or (form is None and to_eyes()):
        _show(text, mentions)
        return
    for mention in mentions:
        fields = asdict(mention)
        line = {name: fields[name] for name in _FIELDS}
        click.echo(json.dumps(line, ensure_ascii=False, default=date.isoformat))


def _decoded(body: bytes, encoding: str) -> str:
    """Decode the text, or say which byte is wrong and what to try."""
    try:
        return body.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        raise click.UsageError(
            f"There is no encoding {encoding!r}; try utf-8, windows-1250 or iso-8859-2."
        ) from None
    except UnicodeDecodeError as error:
        raise click.UsageError(
            f"The text is not {encoding} (byte {error.start}); "
            "name its encoding, for example --encoding windows-1250."
        ) from None


def _show(text: str, mentions: list[DateMention]) -> None:
    """Print the text with its dates coloured by role, then the dates as a table."""
    if to_eyes():
        from rich.console import Console
        from rich.text import Text

        painted = Text(harmless(text.rstrip("\n"), lines=True))
        for mention in mentions:
            painted.stylize(_COLOURS[mention.role], mention.start, mention.end)
        Console().print(painted, end="\n\n")
    if not mentions:
        click.echo("No dates found.", err=True)
        return
    rows = [
        [
            " ".join(m.text.split()),
            m.edtf,
            m.precision + (f", {m.mod}" if m.mod else ""),
            m.time or "",
            m.role,
            m.cue or "",
            m.anchor or "",
        ]
        for m in mentions
    ]
    print_table(["date", "edtf", "precision", "time", "role", "cue", "anchor"], rows)
    sys.stdout.flush()
