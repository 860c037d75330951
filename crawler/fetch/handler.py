"""Scrapy's download handler of Kronika: every answer is in the WARC before anything reads it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ClassVar, final
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from archive.errors import ArchiveFault
from archive.forget import Tombstones
from archive.model import Visit
from archive.snapshots import pack
from archive.snapshots.http import Head, decode_content
from crawler.fetch.addresses import Addresses, Origin
from crawler.fetch.client import Answer, Client
from crawler.fetch.connections import ConnectionPool
from crawler.fetch.issuers import Issuers
from crawler.fetch.pace import BackOff, Pace, retry_after_s
from crawler.fetch.refusal import NotAskedError, RunEndsError, asked_by, note_refusal
from crawler.fetch.spider import spider_of
from crawler.fetch.trust import Trust
from crawler.frontier.target import Target, dump_dates
from crawler.visits import make_visit

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

    from archive.run import RunWriter

#: Headers that make a request conditional (RFC 9110, 13.1).
_CONDITIONS = (b"if-none-match", b"if-modified-since")
#: Threads that compress: one does hundreds of pages a second, and each holds memory of its own.
_PACKERS = 2
#: Who waits for a turn looks so often whether the run still goes on, in seconds.
_LOOK_UP_S = 0.5
_PORTS = {"http": 80, "https": 443}
_ERRORS: dict[str, type[Exception]] = {
    "dns": CannotResolveHostError,
    "connection_refused": DownloadConnectionRefusedError,
    "connect_timeout": DownloadTimeoutError,
    "timeout": DownloadTimeoutError,
    "too_large": DownloadCancelledError,
    "early_close": ResponseDataLossError,
}


@final
class WireDownloadHandler(BaseDownloadHandler):
    """Fetches over our own HTTP/1.1 client and hands each exchange to the open run.

    The run is ``crawler.spider.run``. A visit is left in ``request.meta["visit"]``, whether an
    answer came or not.
    """

    _of_crawl: ClassVar[dict[Crawler, WireDownloadHandler]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WireDownloadHandler:
        """The one handler of a crawl: Scrapy asks for one a scheme, but a server has one pace."""
        if crawler not in cls._of_crawl:
            cls._of_crawl[crawler] = cls(crawler)
        return cls._of_crawl[crawler]

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        connect_to = settings.getdict("KRONIKA_CONNECT_TO")
        self._spider = spider_of(crawler)
        hosts = self._spider.profile.hosts
        delay_s = settings.getfloat("DOWNLOAD_DELAY")
        self._pace = Pace(delay_s, _back_off(settings), sleep=self._sleep)
        self._pool = ConnectionPool(
            connect_to=connect_to,
            connect_timeout_s=settings.getfloat("KRONIKA_CONNECT_TIMEOUT"),
            idle_per_origin=settings.getint("CONCURRENT_REQUESTS"),
            trust=Trust(issuers=Issuers(Addresses(connect_to=connect_to), settings["USER_AGENT"])),
            addresses=Addresses(connect_to=connect_to, own_hosts=hosts),
            pace=self._pace,
        )
        self._packing = ThreadPoolExecutor(_PACKERS, "pack")
        self._gates: dict[str, asyncio.Semaphore] = {}
        self._tombstones = Tombstones.of(self._run.layout.root)
        self._at_once = max(1, settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
        self._client = Client(
            self._pool,
            clock=self._run.clock,
            max_bytes=settings.getint("DOWNLOAD_MAXSIZE"),
            timeout_s=settings.getfloat("DOWNLOAD_TIMEOUT"),
        )

    @property
    def _run(self) -> RunWriter:
        return self._spider.run

    async def download_request(self, request: Request) -> Response:
        """Fetch, keep, and only then answer.

        Raises:
            NotAskedError: the request was not sent; its visit says why. What was taken down has
                no visit, which would name the address again.
            RunEndsError: the run was stopped before its turn came.
            scrapy.exceptions: one of the download errors, when no whole answer came.
        """
        if request.url in self._tombstones:
            raise NotAskedError("forgotten", "an address that was taken down: not asked")
        origin = origin_of(request.url)
        self._pace.slow_down(origin[1], request.meta.get("crawl_delay_s", 0.0))
        try:
            async with self._gate(f"host {origin[1]}"):
                address = await self._pool.address_of(origin)
                # a host that pauses must not hold up its neighbours at the same address
                await self._pace.until_free(origin[1])
                async with self._gate(f"address {address}"):
                    self._require_open()
                    answer = await self._ask(request, origin)
                    visit = await self._keep(request, answer)
            await self._run.commit_if_due()
        except NotAskedError as refusal:
            note_refusal(self._run, request, refusal.reason)
            raise
        except ArchiveFault as fault:
            self._spider.stop_for(fault)
            raise DownloadCancelledError(str(fault)) from fault
        if answer.reason or answer.head is None:
            error = _ERRORS.get(answer.reason or "", DownloadFailedError)
            raise error(f"{request.url}: {answer.reason} {answer.message}".rstrip())
        return _response(request, answer.head, answer, visit)

    def _gate(self, place: str) -> asyncio.Semaphore:
        """Bounds the requests under way at one host, or at one address.

        Scrapy's own bound leaks without a reactor: its downloader counts a request only when the
        task that sends it has begun, and starts the whole queue before that.
        """
        return self._gates.setdefault(place, asyncio.Semaphore(self._at_once))

    async def _ask(self, request: Request, origin: Origin) -> Answer:
        """Send the request when its turn comes, and let the pace know what came of it.

        It is conditional only where the archive holds an answer of this very address: a 304 says
        nothing of another one, and could not be kept as a revisit.
        """
        timeout_s = request.meta.get("download_timeout")
        raw = request_bytes(request, conditional=self._run.has_original(request.url))
        answer = await self._client.ask(request.url, origin, raw, timeout_s)
        if answer.head is not None:
            wish = retry_after_s(answer.head.get("retry-after"), self._run.clock())
            self._pace.answered(origin[1], answer.head.status, wish)
        return answer

    async def _sleep(self, seconds: float) -> None:
        """Wait for a turn, but no longer than the crawl goes on: a pause may take minutes.

        Raises:
            RunEndsError: the run ends.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while (left := until - loop.time()) > 0:
            await asyncio.sleep(min(left, _LOOK_UP_S))
            self._require_open()

    def _require_open(self) -> None:
        """Send nothing more once the crawl was told to stop, or could not keep the answer.

        Raises:
            RunEndsError: the run ends.
        """
        if self._run.fault is not None or not self.crawler.crawling:
            raise RunEndsError("the run was stopped")

    async def close(self) -> None:
        """Close the kept connections, and let the threads go."""
        self._of_crawl.pop(self.crawler, None)
        self._pool.close()
        self._packing.shutdown(wait=False)

    async def _keep(self, request: Request, answer: Answer) -> Visit:
        exchange = answer.exchange
        meta = request.meta
        target: Target | None = meta.get("target")
        exchange.facts = {
            "city": self._run.city,
            "run": self._run.run_id,
            "site": meta.get("site") or "",
            "purpose": meta.get("purpose", "robots"),
            "reason": answer.reason or "",
        }
        if target is not None:
            exchange.facts |= {
                "page": target.canonical_url,
                "kind": target.kind,
                "announced": dump_dates(target.announced),
            }
        pointer = None
        if answer.head is not None:
            exchange.original = self._run.original_of(exchange, answer.head.status)
        if exchange.request or exchange.tls:
            loop = asyncio.get_running_loop()
            packed = await loop.run_in_executor(self._packing, pack, exchange)
            pointer = self._run.append(packed)
        visit = make_visit(
            asked_by(self._run, request, exchange.started_at),
            answer.head,
            reason=answer.reason,
            size_bytes=exchange.body.size,
            elapsed_ms=exchange.elapsed_ms,
            ip_address=exchange.ip_address,
            snapshot=pointer,
        )
        if exchange.original:
            visit.revisit_of = exchange.original.pointer.warc_record_id
        meta["visit"] = visit
        self._run.visited(visit)
        exchange.body.close()
        return visit


