"""Read pages of stored answers: on all cores, in their order, and never the same one twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import replace

from crawler.draft import Draft
from crawler.pool import ReaderDiedError, ReaderPool
from crawler.profiles import CityProfile
from crawler.reader import to_be_read
from crawler.reading import Unread, read_whole
from crawler.replay import Replayed
from crawler.workers import MANY
from pipelines.item import Item

#: Answers held in memory for each process that reads.
_AHEAD = 6


class Readings:
    """Gives each stored answer the item of its page, in the order the answers come.

    The first ``warm_up`` pages are read in this process, further ones in ``workers`` others (0:
    all here). ``draft`` keeps what was read. ``read`` and ``taken`` count the pages that were
    read and those the draft had.
    """

    def __init__(
        self,
        profile: CityProfile,
        draft: Draft | None = None,
        *,
        workers: int = 0,
        warm_up: int = MANY,
    ) -> None:
        self._profile = profile
        self._draft = draft
        self._workers = workers
        self._left = warm_up
        self._pool = ReaderPool(profile, workers)
        self.read = 0
        self.taken = 0

    def of(self, answers: Iterable[Replayed]) -> Iterator[tuple[Replayed, Item | None]]:
        """Every answer, with its item where it is a page.

        A page whose reader died has none; its visit failed with the reason ``reader_died``.
        """
        ahead: deque[tuple[Replayed, Unread | None, Future[Item] | Item | None]] = deque()
        try:
            for answer in answers:
                ahead.append((answer, *self._begin(answer)))
                if len(ahead) > _AHEAD * max(1, self._workers):
                    yield self._end(*ahead.popleft())
            while ahead:
                yield self._end(*ahead.popleft())
        finally:
            self._pool.close()

    def _begin(self, answer: Replayed) -> tuple[Unread | None, Future[Item] | Item | None]:
        if answer.target is None or not to_be_read(answer.visit, answer.target, answer.head):
            return None, None
        unread = Unread(answer.visit, answer.target, dict(answer.head.headers), answer.body)
        kept = self._draft.get(self._profile, answer.visit) if self._draft is not None else None
        if kept is not None:
            self.taken += 1
            return None, kept
        self.read += 1
        if self._workers < 1 or self._left > 0:
            self._left -= 1
            # the visit is judged in its turn, not while it waits for those before it
            return unread, read_whole(self._profile, replace(unread, visit=replace(unread.visit)))
        return unread, self._pool.submit(unread)

    def _end(
        self, answer: Replayed, unread: Unread | None, reading: Future[Item] | Item | None
    ) -> tuple[Replayed, Item | None]:
        if unread is None or reading is None:
            return answer, reading if isinstance(reading, Item) else None
        item = reading if isinstance(reading, Item) else _settled(reading)
        if item is None:
            answer.visit.outcome, answer.visit.reason = "failed", "reader_died"
        elif self._draft is not None:
            self._draft.put(item)
        return answer, item


def _settled(reading: Future[Item]) -> Item | None:
    """Wait for a page; None when its reader died of it."""
    try:
        return reading.result()
    except ReaderDiedError:
        return None
