"""Plain Scrapy with JOBDIR on the same town, killed once and run again, beside our own crawls."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from _town import Town

SPIDER = """
import sys
import scrapy
from scrapy.crawler import AsyncCrawlerProcess

class Plain(scrapy.Spider):
    name = "plain"
    start_urls = ["http://127.0.0.1:{port}/aktualnosci/"]
    def parse(self, response):
        yield from response.follow_all(css="a", callback=self.parse)

process = AsyncCrawlerProcess(dict(
    LOG_ENABLED=False, JOBDIR=sys.argv[1], TELNETCONSOLE_ENABLED=False,
    REMOTE_CONTROL_ENABLED=False, DOWNLOAD_DELAY=0, CONCURRENT_REQUESTS_PER_DOMAIN=8,
))
crawler = process.create_crawler(Plain)
process.crawl(crawler)
process.start()
print(crawler.stats.get_value("finish_reason"))
"""
_PATIENCE_S = 300


class PlainScrapy:
    """The same town by plain Scrapy with JOBDIR; the spider is a file, as Scrapy looks into it."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town = town
        spider = folder / "plain.py"
        spider.write_text(SPIDER.replace("{port}", str(town.port)), "utf-8")
        self._words = [sys.executable, str(spider), str(folder / "job")]

    def to_the_end(self) -> tuple[float, str]:
        """Crawl undisturbed: seconds from the first request, and Scrapy's last word."""
        process = subprocess.Popen(self._words, stdout=subprocess.PIPE, text=True)
        self.town.first.wait(_PATIENCE_S)
        began = time.monotonic()
        said, _ = process.communicate(timeout=_PATIENCE_S)
        return time.monotonic() - began, f"{said.strip()}, exit code {process.returncode}"

    def killed(self, after_s: float) -> None:
        """Crawl until so long after the first request."""
        process = subprocess.Popen(self._words, stdout=subprocess.DEVNULL)
        self.town.first.wait(_PATIENCE_S)
        time.sleep(after_s)
        process.kill()
        process.wait()


def beside(town: Town, rounds: int) -> None:
    """Kill plain Scrapy once a round, run it again, and print what it never fetched."""
    life_s = 0.0
    for seed in range(-1, rounds):
        town.forget()
        with tempfile.TemporaryDirectory() as folder:
            scrapy = PlainScrapy(town, Path(folder))
            if seed >= 0:
                scrapy.killed(Random(seed).uniform(0.1, 0.9) * life_s)
                town.first.clear()
            seconds, said = scrapy.to_the_end()
        life_s = life_s or seconds
        how = "killed once" if seed >= 0 else "undisturbed"
        missing = town.pages - len(town.asked_for_pages)
        print(f"Scrapy with JOBDIR, {how}: {missing} of {town.pages} never fetched; {said}")
