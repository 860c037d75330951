"""What those who send requests need of the spider they send them for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from logging import Logger, LoggerAdapter

    from scrapy.crawler import Crawler

    from archive.errors import ArchiveFault
    from archive.run import RunWriter
    from crawler.profiles import CityProfile


class RunSpider(Protocol):
    """A spider of ours: ``run`` is the open run, ``profile`` that of its city."""

    run: RunWriter
    profile: CityProfile

    @property
    def logger(self) -> LoggerAdapter[Logger]:
        """Where words about the crawl go."""

    def stop_for(self, fault: ArchiveFault) -> None:
        """End the run because the archive cannot be written."""


def spider_of(crawler: Crawler) -> RunSpider:
    """The spider of a crawl; Scrapy types it optional, but it is there before any request."""
    return cast("RunSpider", crawler.spider)
