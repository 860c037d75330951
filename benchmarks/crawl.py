"""Pages a second: Kronika whole, bare Scrapy, and wget, on one local site in one run.

    python benchmarks/crawl.py [--pages 5000] [--rounds 1] [--only kronika,scrapy,wget]
    python benchmarks/crawl.py --pages 20000 --only kronika --curve 1000

Kronika keeps exact snapshots, reads every page, finds dates and writes Parquet. Bare Scrapy
follows the same links with the same settings, looks a link up before it builds a Request, and
keeps nothing. wget writes a WARC and nothing else. Memory is the peak resident set of the
crawling process or of the largest of its children, in MB, and CPU is that of all of them together,
which says more than pages a second where others use the machine; ``--curve`` prints how memory
went, of the process and of its children together, every so many requests.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from _memory import watch
from _site import serving

HERE = Path(__file__).parent
PROFILE = """name = "Miasto"
[pace]
delay_s = 0
concurrency = 8
[sites.news]
home = "http://127.0.0.1:{port}/"
listings = ["http://127.0.0.1:{port}/aktualnosci/"]
articles = ['^/news/\\d+\\.html$']
"""
BARE = """
import scrapy
from scrapy.crawler import AsyncCrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    seen = set()
    async def start(self):
        yield scrapy.Request("http://127.0.0.1:{port}/aktualnosci/", dont_filter=True)
    def parse(self, response):
        for href in response.xpath("//a/@href").getall():
            url = response.urljoin(href)
            if url not in self.seen:
                self.seen.add(url)
                yield scrapy.Request(url, dont_filter=True)

process = AsyncCrawlerProcess(dict(
    LOG_LEVEL="ERROR", ROBOTSTXT_OBEY=True, COOKIES_ENABLED=False, TELNETCONSOLE_ENABLED=False,
    REMOTE_CONTROL_ENABLED=False, REFERER_ENABLED=False, DOWNLOAD_DELAY=0,
    CONCURRENT_REQUESTS=16, CONCURRENT_REQUESTS_PER_DOMAIN=8,
    DUPEFILTER_CLASS="scrapy.dupefilters.BaseDupeFilter",
))
process.crawl(Bare)
process.start()
"""


class Run(NamedTuple):
    """What one run took: seconds, seconds of CPU, peak memory in MB; and the pages it got."""

    seconds: float
    cpu_s: float
    memory: float
    pages: int


def main() -> None:
    """Run every contender on the same site and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", default="kronika,scrapy,wget")
    parser.add_argument("--curve", type=int, default=0)
    options = parser.parse_args()
    contenders = [
        name for name in options.only.split(",") if name != "wget" or shutil.which("wget")
    ]
    results = {name: [] for name in contenders}
    with serving(options.pages) as port:
        for _ in range(options.rounds):
            for name in contenders:
                results[name].append(measure(name, port, options.pages, options.curve))
    show(results, options.pages)


def measure(name: str, port: int, pages: int, curve: int) -> Run:
    """One run of a contender."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        process = subprocess.Popen(
            commands(name, port, Path(folder)),
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        if curve:
            for asked, own, started in watch(process, f"http://127.0.0.1:{port}/asked", curve):
                print(
                    f"{name}: {asked:6} requests, {own:5} MB, children {started:5} MB", flush=True
                )
        used = wait_for(process)
        seconds = time.monotonic() - began
        unit = 1 if sys.platform == "linux" else resource.getpagesize()
        got = pages_got(name, Path(folder), pages)
        return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1024, got)


def commands(name: str, port: int, folder: Path) -> list[str]:
    """The command line of a contender."""
    if name == "kronika":
        (folder / "miasto.toml").write_text(PROFILE.format(port=port))
        kronika = str(Path(sys.executable).parent / "kronika")
        return [kronika, "crawl", "miasto", "--cities", str(folder), "--archive",
                str(folder / "archive"), "--quiet"]  # fmt: skip
    if name == "scrapy":
        (folder / "bare.py").write_text(BARE.replace("{port}", str(port)))
        return [sys.executable, str(folder / "bare.py")]
    return ["wget", "--quiet", "--recursive", "--level=inf", "--warc-file=site", "--no-verbose",
            "--delete-after", f"http://127.0.0.1:{port}/aktualnosci/"]  # fmt: skip


def wait_for(process: subprocess.Popen[str]) -> resource.struct_rusage:
    """Wait for a process; what it and its children used."""
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 8):  # wget says 8 when a page was not there
        sys.exit(f"{process.args} failed:\n{said}")
    return used


def pages_got(name: str, folder: Path, pages: int) -> int:
    """How many pages a contender really got; bare Scrapy keeps nothing to count."""
    if name == "kronika":
        from archive import Archive

        return Archive(folder / "archive").pages(columns=["record_id"]).num_rows
    return pages


def show(results: dict[str, list[Run]], pages: int) -> None:
    """Print medians, and ratios to bare Scrapy."""
    rates = {
        name: statistics.median(pages / run.seconds for run in runs)
        for name, runs in results.items()
    }
    print(f"{pages} linked pages of about 60 KB; medians of {len(next(iter(results.values())))}")
    print(f"{'':10}{'pages/s':>10}{'to Scrapy':>11}{'CPU ms/page':>13}{'peak MB':>10}{'pages':>8}")
    for name, runs in results.items():
        ratio = f"{rates[name] / rates['scrapy']:.2f}" if "scrapy" in rates else "-"
        cpu_ms = statistics.median(run.cpu_s for run in runs) / pages * 1000
        memory = statistics.median(run.memory for run in runs)
        print(
            f"{name:10}{rates[name]:10.0f}{ratio:>11}{cpu_ms:13.1f}{memory:10.0f}{runs[-1].pages:8}"
        )


if __name__ == "__main__":
    main()
