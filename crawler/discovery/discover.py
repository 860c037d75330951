"""Walk the places where a site announces its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urljoin

from scrapy.http import Response

from crawler.discovery.announcement import Announcement, Announcements
from crawler.discovery.conditions import conditions
from crawler.discovery.feed import read_feed
from crawler.discovery.links import feed_links
from crawler.discovery.listing import read_listing
from crawler.discovery.memory import KnownSource
from crawler.discovery.revisit import Kind
from crawler.discovery.roll import Roll
from crawler.discovery.sitemap import read_sitemap
from crawler.discovery.walk import begin_walk
from crawler.discovery.wordpress import leads_on, posts_url, read_posts
from crawler.frontier.frontier import Frontier
from crawler.profiles import Address, Site
from pipelines.urls import reject

#: Asks for an address for a purpose, for a site, with headers of its own; None when no usable
#: answer came (the visit says why). A 304 is usable.
Ask = Callable[[str, str, str, Mapping[str, str]], Awaitable[Response | None]]
Reader = Callable[[Response], Announcements]
#: Sitemaps of one site, pages of WordPress posts, and feeds a listing names, read at most.
MOST_SITEMAPS, MOST_POST_PAGES, MOST_FOUND_FEEDS = 500, 1000, 2
_NOT_MODIFIED = 304
#: Letters of a link that are a headline: what an unconfirmed listing must show of an article.
_HEADLINE = 25


@dataclass(slots=True)
class Discovery:
    """Finds the pages of one site: feeds first, then sitemaps, posts, registers, listings.

    Feeds and sitemaps come first so that what they say of a page is known before it is asked.
    New pages go to the frontier at once; what is said of known ones is noted in ``roll``, which
    decides about them at the end. ``listing_pages`` bounds how many pages of one listing are
    followed.
    """

    site: Site
    frontier: Frontier
    roll: Roll
    ask: Ask
    listing_pages: int
    _found: list[str] = field(default_factory=list)
    _found_sitemaps: list[str] = field(default_factory=list)
    _ended: bool = True

    async def finds(self) -> AsyncIterator[int]:
        """Fill the frontier; yields, after each source, how many pages were new to it."""
        for feed in self.site.feeds:
            yield await self._feed(feed.url)
        yield await self._sitemaps(self.site.sitemaps)
        if self.site.wordpress:
            yield await self._posts()
        async for count in self._lists("register", self.site.registers):
            yield count
        async for count in self._lists("listing", self.site.listings):
            yield count
        if self._found_sitemaps:
            yield await self._sitemaps(tuple(Address(url=url) for url in self._found_sitemaps))

    async def _feed(self, url: str) -> int:
        found = await self._read(url, "feed", _as_feed)
        return self._hear("feed", found.pages) if found else 0

    async def _sitemaps(self, addresses: tuple[Address, ...]) -> int:
        queue = [address.url for address in addresses]
        met, dated, new = set(queue), False, 0
        whole = bool(queue) and all(address.confirmed for address in addresses)
        while queue:
            found = await self._read(queue.pop(0), "sitemap", _as_sitemap)
            if found is None:
                whole = False
                continue
            new += self._hear("sitemap", found.pages)
            dated = dated or any(page.dates for page in found.pages)
            more = [url for url in dict.fromkeys(found.more) if url not in met and self._ours(url)]
            whole = whole and len(met) + len(more) <= MOST_SITEMAPS
            more = more[: MOST_SITEMAPS - len(met)]
            met.update(more)
            queue += more
        if dated:
            self.roll.tells_changes(self.site.name, "sitemap")
        if whole:
            self.roll.read_whole(self.site.name, "sitemap")
        return new

    async def _posts(self) -> int:
        """Read WordPress' posts, those changed last first, until a page tells nothing new."""
        new, url, pages = 0, posts_url(self.site.home), 0
        while pages < MOST_POST_PAGES:
            found = await self._read(url, "feed", partial(_as_posts, self.site.home, pages + 1))
            if found is None:
                return new
            pages += 1
            self.roll.tells_changes(self.site.name, "posts")
            told_anew = self.roll.told_anew("posts", found.pages)
            new += self._hear("posts", found.pages)
            if not found.more:
                self.roll.read_whole(self.site.name, "posts")
                return new
            if not told_anew and not self.roll.audit:
                return new
            url = found.more[0]
        return new

    async def _lists(self, kind: Kind, addresses: tuple[Address, ...]) -> AsyncIterator[int]:
        """Walk lists; together they are read whole when each was walked to its end."""
        self._ended = bool(addresses)
        for address in addresses:
            async for count in self._walk(kind, address):
                yield count
        if kind == "listing" and self._ended:
            self.roll.read_whole(self.site.name, kind)

    async def _walk(self, kind: Kind, address: Address) -> AsyncIterator[int]:
        """Follow a listing as deep as it pays; see `crawler.discovery.walk`."""
        walk = begin_walk(address.url, self.roll.memory, whole=self.roll.audit)
        seen: set[str] = set()
        answered = address.confirmed
        while not walk.enough and not self.frontier.full and (url := walk.next()):
            if walk.pages >= self.listing_pages:
                self.frontier.refused["listing_cap"] += 1
                answered = False
                break
            found = await self._read(url, "listing", _as_listing)
            if found is None:
                answered = False
                continue
            named = [page for page in found.pages if self._promises(page, address)]
            fresh = {page.url for page in named} - seen
            if not fresh and walk.pages:  # a listing that wraps to its first page
                self.frontier.refused["listing_wraps"] += 1
                continue
            seen |= fresh
            walk.saw(self.roll.told_anew(kind, [page for page in named if page.url in fresh]))
            yield self._hear(kind, named)
            walk.more([more for more in found.more if not self.frontier.denied(more)])
            if not walk.pages > 1:
                yield await self._found_feeds()
        if kind == "register" and walk.pages:
            self.roll.tells_changes(self.site.name, kind)
        if answered:
            walk.keep(self.roll.memory)
        self._ended = self._ended and answered and walk.at_end

    def _promises(self, page: Announcement, source: Address) -> bool:
        """Whether a link of a list is worth asking; more is wanted of an unconfirmed list."""
        if not self._ours(page.url):
            return False
        if self.site.articles:
            return self.site.is_article(page.url)
        return source.confirmed or bool(page.dates) or len(page.text) >= _HEADLINE

    async def _found_feeds(self) -> int:
        """Read the feeds a listing names, where the profile has none."""
        named, self._found = self._found, []
        if self.site.feeds:
            return 0
        counts = [await self._feed(url) for url in named[:MOST_FOUND_FEEDS] if self._ours(url)]
        return sum(counts)

    async def _read(self, url: str, purpose: str, reader: Reader) -> Announcements | None:
        """Ask for a source, or whether it changed; None when it cannot be read."""
        memory = self.roll.memory
        known = memory.source(url) if self.roll.believes_304(url) else None
        response = await self.ask(url, purpose, self.site.name, conditions(known))
        if response is None:
            return None
        self._note_named(response, purpose)
        if response.status == _NOT_MODIFIED:
            return known.found if known else None
        found = reader(response)
        if not found.readable:
            return None
        validators = (_header(response, "ETag"), _header(response, "Last-Modified"))
        if known or any(validators):
            memory.keep_source(url, KnownSource(*validators, found))
        return found

    def _note_named(self, response: Response, purpose: str) -> None:
        """Remember feeds and sitemaps that the site itself points to."""
        if purpose != "listing":
            return
        self._found = feed_links(response.body, response.url)
        named = response.request.meta.get("sitemaps", ()) if response.request else ()
        if not self.site.sitemaps and not self._found_sitemaps:
            urls = (urljoin(response.url, url) for url in named)
            self._found_sitemaps = [url for url in urls if self._ours(url)]

    def _ours(self, url: str) -> bool:
        return self.roll.profile.site_for(url) is self.site

    def _hear(self, kind: Kind, pages: list[Announcement]) -> int:
        """Note what a source names; returns how many pages were new to the frontier."""
        new = 0
        listed = kind != "sitemap"
        for page in pages:
            if self._ours(page.url) and not reject(page.url):
                key = self.roll.hear(kind, page)
                if self.roll.remembers(key):
                    continue
            new += self.frontier.offer(page.url, page.dates, listed=listed)
        return new


def _as_feed(response: Response) -> Announcements:
    return read_feed(response.body, response.url)


def _as_sitemap(response: Response) -> Announcements:
    return read_sitemap(response.body, response.url)


def _as_listing(response: Response) -> Announcements:
    return read_listing(response.body, response.url)


def _as_posts(home: str, number: int, response: Response) -> Announcements:
    """Posts of one page, with the address of the next in ``more``."""
    found = read_posts(response.body, response.url)
    told = {name: _header(response, name) or "" for name in ("X-WP-TotalPages", "Link")}
    if leads_on(told, number):
        found.more = [posts_url(home, number + 1)]
    return found


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
