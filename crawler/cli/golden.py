"""``kronika golden``: saved pages with what must be read in them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import archive_option, cities_option
from crawler.cli.telling import bold, edit_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.history import Edit
    from crawler.golden import Case, Difference, Facts

_cases_option = click.option(
    "--cases",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("tests/golden"),
    show_default=True,
    help="Folder of the cases.",
)


@click.group()
def command() -> None:
    """Keep saved pages with what must be read in them: golden cases.

    A case is a folder with a page, its facts and the expected record. The tests read each page
    and compare field by field. How to make a good case: docs/golden.md.

    \b
    Examples:
      kronika golden new https://miastozabrze.pl/2026/03/02/remont/ --city zabrze --case remont
      kronika golden show zabrze
      kronika golden accept zabrze/remont
    """


@command.command()
@click.argument("page")
@click.option("--city", required=True, metavar="CITY", help="City the page is of.")
@click.option(
    "--case", "name", required=True, metavar="NAME", help="What the case is to be called."
)
@click.option("--url", help="Address a FILE was saved from.")
@click.option(
    "--fetched-at",
    type=click.DateTime(("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S")),
    help="When a FILE was saved (UTC). No later date is believed. Default: now.",
)
@_cases_option
@archive_option
@cities_option
def new(
    page: str,
    city: str,
    name: str,
    url: str | None,
    fetched_at: datetime | None,
    folder: Path,
    archive: Path,
    cities_dir: Path | None,
) -> None:
    """Make a case of PAGE: an address in the archive, or a saved file with --url.

    What is read in the page today is written as expected: correct it by hand where it is wrong,
    and cut it down to what matters.

    \b
    Examples:
      kronika golden new https://miastozabrze.pl/2026/03/02/remont/ --city zabrze --case remont
      kronika golden new page.html --url https://a.example/b --city nowa --case kontakt
    """
    from crawler.golden import Facts, make_case

    file = Path(page)
    if file.is_file():
        if url is None:
            raise click.UsageError("a saved file needs --url, the address it was saved from")
        moment = fetched_at.replace(tzinfo=UTC) if fetched_at else datetime.now(UTC)
        body, facts = file.read_bytes(), Facts(url, moment)
    else:
        body, facts = _stored(archive, city, page)
    for part in (city, name):
        if not part.replace("-", "").replace("_", "").isalnum():
            raise click.UsageError(f"{part!r} cannot be the name of a folder")
    case = make_case(folder, city, name, body, facts, cities_dir)
    click.echo(case.folder)
    click.echo("Now read expected.json against the page, and correct what is wrong.", err=True)


@command.command()
@click.argument("names", nargs=-1, metavar="[CITY|CITY/CASE...]")
@_cases_option
@cities_option
def show(names: tuple[str, ...], folder: Path, cities_dir: Path | None) -> None:
    """Show what is expected and what is found, field by field; all cases when none is named.

    Words that are missing are marked [-so-], words that came {+so+}.

    \b
    Examples:
      kronika golden show
      kronika golden show zabrze/iso-9001
    """
    from crawler.golden import cases

    found = cases(folder, names, cities_dir)
    differing = sum(_tell(case) for case in found)
    click.echo(f"{len(found)} cases, {differing} with differences", err=True)


@command.command()
@click.argument("names", nargs=-1, required=True, metavar="CITY|CITY/CASE...")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@_cases_option
@cities_option
def accept(names: tuple[str, ...], yes: bool, folder: Path, cities_dir: Path | None) -> None:
    """Write what is found as expected, after showing it.

    Fields keep the keys a person chose. Strings that do not hold any more are dropped.

    \b
    Examples:
      kronika golden accept zabrze/iso-9001
    """
    from crawler.golden import cases

    for case in cases(folder, names, cities_dir):
        if not _tell(case):
            continue
        if yes or click.confirm(f"Write this into {case.name}?", err=True):
            case.accept()
            click.echo(f"{case.name}: accepted", err=True)


def _stored(archive: Path, city: str, url: str) -> tuple[bytes, Facts]:
    """The newest stored answer at an address that has a body."""
    from archive import Archive
    from archive.errors import ConfigurationError
    from archive.model import SnapshotPointer
    from archive.rows import table_to_rows
    from archive.snapshots import read_snapshot
    from crawler.golden import Facts

    opened = Archive(archive)
    visits = table_to_rows(opened.visits(city, url=url, purpose="page"))
    stored = [visit for visit in visits if visit["snapshot"] and visit["http_status"] == 200]
    if not stored:
        raise ConfigurationError(
            f"{archive} holds no answer of {city} at {url}; name a page it has, or a saved file"
        )
    visit = max(stored, key=lambda one: one["fetched_at"])
    snapshot = read_snapshot(opened.layout.root, SnapshotPointer(**visit["snapshot"]))
    kept = {"content-type", "content-language", "x-robots-tag", "link"}
    headers = {key: value for key, value in snapshot.headers if key.lower() in kept}
    return snapshot.body, Facts(visit["url"], visit["fetched_at"], headers)


def _tell(case: Case) -> bool:
    """Print a case's differences; returns whether there are any."""
    found = list(case.differences())
    click.echo(bold(case.name) + ("" if found else f": {len(case.expected)} fields as expected"))
    for line in edit_lines([edit for one in found for edit in _edits(one)]):
        click.echo(line)
    return bool(found)


def _edits(difference: Difference) -> Iterator[Edit]:
    """A difference as edits: of lists and structs only the parts that differ."""
    from archive.history import Edit
    from archive.history.diff import words_marked

    name, was, now = difference.field, difference.expected, difference.found
    if name.startswith("contains."):
        yield Edit("removed", name, was, None)
    elif name.startswith("lacks."):
        yield Edit("added", name, None, was)
    elif isinstance(was, dict) and isinstance(now, dict):
        for key in was:
            if was[key] != now.get(key):
                yield from _edits(
                    replace(
                        difference, field=f"{name}.{key}", expected=was[key], found=now.get(key)
                    )
                )
    elif isinstance(was, list) and isinstance(now, list):
        yield from (Edit("removed", name, _text(one), None) for one in was if one not in now)
        yield from (Edit("added", name, None, _text(one)) for one in now if one not in was)
        if all(one in now for one in was) and all(one in was for one in now):
            yield Edit("moved", name, None, "in another order or number")
    elif was in (None, ""):
        yield Edit("added", name, None, _text(now))
    elif now in (None, ""):
        yield Edit("removed", name, _text(was), None)
    else:
        yield Edit("edited", name, _text(was), _text(now), words_marked(_text(was), _text(now)))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
