"""robots.txt as RFC 9309 has it: read leniently, obeyed strictly."""

from __future__ import annotations

import asyncio
import codecs
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK

from crawler.fetch.addresses import Origin
from crawler.fetch.handler import origin_of
from crawler.fetch.refusal import NO_ANSWER, NotAskedError, RunEndsError, note_refusal
from crawler.fetch.spider import spider_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: Rules are read up to here, in bytes (RFC 9309, 2.5).
MAX_BYTES = 500 * 1024
#: A longer Crawl-delay counts as this, in seconds: nobody means a page a day.
MAX_CRAWL_DELAY_S = 60.0
#: Rules are asked for again after so long (RFC 9309, 2.4).
MAX_AGE = timedelta(hours=24)
_TURNED_AWAY = 429
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml|!--|script|meta|title|div|p)\b", re.I)
_MARKUP_WITHIN = re.compile(r"<(?:html|body|head)[\s>]", re.I)
_GROUP = re.compile(r"^\s*user-?\s?agent\s*:", re.I | re.M)


@dataclass(frozen=True, slots=True)
class Robots:
    """What an origin lets us ask.

    ``rules`` is None when nothing is forbidden; ``reason`` a code of docs/issues.md: with
    ``barred`` nothing at all may be asked and the code says why, without it the code is only a
    remark (robots_html).
    """

    rules: Protego | None = None
    barred: bool = False
    reason: str | None = None

    @property
    def remark(self) -> str | None:
        """The code that the visit of robots.txt bears though it was read."""
        return None if self.barred else self.reason

    def allows(self, url: str, agent: str) -> bool:
        """Whether the agent (a product token such as "Kronika") may ask for an address."""
        if self.barred:
            return False
        return self.rules is None or self.rules.can_fetch(url, agent)

    def crawl_delay_s(self, agent: str) -> float:
        """Seconds between requests the origin asks for, at most `MAX_CRAWL_DELAY_S`; 0: none."""
        delay = self.rules.crawl_delay(agent) if self.rules is not None else None
        return min(delay, MAX_CRAWL_DELAY_S) if delay is not None and delay > 0 else 0.0

    @property
    def sitemaps(self) -> list[str]:
        """Sitemaps the file names, as written (https://www.sitemaps.org/protocol.html)."""
        return list(self.rules.sitemaps) if self.rules is not None else []


UNREACHABLE = Robots(barred=True, reason="robots_unreachable")


def read_robots(status: int, body: bytes) -> Robots:
    """Read an answer to /robots.txt, its codings undone (RFC 9309, 2.3.1).

    A client error means that there are no rules; a server error, or being turned away with 429,
    that nothing may be asked; so does never an HTML page, which many hosts send for any address.
    """
    if status == _TURNED_AWAY or status >= 500:
        return UNREACHABLE
    if not 200 <= status < 300:
        return Robots()
    text = decode(body)
    if looks_like_html(text):
        return Robots(reason="robots_html")
    return Robots(rules=Protego.parse(text))


def decode(body: bytes) -> str:
    """The first `MAX_BYTES` as text, cut at a line's end: UTF-8 unless a BOM says UTF-16."""
    if len(body) > MAX_BYTES:
        body = body[:MAX_BYTES]
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1] or body
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    return body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def looks_like_html(text: str) -> bool:
    """Whether a text is a page in place of rules; the Content-Type is often wrong, so the text."""
    if _MARKUP.match(text):
        return True
    return bool(_MARKUP_WITHIN.search(text)) and not _GROUP.search(text)


class RobotsMiddleware:
    """Holds back what robots.txt forbids; in the place of Scrapy's own.

    A request that rules forbid ends in IgnoreRequest, and the spider notes it. When nothing may
    be asked the refused visit is noted here, with the reason. A Crawl-delay goes along as
    ``request.meta["crawl_delay_s"]`` for the pace to keep, the sitemaps the file names as
    ``request.meta["sitemaps"]``.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured("the profile says not to obey robots.txt, with a reason")
        self._crawler = crawler
        self._spider = spider_of(crawler)
        self._agent: str = settings["ROBOTSTXT_USER_AGENT"]
        self._known: dict[Origin, tuple[Robots, datetime]] = {}
        self._locks: dict[Origin, asyncio.Lock] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take agent and policy from the settings.

        Raises:
            NotConfigured: robots.txt is not to be obeyed.
        """
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or stop it.

        Raises:
            IgnoreRequest: rules forbid it.
            NotAskedError: nothing may be asked there for now.
            RunEndsError: the run was stopped before the rules were known.
        """
        if request.meta.get("purpose") == "robots":
            return
        robots = await self._robots_for(request)
        if robots.barred:
            reason = robots.reason or UNREACHABLE.reason or ""
            note_refusal(self._spider.run, request, reason)
            raise NotAskedError(reason, f"{request.url}: not asked ({reason})")
        if not robots.allows(request.url, self._agent):
            raise IgnoreRequest(f"robots.txt forbids {request.url}")
        request.meta["sitemaps"] = robots.sitemaps
        if delay_s := robots.crawl_delay_s(self._agent):
            request.meta["crawl_delay_s"] = delay_s

    async def _robots_for(self, request: Request) -> Robots:
        """The rules of the request's origin, asked for once however many wait for them."""
        origin = origin_of(request.url)
        async with self._locks.setdefault(origin, asyncio.Lock()):
            known = self._known.get(origin)
            clock = self._spider.run.clock
            if known is None or clock() - known[1] > MAX_AGE:
                robots = await self._ask(request, origin)
                known = self._known[origin] = robots, clock()
        return known[0]

    async def _ask(self, request: Request, origin: Origin) -> Robots:
        """Fetch the rules; redirects are followed on the way, wherever they lead."""
        assert self._crawler.engine is not None
        meta = {"purpose": "robots", "site": request.meta.get("site")}
        ask = Request(robots_url(origin), meta=meta, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(ask)
        except IgnoreRequest:  # too many redirects: as if there were none (RFC 9309, 2.3.1.2)
            return Robots()
        except NotAskedError as refusal:
            return Robots(barred=True, reason=refusal.reason)
        except RunEndsError:
            raise
        except NO_ANSWER as error:
            self._spider.logger.info("robots.txt of %s: no answer (%s)", origin[1], error)
            return UNREACHABLE
        robots = read_robots(response.status, response.body)
        if robots.remark:
            response.meta["visit"].reason = robots.remark
        return robots


def robots_url(origin: Origin) -> str:
    """The address of an origin's rules."""
    scheme, host, port = origin
    shown = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{shown}{'' if port == usual else f':{port}'}/robots.txt"
