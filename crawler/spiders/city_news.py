"""The one spider: from listings, feeds and sitemaps of a city to its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.errors import ConfigurationError
from archive.known import KnownPage
from archive.model import Visit
from archive.run import RunWriter
from crawler.demo.extension import choose_day
from crawler.discovery.discover import Discovery
from crawler.discovery.frontier import Frontier, Target
from crawler.extraction import extract
from crawler.fetch.handler import refusal
from crawler.profiles import CityProfile, load_profile
from crawler.runs import Verdict, apply_manners, open_run
from pipelines.item import Item

#: Hops of a redirect chain that stays on one page (http to https, host alias to chief host).
MAX_HOPS = 5
_HTML = ("text/html", "application/xhtml+xml", "")


class CityNewsSpider(Spider):
    """Crawls one city: ``scrapy crawl city_news -a city=zabrze``.

    ``run`` is the open run everything is kept in; ``profile`` what is known of the city.
    """

    name = "city_news"

    def __init__(self, profile: CityProfile, run: RunWriter, frontier: Frontier) -> None:
        super().__init__()
        self.profile = profile
        self.run = run
        self.frontier = frontier
        self.extractor_version = version("kronika")
        self.verdict = Verdict("interrupted", "The run has not ended.")

    @classmethod
    def from_crawler(cls, crawler: Crawler, city: str = "") -> Self:
        """Read the profile, open the run, and set the pace.

        Raises:
            ConfigurationError: no such city, or its profile is wrong.
            ArchiveFault: the archive cannot be written.
        """
        settings = crawler.settings
        own = settings.get("KRONIKA_CITIES")
        if not city:
            raise ConfigurationError("Say which city: -a city=SLUG (kronika cities list).")
        profile = load_profile(city, Path(own) if own else None)
        apply_manners(settings, profile)
        if profile.builtin == "demo":
            choose_day(settings)
        run = open_run(settings, profile)
        frontier = Frontier(profile, limit=settings.getint("KRONIKA_LIMIT"))
        spider = cls(profile, run, frontier)
        spider._set_crawler(crawler)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for every page that is announced, then for known pages that no longer are."""
        for site in self.profile.sites.values():
            pages = self.settings.getint("KRONIKA_LISTING_PAGES")
            discovery = Discovery(site, self.frontier, self._ask, pages)
            async for target in discovery.targets():
                yield self._page_request(target)
        for known in list(self.run.known.values()):
            forgotten = self.frontier.offer(known.url)
            if forgotten is not None:
                yield self._page_request(forgotten)

    def parse(self, response: Response) -> Iterator[Item | Request]:
        """Judge the answer to a page request; a readable page becomes an item."""
        target = _target(response)
        visit: Visit = response.meta["visit"]
        visit.canonical_url = target.canonical_url
        known = self.run.known.get(target.canonical_url)
        status = response.status
        if status == 304 and known is not None:
            visit.record_id = known.record_id
            self.run.settle(visit, "unchanged")
        elif 300 <= status < 400:
            yield from self._redirected(response, visit, target)
        elif status in (404, 410):
            self._gone(visit, known)
        elif status >= 400:
            self.run.settle(visit, *(refusal(status) or ("failed", f"http_{status}")))
        elif (visit.media_type or "").lower() not in _HTML:
            self.run.settle(visit, "failed", "not_html")
        else:
            yield self._item(response, visit, target)

    def failed(self, failure: Failure) -> None:
        """Note a page that was never asked; what was asked already has its visit."""
        if not isinstance(failure.value, IgnoreRequest):
            return
        request: Request = failure.request  # type: ignore[attr-defined]
        target = _target(request)
        self.run.not_asked(request.url, target.site, target.canonical_url, "robots")

    def _item(self, response: Response, visit: Visit, target: Target) -> Item:
        headers = {
            name.decode("latin-1"): b", ".join(values).decode("latin-1")
            for name, values in response.headers.items()
        }
        page = extract(
            response.body,
            response.url,
            headers=headers,
            profile=self.profile,
            fetched_at=visit.fetched_at,
        )
        return Item(
            page=page,
            visit=visit,
            kind=target.kind,
            announced=list(target.announced),
            hosts=dict(self.profile.hosts),
            profile_digest=self.profile.digest,
        )

    def _redirected(self, response: Response, visit: Visit, target: Target) -> Iterator[Request]:
        self.run.settle(visit, "redirected")
        hops = response.meta.get("hops", 0) + 1
        site = self.profile.site_for(visit.location) if visit.location else None
        if not visit.location or site is None or hops > MAX_HOPS:
            self.run.settle(visit, "failed", "redirect_loop" if site else "redirect_off_site")
        elif self.frontier.identity(visit.location, site) == target.canonical_url:
            target.url = visit.location
            yield self._page_request(target, hops=hops)
        else:
            onward = self.frontier.offer(visit.location, target.announced)
            if onward is not None:
                onward.kind = target.kind
                yield self._page_request(onward, hops=hops)

    def _gone(self, visit: Visit, known: KnownPage | None) -> None:
        if known is None:
            self.run.settle(visit, "failed", f"http_{visit.http_status}")
            return
        visit.record_id = known.record_id
        self.run.settle(visit, "gone", "still_gone" if known.gone else None)

    def _page_request(self, target: Target, hops: int = 0) -> Request:
        meta = {
            "purpose": "page",
            "site": target.site,
            "kind": target.kind,
            "target": target,
            "hops": hops,
            "announced": [asdict(candidate) for candidate in target.announced],
            "handle_httpstatus_all": True,
            "dont_redirect": True,
        }
        known = self.run.known.get(target.canonical_url)
        return Request(
            target.url,
            headers=conditions(known),
            meta=meta,
            callback=self.parse,
            errback=self.failed,
            dont_filter=True,
        )

    async def _ask(self, url: str, purpose: str, site: str) -> Response | None:
        """Fetch a listing, feed or sitemap; None when no usable answer came."""
        assert self.crawler.engine is not None
        meta = {"purpose": purpose, "site": site}
        try:
            response = await self.crawler.engine.download_async(Request(url, meta=meta))
        except IgnoreRequest:
            self.run.not_asked(url, site, None, "robots", purpose=purpose)
            return None
        except Exception as error:
            if self.run.fault is not None:
                raise
            self.logger.info("no answer from %s: %s", url, error)
            return None
        return response if response.status == 200 else None


def _target(carrier: Request | Response) -> Target:
    target: Target = carrier.meta["target"]
    return target


def conditions(known: KnownPage | None) -> dict[str, str]:
    """Headers that let a server say that nothing changed (RFC 9110, 13.1)."""
    if known is None or known.gone:
        return {}
    headers = {}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers
