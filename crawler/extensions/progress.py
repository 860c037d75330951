"""Show a crawl's progress on stderr: a live line in a terminal, now and then a line elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

if TYPE_CHECKING:
    from rich.progress import Progress
    from scrapy.crawler import Crawler

_LIVE_S = 0.2
_LINE_S = 30.0


class ProgressExtension:
    """Tells how many pages were found and read, what they were, and how fast it goes."""

    def __init__(self, *, live: bool) -> None:
        self._live = live
        self._task: asyncio.Task[None] | None = None
        self._began = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Start with the crawl.

        Raises:
            NotConfigured: KRONIKA_PROGRESS is off.
        """
        if not crawler.settings.getbool("KRONIKA_PROGRESS"):
            raise NotConfigured
        extension = cls(live=sys.stderr.isatty())
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_opened(self, spider: Any) -> None:
        """Begin to show."""
        self._began = time.monotonic()
        show = self._show_live if self._live else self._show_lines
        self._task = asyncio.get_running_loop().create_task(show(spider))

    async def spider_closed(self) -> None:
        """Stop showing, and leave the line as it stands."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _show_live(self, spider: Any) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (
            SpinnerColumn(),
            TextColumn("[bold]{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[told]}"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task(spider.profile.name, total=None, told="")
            while True:
                self._update(progress, task, spider)
                await asyncio.sleep(_LIVE_S)

    def _update(self, progress: Progress, task: Any, spider: Any) -> None:
        done, found, told = self._told(spider)
        progress.update(task, completed=done, total=max(found, 1), told=told)

    async def _show_lines(self, spider: Any) -> None:
        while True:
            await asyncio.sleep(_LINE_S)
            print(f"{spider.profile.name}: {self._told(spider)[2]}", file=sys.stderr)  # noqa: T201

    def _told(self, spider: Any) -> tuple[int, int, str]:
        counts = spider.run.counts()
        done = sum(counts[name] for name in ("new", "changed", "unchanged", "gone", "failed"))
        found = spider.frontier.pages
        rate = done / max(time.monotonic() - self._began, 0.001)
        told = (
            f"{done} of {found} pages · {counts['new']} new · {counts['changed']} changed · "
            f"{counts['failed']} failed · {rate:.1f}/s"
        )
        return done, found, told
