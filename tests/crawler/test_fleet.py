"""Many cities side by side: bounds, shared servers, and failures that stay where they are."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import Archive
from archive.errors import ConfigurationError
from crawler.cli import cli
from crawler.fleet import INTERRUPTED, Ended, addresses, lanes, run, sail
from crawler.profiles import load_profile

PROFILE = """
name = "{name}"
[sites.news]
home = "http://{slug}.example/"
listings = ["http://{slug}.example/aktualnosci/"]
articles = ['^/2026/']
"""


def crawl_at_once(fleet, jobs):
    """Sail with crawls that wait until ``jobs`` have met; gives who was under way with whom."""
    begun, under_way, together = threading.Condition(), set(), []

    def crawl(city: str) -> Ended:
        with begun:
            under_way.add(city)
            together.append(frozenset(under_way))
            begun.notify_all()
            begun.wait_for(lambda: max(map(len, together)) >= jobs, 30)
            under_way.discard(city)
        return Ended(city, 0, 0.0, "")

    ended = [one.city for one in sail(fleet, jobs, crawl, threading.Event())]
    assert sorted(ended) == sorted(city for lane in fleet for city in lane)
    return together


def test_no_more_at_once_than_allowed():
    """Six cities, two at a time."""
    together = crawl_at_once([[city] for city in "abcdef"], 2)
    assert max(map(len, together)) == 2


def test_cities_of_one_server_never_meet():
    """They lie in one lane, and a lane is sailed one after the other."""
    places = {"a": {"1"}, "b": {"2"}, "c": {"1", "3"}, "d": {"3"}, "e": set(), "f": set()}
    fleet = lanes({city: frozenset(where) for city, where in places.items()})
    assert sorted(map(sorted, fleet)) == [["a", "c", "d"], ["b"], ["e"], ["f"]]
    assert len(fleet[0]) == 3
    for cities in crawl_at_once(fleet, 4):
        assert len(cities & {"a", "c", "d"}) <= 1


def test_a_city_that_joins_two_servers_joins_their_lanes():
    """Whoever shares an address, however indirectly, goes one after the other."""
    places = {"a": {"1"}, "b": {"2"}, "c": {"1", "2"}}
    [lane] = lanes({city: frozenset(where) for city, where in places.items()})
    assert sorted(lane) == ["a", "b", "c"]


def test_all_hosts_of_a_city_count():
    """Aliases too; a host nobody knows lies nowhere."""
    asked = []
    places = addresses(load_profile("demo"), lambda host: asked.append(host) or [])
    assert places == frozenset()
    assert set(asked) == {"www.olszynow.example", "olszynow.example", "bip.olszynow.example"}


def test_after_stop_no_city_is_begun():
    """What is under way ends by itself; the rest says that it was not begun."""
    stop = threading.Event()

    def crawl(city: str) -> Ended:
        stop.set()
        return Ended(city, 0, 0.0, "")

    ended = list(sail([["a", "b", "c"]], 1, crawl, stop))
    assert [one.exit_code for one in ended] == [0, INTERRUPTED, INTERRUPTED]


def test_a_command_that_fails_or_dies_is_that_citys_failure():
    """Exit codes, signals and commands that are none become codes, never exceptions."""
    code = "import sys; print('zwykle słowa', file=sys.stderr); sys.exit(5)"
    ended = run("a", [sys.executable, "-c", code])
    assert (ended.exit_code, ended.words) == (5, "zwykle słowa")
    killed = run("b", [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"])
    assert killed.exit_code == 137
    assert run("c", ["/nowhere/kronika"]).exit_code == 1


@pytest.fixture
def cities(tmp_path: Path) -> Path:
    """A folder with a profile of a city that is down, beside the demo town."""
    folder = tmp_path / "cities"
    folder.mkdir()
    for slug in ("zamknieta", "zabita"):
        text = PROFILE.format(name=slug.title(), slug=slug)
        (folder / f"{slug}.toml").write_text(text, encoding="utf-8")
    return folder


def test_one_citys_failure_is_one_citys(tmp_path, cities):
    """The demo town is crawled beside two that refuse to begin; the first code is told."""
    root = tmp_path / "archive"
    words = ["crawl", "zamknieta", "demo", "zabita", "--archive", root, "--cities", cities]
    done = CliRunner().invoke(cli, [*map(str, words), "--limit", "5", "--jobs", "2"])
    assert done.exit_code == 2  # no contact is set: a real city is not asked
    assert "1 of 3 cities went well" in done.stderr
    assert [run["verdict"] for run in Archive(root).runs().to_pylist()] == ["ok"]
    told = {line.split()[1]: line for line in done.stderr.splitlines() if line[:1] in "✓✗"}
    assert set(told) == {"zamknieta", "demo", "zabita"}
    assert "new" in told["demo"]
    assert "contact" in told["zabita"]


@pytest.mark.parametrize("words", [["crawl"], ["crawl", "demo", "--all"]])
def test_cities_or_all_but_not_both(words):
    """A wrong command is told before anything happens."""
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 2
    assert "name cities, or say --all" in done.stderr


def crawled_by_all(monkeypatch, *words):
    """Which cities ``kronika crawl --all`` would crawl, and what it says."""
    crawled = []
    monkeypatch.setattr(
        "crawler.cli.fleet.crawl_all", lambda cities, *_, **__: crawled.extend(cities) or 0
    )
    monkeypatch.setattr(
        "crawler.cli.crawl._crawl_one", lambda city, *_, **__: crawled.append(city) or 0
    )
    done = CliRunner().invoke(cli, ["crawl", "--all", *map(str, words)])
    return crawled, done


def test_all_are_the_cities_of_ones_own_folder(tmp_path, cities, monkeypatch):
    """Profiles that only come along are nobody's choice."""
    words = ("--archive", tmp_path / "none", "--cities", cities)
    assert crawled_by_all(monkeypatch, *words)[0] == ["zabita", "zamknieta"]


def test_all_are_the_cities_crawled_before(tmp_path, monkeypatch):
    """The demo town is left out, and a city whose profile went is told, not a reason to stop."""
    monkeypatch.setattr("archive.api.Archive", lambda _: Crawled())
    chosen, done = crawled_by_all(monkeypatch, "--archive", tmp_path)
    assert chosen == ["gliwice", "zabrze"]
    assert "miastko: left out, for it has no profile any more" in done.stderr


class Crawled:
    """An archive of four cities."""

    def cities(self):
        """Their slugs."""
        return ["demo", "gliwice", "miastko", "zabrze"]


def test_all_of_nothing_is_an_error(tmp_path, monkeypatch):
    """A new archive never leads to fifty cities nobody chose; the message says what to do."""
    chosen, done = crawled_by_all(monkeypatch, "--archive", tmp_path / "none")
    assert not chosen
    assert isinstance(done.exception, ConfigurationError)
    assert "Name cities once" in str(done.exception)


def test_a_broken_profile_is_one_citys_failure(tmp_path, cities, monkeypatch):
    """It is told with all its errors and left out; the others are crawled, and the end is 2."""
    (cities / "zepsuta.toml").write_text('name = 1\nnaem = "x"\n', encoding="utf-8")
    words = ("--archive", tmp_path / "none", "--cities", cities)
    chosen, done = crawled_by_all(monkeypatch, *words)
    assert chosen == ["zabita", "zamknieta"]
    assert done.exit_code == 2
    assert "did you mean name?" in done.stderr
    assert "name: 1 is not text" in done.stderr
