"""Sizes, depths and times are bounded: for each answer, page, host and run."""

from __future__ import annotations

from crawler.discovery.feed import read_feed
from crawler.frontier.frontier import Frontier
from crawler.frontier.store import FrontierStore
from pipelines.urls import MAX_LENGTH, reject
from tests.crawler.crawl.conftest import Answer, article, city, crawl  # noqa: F401 - fixtures
from tests.crawler.frontier.test_frontier import PROFILE


def test_a_site_gives_so_many_pages_and_no_more(tmp_path, monkeypatch):
    """Beyond the bound links are counted and left; the other site has its own."""
    monkeypatch.setattr("crawler.frontier.frontier.MOST_OF_SITE", 3)
    frontier = Frontier(PROFILE, FrontierStore(tmp_path / "f.sqlite3"))
    taken = [frontier.offer(f"http://www.miasto.example/2026/{n}") for n in range(5)]
    assert taken == [True, True, True, False, False]
    assert frontier.refused["trap_site_full"] == 2
    assert frontier.offer("http://bip.miasto.example/a")


def test_an_address_is_only_so_long():
    """Longer ones are made by machines for machines."""
    address = "http://www.miasto.example/2026/"
    assert reject(address + "a" * (MAX_LENGTH - len(address))) is None
    assert reject(address + "a" * MAX_LENGTH) == "url_too_long"


def test_a_feed_is_read_up_to_its_bound(monkeypatch):
    """A feed shows the latest; one that names everything there ever was is read in part."""
    monkeypatch.setattr("crawler.discovery.feed.MOST", 3)
    items = "".join(f"<item><link>http://miasto.example/{n}</link></item>" for n in range(9))
    feed = f"<rss version='2.0'><channel>{items}</channel></rss>"
    assert len(read_feed(feed.encode(), "http://miasto.example/feed/").pages) == 3


def test_sitemaps_that_name_each_other_without_end_are_left(city, crawl, monkeypatch):  # noqa: F811
    """An index that always names a further one is followed so far and no further."""
    monkeypatch.setattr("crawler.discovery.discover.MOST_SITEMAPS", 4)
    profile = crawl.folder / "cities" / "miasto.toml"
    sitemaps = 'sitemaps = ["http://www.miasto.example/sitemap-0.xml"]'
    profile.write_text(profile.read_text("utf-8") + sitemaps, "utf-8")
    city.publish(a=article("Aleja Lipowa"))
    for n in range(9):
        onward = f"<sitemap><loc>http://www.miasto.example/sitemap-{n + 1}.xml</loc></sitemap>"
        city.pages[f"/sitemap-{n}.xml"] = Answer(f"<sitemapindex>{onward}</sitemapindex>".encode())
    crawl()
    assert len([path for path in city.asked if path.startswith("/sitemap-")]) == 4


def test_a_listing_without_an_end_is_left(city, crawl):  # noqa: F811
    """Every page names a new article and a next page; KRONIKA_LISTING_PAGES ends it."""
    for n in range(1, 30):
        body = (
            f"<main><ul><li><a href='/2026/a{n}/'>a{n}</a></ul>"
            f"<a href='/aktualnosci/?strona={n + 1}'>{n + 1}</a></main>"
        )
        path = "/aktualnosci/" if n == 1 else f"/aktualnosci/?strona={n}"
        city.pages[path] = Answer(body.encode(), headers={"Content-Type": "text/html"})
        city.pages[f"/2026/a{n}/"] = article(f"Artykuł {n}")
    crawl(KRONIKA_LISTING_PAGES=5)
    assert len([path for path in city.asked if "strona=" in path]) == 4
    [run] = crawl.archive.runs().to_pylist()
    assert {"code": "listing_cap", "count": 1} in run["reasons"]


def test_a_run_ends_when_it_takes_too_long(city, crawl):  # noqa: F811
    """It ends as one stopped by hand, and the next goes on where it stood."""
    city.publish(**{f"s{n:02}": article(f"Wiadomość {n}") for n in range(20)})
    spider = crawl(KRONIKA_RUN_HOURS=0)
    assert spider.verdict.exit_code == 130
    assert "KRONIKA_RUN_HOURS" in spider.verdict.message
    assert crawl().verdict.name == "ok"
    assert crawl.archive.pages().num_rows == 20
