"""Listings, feeds and sitemaps are read for the pages they announce."""

from __future__ import annotations

import gzip
from html import escape
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feed import read_feed
from crawler.discovery.links import feed_links
from crawler.discovery.listing import page_key, read_listing
from crawler.discovery.sitemap import read_sitemap
from crawler.discovery.wordpress import leads_on, posts_url, read_posts

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
    for read in (read_feed, read_sitemap, read_listing, read_posts):
        assert read(data, URL).pages is not None
    assert isinstance(feed_links(data, URL), list)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">%s]>
<rss version="2.0"><channel><title>&z;</title><item><title>&z;</title>
<link>http://town.example/x/&z;</link></item></channel></rss>""" % b"".join(
    f'<!ENTITY {c} "{f"&{p};" * 10}">'.encode() for p, c in pairwise("abcdefghijklmnopqrstuvwxyz")
)
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hostname">
<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>
<rss version="2.0"><channel><title>T</title><item><title>&f;</title>
<link>http://town.example/x/?&f;</link></item></channel></rss>"""


@pytest.mark.parametrize("read", [read_feed, read_sitemap])
def test_entities_neither_swell_nor_fetch(read):
    """A bomb of entities stays small, and no file or address outside is read for one."""
    for body in (BOMB, OUTSIDE):
        found = read(body, URL)
        assert all(len(page.url) + len(page.text) < 1000 for page in found.pages)
        name = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else "?"
        assert all(name not in page.url + page.text for page in found.pages)


def test_a_sitemap_is_read_up_to_its_bound(monkeypatch):
    """The protocol allows 50,000 addresses a file; what stands behind them is left."""
    monkeypatch.setattr("crawler.discovery.sitemap.MOST", 3)
    urls = "".join(f"<url><loc>http://town.example/{n}</loc></url>" for n in range(9))
    assert len(read_sitemap(f"<urlset>{urls}</urlset>".encode(), URL).pages) == 3


def test_an_address_no_parser_takes_is_left_out():
    """One broken address does not cost the others."""
    item = "<item><link>{}</link></item>"
    feed = (
        f"<rss version='2.0'><channel>{item.format('http://[')}{item.format('/b')}</channel></rss>"
    )
    assert [page.url for page in read_feed(feed.encode(), URL).pages] == ["http://town.example/b"]
    sitemap = "<urlset><url><loc>http://[</loc></url><url><loc>/b</loc></url></urlset>"
    assert [page.url for page in read_sitemap(sitemap.encode(), URL).pages] == [
        "http://town.example/b"
    ]


def pager(href: str, words: str = "2", more: str = "") -> bytes:
    """A listing with one article and one link of its pager."""
    href = escape(href, quote=True)
    return f"""<html><head>{more}</head><body><main><a href="/a-1">Artykuł</a></main>
    <nav><a href="{href}">{words}</a></nav></body></html>""".encode()


@pytest.mark.parametrize(
    ("url", "href", "words"),
    [
        ("/aktualnosci/", "/aktualnosci/page/2/", "2"),
        ("/aktualnosci", "/aktualnosci?page=1", "2"),  # Drupal counts from 0
        ("/aktualnosci?page=1", "?page=2", "następna ›"),
        ("/start/aktualnosci", "/start/aktualnosci?start=20", "2"),  # Joomla
        ("/news", "/news?p_p_id=x&_com_liferay_asset_INSTANCE_ab_cur=2", "2"),  # Liferay
        ("/index.php?id=10", "/index.php?id=10&strona=2", "następna »"),
        ("/lista", "/lista?offset=20", "Starsze"),
        ("/wiadomosci/3", "/wiadomosci/3/lista/2/", "2"),  # IDcom
        ("/news.html", "/news.html,strona,2", "Następna"),
    ],
)
def test_any_kind_of_paging_leads_on(url, href, words):
    """Further pages are known by number or "next", however a system counts them."""
    url = f"http://town.example{url}"
    assert read_listing(pager(href, words), url).more == [urljoin(url, href)]


