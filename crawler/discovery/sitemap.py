"""Read sitemaps and sitemap indexes (sitemaps.org), plain or gzipped."""

from __future__ import annotations

from itertools import islice
from urllib.parse import urljoin

from lxml import etree
from scrapy.utils.sitemap import Sitemap

from archive.model import DateCandidate
from archive.snapshots.http import decode_content
from crawler.discovery.announcement import Announcement, Announcements

#: Addresses read of one sitemap at most (https://www.sitemaps.org/protocol.html, "50,000 URLs").
MOST = 50_000


def read_sitemap(body: bytes, url: str) -> Announcements:
    """Read the addresses of a sitemap; an index gives further sitemaps in ``more``.

    Entities are not resolved, nothing outside is read, and no more than `MOST` entries are.
    """
    if body[:2] == b"\x1f\x8b":
        body, _ = decode_content(body, ["gzip"])
    found = Announcements()
    try:
        sitemap = Sitemap(body)
        for entry in islice(sitemap, MOST):
            try:
                address = urljoin(url, entry["loc"])
            except ValueError:  # an address no parser takes
                continue
            if sitemap.type == "sitemapindex":
                found.more.append(address)
                continue
            lastmod = entry.get("lastmod")
            dates = [DateCandidate("updated", lastmod, "sitemap")] if lastmod else []
            found.pages.append(Announcement(address, dates))
        found.readable = sitemap.type in ("urlset", "sitemapindex")
    except (etree.XMLSyntaxError, StopIteration):
        found.readable = bool(found.pages or found.more)
    return found
