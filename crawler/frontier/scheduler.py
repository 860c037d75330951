"""Scrapy's scheduler of Kronika: what is next comes from the frontier."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Self

from scrapy.core.scheduler import BaseScheduler

from archive.errors import ArchiveFault

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


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
        """The next request, or None when nothing is waiting."""
        if self._urgent:
            return self._urgent.popleft()
        try:
            target = self._spider.frontier.store.lease()
        except ArchiveFault as fault:
            self._spider.stop_for(fault)
            return None
        request: Request | None = self._spider.page_request(target) if target else None
        return request
