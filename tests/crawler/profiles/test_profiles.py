"""A profile says what a city is; what it says wrongly is named, all at once."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from archive.errors import ConfigurationError
from crawler.profiles import (
    CityProfile,
    ProfileError,
    all_profiles,
    load_profile,
    parse_profile,
    readable_profiles,
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


def errors(text: str, source: str = "miastko.toml") -> dict[str, str]:
    """Key → what is said about it."""
    with pytest.raises(ProfileError) as caught:
        parse_profile(text, source)
    return {p.key: f"{p.wrong}; {p.instead}" for p in caught.value.problems}


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


def test_every_error_is_said_at_once() -> None:
    """Wrong types, unknown keys and broken rules of one file come in one message."""
    said = errors(
        """
        naem = "Miastko"
        teryt = 201
        voivodeship = "slaskie"
        [pace]
        delay_s = -1
        concurency = 2
        [robots]
        obey = false
        [expect]
        min_share_dated = 90
        [sites.news]
        home = "https://miastko.example"
        listings = [{ url = "ftp://miastko.example/", confirmed = "no" }]
        feeds = ["https://inne.example/rss"]
        articles = ['(', 'https://miastko.example/']
        kind = "news"
        [[sites.news.layouts]]
        selectors = { title = "h1[", body = "div" }
        [sites.bulletin]
        home = "bip.miastko.example"
        """
    )
    assert said["naem"] == "unknown key; did you mean name?"
    assert said["name"] == "missing; this key must be given"
    assert '"0201"' in said["teryt"]
    assert said["voivodeship"].endswith('write "śląskie"')
    assert said["pace.delay_s"] == "-1 is too small; write 0 or more"
    assert said["pace.concurency"].endswith("did you mean concurrency?")
    assert "reason" in said["robots.reason"]
    assert "90 is too large" in said["expect.min_share_dated"]
    assert "no web address" in said["sites.bulletin.home"]
    assert "no web address" in said["sites.news.listings[0].url"]
    assert "neither true nor false" in said["sites.news.listings[0].confirmed"]
    assert "no host of this site" in said["sites.news.feeds[0]"]
    assert "unterminated" in said["sites.news.articles[0]"]
    assert "path and query only" in said["sites.news.articles[1]"]
    assert "write 'article' or 'notice'" in said["sites.news.kind"]
    assert "no CSS selector" in said["sites.news.layouts[0].selectors.title"]
    assert "'main'" in said["sites.news.layouts[0].selectors.body"]


@pytest.mark.parametrize(
    ("change", "to", "key", "words"),
    [
        ('teryt = "2201023"', 'teryt = "22010"', "teryt", "4 digits"),
        ('teryt = "2201023"', 'teryt = "22-1"', "teryt", "no TERYT code"),
        ('"www.miastko.example"', '"https://x.example/"', "sites.news.hosts[0]", '"x.example"'),
        ('"www.miastko.example"', '"miastko.example"', "sites.news.hosts[0]", "already"),
        ('"http://bip.', '"http://www.', "sites.bulletin.home", "already sites.news.hosts[0]"),
        ('"STARE.miastko.example"', '"bip.miastko.example"', "sites.bulletin.home", "already"),
        ('"https://www.miastko.example/rss"', "3", "sites.news.feeds[0]", "3 is not a table"),
        ('drop_params = ["od"]', 'drop_params = "od"', "sites.news.drop_params", "not a list"),
        ('drop_params = ["od"]', 'drop_params = ["od"]\nkeep_params = ["OD"]',
         "sites.news.drop_params[0]", "also in keep_params"),
        ('name = "Miastko"', 'name = " "', "name", "empty"),
        ('name = "Miastko"', 'slug = "x"\nname = "Miastko"', "slug", "file's name is the slug"),
        ("[sites.news]", '[sites.news]\nname = "x"', "sites.news.name", "site's name is news"),
        ("[sites.bulletin]", '[sites."Bip 2"]', "sites.Bip 2", "no site name"),
        ('home = "https://miastko.example/"', 'home = "https://u:p@miastko.example/"',
         "sites.news.home", "user name"),
        ('home = "https://miastko.example/"', 'home = "https://miastko.example/#a"',
         "sites.news.home", "fragment"),
        ("deny = ['^/kalendarz']", "deny = [7]", "sites.news.deny[0]", "7 is not text"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(change: str, to: str, key: str, words: str) -> None:
    """Each error names its key and what to write instead."""
    assert change in GOOD
    assert words in errors(GOOD.replace(change, to))[key]


def test_disobeying_robots_needs_a_reason() -> None:
    """With a reason, and only then, robots.txt may be left aside."""
    assert "robots.reason" in errors(GOOD + "[robots]\nobey = false\nreason = ' '\n")
    assert not city("[robots]\nobey = false\nreason = 'zgoda urzędu z 3 marca'\n").robots.obey


def test_a_city_needs_somewhere_to_start() -> None:
    """Without listing, feed or sitemap a crawl could find nothing."""
    said = errors('name = "M"\n[sites.news]\nhome = "https://m.example/"\n')
    assert "nothing to start from" in said["sites"]
    assert "must be given" in errors('name = "M"\n')["sites"]


@pytest.mark.parametrize(
    ("days", "key"),
    [
        (["2020-01-01", "2019-01-01"], "sites.news.layouts[1].valid_until"),
        (["2020-01-01", "2020-01-01"], "sites.news.layouts[1].valid_until"),
        ([None, "2020-01-01"], "sites.news.layouts[0].valid_until"),
        ([None, None], "sites.news.layouts[0].valid_until"),
    ],
)
def test_layouts_follow_each_other(days: list[str | None], key: str) -> None:
    """Layouts stand in order, no two end on one day, and the current one is last."""
    tables = "".join(
        "[[sites.news.layouts]]\n"
        + (f"valid_until = {day}\n" if day else "")
        + 'selectors = { main = "main" }\n'
        for day in days
    )
    assert key in errors(GOOD.replace("[sites.bulletin]", tables + "[sites.bulletin]"))


@pytest.mark.parametrize("value", ['"2020-01-01"', "2020-01-01T10:00:00", "20200101"])
def test_a_last_day_is_a_toml_day(value: str) -> None:
    """Texts, times and numbers are no days."""
    base = LAYOUTS_BASE.replace("valid_until = 2015-05-31", f"valid_until = {value}")
    assert "2020-09-19" in errors(base)["sites.news.layouts[0].valid_until"]


def test_a_syntax_error_is_named_with_its_line() -> None:
    """What is no TOML is said with the line to mend."""
    assert "line 2" in errors('name = "M"\nsites = = 3\n')[""]


def test_the_file_name_must_be_a_slug() -> None:
    """The name of the file is the city's slug, so it must be one."""
    assert "rename it to zielona-gora.toml" in errors(GOOD, "cities/Zielona Góra.toml")[""]


