"""``kronika cities add`` and ``cities check --online``: look at a city's sites and tell of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.errors import ConfigurationError
from crawler.cli.output import write
from crawler.cli.settings import setting_option
from crawler.harmless import harmless

if TYPE_CHECKING:
    from crawler.profiles import CityProfile
    from crawler.scout.look import Record, SiteLook


@click.command("add")
@click.argument("addresses", nargs=-1, required=True, metavar="URL...")
@click.option("--slug", help="Short name of the city; default: from the first address.")
@click.option(
    "--cities", "cities_dir", type=click.Path(path_type=Path, file_okay=False),
    envvar="KRONIKA_CITIES", default=Path("cities"), show_default=True, show_envvar=True,
    help="Folder the profile is written into; it is made when missing.",
)  # fmt: skip
@click.option("--pace", type=click.FloatRange(min=0), default=1.5, show_default=True,
              help="Seconds between two requests to one host.")  # fmt: skip
@setting_option
@click.option("--yes", is_flag=True, help="Write without asking.")
def add(
    addresses: tuple[str, ...],
    slug: str | None,
    cities_dir: Path,
    pace: float,
    settings: dict[str, Any],
    yes: bool,
) -> None:
    """Look at a city's sites and write its profile; several URLs are one publisher's sites.

    Asked, as politely as in a crawl, are the front page, robots.txt, sitemap, feed, a few lists
    and ten articles: about 30 requests a site. Shown are the records read from the articles, with
    their doubts, and what could not be told. The profile is written as SLUG.toml, and each
    article as a golden case into golden/SLUG/ beside it.

    \b
    Examples:
      kronika cities add https://miastko.pl https://bip.miastko.pl
      kronika cities add miastko.pl --slug miastko --cities ~/cities --yes
      kronika demo serve & kronika cities add http://127.0.0.1:8000 http://127.0.0.1:8001
    """
    from crawler.scout.draft import draft, slug_of
    from crawler.scout.spider import look_at, name_bulletin, passing_profile, sites_of

    looks = sites_of(list(addresses))
    if slug:
        _refuse_existing(cities_dir, slug)
    started = datetime.now(UTC)
    profile = passing_profile(slug or "new-city", looks, pace)
    _, counts = look_at(profile, looks, settings)
    name_bulletin(looks)
    seconds = (datetime.now(UTC) - started).total_seconds()
    if not any(look.records for look in looks):
        _say(_told(looks))
        raise ConfigurationError("no article could be read, so no profile was written")
    slug = slug or slug_of(looks)
    _refuse_existing(cities_dir, slug)
    text = draft(slug, looks, started.date())
    write(text)
    _say(_told(looks))
    _say(
        [f"{counts['visits']} requests in {seconds:.0f} s; {len(text.splitlines())} lines of TOML"]
    )
    if not yes:
        click.confirm(f"Write {cities_dir / slug}.toml and its golden cases?", abort=True, err=True)
    _write(cities_dir, slug, text, looks)


def _refuse_existing(cities_dir: Path, slug: str) -> None:
    if (cities_dir / f"{slug}.toml").exists():
        raise ConfigurationError(
            f"{cities_dir / slug}.toml is there already; choose another --slug, or see what has "
            f"changed: kronika cities check {slug} --online --cities {cities_dir}"
        )


def _write(cities_dir: Path, slug: str, text: str, looks: list[SiteLook]) -> None:
    """Check the profile, then write it whole or not at all."""
    from crawler.profiles import parse_profile
    from crawler.scout.cases import write_cases

    parse_profile(text, f"{slug}.toml")
    try:
        cities_dir.mkdir(parents=True, exist_ok=True)
        path = cities_dir / f"{slug}.toml"
        half = path.with_suffix(".part")
        half.write_text(text, "utf-8")
        half.replace(path)
        records = [record for look in looks for record in look.records]
        cases = write_cases(cities_dir, slug, records)
    except OSError as error:
        raise ConfigurationError(f"cannot write into {cities_dir}: {error.strerror}") from error
    _say([
        f"Wrote {path} and {len(cases)} golden cases in {cities_dir / 'golden' / slug}.",
        f"Next: read {path}, then kronika crawl {slug} --cities {cities_dir} --limit 20",
        f"The cases: kronika golden show --cases {cities_dir / 'golden'} --cities {cities_dir}",
    ])  # fmt: skip


def check_online(profile: CityProfile, settings: dict[str, Any]) -> bool:
    """Look at a city's sites and tell what no longer is as its profile says; true when all is."""
    from crawler.scout.drift import drift, sources_of
    from crawler.scout.look import SiteLook
    from crawler.scout.spider import look_at

    looks = [SiteLook(site.name, site.home, sources_of(site)) for site in profile.sites.values()]
    look_at(profile, looks, settings)
    _say(_told(looks))
    told = [line for look in looks for line in drift(profile, look)]
    for line in told:
        click.echo(f"{profile.slug}: {harmless(line)}")
    if not told:
        click.echo(f"{profile.slug}: as its profile says")
    return not told


def _told(looks: list[SiteLook]) -> Iterator[str]:
    for look in looks:
        yield ""
        system = look.guess.system.name if look.guess else "an unknown system"
        sure = "" if not look.guess or look.guess.sure else "perhaps "
        yield f"{look.name}: {harmless(look.home or look.asked)} ({sure}{system})"
        for record in look.records:
            yield _record(record)
        for doubt in look.doubts:
            yield f"  ? {harmless(doubt)}"
        for url, reason in look.silent.items():
            yield f"  - {harmless(url)}: {harmless(reason)}"


def _record(record: Record) -> str:
    day = record.published.isoformat() if record.published else "no date   "
    doubts = f"  ! {', '.join(record.doubts)}" if record.doubts else ""
    title = (record.title or "no title")[:70]
    return f"  {day}  {harmless(title)}  ({len(record.text)} characters){doubts}"


def _say(lines: Iterator[str] | list[str]) -> None:
    for line in lines:
        click.echo(line, err=True)
