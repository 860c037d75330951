"""The command line: one file a command, loaded only when called."""

from __future__ import annotations

import importlib
import sys

import click

from archive.errors import KronikaError
from crawler.harmless import harmless

#: Commands and their one-line help, in the order a newcomer needs them. The module
#: ``crawler.cli.<name>`` holds the click command as ``command``.
COMMANDS: dict[str, str] = {
    "crawl": "Crawl cities into an archive.",
    "demo": "Serve the built-in demo town.",
    "cities": "List, show and check city profiles.",
    "explain": "Say why an address is in, out, or the same as another.",
    "show": "Print one archived page as text, Markdown or JSON.",
    "search": "Find records by their words.",
    "history": "Tell what became of one page.",
    "changes": "Tell what happened to pages lately.",
    "runs": "List the runs of an archive, accept or reject what one kept apart.",
    "report": "Tell what came of a run and where its report lies.",
    "status": "Tell which cities are fresh, which are stale, and why.",
    "schedule": "Write what crawls cities every day: systemd, cron, GitHub.",
    "etiquette": "Prove from its snapshots that a run kept its manners.",
    "export": "Write records and snapshots in other formats.",
    "extract": "Read one saved page and print what was found in it.",
    "reextract": "Read stored pages again with today's extractor.",
    "golden": "Keep saved pages with what must be read in them.",
    "dates": "Find the dates in a text.",
    "info": "Tell what an archive holds and how it is doing.",
    "verify": "Check an archive byte by byte, and mend it.",
    "compact": "Merge the small files of the tables.",
    "migrate": "Rewrite the tables an older Kronika made.",
    "prune": "Remove old generations of the tables.",
    "forget": "Take a page down, never to come back.",
    "schema": "Print every table and column with its meaning.",
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command and return the command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"crawler.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kronika", prog_name="kronika")
def cli() -> None:
    """Keep an archive of what Polish cities publish.

    \b
    Examples:
      kronika crawl demo --archive archive-demo     crawl the built-in town
      kronika runs --archive archive-demo           what was crawled, when, how it went
      kronika export --archive archive-demo --as jsonl > pages.jsonl

    Data goes to stdout, words go to stderr. Exit codes: docs/exit-codes.md.
    """


def main() -> None:
    """Run the command line; a `KronikaError` becomes one sentence and its exit code."""
    try:
        cli(prog_name="kronika")
    except KronikaError as error:
        click.echo(f"kronika: {harmless(str(error), lines=True)}", err=True)
        sys.exit(error.exit_code)
