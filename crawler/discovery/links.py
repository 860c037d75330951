"""Feeds and sitemaps that a site names itself, and where they usually lie."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin

from crawler.discovery.listing import address_of
from crawler.extraction.charset import decode
from crawler.extraction.markup import parse

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
#: Feeds of something else than news, by what their address says.
_OTHER_FEEDS = ("/comments/", "comments/feed", "type=comment", "/komentarze")
#: Where feeds and sitemaps lie on sites that name none, most usual first.
WELL_KNOWN_FEEDS = ("/feed/", "/rss.xml", "/rss", "/feed.xml", "/atom.xml")
WELL_KNOWN_SITEMAPS = ("/sitemap.xml", "/wp-sitemap.xml", "/sitemap_index.xml", "/sitemap.xml.gz")


def feed_links(body: bytes, url: str) -> list[str]:
    """Feeds a page names by ``<link rel="alternate">``, absolute, without those of comments.

    See https://www.rssboard.org/rss-autodiscovery.
    """
    tree = parse(decode(body).text).root
    base = urljoin(url, str(tree.xpath("string(//base/@href)")))
    found: dict[str, None] = {}
    for link in tree.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" not in rel or kind not in _FEED_TYPES:
            continue
        address = address_of(link, base)
        if address and not any(part in address for part in _OTHER_FEEDS):
            found.setdefault(address)
    return list(found)


def at_root(home: str, paths: Iterable[str]) -> list[str]:
    """Addresses of paths from the root of a site, each once."""
    return list(dict.fromkeys(urljoin(home, path) for path in paths))
