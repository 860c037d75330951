"""Scrapy's scheduler of Kronika: what is next comes from the frontier."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Self

from scrapy.core.scheduler import BaseScheduler

from archive.errors import ArchiveFault

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

#: No page is asked for while so many wait to be read: a crash leaves no more than these, and one
#: batch, to be read from the snapshots, and they bound memory too.
MOST_UNREAD = 64


class FrontierScheduler(BaseScheduler):
    """Gives out retries and redirects first, then the frontier's targets one by one.

    A target becomes a Request (``spider.page_request``) only when it is leased, so memory holds
    the requests in flight and not those to come.
    """

    def __init__(self, spider: Any) -> None:
        self._spider = spider
        self._urgent: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the frontier from the spider."""
        return cls(crawler.spider)

    def has_pending_requests(self) -> bool:
        """Whether anything is waiting."""
        if self._spider.run.fault is not None:
            return False
        return bool(self._urgent) or self._spider.frontier.store.waiting()

    def enqueue_request(self, request: Request) -> bool:
        """Take a request that exists already: a retry or a redirect."""
        self._urgent.append(request)
        return True

    def next_request(self) -> Request | None:
        """The next request; None when nothing is waiting, or reading has to catch up first."""
        if self._urgent:
            return self._urgent.popleft()
        if self._spider.unread >= MOST_UNREAD:  # the engine looks again after each page
            return None
        try:
            target = self._spider.frontier.store.lease()
        except ArchiveFault as fault:
            self._spider.stop_for(fault)
            return None
        request: Request | None = self._spider.page_request(target) if target else None
        return request