def test_an_unknown_city_gets_near_names() -> None:
    """A typing error in a slug, or the city's own name, leads to the slug."""
    with pytest.raises(ConfigurationError, match="did you mean zabrze"):
        load_profile("Zabrza")


def test_own_profiles_add_and_override(tmp_path: Path) -> None:
    """A folder of one's own adds cities and goes before what is shipped."""
    (tmp_path / "miastko.toml").write_text(GOOD, "utf-8-sig")
    (tmp_path / "zabrze.toml").write_text(GOOD.replace("Miastko", "Zabrze inaczej"), "utf-8")
    (tmp_path / "notes.txt").write_text("not a profile")
    profiles = all_profiles(tmp_path)
    assert profiles["miastko"].name == "Miastko"
    assert load_profile("zabrze", tmp_path).name == "Zabrze inaczej"
    assert load_profile("zabrze").name == "Zabrze"
    assert list(profiles) == sorted(profiles)


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    """Errors of all files come together, and good files can still be read."""
    (tmp_path / "a.toml").write_text("name = 1\n")
    (tmp_path / "b.toml").write_bytes(b'name = "M"\n# \xb1\n')
    (tmp_path / "miastko.toml").write_text(GOOD, "utf-8")
    with pytest.raises(ProfileError, match="line 2 is not UTF-8") as caught:
        all_profiles(tmp_path)
    assert str(tmp_path / "a.toml") in str(caught.value)
    good, problems = readable_profiles(tmp_path)
    assert "miastko" in good
    assert {Path(p.source).name for p in problems} == {"a.toml", "b.toml"}


def test_a_missing_folder_of_profiles_is_an_error(tmp_path: Path) -> None:
    """A mistyped --cities is never taken for an empty one."""
    with pytest.raises(ConfigurationError, match="is no folder"):
        load_profile("zabrze", tmp_path / "none")


def test_shipped_profiles_load() -> None:
    """Every profile in the package is right."""
    assert "zabrze" in all_profiles()


def test_zabrze_claims_no_more_than_is_known() -> None:
    """No listing, feed or sitemap of Zabrze has been seen, and each says so."""
    profile = load_profile("zabrze")
    assert not [a.url for s in profile.sites.values() for a in s.addresses if a.confirmed]
    assert profile.sites["news"].is_article(
        "https://miastozabrze.pl/2020/03/11/urzad-miejski-funkcjonuje-w-sposob-niezaklocony/"
    )
    assert profile.canonical("http://www.um.zabrze.pl/a") == "https://miastozabrze.pl/a"


@pytest.mark.parametrize("slug", all_profiles())
def test_robots_are_obeyed_unless_a_reason_stands_in_the_file(slug: str) -> None:
    """Shipped profiles obey robots.txt."""
    assert load_profile(slug).robots.obey
