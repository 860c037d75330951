"""What was taken down never comes back: by a crawl, a recovery, or a new reading of snapshots."""

from __future__ import annotations

import shutil

from archive.forget.takedown import carry_out, planned
from archive.layout import Layout
from archive.snapshots.complete import sum_path
from archive.verify import verify
from archive.when import utc_now
from crawler.profiles import load_profile
from crawler.reextract import Reextraction
from tests.crawler.crawl.conftest import Answer, Crawls, article

URL = "http://www.miasto.example/2026/b/"


def take_down(crawl: Crawls, url: str = URL) -> None:
    """Take a page down."""
    with planned(crawl.root, [url], utc_now) as plan:
        carry_out(crawl.root, plan, reason="test", by="test", clock=utc_now)


def urls(crawl: Crawls) -> set[str]:
    """Every address that any row names."""
    archive = crawl.archive
    return {*archive.visits()["url"].to_pylist(), *archive.pages()["url"].to_pylist()}


def test_a_crawl_asks_no_more_for_it(city, crawl):
    """Listed, linked, as a redirect and as a picture: no request, no row, no visit naming it."""
    city.publish(a=article("Aleja"), b=article("Boisko"), c=article("Cmentarz"))
    crawl()
    take_down(crawl)
    city.pages["/2026/c/"] = Answer(b"", 301, {"Location": "/2026/b/"})
    city.asked.clear()
    spider = crawl()
    assert "/2026/b/" not in city.asked
    assert "/2026/a/" in city.asked
    assert spider.frontier.refused["forgotten"] > 0
    assert URL not in urls(crawl)
    assert verify(crawl.root, clock=utc_now).faults == []


def test_no_request_goes_out_whoever_makes_it(city, crawl):
    """A listing that was taken down is refused where requests are sent."""
    city.publish(a=article("Aleja"))
    crawl()
    take_down(crawl, "http://www.miasto.example/aktualnosci/")
    city.asked.clear()
    crawl()
    assert "/aktualnosci/" not in city.asked
    assert "http://www.miasto.example/aktualnosci/" not in urls(crawl)


def test_a_new_reading_does_not_find_it(city, crawl):
    """Not even when a copy of the old segment is put back: its tombstone holds."""
    city.publish(a=article("Aleja"), b=article("Boisko"))
    crawl()
    (segment,) = (crawl.root / "snapshots" / "miasto").glob("*.warc.gz")
    copy = crawl.folder / "copy.warc.gz"
    shutil.copy(segment, copy)
    take_down(crawl)
    shutil.copy(copy, segment)
    profile = load_profile("miasto", crawl.folder / "cities")
    with Reextraction(Layout(crawl.root), profile) as work:
        assert work.compare().same


def test_recovery_does_not_bring_it_back(city, crawl):
    """A segment opened again, with all of its old records, gives the other pages only."""
    city.publish(a=article("Aleja"), b=article("Boisko"))
    crawl()
    (segment,) = (crawl.root / "snapshots" / "miasto").glob("*.warc.gz")
    old = segment.read_bytes()
    take_down(crawl)
    segment.with_name(segment.name + ".open").write_bytes(old)
    segment.unlink()
    sum_path(segment).unlink()
    spider = crawl()
    assert spider.sweep.recovered == 0
    assert URL not in urls(crawl)
