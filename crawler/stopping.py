"""A crawl that is told to stop before it runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class StopBeforeStart:
    """Spider middleware that ends a crawl whose stop came while it was being set up.

    Scrapy takes note of such a stop (Ctrl-C, SIGTERM) and does nothing: the crawl would ask for
    everything, and then never end, as Scrapy believes that it has been stopped already.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Watch this crawl."""
        return cls(crawler)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Let the crawl begin, or end it; the engine is running here, and can be stopped."""
        if not self._crawler.crawling:
            assert self._crawler.engine is not None
            await self._crawler.engine.stop_async()
            return
        async for request in start:
            yield request
