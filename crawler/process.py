"""Run Scrapy for one city, from a command or a test, and give back what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrapy import Spider

    from crawler.spiders.city_news import CityNewsSpider


def crawl_city(
    city: str, settings: Mapping[str, Any], *, handle_signals: bool = True
) -> CityNewsSpider:
    """Crawl a city to the end and return its spider, with ``run`` and ``verdict``.

    ``settings`` override `crawler.settings`. Blocks; runs an asyncio loop of its own.

    Raises:
        KronikaError: the crawl could not begin.
    """
    from crawler.spiders.city_news import CityNewsSpider

    spider = run_spider(CityNewsSpider, settings, handle_signals=handle_signals, city=city)
    assert isinstance(spider, CityNewsSpider)
    return spider


def run_spider(
    spider_class: type[Spider],
    settings: Mapping[str, Any],
    *,
    handle_signals: bool = True,
    **arguments: Any,
) -> Spider:
    """Run one spider to its end and return it; see `crawl_city`.

    Raises:
        KronikaError: the spider could not begin.
    """
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    merged = Settings()
    merged.setmodule("crawler.settings", priority="project")
    merged.update(dict(settings), priority="cmdline")
    process = AsyncCrawlerProcess(merged)
    crawler = process.create_crawler(spider_class)
    task = process.crawl(crawler, **arguments)
    process.start(install_signal_handlers=handle_signals)
    error = task.exception() if task.done() and not task.cancelled() else None
    if error is not None:
        raise error
    assert crawler.spider is not None
    return crawler.spider
