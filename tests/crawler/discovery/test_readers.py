"""Listings, feeds and sitemaps are read for the pages they announce."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feed import read_feed
from crawler.discovery.listing import read_listing
from crawler.discovery.sitemap import read_sitemap

URL = "http://town.example/aktualnosci/"

FEED = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>T</title>
<item><title>Remont&nbsp;drogi</title><link>/2026/03/02/remont/</link>
<pubDate>Mon, 02 Mar 2026 09:00:00 +0100</pubDate></item>
<item><title>bez linku</title></item></channel></rss>"""

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>http://town.example/a/</loc><lastmod>2026-03-01T10:00:00+01:00</lastmod></url>
<url><loc>http://town.example/b/</loc></url></urlset>"""

INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>http://town.example/s-1.xml</loc></sitemap></sitemapindex>"""

LISTING = """<html><body><nav><a href="/kontakt">Kontakt</a></nav>
<main><article><time datetime="2026-03-02T09:00">2 marca</time>
<a href="/2026/03/02/remont/">Remont</a>
<a href="/2026/03/02/remont/">czytaj dalej</a></article>
<ul><li>27.02.2026 <a href="/2026/02/27/sesja/">Sesja</a></li></ul>
<a href="mailto:urzad@town.example">e-mail</a> <a href="#gora">gora</a>
<div class="pagination"><a href="/aktualnosci/page/2/">2</a>
<a href="/aktualnosci/page/3/">następna »</a></div></main>
<footer><a href="/polityka/">Polityka</a></footer></body></html>"""


def test_feed_gives_links_and_dates_as_written():
    """An entry without a link announces nothing; a date is kept as the feed wrote it."""
    found = read_feed(FEED.encode(), "http://town.example/feed/")
    assert [page.url for page in found.pages] == ["http://town.example/2026/03/02/remont/"]
    [date] = found.pages[0].dates
    assert (date.role, date.source, date.text) == (
        "published",
        "feed",
        "Mon, 02 Mar 2026 09:00:00 +0100",
    )


def test_what_is_no_feed_is_said_to_be_unreadable():
    """An HTML page in place of a feed gives nothing and says so."""
    assert not read_feed(b"<html><body>Strona</body></html>", URL).readable


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_sitemap_gives_addresses_and_last_changes(pack):
    """Plain and gzipped sitemaps read alike; lastmod speaks of change, not of publication."""
    found = read_sitemap(pack(SITEMAP.encode()), URL)
    assert [page.url for page in found.pages] == [
        "http://town.example/a/",
        "http://town.example/b/",
    ]
    assert [date.role for date in found.pages[0].dates] == ["updated"]
    assert found.pages[1].dates == []


def test_sitemap_index_gives_more_sitemaps():
    """An index announces sitemaps, not pages."""
    found = read_sitemap(INDEX.encode(), URL)
    assert (found.pages, found.more) == ([], ["http://town.example/s-1.xml"])


def test_listing_announces_entries_with_their_dates():
    """Entries are found once, with the date beside them; menus and footers announce nothing."""
    found = read_listing(LISTING.encode(), URL)
    assert {page.url: [date.text for date in page.dates] for page in found.pages} == {
        "http://town.example/2026/03/02/remont/": ["2026-03-02"],
        "http://town.example/2026/02/27/sesja/": ["27.02.2026"],
    }


def test_listing_names_its_further_pages():
    """Numbered pages and "next" lead on."""
    found = read_listing(LISTING.encode(), URL)
    assert found.more == [
        "http://town.example/aktualnosci/page/2/",
        "http://town.example/aktualnosci/page/3/",
    ]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_raising(data):
    """Hostile or broken announcements are never an exception."""
    for read in (read_feed, read_sitemap, read_listing):
        assert read(data, URL).pages is not None


def test_sitemap_entities_are_not_resolved():
    """A sitemap cannot make us read files or swell without end."""
    body = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>
    <urlset><url><loc>http://town.example/&f;</loc></url></urlset>"""
    assert all("hostname" not in page.url for page in read_sitemap(body.encode(), URL).pages)
    assert [page.url for page in read_sitemap(body.encode(), URL).pages] in (
        [],
        ["http://town.example/"],
    )
