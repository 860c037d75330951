"""Take a page down: out of tables, snapshots, search and old generations, never to come back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.errors import ConfigurationError
from crawler.cli.options import archive_option
from crawler.cli.output import print_table
from crawler.harmless import harmless

if TYPE_CHECKING:
    from archive.forget.plan import Plan

_SHOWN = 20
_WORDS = {
    "pages": "version",
    "visits": "visit",
    "records": "WARC record",
    "segments": "segment",
    "generations": "old generation",
}


@click.command()
@click.argument("urls", nargs=-1, metavar="URL...")
@click.option("--reason", metavar="TEXT", help="Why; kept in the register. No personal data here.")
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would go.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option("--by", metavar="NAME", help="Who takes it down; default: the user's name and host.")
@click.option("--lift", "lifting", is_flag=True, help="Let the addresses be crawled again.")
@click.option("--list", "listing", is_flag=True, help="List the takedowns of the archive.")
@archive_option
def command(
    urls: tuple[str, ...],
    reason: str | None,
    dry_run: bool,
    yes: bool,
    by: str | None,
    lifting: bool,
    listing: bool,
    archive: Path,
) -> None:
    """Take the pages at some addresses down, for good.

    \b
    Examples:
      kronika forget https://miastozabrze.pl/2026/05/01/lista/ --dry-run
      kronika forget https://miastozabrze.pl/2026/05/01/lista/ --reason "request 14/2026"
      kronika forget URL1 URL2 --reason "request 15/2026" --yes
      kronika forget --lift URL --reason "request 14/2026 was withdrawn"
      kronika forget --list

    What goes: every version and visit of the page, of its other addresses and of redirects to it;
    their requests and answers in the WARC files; the search index; old generations that hold them.
    In the place of the records lie blanks of the same length, so that no other record moves. What
    stays: a line in register.jsonl with the reason, and tombstones, by which no crawl asks for the
    addresses again and no reading of snapshots brings them back. Exports made before are listed.

    First it is shown what would go; then, on a terminal, you are asked. There is no way back.
    Killed at any moment, the same command finishes it. Pictures, files and lists that name the page
    have addresses of their own (docs/takedown.md). --lift lets crawls keep the pages again from now
    on; it brings nothing back.
    """
    if listing:
        _list(archive)
        return
    _expect(urls, reason, dry_run=dry_run)
    if lifting:
        _lift(archive, urls, reason or "", by, dry_run=dry_run)
    elif not _finish_earlier(archive, urls, dry_run=dry_run):
        _take_down(archive, urls, reason or "", by, dry_run=dry_run, yes=yes)


def _expect(urls: tuple[str, ...], reason: str | None, *, dry_run: bool) -> None:
    if not urls:
        raise ConfigurationError("say which address: kronika forget URL --reason TEXT")
    if not reason and not dry_run:
        raise ConfigurationError('say why, for the register: --reason "request 14/2026"')


def _lift(
    archive: Path, urls: tuple[str, ...], reason: str, by: str | None, *, dry_run: bool
) -> None:
    from archive.forget.lift import check, lift
    from archive.register import last_sum, who
    from archive.when import utc_now

    if dry_run:
        check(archive, urls)
        click.echo("Every tombstone would be lifted. Nothing was changed.", err=True)
        return
    entry = lift(archive, urls, reason=reason, by=by or who(), clock=utc_now)
    click.echo(
        "Lifted: the next crawl may keep these pages, and "
        f"nothing came back. Line {entry['number']} of register.jsonl, SHA-256 "
        f"{last_sum(archive)}.",
        err=True,
    )


def _finish_earlier(archive: Path, urls: tuple[str, ...], *, dry_run: bool) -> bool:
    """Finish a takedown that was cut short; true when it was the one asked for."""
    from archive.forget.takedown import finish, unfinished
    from archive.forget.tombstones import tombstone
    from archive.when import utc_now

    journal = unfinished(archive)
    if journal is None:
        return False
    begun = f"the takedown begun {journal.at:%Y-%m-%d %H:%M} UTC ({journal.reason})"
    if dry_run:
        click.echo(f"First, {begun} would be finished.", err=True)
        return False
    _told(archive, finish(archive, journal, utc_now), f"Finished {begun}")
    return {tombstone(url) for url in urls} <= set(journal.addresses)


def _take_down(
    archive: Path, urls: tuple[str, ...], reason: str, by: str | None, *, dry_run: bool, yes: bool
) -> None:
    from archive.forget import Tombstones
    from archive.forget.plan import make_plan
    from archive.forget.takedown import carry_out, planned
    from archive.register import who
    from archive.when import utc_now
    from crawler.cli.telling import working

    with working("Looking through tables and snapshots"):
        plan = make_plan(archive, urls)
    if plan.empty and all(url in Tombstones.of(archive) for url in urls):
        click.echo("It was taken down before, and nothing is left: kronika forget --list", err=True)
        return
    _show(plan)
    if dry_run or not (yes or _confirmed()):
        click.echo("Nothing was changed.", err=True)
        return
    with (
        working("Taking down"),
        planned(archive, urls, utc_now) as plan,  # again, now that no crawl can interfere
    ):
        last = carry_out(archive, plan, reason=reason, by=by or who(), clock=utc_now)
    _told(archive, last, "Taken down")


def _has_terminal() -> bool:
    return sys.stdin.isatty()


def _confirmed() -> bool:
    if not _has_terminal():
        click.echo("To act without being asked: --yes.", err=True)
        return False
    return click.confirm("Take this down for good?", err=True)


def _show(plan: Plan) -> None:
    counts = plan.counts()
    if plan.empty:
        click.echo("The archive holds nothing there; only tombstones would be set:", err=True)
    else:
        told = ", ".join(_many(counts, name) for name in ("pages", "visits", "records", "segments"))
        told += f" and {_many(counts, 'generations')}, of {', '.join(plan.cities)}"
        click.echo(f"{told}. Addresses:", err=True)
    rows = plan.rows
    for words, lines in (
        ("", sorted(rows.addresses)),
        ("Redirected to, and left alone:", sorted(rows.onward)),
        ("Stored pictures of these pages, left alone:", sorted(rows.pictures)),
        ("Exports that may hold it; follow them up:", list(map(_export, plan.exports))),
    ):
        for line in _listed(words, lines):
            click.echo(harmless(line), err=True)


def _listed(words: str, lines: list[str]) -> Iterator[str]:
    if lines and words:
        yield words
    yield from (f"  {line}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield f"  ... and {len(lines) - _SHOWN:,} more"


def _export(entry: dict[str, Any]) -> str:
    asked = ", ".join(
        name if value is True else f"{name} {', '.join(value) if name == 'cities' else value}"
        for name, value in entry["filter"].items()
    )
    asked = asked or "all of it"
    return f"{entry['at'][:16]}Z {entry['format']} to {entry['where']} ({asked}) by {entry['by']}"


def _told(archive: Path, last: dict[str, Any], words: str) -> None:
    from archive.register import last_sum

    went = ", ".join(_many(last["counts"], name) for name in ("pages", "visits", "records"))
    click.echo(
        f"{words}: {went}. Line {last['number']} of register.jsonl, SHA-256 "
        f"{last_sum(archive)}: keep this number elsewhere, it proves the register so far.",
        err=True,
    )


def _many(counts: dict[str, int], name: str) -> str:
    """A count with its word: "1 version", "2 WARC records"."""
    count, word = counts[name], _WORDS[name]
    return f"{count:,} {word}{'s' * (count != 1)}"


def _list(archive: Path) -> None:
    from archive.forget.takedown import DONE
    from archive.forget.tombstones import EVENT, LIFTED
    from archive.layout import Layout
    from archive.register import entries, first_broken

    root = Layout.open_existing(archive).root
    noted = entries(root)
    done = {entry["takedown"]: entry["counts"] for entry in noted if entry["event"] == DONE}
    rows = [
        (
            f"{entry['at'][:16]}Z",
            "lifted" if entry["event"] == LIFTED else "taken down",
            ", ".join(entry.get("cities", ())),
            str(len(entry["addresses"])),
            _versions(entry, done),
            entry["by"],
            entry["reason"],
        )
        for entry in noted
        if entry["event"] in (EVENT, LIFTED)
    ]
    print_table(("when", "what", "cities", "addresses", "versions", "by", "reason"), rows)
    broken = first_broken(root)
    if broken is not None:
        click.echo(f"register.jsonl was changed: line {broken} does not follow", err=True)
        sys.exit(7)


def _versions(entry: dict[str, Any], done: dict[str, dict[str, int]]) -> str:
    """How many versions went with a takedown."""
    if "takedown" not in entry:
        return ""
    return str(done[entry["takedown"]]["pages"]) if entry["takedown"] in done else "not finished"
