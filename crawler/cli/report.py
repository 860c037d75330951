"""``kronika report``: say where the report of a run lies, or print it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from crawler.cli.options import archive_option
from crawler.cli.output import write


@click.command()
@click.argument("run_id", metavar="RUN")
@click.option("--city", metavar="CITY", help="The city whose last run is meant by `last`.")
@click.option("--json", "as_json", is_flag=True, help="The whole report.")
@archive_option
def command(run_id: str, city: str | None, as_json: bool, archive: Path) -> None:
    """Tell what came of a run: its verdict, its causes, and where its page lies.

    RUN is the id of a run, or `last`.

    \b
    Examples:
      kronika report last --archive archive-demo
      kronika report last --city zabrze --json | jq '.sites[].announced'
      xdg-open $(kronika report last | tail -1)
    """
    import json

    from crawler.report.files import read_report, report_path

    run = _run(archive, run_id, city)
    report = read_report(archive, run["city"], run["run_id"])
    if as_json:
        write(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
        return
    write("".join(f"{line}\n" for line in _lines(report)))
    write(f"{report_path(archive, run['city'], run['run_id'], '.html')}\n")


def _run(archive: Path, run_id: str, city: str | None) -> dict[str, Any]:
    """Id and city of the run meant.

    Raises:
        ConfigurationError: there is none.
    """
    from archive.api import Archive
    from archive.errors import ConfigurationError

    runs = Archive(archive).runs(city, columns=["run_id", "city"]).to_pylist()
    runs = [run for run in runs if run_id in ("last", run["run_id"])]
    if not runs:
        raise ConfigurationError(
            f"there is no run {run_id!r} in {archive}: kronika runs lists them"
        )
    last: dict[str, Any] = max(runs, key=lambda run: str(run["run_id"]))
    return last


def _lines(report: dict[str, Any]) -> list[str]:
    from crawler.harmless import harmless

    lines = [f"{report['name']}: {report['verdict']}, exit code {report['exit_code']}"]
    lines += [
        f"  {cause['code']}{'' if cause['grave'] else ' (a word)'}: {cause['evidence']}"
        for cause in report["causes"]
    ]
    return [harmless(line) for line in lines]
