"""Read RSS and Atom feeds."""

from __future__ import annotations

from itertools import islice
from urllib.parse import urljoin

from archive.model import DateCandidate, DateRole
from crawler.discovery.announcement import Announcement, Announcements

#: Entries read of one feed at most; one of a city shows ten to a thousand.
MOST = 10_000
_DATES: tuple[tuple[str, DateRole], ...] = (("published", "published"), ("updated", "updated"))


def read_feed(body: bytes, url: str) -> Announcements:
    """Read a feed's entries; what feedparser can save of a broken one is used."""
    import feedparser

    parsed = feedparser.parse(body, resolve_relative_uris=False, sanitize_html=False)
    pages = []
    for entry in islice(parsed.entries, MOST):
        link = entry.get("link")
        if not link:
            continue
        dates = [
            DateCandidate(role=role, text=str(text).strip(), source="feed")
            for name, role in _DATES
            # dict's own get: feedparser's would give "published" where "updated" is asked
            if (text := dict.get(entry, name))
        ]
        try:
            address = urljoin(url, link.strip())
        except ValueError:  # an address no parser takes
            continue
        pages.append(Announcement(address, dates, str(entry.get("title", ""))))
    return Announcements(pages, readable=bool(pages) or bool(parsed.get("version")))
