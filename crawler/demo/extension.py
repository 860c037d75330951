"""Serve the demo town to the crawl that asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from crawler.demo.faults import faulty
from crawler.demo.server import DemoServer

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

#: Last day of the town on which anything happens.
LAST_DAY = 3


class DemoTownExtension:
    """Runs the town on a loopback port of its own for as long as the crawl lasts."""

    def __init__(self, server: DemoServer) -> None:
        self._server = server

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Start the town when the city is built in, and point the crawl at it.

        Raises:
            NotConfigured: the city is a real one.
        """
        spider: Any = crawler.spider
        if spider.profile.builtin != "demo" or crawler.settings.getdict("KRONIKA_CONNECT_TO"):
            raise NotConfigured
        settings = crawler.settings
        server = DemoServer(
            day=settings.getint("KRONIKA_DEMO_DAY"),
            responder=faulty(settings.get("KRONIKA_DEMO_FAULT") or ""),
        )
        server.start()
        crawler.settings.set("KRONIKA_CONNECT_TO", server.connect_to, priority="spider")
        extension = cls(server)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_closed(self) -> None:
        """Close the town with the crawl."""
        self._server.stop()


def choose_day(settings: BaseSettings) -> None:
    """Set KRONIKA_DEMO_DAY when it is not given: the day after the last one crawled."""
    if settings.getint("KRONIKA_DEMO_DAY"):
        return
    day = next_day(Path(settings.get("KRONIKA_ARCHIVE")))
    settings.set("KRONIKA_DEMO_DAY", day, priority="spider")


def next_day(root: Path) -> int:
    """The day of the town to crawl next into an archive: 1 to `LAST_DAY`."""
    from archive import Archive
    from archive.errors import NotAnArchive

    if not root.exists():
        return 1
    try:
        runs = Archive(root).runs(city="demo").to_pylist()
    except NotAnArchive:
        return 1  # opening the run says what is wrong with the folder
    days = [
        int(dict(run["settings"]).get("KRONIKA_DEMO_DAY", 0))
        for run in runs
        if run["exit_code"] == 0
    ]
    return min(max(days, default=0) + 1, LAST_DAY)
