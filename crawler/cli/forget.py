"""Take a page down: out of tables, snapshots, search and old generations, never to come back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.errors import ConfigurationError
from crawler.cli.options import archive_option
from crawler.cli.register import list_register
from crawler.harmless import harmless

if TYPE_CHECKING:
    from archive.forget.plan import Plan
    from archive.signing import Signer

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
@click.option(
    "--sign",
    "key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="KEY",
    help="Then sign the register with this Ed25519 key; without addresses, do only that.",
)
@click.option("--lift", "lifting", is_flag=True, help="Let the addresses be crawled again.")
@click.option("--list", "listing", is_flag=True, help="List the takedowns of the archive.")
@archive_option
def command(
    urls: tuple[str, ...],
    reason: str | None,
    dry_run: bool,
    yes: bool,
    by: str | None,
    key: Path | None,
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
      kronika forget --sign ~/.ssh/kronika-register --by "J. Nowak"
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
        list_register(archive)
        return
    signer = _signer(key)  # before anything goes: a key that cannot be used is told first
    acts = bool(urls) or lifting or signer is None
    if acts and not _act(archive, urls, reason, by, dry_run=dry_run, yes=yes, lifting=lifting):
        return
    if signer is not None and not dry_run:
        _sign(archive, signer, by)


def _act(
    archive: Path,
    urls: tuple[str, ...],
    reason: str | None,
    by: str | None,
    *,
    dry_run: bool,
    yes: bool,
    lifting: bool,
) -> bool:
    """Take down or lift; true when the register has new lines."""
    if not urls:
        raise ConfigurationError("say which address: kronika forget URL --reason TEXT")
    if not reason and not dry_run:
        raise ConfigurationError('say why, for the register: --reason "request 14/2026"')
    if lifting:
        return _lift(archive, urls, reason or "", by, dry_run=dry_run)
    if _finish_earlier(archive, urls, dry_run=dry_run):
        return True
    return _take_down(archive, urls, reason or "", by, dry_run=dry_run, yes=yes)


def _signer(key: Path | None) -> Signer | None:
    from archive.signing import Signer

    return Signer.load(key, lambda: _password(key)) if key else None


def _password(key: Path) -> str:
    return str(click.prompt(f"Password of {key}", hide_input=True, err=True))


def _sign(archive: Path, signer: Signer, by: str | None) -> None:
    from archive.layout import Layout
    from archive.register import last_sum, who
    from archive.signing import fingerprint
    from archive.when import utc_now

    root = Layout.open_existing(archive).root
    entry = signer.sign(root, by=by or who(), clock=utc_now)
    click.echo(
        f"Signed: line {entry['number']} of register.jsonl, by {fingerprint(signer.public)}, "
        f"SHA-256 {last_sum(root)}.",
        err=True,
    )


def _lift(
    archive: Path, urls: tuple[str, ...], reason: str, by: str | None, *, dry_run: bool
) -> bool:
    from archive.forget.lift import check, lift
    from archive.register import last_sum, who
    from archive.when import utc_now

    if dry_run:
        check(archive, urls)
        click.echo("Every tombstone would be lifted. Nothing was changed.", err=True)
        return False
    entry = lift(archive, urls, reason=reason, by=by or who(), clock=utc_now)
    click.echo(
        "Lifted: the next crawl may keep these pages, and "
        f"nothing came back. Line {entry['number']} of register.jsonl, SHA-256 "
        f"{last_sum(archive)}.",
        err=True,
    )
    return True


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
) -> bool:
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
        return False
    _show(plan)
    if dry_run or not (yes or _confirmed()):
        click.echo("Nothing was changed.", err=True)
        return False
    with (
        working("Taking down"),
        planned(archive, urls, utc_now) as plan,  # again, now that no crawl can interfere
    ):
        last = carry_out(archive, plan, reason=reason, by=by or who(), clock=utc_now)
    _told(archive, last, "Taken down")
    return True


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
