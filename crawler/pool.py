"""Processes that read pages of one city, each fed over a pipe by a thread of its own.

A pool of `concurrent.futures` costs a page more time in the crawl's process than the pickling
itself, and loses every page under way when one process dies. Here a death is that of one page.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from crawler.reading import Unread, read_whole

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from crawler.profiles import CityProfile
    from pipelines.item import Item


class ReaderDiedError(Exception):
    """The process that read a page died, and so did the next that was given it."""


class ReaderPool:
    """At most ``count`` processes, started when pages come or `start` is called.

    ``ready`` tells whether the first of them is there.
    """

    def __init__(self, profile: CityProfile, count: int) -> None:
        self._profile = profile
        self._count = max(1, count)
        self._threads = ThreadPoolExecutor(self._count, "read")
        self._idle: list[_Process] = []
        self._closed = False
        self.ready = False

    def start(self) -> None:
        """Begin to start all processes; returns at once."""
        for _ in range(self._count):
            self._threads.submit(self._start_one)

    def submit(self, unread: Unread) -> Future[Item]:
        """Begin to read a page: the item comes prepared, its visit says when it is no content.

        The future fails with `ReaderDiedError` when the page cannot be read and lived through.
        """
        return self._threads.submit(self._read, unread)

    def close(self) -> None:
        """Let the processes go; those that are reading go when their page is read."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        while process := self._take():
            process.close()

    def _start_one(self) -> None:
        self._give_back(_Process(self._profile))

    def _read(self, unread: Unread) -> Item:
        for kept in (True, False):
            try:
                process = (self._take() if kept else None) or _Process(self._profile)
                item = process.read(unread)
            except (EOFError, OSError):
                continue
            self._give_back(process)
            if isinstance(item, Exception):
                raise item
            return item
        raise ReaderDiedError(unread.visit.url)

    def _take(self) -> _Process | None:
        try:
            return self._idle.pop()
        except IndexError:  # another thread may have been faster
            return None

    def _give_back(self, process: _Process) -> None:
        self._idle.append(process)
        self.ready = True
        if self._closed:
            self.close()


class _Process:
    """One process, and our end of its pipe.

    Raises:
        EOFError: it died before it had loaded what it needs.
    """

    def __init__(self, profile: CityProfile) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        context.Process(target=_serve, args=(theirs, profile), daemon=True).start()
        theirs.close()
        self._pipe.recv()  # its word that it is there

    def read(self, unread: Unread) -> Item | Exception:
        """Have a page read.

        Raises:
            EOFError, OSError: the process died.
        """
        self._pipe.send(unread)
        told: Item | Exception = self._pipe.recv()
        return told

    def close(self) -> None:
        """Let the process go: with nobody at the other end it ends."""
        self._pipe.close()


def _serve(pipe: Connection, profile: CityProfile) -> None:
    """What a process does: read what comes. Ctrl-C is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    told: Item | Exception | None = None
    with contextlib.suppress(EOFError, OSError):  # the parent is gone, or needs us no more
        while True:
            pipe.send(told)
            unread = pipe.recv()
            try:
                told = read_whole(profile, unread)
            except Exception as error:  # noqa: BLE001 - raised where the page is waited for
                told = error
