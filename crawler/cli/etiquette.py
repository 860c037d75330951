"""``kronika etiquette``: prove from the snapshots that a run kept its manners."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import archive_option
from crawler.cli.output import print_table, write
from crawler.harmless import harmless

if TYPE_CHECKING:
    from crawler.etiquette import Report

_SHOWN = 20
_BREACHES = 6


@click.command()
@click.argument("run", metavar="RUN|last")
@click.option("--json", "as_json", is_flag=True, help="Everything, every breach, as JSON.")
@archive_option
def command(run: str, as_json: bool, archive: Path) -> None:
    """Prove from its snapshots that a run kept its manners.

    Computes every rule of docs/politeness.md anew from the requests and answers as they went over
    the wire: robots.txt, pace, requests at once, Crawl-delay, Retry-After, user agent, conditional
    requests.

    \b
    Examples:
      kronika etiquette last
      kronika etiquette 20260302T031000Z-1f0c2a --archive ~/zabrze
      kronika etiquette last --json | jq .breaches

    Exit codes: 0 no breach, 6 breaches, 2 no such run.
    """
    from archive.api import Archive
    from crawler.etiquette import examine

    report = examine(Archive(archive), run)
    if as_json:
        _write_json(report)
    else:
        _print(report)
    sys.exit(_BREACHES if report.breaches else 0)


def _print(report: Report) -> None:
    rows = [
        [finding.rule, str(finding.checked), str(len(finding.breaches)), finding.meaning]
        for finding in report.findings
    ]
    print_table(("rule", "checked", "breaches", "meaning"), rows)
    for finding in report.findings:
        for breach in finding.breaches[:_SHOWN]:
            told = f"{breach.at:%H:%M:%S.%f} {breach.url}: {breach.what}"
            click.echo(f"{finding.rule}: {harmless(told)}")
        if len(finding.breaches) > _SHOWN:
            more = len(finding.breaches) - _SHOWN
            click.echo(f"{finding.rule}: and {more} more (--json lists all)")
    click.echo(
        f"run {report.run_id} of {report.city}: {report.requests} requests to "
        f"{report.hosts} hosts, breaches: {report.breaches}",
        err=True,
    )


def _write_json(report: Report) -> None:
    import json

    rules: list[dict[str, Any]] = [
        {
            "rule": finding.rule,
            "meaning": finding.meaning,
            "checked": finding.checked,
            "breaches": [
                {"url": breach.url, "at": breach.at.isoformat(), "what": breach.what}
                for breach in finding.breaches
            ],
        }
        for finding in report.findings
    ]
    told = {
        "run_id": report.run_id,
        "city": report.city,
        "requests": report.requests,
        "hosts": report.hosts,
        "breaches": report.breaches,
        "rules": rules,
    }
    write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
