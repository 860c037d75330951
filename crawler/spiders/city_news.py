"""The one spider: from listings, feeds and sitemaps of a city to its pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.errors import ArchiveFault, ConfigurationError
from archive.known import KnownPage, KnownRequisite
from archive.model import Visit
from archive.snapshots.http import Head
from crawler.demo.extension import choose_day
from crawler.discovery.conditions import conditions
from crawler.discovery.discover import Discovery
from crawler.documents import DOCUMENT, require_pdf_reader
from crawler.etiquette.contact import require_contact
from crawler.fetch.refusal import NO_ANSWER
from crawler.frontier.frontier import Frontier
from crawler.frontier.target import Target
from crawler.probes import PROBE, probe_url
from crawler.profiles import CityProfile, Site, load_profile
from crawler.reader import Reader
from crawler.reading import Unread
from crawler.requisites import page_requisites, style_requisites
from crawler.runs import Verdict, apply_manners
from crawler.sweep import Sweep, begin_sweep
from crawler.tdmrep import TDMREP, mining_url
from crawler.visits import Asked, not_asked
from crawler.workers import Workers
from pipelines.item import Item

OK, NOT_MODIFIED = 200, 304
MAX_HOPS = 5  #: of redirects that stay on one page (http to https, host alias to chief host)


class CityNewsSpider(Spider):
    """Crawls one city: ``scrapy crawl city_news -a city=zabrze``.

    ``run`` is the open run everything is kept in, ``profile`` what is known of the city,
    ``frontier`` what was found; ``unread`` counts the pages that came and are still to be read;
    ``verdict`` is set when the run ends.
    """

    name = "city_news"

    def __init__(self, profile: CityProfile, sweep: Sweep, *, workers: int = 0) -> None:
        super().__init__()
        self.profile = profile
        self.sweep = sweep
        self.run = sweep.run
        self.frontier: Frontier = sweep.frontier
        self.roll = sweep.roll
        self.reader = Reader(profile, sweep.run.known, sweep.probes)
        self.workers = Workers(profile, workers, self.frontier.store.in_sight)
        self.unread = 0
        self.extractor_version = version("kronika")
        self.verdict = Verdict("interrupted", "The run has not ended.")

    @classmethod
    def from_crawler(cls, crawler: Crawler, city: str = "") -> Self:
        """Read the profile, open the run, and set the pace.

        Raises:
            ConfigurationError: no such city, or its profile is wrong.
            ArchiveBusy: another run of the city is under way.
            ArchiveFault: the archive cannot be written.
        """
        if not city:
            raise ConfigurationError("Say which city: -a city=SLUG (kronika cities list).")
        settings = crawler.settings
        own = settings.get("KRONIKA_CITIES")
        profile = load_profile(city, Path(own) if own else None)
        apply_manners(settings, profile)
        if profile.builtin == "demo":
            choose_day(settings)
        require_pdf_reader(profile)
        require_contact(settings.get("USER_AGENT"), profile, settings.getdict("KRONIKA_CONNECT_TO"))
        sweep = begin_sweep(settings, profile)
        spider = cls(profile, sweep, workers=settings.getint("KRONIKA_WORKERS"))
        spider._set_crawler(crawler)
        crawler.signals.connect(spider.item_scraped, signal=signals.item_scraped)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Fill the frontier from every source, then with known pages that are due.

        The pages themselves are asked for by the scheduler. What is yielded here only wakes it.
        """
        try:
            async for request in self._discover():
                yield request
        except ArchiveFault as fault:
            self.stop_for(fault)

    async def _discover(self) -> AsyncIterator[Request]:
        for site in self.profile.sites.values():
            await self._probe(site)
            pages = self.settings.getint("KRONIKA_LISTING_PAGES")
            async for found in Discovery(site, self.frontier, self.roll, self._ask, pages).finds():
                if found and (target := self.frontier.store.lease()):
                    yield self.page_request(target)
        for due in self.roll.settle():
            told = due.told
            listed = told is not None and bool(told.said.keys() - {"sitemap"})
            self.frontier.offer(due.url, told.dates if told else (), listed=listed)
        if target := self.frontier.store.lease():
            yield self.page_request(target)

    async def parse(self, response: Response) -> AsyncIterator[Item | Request]:
        """Judge the answer to a page request; a readable page becomes an item."""
        target, visit = _target(response), _visit(response)
        if target.purpose == "requisite":
            self._read_requisite(response, visit)
            return
        head: Head = response.meta["head"]
        if visit.http_status == NOT_MODIFIED and self.roll.doubts_304(target):
            visit.outcome, visit.reason = "read", "doubted"
            yield self.page_request(target, full=True)
            return
        unread = self.reader.judge(visit, target, head, response.body)
        if unread is not None:
            item = await self._read(unread)
            if item is not None and not self.reader.lets_go(item):
                if item.kind != DOCUMENT:
                    self._want_requisites(response, item)
                    self._want_documents(item)
                yield item
        elif visit.outcome == "redirected":
            for request in self._follow(visit, target, response.meta.get("hops", 0) + 1):
                yield request

    async def _read(self, page: Unread) -> Item | None:
        self.unread += 1
        try:
            return await self.workers.read(page)
        finally:
            self.unread -= 1

    def item_scraped(self, item: Item) -> None:
        """Let the roll know how old a page is: old pages are asked less often."""
        self.roll.dated(item.visit.url, item.page.published)

    def failed(self, failure: Failure) -> None:
        """Note a page that was never asked; what was asked already has its visit."""
        if not isinstance(failure.value, IgnoreRequest):
            return
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        target = _target(request)
        self._robots_forbid(request.url, target.purpose, target.site, target.canonical_url)

    def stop_for(self, fault: ArchiveFault) -> None:
        """End the run because the archive cannot be written; what is published stays."""
        if self.run.fault is not None:
            return
        self.run.fault = fault
        assert self.crawler.engine is not None
        self._stopping = asyncio.get_running_loop().create_task(
            self.crawler.engine.close_spider_async(reason="archive_fault")
        )

    def page_request(self, target: Target, hops: int = 0, *, full: bool = False) -> Request:
        """The request for a target, conditional when the archive holds it, unless ``full``."""
        known: KnownPage | KnownRequisite | None
        if target.purpose == "requisite":
            known = self.run.requisites.get(target.url)
        else:
            known = self.reader.known_page(target)
        return Request(
            target.url,
            headers={} if full or not self.roll.believes_304(target.url) else conditions(known),
            meta={
                "purpose": target.purpose,
                "site": target.site,
                "target": target,
                "hops": hops,
                "dont_retry": self.roll.failed_before(target.canonical_url),
                "handle_httpstatus_all": True,
                "dont_redirect": True,
            },
            callback=self.parse,
            errback=self.failed,
            dont_filter=True,
        )

    def _want_requisites(self, response: Response, item: Item) -> None:
        pictures = [image.url for image in item.page.images]
        self._offer_requisites(
            page_requisites(
                response.body,
                response.url,
                wanted=self.profile.snapshots.requisites,
                content_images=pictures,
            )
        )

    def _want_documents(self, item: Item) -> None:
        most = self.settings.getint("DOWNLOAD_MAXSIZE")
        for attachment in item.page.attachments:
            if (attachment.size_bytes or 0) <= most:
                self.frontier.offer_document(attachment.url)

    def _read_requisite(self, response: Response, visit: Visit) -> None:
        if visit.outcome == "read" and visit.media_type == "text/css":
            self._offer_requisites(style_requisites(response.body, response.url))

    def _offer_requisites(self, addresses: list[str]) -> None:
        """Ask for what is new or old enough to be asked again; each once a sweep."""
        oldest = self.run.started_at - timedelta(
            days=self.settings.getint("KRONIKA_REQUISITE_DAYS")
        )
        for address in addresses:
            known = self.run.requisites.get(address)
            if known is None or known.fetched_at < oldest:
                self.frontier.offer_requisite(address)

    def _follow(self, visit: Visit, target: Target, hops: int) -> Iterator[Request]:
        """Go where a redirect points: on at once when it is the same page, else by the frontier."""
        if visit.location is None or visit.reason:
            return
        if hops > MAX_HOPS:
            visit.outcome, visit.reason = "failed", "redirect_loop"
        elif self.profile.canonical(visit.location) == target.canonical_url:
            onward = Target(
                visit.location.partition("#")[0],
                target.canonical_url,
                target.site,
                target.kind,
                target.announced,
            )
            yield self.page_request(onward, hops)
        elif target.kind == DOCUMENT:
            self.frontier.offer_document(visit.location)
        else:
            self.frontier.offer(visit.location, target.announced)

    def _robots_forbid(
        self, url: str, purpose: str, site: str, canonical_url: str | None = None
    ) -> None:
        run = self.run
        asked = Asked(run.city, run.run_id, url, purpose, site, run.clock())
        run.visited(not_asked(asked, canonical_url, "robots"))

    async def _probe(self, site: Site) -> None:
        """Ask a site for a page it never had, and what it reserves, unless that is known."""
        probes, now, days = self.reader.probes, self.run.started_at, self.settings.getfloat
        if probes.due(site, now, days("KRONIKA_PROBE_DAYS")):
            url = probe_url(site, self.run.run_id)  # not followed: where it leads tells
            await self._learn(url, PROBE, site, dont_redirect=True, handle_httpstatus_all=True)
        if probes.mining.due(site, now, days("KRONIKA_TDMREP_DAYS")):
            await self._learn(mining_url(site), TDMREP, site, dont_retry=True)

    async def _learn(self, url: str, purpose: str, site: Site, **how: bool) -> None:
        meta = {"purpose": purpose, "site": site.name, **how}
        response = await self._fetch(Request(url, meta=meta))
        if response is not None:
            head: Head = response.meta["head"]
            self.reader.probes.learn(_visit(response), dict(head.headers), response.body)

    async def _ask(
        self, url: str, purpose: str, site: str, headers: Mapping[str, str]
    ) -> Response | None:
        """Fetch a listing, feed or sitemap; None when no usable answer came."""
        meta = {"purpose": purpose, "site": site}
        response = await self._fetch(Request(url, headers=dict(headers), meta=meta))
        usable = response is not None and response.status in (OK, NOT_MODIFIED)
        return response if usable else None

    async def _fetch(self, request: Request) -> Response | None:
        """Fetch something that is no page; None when no answer came."""
        assert self.crawler.engine is not None
        try:
            return await self.crawler.engine.download_async(request)
        except IgnoreRequest:
            self._robots_forbid(request.url, request.meta["purpose"], request.meta["site"])
            return None
        except NO_ANSWER as error:
            if self.run.fault is not None:
                raise
            self.logger.info("no answer from %s: %s", request.url, error)
            return None


def _target(carrier: Request | Response) -> Target:
    target: Target = carrier.meta["target"]
    return target


def _visit(response: Response) -> Visit:
    visit: Visit = response.meta["visit"]
    return visit
