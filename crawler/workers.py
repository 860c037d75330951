"""Read pages in other processes while the crawl goes on: extraction is most of its work."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait

from archive.model import Visit
from crawler.documents import DOCUMENT
from crawler.profiles import CityProfile
from crawler.reading import Unread, make_item
from pipelines.checks import SkipPage
from pipelines.item import Item
from pipelines.order import prepare

#: Pages read in the crawl's own process before others are started (they take a second).
WARM_UP = 100


class Workers:
    """Makes items of pages: in this process at first, in ``count`` others when many come.

    With no workers every page is read here and the item steps are left to Scrapy's pipelines.
    """

    def __init__(self, profile: CityProfile, count: int, *, warm_up: int = WARM_UP) -> None:
        self._profile = profile
        self._count = count
        self._left = warm_up
        self._pool = ReaderPool(profile, count)

    async def read(self, unread: Unread) -> Item | None:
        """The item of a page; None when it is no content (its visit says why).

        A page whose reader died fails with the reason ``reader_died``; its snapshot is kept.
        """
        if self._count < 1 or self._left > 0:
            self._left -= 1
            if unread.target.kind == DOCUMENT:  # its reader is a process of its own: wait aside
                return await asyncio.to_thread(make_item, self._profile, unread)
            return make_item(self._profile, unread)
        try:
            item = await asyncio.wrap_future(self._pool.submit(unread))
        except BrokenProcessPool:
            unread.visit.outcome, unread.visit.reason = "failed", "reader_died"
            return None
        rejoin(item, unread.visit)
        return item if item.visit.outcome == "pending" else None

    def close(self) -> None:
        """Let the other processes go."""
        self._pool.close()


class ReaderPool:
    """``count`` processes that read pages of one city, started when the first page comes.

    When one of them dies its page and those under way with it fail with `BrokenProcessPool`;
    the next page finds new processes.
    """

    def __init__(self, profile: CityProfile, count: int) -> None:
        self._profile = profile
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, unread: Unread) -> Future[Item]:
        """Begin to read a page: the item comes prepared, its visit says when it is no content."""
        try:
            return (self._pool or self._start()).submit(read_whole, None, unread)
        except BrokenProcessPool:
            self.close()
            return self._start().submit(read_whole, None, unread)

    def close(self) -> None:
        """Let the processes go."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _start(self) -> ProcessPoolExecutor:
        self._pool = ProcessPoolExecutor(
            self._count,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(self._profile,),
        )
        return self._pool


def read_whole(profile: CityProfile | None, unread: Unread) -> Item:
    """Make an item and take it through the steps that need nothing but the item.

    The item comes also when the page is no content: then its visit has an outcome that says so.
    In a worker process ``profile`` may be None: it has its own.
    """
    profile = profile or _Worker.profile
    assert profile is not None
    item = make_item(profile, unread)
    with contextlib.suppress(SkipPage):  # the visit says it
        prepare(item)
    return item


def rejoin(item: Item, visit: Visit) -> None:
    """Give an item that was read elsewhere its own visit again, with what the reading told."""
    told = item.visit
    visit.canonical_url, visit.reason, visit.outcome = told.canonical_url, told.reason, told.outcome
    item.visit = visit


class _Worker:
    """What a worker process holds from its start to its end."""

    profile: CityProfile | None = None


def _begin(profile: CityProfile) -> None:
    """Set up a worker: Ctrl-C is the parent's business, and without a parent there is no work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Worker.profile = profile
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
