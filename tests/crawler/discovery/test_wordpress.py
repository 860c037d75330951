"""WordPress' REST interface over real HTTP: all posts, page by page, and later only what is new."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive import Archive
from crawler.demo.server import DemoServer
from crawler.demo.town import documents
from crawler.etiquette import examine
from crawler.process import crawl_city
from tests.crawler.discovery.wordpress_town import POSTS, Interface

PROFILE = r"""
name = "Olszynów"
[pace]
delay_s = 0
[sites.news]
home = "http://www.olszynow.example/"
hosts = ["olszynow.example"]
wordpress = true
articles = ['^/\d{4}/\d{2}/\d{2}/[^/?]+/$']
"""


@dataclass
class Town:
    """The town with the interface, crawled into one archive by nothing but posts."""

    folder: Path
    interface: Interface

    def crawl(self, day: int, **more: Any) -> list[str]:
        """Crawl it on a day; gives back the targets asked of the interface."""
        with DemoServer(day, responder=self.interface) as server:
            settings = {
                "KRONIKA_ARCHIVE": str(self.folder / "archive"),
                "KRONIKA_CITIES": str(self.folder),
                "KRONIKA_CONNECT_TO": server.connect_to,
                "KRONIKA_PROGRESS": False,
                "KRONIKA_WORKERS": 0,
                **more,
            }
            crawl_city("olszynow", settings, handle_signals=False)
            assert not server.errors
            return [one.target for one in server.requests if one.target.startswith(POSTS)]

    @property
    def archive(self) -> Archive:
        """What came of it."""
        return Archive(self.folder / "archive")

    def records(self) -> set[str]:
        """Addresses of the records."""
        return set(self.archive.pages()["url"].to_pylist())


@pytest.fixture
def town(tmp_path, monkeypatch) -> Town:
    """Ten posts a page, so that there are several."""
    monkeypatch.setattr("crawler.discovery.wordpress.PER_PAGE", 10)
    (tmp_path / "olszynow.toml").write_text(PROFILE, "utf-8")
    return Town(tmp_path, Interface())


def articles(day: int) -> set[str]:
    """Addresses of the town's articles."""
    return {d.canonical_url for d in documents(day) if d.kind == "article" and d.published}


@pytest.mark.parametrize("bare", [False, True])
def test_all_posts_are_found_page_by_page(town, bare):
    """By X-WP-TotalPages, or by the Link header alone where a proxy took that away."""
    town.interface.bare = bare
    asked = town.crawl(1)
    assert town.records() == articles(1)
    assert len(asked) == -(-len(articles(1)) // 10) > 2  # none twice, none beyond the last
    assert town.archive.runs()["verdict"].to_pylist() == ["ok"]
    assert all("orderby=modified" in target for target in asked)
    visits = town.archive.visits(purpose="feed").to_pylist()
    assert {visit["outcome"] for visit in visits} == {"read"}
    assert examine(town.archive, "last").breaches == 0


def test_later_runs_read_on_until_nothing_is_new(town):
    """Posts changed last come first: one page with nothing new ends it."""
    town.crawl(1)
    asked = town.crawl(2)
    assert len(asked) == 2
    assert articles(2) <= town.records()


def test_an_audit_reads_every_page(town):
    """Now and then all are asked, whatever the first page says."""
    whole = town.crawl(1)
    assert len(town.crawl(1, KRONIKA_REVISIT="all")) == len(whole)


def test_a_post_that_changed_is_asked_again_and_the_others_rest(town):
    """The moment of the last change tells which."""
    town.crawl(1)
    town.crawl(2)
    visits = town.archive.visits(purpose="page").to_pylist()
    runs = sorted({visit["run_id"] for visit in visits})
    second = [visit for visit in visits if visit["run_id"] == runs[1]]
    assert {visit["outcome"] for visit in second} <= {"new", "changed", "unchanged", "gone"}
    assert len(second) < len(articles(2)) / 2


def test_a_closed_door_is_told_and_costs_nothing_else(town, tmp_path):
    """401 from the interface: the visit says refused, and the other sources are read."""
    town.interface.closed = True
    feeds = 'feeds = ["http://www.olszynow.example/feed/"]\n'
    (tmp_path / "olszynow.toml").write_text(PROFILE + feeds, "utf-8")
    assert len(town.crawl(1)) == 1
    outcomes = {v["url"].partition("?")[0]: v["outcome"]
                for v in town.archive.visits(purpose="feed").to_pylist()}  # fmt: skip
    assert outcomes["http://www.olszynow.example" + POSTS] == "refused"
    assert town.records()
