"""What a profile says wrongly is named, all at once, with what to write instead."""

from __future__ import annotations

import pytest

from crawler.profiles import ProfileError, parse_profile
from tests.crawler.profiles.test_profiles import GOOD, LAYOUTS_BASE, city


def errors(text: str, source: str = "miastko.toml") -> dict[str, str]:
    """Key → what is said about it."""
    with pytest.raises(ProfileError) as caught:
        parse_profile(text, source)
    return {p.key: f"{p.wrong}; {p.instead}" for p in caught.value.problems}


#: One file with every kind of error.
WRONG = """
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


def test_every_error_is_said_at_once() -> None:
    """Wrong types, unknown keys and broken rules of one file come in one message."""
    said = errors(WRONG)
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
