"""``kronika schedule``: write what starts a crawl every day."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.options import archive_option, cities_option
from crawler.cli.settings import setting_option

if TYPE_CHECKING:
    from crawler.schedule import Plan


@click.command()
@click.argument("cities", nargs=-1, required=True, metavar="CITY...")
@click.option("--daily", required=True, metavar="HH:MM", help="Time of day in Poland.")
@click.option("--systemd", "form", flag_value="systemd", default=True, help="Service and timer.")
@click.option("--cron", "form", flag_value="cron", help="A line for crontab.")
@click.option("--github", "form", flag_value="github", help="A GitHub Actions workflow.")
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False),
              metavar="DIR", help="Write files there instead of to stdout.")  # fmt: skip
@click.option("--alert", default="", metavar="URL",
              help="Tell this apprise address of failures (pip install apprise).")  # fmt: skip
@setting_option
@archive_option
@cities_option
def command(
    cities: tuple[str, ...],
    daily: str,
    form: str,
    folder: Path | None,
    alert: str,
    settings: dict[str, str],
    archive: Path,
    cities_dir: Path | None,
) -> None:
    """Write what crawls cities every day: systemd units, a crontab line, or a workflow.

    \b
    Examples:
      kronika schedule zabrze --daily 03:10 --to ~/.config/systemd/user \\
          -s 'USER_AGENT=Kronika/0.1 (archive of public city news; you@your.domain)'
      kronika schedule zabrze gliwice --daily 02:30 --cron -s USER_AGENT=...
      kronika schedule demo --daily 03:10 --github > .github/workflows/kronika.yml

    A real city needs a user agent with a contact, as for kronika crawl. Starts are spread over 20
    minutes, a second run of a city is refused while the first goes on, and a run that does not
    end with 0 tells so: in the journal, by mail, or by --alert. Nothing is installed;
    docs/operation.md says what to type next.
    """
    from crawler.etiquette.contact import require_contact
    from crawler.profiles import load_profile
    from crawler.schedule import Plan
    from crawler.settings import USER_AGENT

    for city in cities:  # else a unit that fails every night
        agent = settings.get("USER_AGENT", USER_AGENT)
        require_contact(agent, load_profile(city, cities_dir), {}, "kronika schedule")
    here = form == "github"  # a workflow runs elsewhere: its paths are those of the checkout
    plan = Plan.at(
        daily,
        cities=tuple(dict.fromkeys(cities)),
        archive=archive if here else archive.absolute(),
        kronika=Path("kronika") if here else _own_path(),
        cities_dir=cities_dir if here or cities_dir is None else cities_dir.absolute(),
        alert=alert,
        settings=tuple(f"{name}={value}" for name, value in settings.items()),
    )
    _write(_files(plan, form), folder)


def _files(plan: Plan, form: str) -> dict[str, str]:
    if form == "systemd":
        from crawler.schedule.systemd import units

        return units(plan)
    if form == "cron":
        from crawler.schedule.cron import crontab

        return {f"{plan.name}.cron": crontab(plan)}
    from crawler.schedule.github import workflow

    return {f"{plan.name}.yml": workflow(plan)}


def _write(files: dict[str, str], folder: Path | None) -> None:
    """Write files into a folder, or one after the other to stdout.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    from archive.errors import ConfigurationError

    for name, text in files.items():
        if folder is None:
            click.echo(f"# {name}\n{text}" if len(files) > 1 else text, nl=len(files) > 1)
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        except OSError as error:
            raise ConfigurationError(f"cannot write {folder / name}: {error.strerror}") from error
        click.echo(f"wrote {folder / name}", err=True)


def _own_path() -> Path:
    """The command that runs this, as other programs can start it."""
    beside = Path(sys.executable).with_name("kronika")
    return beside if beside.is_file() else Path(sys.argv[0]).absolute()