def _back_off(settings: BaseSettings) -> BackOff:
    return BackOff(
        first_s=settings.getfloat("KRONIKA_BACKOFF_S"),
        longest_s=settings.getfloat("KRONIKA_BACKOFF_MAX_S"),
        times=settings.getint("KRONIKA_BACKOFF_TIMES"),
    )


def origin_of(url: str) -> Origin:
    """Scheme, host and port of an http or https address."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme]


def request_bytes(request: Request, *, conditional: bool) -> bytes:
    """The request as it goes over the wire (RFC 9112, 3): Host first, then Scrapy's headers."""
    left_out = (b"host",) if conditional else (b"host", *_CONDITIONS)
    parts = urlsplit(request.url)
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    host = parts.netloc.rpartition("@")[2]
    lines = [f"{request.method} {target} HTTP/1.1".encode(), b"Host: " + host.encode()]
    for name, values in request.headers.items():
        if name.lower() not in left_out:
            lines += [name + b": " + value for value in values]
    if request.body:
        lines.append(b"Content-Length: %d" % len(request.body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + request.body


def _response(request: Request, head: Head, answer: Answer, visit: Visit) -> Response:
    body, whole = decode_content(answer.body, head.tokens("content-encoding"))
    if not whole:
        visit.reason = "broken_coding"
    request.meta["head"] = head
    headers = Headers(head.headers)
    response_class = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return response_class(
        url=request.url,
        status=head.status,
        headers=headers,
        body=body,
        protocol=head.version,
    )