def test_a_pager_of_signs_is_read_by_its_label():
    """An arrow drawn by a style sheet is named for screen readers, and for us."""
    body = b'<main><a href="/n?page=2" aria-label="Nast\xc4\x99pna strona"><i></i></a></main>'
    assert read_listing(body, "http://town.example/n").more == ["http://town.example/n?page=2"]


def test_next_in_the_head_leads_on():
    """A link of relation next need not be seen."""
    body = pager("/kontakt", "Kontakt", '<link rel="next" href="/aktualnosci/dalej">')
    assert read_listing(body, URL).more == ["http://town.example/aktualnosci/dalej"]


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("/index.php?id=10", "/index.php?id=11&strona=2"),
        ("/aktualnosci/", "/sport/page/2/"),
        ("/aktualnosci/", "http://obcy.example/aktualnosci/page/2/"),
        ("/aktualnosci/", "/2026/03/02/remont/"),
    ],
)
def test_other_links_with_numbers_do_not_lead_on(url, href):
    """The pages of another list, another host or an article are no pages of this list."""
    assert read_listing(pager(href), f"http://town.example{url}").more == []


def test_facets_do_not_make_another_page():
    """Page 2 in German is page 2."""
    keys = {
        page_key(f"http://t.example/node?{query}") for query in ("page=2", "language=de&page=2")
    }
    assert keys == {"page=2"}
    assert page_key("http://t.example/node?language=de") is None


def test_feeds_are_found_by_themselves():
    """Feeds a page names are taken; those of comments and other formats are not."""
    body = b"""<html><head><base href="http://town.example/pl/">
    <link rel="alternate" type="application/rss+xml" href="feed/">
    <link rel="alternate" type="application/atom+xml; charset=utf-8" href="/atom">
    <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
    <link rel="alternate" hreflang="en" href="/en/">
    <link rel="stylesheet" type="text/css" href="/s.css"></head><body></body></html>"""
    assert feed_links(body, URL) == ["http://town.example/pl/feed/", "http://town.example/atom"]


def test_wordpress_posts_give_addresses_and_both_dates():
    """The REST interface announces posts with the moment of their last change."""
    body = b"""[{"link": "http://town.example/a/", "date": "2026-03-01T10:00:00",
    "modified": "2026-03-02T08:00:00", "title": {"rendered": "Remont"}},
    {"link": 7}, "x", {"link": "http://["}]"""
    [post] = read_posts(body, URL).pages
    assert (post.url, post.text) == ("http://town.example/a/", "Remont")
    assert [(date.role, date.text) for date in post.dates] == [
        ("published", "2026-03-01T10:00:00"),
        ("updated", "2026-03-02T08:00:00"),
    ]
    assert not read_posts(b'{"code": "rest_disabled"}', URL).readable


@pytest.mark.parametrize(
    ("headers", "more"),
    [
        ({"x-wp-totalpages": "12"}, True),
        ({"X-WP-TotalPages": "3"}, False),
        ({"X-WP-TotalPages": "3", "Link": '<http://town.example/4>; rel="next"'}, False),
        ({"X-WP-TotalPages": "", "Link": '<http://a/2>; rel="prev", <http://a/4>; rel=next'}, True),
        ({"Link": '<http://a/2>; rel="prev"'}, False),
        ({"X-WP-TotalPages": "nonsense"}, False),
        ({}, False),
    ],
)
def test_wordpress_pages_go_on_by_headers(headers, more):
    """X-WP-TotalPages decides; without it a Link to the next page does; nonsense ends it."""
    assert leads_on(headers, 3) is more


def test_posts_are_asked_for_by_the_hundred():
    """At the root of the host, whatever the front page's path."""
    url = posts_url("http://town.example/pl/", 3)
    assert url.startswith("http://town.example/wp-json/wp/v2/posts?per_page=100&page=3&")


def test_sitemap_entities_are_not_resolved():
    """A sitemap cannot make us read files or swell without end."""
    body = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>
    <urlset><url><loc>http://town.example/&f;</loc></url></urlset>"""
    assert all("hostname" not in page.url for page in read_sitemap(body.encode(), URL).pages)
    assert [page.url for page in read_sitemap(body.encode(), URL).pages] in (
        [],
        ["http://town.example/"],
    )
