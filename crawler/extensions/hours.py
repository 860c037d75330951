"""Stop a crawl when the hours in which its city is asked are over; the next run goes on."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from crawler.runs.opening import hours_of
from crawler.runs.verdicts import HOURS_OVER

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: The clock is looked at so often, in seconds: a computer that slept must not miss the hour.
_LOOK_S = 30.0


class HoursExtension:
    """Waits for the end of the window beside the crawl."""

    def __init__(self, crawler: Crawler, closing: datetime) -> None:
        self._crawler = crawler
        self._closing = closing
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Begin with the crawl.

        Raises:
            NotConfigured: the city may be asked at any hour.
        """
        spider: Any = crawler.spider
        hours = hours_of(crawler.settings, spider.profile)
        if hours is None:
            raise NotConfigured
        extension = cls(crawler, hours.next_closing(spider.run.clock()))
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_opened(self, spider: Any) -> None:
        """Begin to watch the clock."""
        self._task = asyncio.get_running_loop().create_task(self._until_closing(spider))

    def spider_closed(self) -> None:
        """Stop watching."""
        if self._task is not None:
            self._task.cancel()

    async def _until_closing(self, spider: Any) -> None:
        while (left := (self._closing - spider.run.clock()).total_seconds()) > 0:
            await asyncio.sleep(min(left, _LOOK_S))
        self._task = None  # the closing must not cancel itself
        assert self._crawler.engine is not None
        await self._crawler.engine.close_spider_async(reason=HOURS_OVER)
