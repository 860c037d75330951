"""A page that was taken down does not come under another address; lifted, it may be crawled."""

from __future__ import annotations

import shutil

from archive.forget.lift import lift
from archive.layout import Layout
from archive.verify import verify
from archive.when import utc_now
from crawler.extraction import page
from crawler.profiles import load_profile
from crawler.reextract import Reextraction
from tests.archive.forget.conftest import unpacked
from tests.crawler.crawl.conftest import Answer, Crawls, article
from tests.crawler.crawl.test_forgotten import URL, take_down, urls

SECRET = "Lista osób z ulicy Cichej. "


def claiming(url: str) -> Answer:
    """A page that says it is the page at another address."""
    link = f'<link rel="canonical" href="{url}"></head>'
    answer = article("Boisko", SECRET * 4)
    return Answer(answer.body.replace(b"</head>", link.encode()), headers=answer.headers)


def stored(crawl: Crawls) -> bytes:
    """Everything in the snapshots."""
    return b"".join(unpacked(path.read_bytes()) for path in crawl.root.rglob("*.warc.gz"))


def test_a_page_that_names_it_as_canonical_is_not_kept(city, crawl):
    """No row, no visit, and a blank in the place of its snapshot; the others are there."""
    city.publish(a=article("Aleja"), b=article("Boisko"))
    crawl()
    take_down(crawl)
    city.publish(a=article("Aleja"), druk=claiming(URL), c=article("Cmentarz"))
    spider = crawl()
    assert "/2026/druk/" in [line.split()[-1] for line in city.asked]
    assert URL not in {*crawl.archive.pages()["canonical_url"].to_pylist()}
    assert not any("druk" in url for url in urls(crawl))
    assert SECRET.encode() not in stored(crawl)
    assert any("/2026/c/" in url for url in urls(crawl))
    assert {"code": "forgotten", "count": 1} in crawl.archive.runs()["reasons"].to_pylist()[-1]
    assert verify(crawl.root, clock=utc_now).faults == []
    assert spider.verdict.name in ("ok", "nothing_new")


def test_recovery_does_not_publish_it_either(city, crawl):
    """What a dead run had fetched of it gives no row, and its snapshot is blanked."""
    city.publish(a=article("Aleja"), druk=claiming(URL), c=article("Cmentarz"))
    crawl()
    (segment,) = (crawl.root / "snapshots" / "miasto").glob("*.warc.gz")
    left = segment.read_bytes()
    shutil.rmtree(crawl.root)
    del city.pages["/2026/druk/"]
    city.publish(a=article("Aleja"), b=article("Boisko"))
    crawl()
    take_down(crawl)
    segment.with_name(f"{segment.name}.open").write_bytes(left)
    spider = crawl()
    assert spider.sweep.recovered > 0
    assert URL not in {*crawl.archive.pages()["canonical_url"].to_pylist()}
    assert not any("druk" in url for url in urls(crawl))
    assert any("/2026/c/" in url for url in urls(crawl))
    assert SECRET.encode() not in stored(crawl)
    assert verify(crawl.root, clock=utc_now).faults == []


def test_a_new_reading_makes_no_record_of_it(city, crawl, monkeypatch):
    """A page that was taken for none when it was fetched, and is found to be that one now."""
    city.publish(a=article("Aleja"), druk=claiming(URL))
    with monkeypatch.context() as older:
        older.setattr(page, "verdicts", lambda *told: ["soft_404"] * (SECRET in told[-1]))
        crawl()
    profile = load_profile("miasto", crawl.folder / "cities")
    with Reextraction(Layout(crawl.root), profile) as work:
        assert len(work.compare().added) == 1
    take_down(crawl)
    with Reextraction(Layout(crawl.root), profile) as work:
        assert not work.compare().added


def test_a_lifted_address_is_crawled_again(city, crawl):
    """What went stays gone; what is fetched from now on is kept."""
    city.publish(a=article("Aleja"), b=article("Boisko", "Pierwsza treść. " * 8))
    crawl()
    take_down(crawl)
    lift(crawl.root, [URL], reason="withdrawn", by="test", clock=utc_now)
    assert URL not in urls(crawl)
    city.publish(a=article("Aleja"), b=article("Boisko", "Druga treść. " * 8))
    crawl()
    (row,) = crawl.archive.pages(url=URL).to_pylist()
    assert "Druga" in row["body_text"]
    assert row["version"] == 1
    assert verify(crawl.root, clock=utc_now).faults == []
