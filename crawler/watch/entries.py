"""What the listings, feeds and sitemaps of a run announced, told from their snapshots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from archive.errors import ArchiveFault
from archive.model import Visit
from archive.snapshots import Snapshot, read_snapshot
from crawler.discovery.announcement import Announcements
from crawler.discovery.feed import read_feed
from crawler.discovery.listing import read_listing
from crawler.discovery.sitemap import read_sitemap
from crawler.discovery.wordpress import is_posts, read_posts
from crawler.extraction import extract
from crawler.fetch.robots import read_robots
from crawler.profiles import CityProfile, Site
from crawler.watch.traffic import ENTRIES
from pipelines.checks import NOT_CONTENT

_READERS: Mapping[str, Callable[[bytes, str], Announcements]] = {
    "listing": read_listing,
    "feed": read_feed,
    "sitemap": read_sitemap,
}
_GOOD = ("read", "unchanged")


@dataclass(slots=True)
class Announced:
    """What one site announced: canonical addresses of its articles.

    ``by_purpose`` has them by listing, feed and sitemap, ``feeds`` by each feed's own address.
    ``no_content`` counts entries that were a waiting room, a challenge ... (`NOT_CONTENT`).
    """

    by_purpose: dict[str, set[str]] = field(default_factory=dict)
    feeds: dict[str, set[str]] = field(default_factory=dict)
    no_content: Counter[str] = field(default_factory=Counter)

    @property
    def pages(self) -> set[str]:
        """Everything that was announced, wherever."""
        return set().union(*self.by_purpose.values())


@dataclass(slots=True)
class Entries:
    """What a run's entries said: by site, and the Crawl-delay in seconds by host."""

    sites: dict[str, Announced] = field(default_factory=dict)
    crawl_delay_s: dict[str, float] = field(default_factory=dict)


def read_entries(root: Path, profile: CityProfile, visits: Iterable[Visit], agent: str) -> Entries:
    """Read the snapshots of a run's entries; ``agent`` is our name in robots.txt.

    A snapshot that cannot be read tells nothing; ``kronika verify`` finds it.
    """
    entries = Entries()
    for visit in visits:
        if visit.snapshot is None or visit.outcome not in _GOOD:
            continue
        try:
            snapshot = read_snapshot(root, visit.snapshot)
        except ArchiveFault:
            continue
        if visit.purpose == "robots":
            _robots(entries, visit, snapshot, agent)
        elif visit.purpose in ENTRIES and (site := profile.sites.get(visit.site or "")):
            announced = entries.sites.setdefault(site.name, Announced())
            _read_entry(announced, profile, site, visit, snapshot.body)
    return entries


def _robots(entries: Entries, visit: Visit, snapshot: Snapshot, agent: str) -> None:
    delay_s = read_robots(visit.http_status or snapshot.status, snapshot.body).crawl_delay_s(agent)
    if delay_s:
        entries.crawl_delay_s[urlsplit(visit.url).hostname or ""] = delay_s


def _read_entry(
    announced: Announced, profile: CityProfile, site: Site, visit: Visit, body: bytes
) -> None:
    posts = is_posts(visit.url)
    found = (read_posts if posts else _READERS[visit.purpose])(body, visit.url)
    pages = {
        profile.canonical(page.url) for page in found.pages if _is_article(profile, site, page.url)
    }
    announced.by_purpose.setdefault(visit.purpose, set()).update(pages)
    if visit.purpose == "feed" and not posts:  # an old page of posts stands still, and may
        announced.feeds.setdefault(visit.url, set()).update(pages)
    if not pages and not found.more:
        issues = extract(body, visit.url, profile=profile).issues
        announced.no_content.update(code for code in NOT_CONTENT if code in issues)


def _is_article(profile: CityProfile, site: Site, url: str) -> bool:
    """Whether a link leads to what the site is crawled for."""
    if profile.site_for(url) is not site or site.is_denied(url):
        return False
    return site.is_article(url) if site.articles else True
