"""End a run: judge it, publish the rest, write its row and its report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

from archive.errors import ArchiveFault
from crawler.runs import Verdict
from crawler.runs.ending import end_run

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class RunExtension:
    """Finishes ``spider.run`` with the crawl and leaves ``spider.verdict``."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen for the end of the crawl."""
        extension = cls()
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_closed(self, spider: Any, reason: str) -> None:
        """Judge and finish; a disk that refuses even this becomes the verdict."""
        spider.workers.close()
        agent = spider.settings["ROBOTSTXT_USER_AGENT"]
        try:
            verdict = end_run(spider.sweep, reason, agent)
        except ArchiveFault as fault:
            spider.run.fault = fault
            verdict = Verdict("archive_fault", str(fault))
        spider.sweep.close(verdict.name)
        spider.verdict = verdict
        spider.logger.info("run %s: %s. %s", spider.run.run_id, verdict.name, verdict.message)
