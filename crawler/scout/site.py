"""Look at one site: front page, what machines read, a few lists, ten articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from urllib.parse import urljoin, urlsplit

from archive.model import DateCandidate
from crawler.discovery.announcement import Announcement, Announcements
from crawler.discovery.feed import read_feed
from crawler.discovery.links import (
    WELL_KNOWN_FEEDS,
    WELL_KNOWN_SITEMAPS,
    at_root,
    feed_links,
)
from crawler.discovery.listing import read_listing
from crawler.discovery.sitemap import read_sitemap
from crawler.discovery.wordpress import posts_url, read_posts
from crawler.extraction.charset import decode
from crawler.extraction.markup import parse
from crawler.fetch.addresses import bare_host, names_its_address
from crawler.scout.hints import (
    furniture_of,
    is_register,
    list_links,
    promise,
    without_shelves,
)
from crawler.scout.look import Ask, Record, Seen, SiteLook, Source
from crawler.scout.patterns import covers, patterns_of
from crawler.scout.reading import told_repetition
from crawler.scout.systems import recognise
from pipelines.urls import canonicalize, host_of, reject

#: Articles read of a site.
ARTICLES = 10
#: Addresses tried at most where nothing is named, and lists looked at.
_TRIES, _LISTS, _PARTS = 4, 9, 3
#: A link of so many letters is a headline rather than an entry of a menu.
_HEADLINE = 25
#: So many headlines make a list.
_LISTED = 3
_BULLETIN = re.compile(r"biuletyn\w* informacji publicznej", re.I)

#: Makes a record of an answer, given the kind of record and what was announced of it.
Read = Callable[[Seen, str, list[DateCandidate]], Record]


class SiteScout:
    """Looks at one site by ``ask`` and notes in ``look`` what it sees."""

    def __init__(self, look: SiteLook, ask: Ask, read: Read) -> None:
        self.look = look
        self._ask = ask
        self._read = read
        self._front: Seen | None = None
        self._announced: dict[str, Announcement] = {}
        self._asked: set[str] = set()
        self._listed: dict[str, Announcements] = {}

    async def scout(self) -> SiteLook:
        """Look at everything, in the order in which each step helps the next."""
        self._front = await self._visit(self.look.asked, "probe")
        if self._front is None:
            self.look.doubts.append(f"{self.look.asked} gave no page, so nothing could be told")
            return self.look
        self._see_front(self._front)
        await self._find_twin()
        await self._try_said()
        await self._find_feeds(self._front)
        await self._find_posts()
        await self._find_listings(self._front)
        await self._find_sitemaps(self._front)
        self._tell_patterns()
        await self._read_articles()
        self.look.doubts += told_repetition(self.look.records)
        self._tell_vendor()
        return self.look

    async def _visit(self, url: str, purpose: str) -> Seen | None:
        if url in self._asked or reject(url):
            return None
        self._asked.add(url)
        return await self._ask(url, purpose)

    def _see_front(self, front: Seen) -> None:
        look, markup = self.look, decode(front.body).text
        look.home = front.url
        if (asked := host_of(look.asked)) != host_of(front.url):
            look.hosts.append(asked)
            look.doubts.append(f"{asked} leads to {host_of(front.url)}: taken for the same site")
        look.guess = recognise(markup, front.headers)
        look.title = " ".join(str(parse(markup).root.xpath("string(//title)")).split())
        bulletin = _BULLETIN.search(look.title) or (look.guess and look.guess.system.bulletin)
        if bulletin or re.search(r"(?:^|\.)bip\.", host_of(front.url)):
            look.kind = "notice"

    async def _find_twin(self) -> None:
        """Whether the host with or without www. is the same site."""
        host = host_of(self.look.home)
        if names_its_address(bare_host(host)) or host.removeprefix("www.").count(".") > 1:
            return
        twin = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
        if twin in self.look.hosts:
            return
        seen = await self._visit(f"{urlsplit(self.look.home).scheme}://{twin}/", "probe")
        if seen is None or self._front is None:
            return
        if host_of(seen.url) == host or seen.body == self._front.body:
            self.look.hosts.append(twin)
        else:
            self.look.doubts.append(f"{twin} answers with another page than {host}")

    async def _try_said(self) -> None:
        """Ask for the sources a profile names; what one of them no longer gives is noted."""
        for purpose, url in self.look.said:
            if purpose == "sitemap":
                await self._take_sitemap(url, named=True)
            elif purpose == "feed":
                await self._take(url, "feed", read_feed, self.look.feeds)
            elif (seen := await self._visit(url, "listing")) is not None:
                self._listed[url] = read_listing(seen.body, seen.url)

    async def _find_feeds(self, front: Seen) -> None:
        named = [url for url in feed_links(front.body, front.url) if self._ours(url)]
        system = self.look.guess.system.feeds if self.look.guess else ()
        guessed = at_root(front.url, (*system, *WELL_KNOWN_FEEDS))[:_TRIES]
        for url in named[:_PARTS]:
            await self._take(url, "feed", read_feed, self.look.feeds)
        for url in guessed:
            if self.look.feeds:
                return
            await self._take(url, "feed", read_feed, self.look.feeds, named=False)
        if not self.look.feeds:
            self.look.doubts.append("no feed was found")

    async def _find_sitemaps(self, front: Seen) -> None:
        named = [urljoin(front.url, url) for url in front.sitemaps]
        system = self.look.guess.system.sitemaps if self.look.guess else ()
        for url in filter(self._ours, named[:_PARTS]):
            await self._take_sitemap(url, named=True)
        for url in at_root(front.url, (*system, *WELL_KNOWN_SITEMAPS))[:_TRIES]:
            if self.look.sitemaps:
                return
            await self._take_sitemap(url, named=False)
        if not self.look.sitemaps:
            self.look.doubts.append("no sitemap was found")

    async def _take_sitemap(self, url: str, *, named: bool) -> None:
        more = await self._take(url, "sitemap", read_sitemap, self.look.sitemaps, named=named)
        parts: list[Source] = []
        for part in sorted(more, key=promise)[:_PARTS]:
            await self._take(part, "sitemap", read_sitemap, parts)
        if parts:
            self.look.sitemaps[-1].count += sum(part.count for part in parts)

    async def _find_posts(self) -> None:
        """WordPress tells programs of its posts, where nobody has closed that door."""
        if not self.look.guess or self.look.guess.system.name != "WordPress":
            return
        url = posts_url(self.look.home)
        found: list[Source] = []
        await self._take(url, "feed", read_posts, found)
        self.look.posts = found[0] if found else None

    async def _take(
        self,
        url: str,
        purpose: str,
        reader: Callable[[bytes, str], Announcements],
        sources: list[Source],
        *,
        named: bool = True,
    ) -> list[str]:
        """Ask for a source and note it when it can be read; returns what more it points to."""
        seen = await self._visit(url, purpose)
        if seen is None:
            return []
        found = reader(seen.body, seen.url)
        if not found.readable or not (found.pages or found.more):
            self.look.silent.setdefault(url, f"no {purpose} is there")
            return []
        self._note(found.pages)
        sources.append(Source(seen.url, len(found.pages), named))
        return found.more

    def _note(self, pages: Iterable[Announcement]) -> None:
        for page in pages:
            address = canonicalize(page.url)
            if self._ours(address) and not reject(address):
                known = self._announced.setdefault(address, page)
                known.dates = known.dates or page.dates

    def _ours(self, url: str) -> bool:
        return host_of(url) in (host_of(self.look.home), *self.look.hosts)

    async def _find_listings(self, front: Seen) -> None:
        """Look at pages the front page calls news, notices and the like."""
        titles = {url: text for url, text in list_links(front) if self._ours(url)}
        for url in list(titles)[:_LISTS]:
            seen = await self._visit(url, "listing")
            if seen is not None:
                self._listed[url] = read_listing(seen.body, seen.url)
        pages = self._listed or {front.url: read_listing(front.body, front.url)}
        furniture = furniture_of(pages)
        for url, found in pages.items():
            entries = [page for page in found.pages if self._headline(page, furniture)]
            if len(entries) < _LISTED:
                self.look.silent[url] = "it lists no articles"
                continue
            self._note(entries)
            register = bool(is_register(titles.get(url, "")))
            kept = self.look.registers if register else self.look.listings
            kept.append(Source(url, len(entries)))
            self.look.paging += found.more[:1]
        self.look.listings = without_shelves(self.look.listings)

    def _headline(self, page: Announcement, furniture: set[str]) -> bool:
        ours = self._ours(page.url) and canonicalize(page.url) not in furniture
        return ours and (bool(page.dates) or len(page.text) >= _HEADLINE)

    def _tell_patterns(self) -> None:
        """From the addresses of feed and lists; sitemaps name every page, so they come last."""
        told = [
            url
            for url, page in self._announced.items()
            if any(date.source != "sitemap" for date in page.dates) or len(page.text) >= _HEADLINE
        ]
        self.look.patterns = patterns_of(told or list(self._announced))
        if not self.look.patterns:
            self.look.doubts.append("addresses of articles have no pattern in common")
        self.look.listings = [
            listing for listing in self.look.listings if not covers(self.look.patterns, listing.url)
        ]
        if not self.look.listings:
            self.look.doubts.append("no list of articles was found from the front page")
        if any(re.fullmatch(r"\^/\[\^/\?\]\+/?(?:\(.*\))?\$?", p) for p in self.look.patterns):
            self.look.doubts.append("articles lie at the root, where other pages lie too")

    async def _read_articles(self) -> None:
        """Read the articles announced first, those with a date before those without."""
        fits = [url for url in self._announced if covers(self.look.patterns, url)]
        fits.sort(key=lambda url: not self._announced[url].dates)
        for url in fits[: 2 * ARTICLES]:
            if len(self.look.records) >= ARTICLES:
                return
            seen = await self._visit(url, "page")
            if seen is not None:
                dates = self._announced[url].dates
                self.look.records.append(self._read(seen, self.look.kind, dates))
        if not self.look.records:
            self.look.doubts.append("no article could be read")

    def _tell_vendor(self) -> None:
        if self.look.guess is not None:
            return
        vendors = Counter(record.vendor for record in self.look.records if record.vendor)
        credited = f"; made by {vendors.most_common(1)[0][0]}" if vendors else ""
        self.look.doubts.append(f"the content system shows none of the signs we know{credited}")
