"""Walk the places where a site announces its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from scrapy.http import Response

from crawler.discovery.announcement import Announcement, Announcements
from crawler.discovery.feed import read_feed
from crawler.discovery.listing import read_listing
from crawler.discovery.sitemap import read_sitemap
from crawler.frontier import Frontier
from crawler.profiles import Site

#: Asks for an address for a purpose; None when no usable answer came (the visit says why).
Ask = Callable[[str, str, str], Awaitable[Response | None]]


@dataclass(slots=True)
class Discovery:
    """Finds the pages of one site: feeds first, then sitemaps, then listings.

    Feeds and sitemaps come first so that what they say of a page is known before it is asked.
    ``listing_pages`` bounds how many pages of one listing are followed.
    """

    site: Site
    frontier: Frontier
    ask: Ask
    listing_pages: int

    async def finds(self) -> AsyncIterator[int]:
        """Fill the frontier; yields, after each source, how many pages were new to it."""
        announced = await self._feeds()
        sitemapped = await self._sitemaps()
        yield self._offer(announced, listed=True) + self._offer(sitemapped, listed=False)
        for listing in self.site.listings:
            async for count in self._listing(listing.url):
                yield count

    async def _feeds(self) -> list[Announcement]:
        pages: list[Announcement] = []
        for feed in self.site.feeds:
            response = await self.ask(feed.url, "feed", self.site.name)
            if response is not None:
                pages += read_feed(response.body, response.url).pages
        return pages

    async def _sitemaps(self) -> list[Announcement]:
        pages: list[Announcement] = []
        queue = [sitemap.url for sitemap in self.site.sitemaps]
        asked: set[str] = set()
        while queue:
            url = queue.pop(0)
            if url in asked:
                continue
            asked.add(url)
            response = await self.ask(url, "sitemap", self.site.name)
            if response is not None:
                found = read_sitemap(response.body, response.url)
                pages += found.pages
                queue += found.more
        return pages

    async def _listing(self, start: str) -> AsyncIterator[int]:
        """Follow a listing while its pages still name something not yet found in this run."""
        queue, asked = [start], {start}
        seen: set[str] = set()
        while queue and len(asked) <= self.listing_pages and not self.frontier.full:
            url = queue.pop(0)
            response = await self.ask(url, "listing", self.site.name)
            if response is None:
                continue
            found = read_listing(response.body, response.url)
            fresh = {page.url for page in found.pages} - seen
            seen |= fresh
            yield self._offer(found.pages, listed=True)
            if fresh:  # a listing that wraps to its first page names nothing fresh
                queue += self._further(found, asked)

    def _further(self, found: Announcements, asked: set[str]) -> list[str]:
        further = [url for url in found.more if url not in asked and not self.frontier.denied(url)]
        asked.update(further)
        return further

    def _offer(self, pages: list[Announcement], *, listed: bool) -> int:
        return sum(self.frontier.offer(page.url, page.dates, listed=listed) for page in pages)
