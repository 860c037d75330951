"""A profile says what a city is; what it says wrongly is named, all at once."""

from __future__ import annotations

import re
from datetime import date

import pytest

from crawler.profiles import (
    CityProfile,
    parse_profile,
)

GOOD = """
name = "Miastko"
aliases = ["Urząd Miejski w Miastku"]
teryt = "2201023"
voivodeship = "pomorskie"
[sites.news]
home = "https://miastko.example/"
hosts = ["www.miastko.example", "STARE.miastko.example"]
listings = [{ url = "https://miastko.example/aktualnosci", confirmed = false }]
feeds = ["https://www.miastko.example/rss"]
articles = ['^/aktualnosci/\\d+$']
deny = ['^/kalendarz']
drop_params = ["od"]
[sites.bulletin]
home = "http://bip.miastko.example/"
kind = "notice"
"""


def city(more: str = "", base: str = GOOD) -> CityProfile:
    """A good profile, with more lines."""
    return parse_profile(base + more, "miastko.toml")


def test_a_profile_fills_in_the_house_pace() -> None:
    """What a file leaves out is polite and obedient."""
    profile = city()
    assert (profile.pace.delay_s, profile.pace.concurrency) == (1.5, 1)
    assert profile.robots.obey
    assert (profile.slug, profile.sites["bulletin"].name) == ("miastko", "bulletin")


def test_a_bare_address_is_a_confirmed_one() -> None:
    """Only an address marked ``confirmed = false`` is unverified."""
    site = city().sites["news"]
    assert [address.confirmed for address in site.addresses] == [False, True]


def test_a_profile_is_frozen() -> None:
    """Nobody changes a profile during a run."""
    with pytest.raises(ValueError, match="frozen"):
        city().name = "Inne"  # type: ignore[misc]


def test_hosts_lead_to_their_site() -> None:
    """Aliases belong to the site of their chief host; hosts of others to none."""
    profile = city()
    assert profile.hosts["stare.miastko.example"] == "miastko.example"
    assert profile.site_for("http://WWW.miastko.example:80/a") is profile.sites["news"]
    assert profile.site_for("http://bip.miastko.example/a") is profile.sites["bulletin"]
    assert profile.site_for("https://gov.pl/") is None


def test_addresses_become_canonical_by_the_rules_of_their_site() -> None:
    """The scheme is that of the site's home; a site's idle parameters are its own."""
    profile = city()
    assert profile.canonical("http://www.miastko.example/a?od=2") == "https://miastko.example/a"
    assert profile.canonical("https://bip.miastko.example/a?od=2") == (
        "http://bip.miastko.example/a?od=2"
    )
    assert profile.canonical("http://gov.pl/A?utm_source=b") == "http://gov.pl/A"


@pytest.mark.parametrize(
    "url", ["https://miastko.example/a?od=2", "https://bip.miastko.example/", "http://gov.pl/?a"]
)
def test_rules_of_a_page_and_of_the_profile_agree(url: str) -> None:
    """An item's rules and the crawler's look-up give one address."""
    profile = city()
    assert profile.url_rules(url).canonical(url) == profile.canonical(url)


def test_patterns_are_tried_on_path_and_query() -> None:
    """A host name or a fragment cannot make an article."""
    site = city().sites["news"]
    assert site.is_article("https://miastko.example/aktualnosci/12")
    assert not site.is_article("https://miastko.example/#/aktualnosci/12")
    assert site.is_denied("https://miastko.example/kalendarz?m=1")
    assert site.kind_of("https://miastko.example/urzad") == "page"


LAYOUTS = """
[[sites.news.layouts]]
valid_until = 2015-05-31
selectors = { main = "#tresc" }
[[sites.news.layouts]]
valid_until = 2020-09-19
selectors = { main = "div.content" }
[[sites.news.layouts]]
selectors = { main = "main article" }
"""
LAYOUTS_BASE = GOOD.replace("[sites.bulletin]", LAYOUTS + "[sites.bulletin]")


@pytest.mark.parametrize(
    ("day", "main"),
    [
        (date(2010, 1, 1), "#tresc"),
        (date(2015, 5, 31), "#tresc"),
        (date(2015, 6, 1), "div.content"),
        (date(2020, 9, 19), "div.content"),
        (date(2026, 1, 1), "main article"),
    ],
)
def test_old_pages_keep_the_layout_of_their_day(day: date, main: str) -> None:
    """A page fetched before a redesign is read with the layout of that day, its last included."""
    layout = city(base=LAYOUTS_BASE).layout_for("https://www.miastko.example/a", day)
    assert layout is not None
    assert layout.selectors["main"] == main


def test_a_site_without_a_current_layout_is_read_without_selectors() -> None:
    """After the last dated layout landmarks do, and no other site's layout is used."""
    profile = city(
        base=LAYOUTS_BASE.replace(
            '[[sites.news.layouts]]\nselectors = { main = "main article" }\n', ""
        )
    )
    assert profile.layout_for("https://miastko.example/a", date(2026, 1, 1)) is None
    assert profile.layout_for("http://bip.miastko.example/a", date(2010, 1, 1)) is None


def test_the_digest_follows_the_content() -> None:
    """Comments and order of keys do not change the digest; any value and the slug do."""
    assert re.fullmatch("sha256:[0-9a-f]{64}", city().digest)
    assert city("# a comment\n").digest == city().digest
    assert city("[pace]\ndelay_s = 2\n").digest != city().digest
    assert parse_profile(GOOD, "inne.toml").digest != city().digest
