"""The cities that come with Kronika: they load, and claim no more than is known."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from crawler.profiles import CityProfile, all_profiles, load_profile
from crawler.profiles.values import VOIVODESHIPS
from pipelines.folding import fold
from pipelines.urls import host_of

CITIES = all_profiles()
REAL = {slug: profile for slug, profile in CITIES.items() if not profile.builtin}
#: Codes of voivodeships in TERYT are even numbers in alphabetical order.
VOIVODESHIP_CODES = {name: f"{2 * n:02}" for n, name in enumerate(VOIVODESHIPS, start=1)}
#: Places of which the one address seen is a day or month of a calendar.
CALENDARS = {"jaworzno", "zytno"}
KNOWN = Path(__file__).resolve().parents[4] / "shared" / "domain" / "cities.json"


@cache
def places() -> dict[str, Any]:
    """What is known of each place, by its slug."""
    if not KNOWN.exists():
        pytest.skip("the list of places is not here")
    listed = json.loads(KNOWN.read_text("utf-8"))["cities"]
    return {place["id"]: place for place in listed}


def seen_addresses(place: dict[str, Any]) -> set[str]:
    """Listings, feeds and sitemaps of a place that were themselves seen."""
    sources = (place[name] for name in ("news_listing", "feed", "sitemap"))
    return {
        source["url"]
        for source in sources
        if source["status"].startswith("seen") and "third-party" not in source["status"]
    }


def own_words(slug: str) -> str:
    """The comments and keys of a profile as they stand in its file."""
    return (files("crawler") / "cities" / f"{slug}.toml").read_text("utf-8")


def test_every_place_has_a_profile() -> None:
    """No place is missing, and none is named twice."""
    assert places().keys() == REAL.keys()


def test_names_and_codes_are_unique() -> None:
    """Two profiles are never of one city."""
    names = [profile.name for profile in CITIES.values()]
    codes = [profile.teryt for profile in CITIES.values() if profile.teryt]
    assert len(set(names)) == len(names)
    assert len(set(codes)) == len(codes)


def test_no_host_belongs_to_two_cities() -> None:
    """An address leads to one city only, so that `kronika explain` can tell which."""
    hosts = [host for profile in CITIES.values() for host in profile.hosts]
    assert len(set(hosts)) == len(hosts)


@pytest.mark.parametrize("slug", REAL)
def test_a_slug_is_the_name_in_plain_letters(slug: str) -> None:
    """Who knows the name finds the city."""
    assert slug == re.sub(r"[^a-z]+", "-", fold(REAL[slug].name))


@pytest.mark.parametrize("slug", REAL)
def test_a_code_agrees_with_the_voivodeship(slug: str) -> None:
    """A code begins with the voivodeship's; cities with county rights are numbered from 61 on."""
    profile = REAL[slug]
    assert profile.voivodeship
    if profile.teryt:
        assert re.fullmatch(rf"{VOIVODESHIP_CODES[profile.voivodeship]}[67]\d", profile.teryt)


@pytest.mark.parametrize("slug", REAL)
def test_only_what_was_seen_is_confirmed(slug: str) -> None:
    """Defaults, front pages taken for lists, and what other programs name stay unconfirmed."""
    confirmed = {address.url for site in REAL[slug].sites.values()
                 for address in site.addresses if address.confirmed}  # fmt: skip
    assert confirmed <= seen_addresses(places()[slug])


@pytest.mark.parametrize("slug", REAL)
def test_wordpress_is_asked_only_where_its_interface_was_seen_open(slug: str) -> None:
    """There is no mark for an unverified interface."""
    asked = any(site.wordpress for site in REAL[slug].sites.values())
    feed = places()[slug]["feed"]
    assert not asked or (feed["status"].startswith("seen") and "/wp-json/" in feed["url"])


