"""Read the pages of a crawl: in its own process while few, in others when many come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from crawler.documents import DOCUMENT
from crawler.pool import ReaderDiedError, ReaderPool
from crawler.profiles import CityProfile
from crawler.reading import Unread, make_item, rejoin
from pipelines.item import Item

#: Pages for which it pays to start other processes (they take a second).
MANY = 100


class Workers:
    """Makes items of pages: in this process at first, in ``count`` others when many come.

    ``waiting`` tells how many pages are still to be asked for; the others are started as soon as
    `MANY` were read or wait, and pages are read here until one is there. With no workers every
    page is read here and the item steps are left to Scrapy's pipelines.
    """

    def __init__(
        self, profile: CityProfile, count: int, waiting: Callable[[], int] = lambda: 0
    ) -> None:
        self._profile = profile
        self._count = count
        self._waiting = waiting
        self._read_here = 0
        self._started = False
        self._pool = ReaderPool(profile, count)

    async def read(self, unread: Unread) -> Item | None:
        """The item of a page; None when it is no content (its visit says why).

        A page whose reader died fails with the reason ``reader_died``; its snapshot is kept.
        """
        if not self._others_read():
            if unread.target.kind == DOCUMENT:  # its reader is a process of its own: wait aside
                return await asyncio.to_thread(make_item, self._profile, unread)
            return make_item(self._profile, unread)
        try:
            item = await asyncio.wrap_future(self._pool.submit(unread))
        except ReaderDiedError:
            unread.visit.outcome, unread.visit.reason = "failed", "reader_died"
            return None
        rejoin(item, unread.visit)
        return item if item.visit.outcome == "pending" else None

    def close(self) -> None:
        """Let the other processes go."""
        self._pool.close()

    def _others_read(self) -> bool:
        """Whether the next page is for the others; starts them when it is time."""
        if self._count > 0 and not self._started:
            self._read_here += 1
            self._started = self._read_here + self._waiting() >= MANY
            if self._started:
                self._pool.start()
        return self._pool.ready
