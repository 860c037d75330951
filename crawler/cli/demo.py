"""``kronika demo``: look at the built-in town in a browser."""

from __future__ import annotations

from threading import Event

import click

from archive.errors import ConfigurationError
from crawler.cli.options import fault_option


@click.group()
def command() -> None:
    """Serve the built-in demo town.

    Olszynów is on no map. Its news site and its bulletin ship with Kronika, change from day to day
    and never touch the network: `kronika crawl demo` serves them to itself. docs/demo-town.md says
    what lies where.

    \b
    Examples:
      kronika demo serve                 day 1 on http://127.0.0.1:8000/
      kronika demo serve --day 2         the day after: new, edited and removed pages
      kronika demo pages --day 2         what a crawl of day 2 finds
    """


@command.command()
@click.option(
    "--day",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Day of the town; from day 3 on only counters move.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65534),
    default=8000,
    show_default=True,
    help="Port of the news site; the bulletin gets the next one. 0 takes free ones.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@fault_option
def serve(day: int, port: int, host: str, fault: str | None) -> None:
    """Serve both sites of the town until Ctrl-C, sound or with a fault.

    \b
    Examples:
      kronika demo serve
      kronika demo serve --day 3 --port 9000
      kronika demo serve --fault waiting-room
    """
    from crawler.demo.faults import faulty
    from crawler.demo.news.site import REFERENCE_PATH
    from crawler.demo.server import DemoServer

    server = DemoServer(day=day, host=host, port=port, responder=faulty(fault or ""))
    try:
        server.start()
    except OSError as error:
        raise ConfigurationError(
            f"cannot listen on {host}, ports {port} and {port + 1}: {error.strerror}."
            " Choose another with --port."
        ) from error
    try:
        origins = server.origins()
        click.echo(f"Olszynów on day {day}. Ctrl-C stops it.", err=True)
        click.echo(f"news      {origins.news}/")
        click.echo(f"bulletin  {origins.bulletin}/")
        click.echo(f"reference {origins.news}{REFERENCE_PATH}")
        Event().wait()
    except KeyboardInterrupt:
        click.echo("\nStopped.", err=True)
    finally:
        server.stop()


@command.command()
@click.option(
    "--day", type=click.IntRange(min=1), default=1, show_default=True, help="Day of the town."
)
@click.option(
    "--since",
    type=click.IntRange(min=0),
    help="Compare with this day; 0 for a first crawl.  [default: the day before]",
)
def pages(day: int, since: int | None) -> None:
    """List what a crawl of one day finds: new, changed, gone or unchanged, and the address.

    \b
    Examples:
      kronika demo pages                        all pages of day 1
      kronika demo pages --day 2 | grep -v unchanged
    """
    from crawler.demo.town import expected

    found = expected(day, since)
    for outcome in ("new", "changed", "gone", "unchanged"):
        for url in sorted(getattr(found, outcome)):
            click.echo(f"{outcome}\t{url}")