@pytest.mark.parametrize("slug", REAL)
def test_the_front_page_is_the_one_that_is_known(slug: str) -> None:
    """The news site has the place's known address, the bulletin its known host."""
    place, sites = places()[slug], REAL[slug].sites
    assert host_of(place["home"]) == sites["news"].host
    bulletin = (place["bip"] or {}).get("host")
    if bulletin and host_of(f"https://{bulletin}") != sites["news"].host:
        assert sites["bulletin"].host == host_of(f"https://{bulletin}")


@pytest.mark.parametrize("slug", REAL)
def test_a_seen_article_is_read_as_one(slug: str) -> None:
    """Where articles have patterns, the one address that was seen fits them and is not denied."""
    url = places()[slug]["example_url"]
    site = REAL[slug].site_for(url) if url else None
    if site is None or url in {address.url for address in site.addresses} or slug in CALENDARS:
        pytest.skip("no article of a present site was seen")
    assert site.is_article(url) or not site.articles
    assert not site.is_denied(url)


@pytest.mark.parametrize("slug", REAL)
def test_a_profile_says_that_nothing_was_fetched(slug: str) -> None:
    """A reader of the file knows at once how far to trust it."""
    words = " ".join(own_words(slug).replace("#", "").split())
    assert "Nothing here was fetched when this file was written" in words
    assert "addresses that nobody has seen working" in words


@pytest.mark.parametrize("slug", REAL)
def test_a_real_city_keeps_the_house_pace_and_robots(slug: str) -> None:
    """No shipped profile asks faster than the default, or leaves robots.txt aside."""
    profile = REAL[slug]
    assert profile.pace.delay_s >= 1.5
    assert profile.pace.concurrency == 1
    assert profile.robots.obey
    assert profile.robots.tdm == "honour"


@pytest.mark.parametrize("slug", CITIES)
def test_a_file_says_nothing_twice(slug: str) -> None:
    """Keys that only repeat a default are left out, but for the kind of a site."""
    raw = tomllib.loads(own_words(slug))
    for section in ("pace", "robots", "snapshots"):
        defaults = CityProfile.model_fields[section].default
        for key, value in raw.get(section, {}).items():
            assert value != getattr(defaults, key), f"{section}.{key}"


def test_traps_of_a_town_are_closed_in_its_profile() -> None:
    """Calendars and facets that were seen are never asked."""
    zytno = load_profile("zytno").sites["news"]
    article = "http://www.zytno.pl/news,468,najwazniejsze-zmiany-w-odpadach.html"
    assert zytno.is_article(article)
    assert zytno.is_denied(article.replace(".html", "&kalendarz=2023-10.html?"))
    assert (
        load_profile("jaworzno")
        .sites["news"]
        .is_denied("https://www.um.jaworzno.pl/pl/biznes/archiwum/20210618")
    )
    assert load_profile("gliwice").canonical("https://gliwice.eu/node?language=pl&page=11&a=b") == (
        "https://gliwice.eu/node?page=11"
    )


def test_a_shared_host_is_asked_in_the_towns_folder_only() -> None:
    """One server for a whole voivodeship is not crawled whole."""
    site = load_profile("limanowa").sites["bulletin"]
    assert not site.is_denied("https://bip.malopolska.pl/umlimanowa,m,1,a.html")
    assert site.is_denied("https://bip.malopolska.pl/umbochnia")
    assert site.is_denied("https://bip.malopolska.pl/")


def test_zabrze_claims_no_more_than_is_known() -> None:
    """No listing, feed or sitemap of Zabrze has been seen, and each says so."""
    profile = load_profile("zabrze")
    assert not [a.url for s in profile.sites.values() for a in s.addresses if a.confirmed]
    assert profile.sites["news"].is_article(
        "https://miastozabrze.pl/2020/03/11/urzad-miejski-funkcjonuje-w-sposob-niezaklocony/"
    )
    assert profile.canonical("http://www.um.zabrze.pl/a") == "https://miastozabrze.pl/a"
