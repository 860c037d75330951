"""``kronika cities``: list, show, check and add city profiles."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.errors import ConfigurationError
from crawler.cli.options import cities_option
from crawler.cli.scouting import add, check_online
from crawler.cli.settings import setting_option

if TYPE_CHECKING:
    from crawler.profiles import CityProfile, Site


#: Exit code of a check that found a site no longer as its profile says (docs/exit-codes.md).
DRIFTED = 6


@click.group()
def command() -> None:
    """List, show, check and add city profiles.

    A profile is a TOML file named after the city's slug; docs/city-profiles.md describes it.

    \b
    Examples:
      kronika cities list
      kronika cities show zabrze
      kronika cities check mytown --cities ~/cities
      kronika cities check ~/cities/mytown.toml
      kronika cities add https://miastko.pl https://bip.miastko.pl
    """


command.add_command(add)


@command.command("list")
@cities_option
@click.option(
    "--as", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="Table for people, or JSON for programs.",
)  # fmt: skip
def list_cities(cities_dir: Path | None, form: str) -> None:
    """List all cities: slug, name, TERYT code, sites, addresses nobody has verified.

    Broken profiles are named on stderr and the exit code is 2; the others are still listed.

    \b
    Examples:
      kronika cities list
      kronika cities list --cities ~/cities --as json
    """
    from crawler.profiles import ProfileError, readable_profiles

    profiles, problems = readable_profiles(cities_dir)
    if form == "json":
        _print_json([_facts(profile) for profile in profiles.values()])
    else:
        head = ("CITY", "NAME", "TERYT", "SITES", "UNVERIFIED")
        click.echo(_table([head, *(_row(profile) for profile in profiles.values())]))
    if problems:
        raise ProfileError(problems)


@command.command()
@click.argument("city")
@cities_option
@click.option(
    "--as", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="Summary for people, or every key as JSON.",
)  # fmt: skip
def show(city: str, cities_dir: Path | None, form: str) -> None:
    """Show one city as the crawler understands it, defaults filled in.

    \b
    Examples:
      kronika cities show zabrze
      kronika cities show zabrze --as json | jq .sites
    """
    from crawler.profiles import load_profile

    profile = load_profile(city, cities_dir)
    if form == "json":
        _print_json({**_facts(profile), **profile.model_dump(mode="json")})
    else:
        click.echo("\n".join(_described(profile)))


@command.command()
@click.argument("cities", nargs=-1, metavar="[CITY|FILE]...")
@cities_option
@click.option("--online", is_flag=True, help="Look at the sites too, as politely as in a crawl.")
@setting_option
def check(
    cities: tuple[str, ...], cities_dir: Path | None, online: bool, settings: dict[str, Any]
) -> None:
    """Check profiles without any network; all of them when none is named.

    Prints "ok" for each good profile, and every error of the others: the file, the key, what is
    wrong and what to write instead. Exit code 2 when anything is wrong.

    With --online the sites of the cities named are looked at, as `kronika cities add` does, and
    what is no longer as the profile says is told: addresses that went silent or appeared,
    articles that fit no pattern, records without a date. Exit code 6 when anything drifted.

    \b
    Examples:
      kronika cities check
      kronika cities check ./mytown.toml
      kronika cities check zabrze --online
    """
    from crawler.profiles import ProfileError, load_profile, profile_files, read_profile

    if online and not cities:
        raise ConfigurationError("name the cities to look at: kronika cities check CITY --online")
    failed: list[Any] = []
    good: list[CityProfile] = []
    for city in cities or profile_files(cities_dir):
        try:
            if city.endswith(".toml"):
                good.append(read_profile(Path(city)))
            else:
                good.append(load_profile(city, cities_dir))
        except ProfileError as error:
            failed += error.problems
        else:
            click.echo(f"{city}: ok")
    if failed:
        raise ProfileError(failed)
    drifted = [profile for profile in good if online and not check_online(profile, settings)]
    if drifted:
        sys.exit(DRIFTED)


@command.command()
def schema() -> None:
    """Print the JSON Schema of a profile, for editors that check TOML as you type.

    \b
    Examples:
      kronika cities schema > city.schema.json
    """
    from crawler.profiles import CityProfile

    _print_json({**CityProfile.model_json_schema(), "title": "Kronika city profile"})


def _print_json(value: object) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def _unverified(sites: Iterable[Site]) -> int:
    return sum(not address.confirmed for site in sites for address in site.addresses)


def _facts(profile: CityProfile) -> dict[str, object]:
    return {
        "slug": profile.slug,
        "name": profile.name,
        "teryt": profile.teryt,
        "sites": list(profile.sites),
        "unverified": _unverified(profile.sites.values()),
        "digest": profile.digest,
    }


def _row(profile: CityProfile) -> tuple[str, ...]:
    unverified = _unverified(profile.sites.values())
    count = sum(len(site.addresses) for site in profile.sites.values())
    doubt = f"{unverified} of {count}" if unverified else "-"
    return profile.slug, profile.name, profile.teryt or "-", ", ".join(profile.sites), doubt


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _described(profile: CityProfile) -> Iterator[str]:
    yield f"{profile.name} ({profile.slug})"
    if profile.aliases:
        yield f"  also called   {', '.join(profile.aliases)}"
    yield f"  TERYT         {profile.teryt or 'unknown'}"
    yield f"  voivodeship   {profile.voivodeship or 'unknown'}"
    if profile.builtin:
        yield "  built in      served by the crawler itself, on loopback"
    pace, expect = profile.pace, profile.expect
    yield f"  pace          {pace.delay_s:g} s between requests, {pace.concurrency} at a time"
    if pace.hours:
        yield f"  hours         {pace.hours}, Polish time"
    obeyed = "obeyed" if profile.robots.obey else f"NOT obeyed: {profile.robots.reason}"
    yield f"  robots.txt    {obeyed}"
    yield (
        f"  expected      pages a run: at least {expect.min_records}; "
        f"articles with a date: at least {expect.min_share_dated:.0%}"
    )
    yield f"  digest        {profile.digest}"
    for site in profile.sites.values():
        yield from _site(site)


def _site(site: Site) -> Iterator[str]:
    yield ""
    yield f"{site.name}: {site.home} ({site.kind})"
    for label, addresses in (
        ("listing", site.listings),
        ("feed", site.feeds),
        ("sitemap", site.sitemaps),
        ("register", site.registers),
    ):
        for address in addresses:
            doubt = "" if address.confirmed else "   (unverified)"
            yield f"  {label:<13} {address.url}{doubt}"
    if site.wordpress:
        yield f"  {'posts':<13} all, from the REST interface of WordPress"
    lists = (
        ("also at", site.hosts),
        ("articles", [pattern.pattern for pattern in site.articles]),
        ("never asked", [pattern.pattern for pattern in site.deny]),
        ("idle params", site.drop_params),
        ("kept params", site.keep_params),
    )
    for label, values in lists:
        for value in values:
            yield f"  {label:<13} {value}"
    for layout in site.layouts:
        until = f"until {layout.valid_until}" if layout.valid_until else "now"
        yield f"  layout        {until}: {', '.join(layout.selectors)}"
