"""Run Scrapy for one city, from a command or a test, and give back what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from archive.errors import KronikaError

if TYPE_CHECKING:
    from crawler.spiders.city_news import CityNewsSpider


def crawl_city(
    city: str, settings: Mapping[str, Any], *, handle_signals: bool = True
) -> CityNewsSpider:
    """Crawl a city to the end and return its spider, with ``run`` and ``verdict``.

    ``settings`` override `crawler.settings`. Blocks; runs an asyncio loop of its own.

    Raises:
        KronikaError: the crawl could not begin.
    """
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from crawler.spiders.city_news import CityNewsSpider

    merged = Settings()
    merged.setmodule("crawler.settings", priority="project")
    merged.update(dict(settings), priority="cmdline")
    process = AsyncCrawlerProcess(merged)
    crawler = process.create_crawler(CityNewsSpider)
    task = process.crawl(crawler, city=city)
    process.start(install_signal_handlers=handle_signals)
    error = task.exception() if task.done() and not task.cancelled() else None
    if isinstance(error, KronikaError):
        raise error
    if error is not None:
        raise error
    spider = crawler.spider
    assert isinstance(spider, CityNewsSpider)
    return spider
