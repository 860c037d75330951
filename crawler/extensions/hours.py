"""Stop a crawl when its city's hours are over, or it has taken too long; the next run goes on."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

from crawler.runs.opening import hours_of
from crawler.runs.verdicts import HOURS_OVER, TOOK_TOO_LONG

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: The clock is looked at so often, in seconds: a computer that slept must not miss the hour.
_LOOK_S = 30.0


class HoursExtension:
    """Waits beside the crawl for the moment at which it is to end, for a reason."""

    def __init__(self, crawler: Crawler, closing: datetime, reason: str) -> None:
        self._crawler = crawler
        self._closing, self._reason = closing, reason
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Begin with the crawl."""
        spider: Any = crawler.spider
        now = spider.run.clock()
        longest = timedelta(hours=crawler.settings.getfloat("KRONIKA_RUN_HOURS"))
        ends = [(now + longest, TOOK_TOO_LONG)]
        if hours := hours_of(crawler.settings, spider.profile):
            ends.append((hours.next_closing(now), HOURS_OVER))
        extension = cls(crawler, *min(ends))
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
        await self._crawler.engine.close_spider_async(reason=self._reason)
