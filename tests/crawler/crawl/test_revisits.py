"""What did not change is asked politely and stored once."""

from __future__ import annotations

from archive.model import SnapshotPointer
from archive.snapshots import read_snapshot
from archive.verify import verify
from tests.crawler.crawl.conftest import Answer, article
from tests.support import NOON


def test_unchanged_pages_are_asked_conditionally_and_kept_as_revisits(city, crawl):
    """An ETag is sent back; the 304 becomes a revisit that still replays."""
    page = article("Aleja Lipowa")
    page.headers["ETag"] = '"1"'
    city.publish(a=page)
    crawl()
    crawl()
    sent = [headers for path, headers in city.requests if path == "/2026/a/"]
    assert [headers.get("If-None-Match") for headers in sent] == [None, '"1"']
    last = crawl.archive.visits().sort_by("fetched_at").to_pylist()
    visit = next(row for row in reversed(last) if row["url"].endswith("/2026/a/"))
    assert (visit["http_status"], visit["outcome"]) == (304, "unchanged")
    snapshot = read_snapshot(crawl.root, SnapshotPointer(**visit["snapshot"]))
    assert snapshot.warc_headers["WARC-Type"] == "revisit"
    assert snapshot.warc_headers["WARC-Profile"].endswith("/server-not-modified")
    assert snapshot.warc_headers["WARC-Refers-To"] == visit["revisit_of"]
    assert snapshot.warc_headers["WARC-Refers-To-Target-URI"] == visit["url"]
    first = next(row for row in last if row["url"] == visit["url"])["fetched_at"]
    assert snapshot.warc_headers["WARC-Refers-To-Date"] == f"{first:%Y-%m-%dT%H:%M:%SZ}"
    assert snapshot.body == page.body


def test_another_address_of_a_page_is_asked_in_full(city, crawl):
    """An ETag belongs to its address (RFC 9110, 8.8.3): a 304 there would have no original."""
    page = article("Aleja Lipowa")
    page.headers["ETag"] = '"1"'
    city.publish(a=page)
    crawl()
    alias = "/2026/a/?utm_source=aktualnosci"
    listing = city.pages["/aktualnosci/"]
    city.pages |= {alias: page, "/aktualnosci/": Answer(
        listing.body.replace(b'"/2026/a/"', f'"{alias}"'.encode()), headers=listing.headers
    )}  # fmt: skip
    crawl()
    [sent] = [headers for path, headers in city.requests if path == alias]
    assert "If-None-Match" not in sent
    visits = crawl.archive.visits().to_pylist()
    [visit] = [row for row in visits if row["url"].endswith(alias)]
    assert (visit["http_status"], visit["outcome"]) == (200, "unchanged")
    assert read_snapshot(crawl.root, SnapshotPointer(**visit["snapshot"])).body == page.body


def test_a_body_that_came_before_is_not_stored_twice(city, crawl):
    """Without an ETag the same body becomes an identical-payload revisit."""
    city.publish(a=article("Aleja Lipowa"))
    crawl()
    crawl()
    visits = crawl.archive.visits().to_pylist()
    pages = [row for row in visits if row["url"].endswith("/2026/a/")]
    assert [row["revisit_of"] is None for row in pages] == [True, False]
    snapshot = read_snapshot(crawl.root, SnapshotPointer(**pages[1]["snapshot"]))
    assert snapshot.warc_headers["WARC-Profile"].endswith("/identical-payload-digest")
    assert snapshot.body == city.pages["/2026/a/"].body


def test_a_304_nobody_asked_for_is_kept_as_it_came(city, crawl):
    """It has no original to refer to, so it is a plain response; the archive is whole."""
    city.publish(a=article("Aleja Lipowa"))
    city.pages["/2026/b/"] = Answer(status=304)
    listing = city.pages["/aktualnosci/"]
    listing.body += b'<main><a href="/2026/b/">b</a></main>'
    crawl()
    visits = crawl.archive.visits().to_pylist()
    [visit] = [row for row in visits if row["url"].endswith("/2026/b/")]
    assert (visit["http_status"], visit["revisit_of"], visit["record_id"]) == (304, None, None)
    snapshot = read_snapshot(crawl.root, SnapshotPointer(**visit["snapshot"]))
    assert (snapshot.warc_headers["WARC-Type"], snapshot.status) == ("response", 304)
    assert verify(crawl.root, clock=lambda: NOON).findings == []
