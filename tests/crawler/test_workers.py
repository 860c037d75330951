"""Pages are read in the crawl's process while few come, and in others when many do."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from concurrent.futures import Future
from datetime import UTC, datetime

import pytest

from archive.model import Visit
from crawler.frontier.target import Target
from crawler.pool import ReaderDiedError, ReaderPool
from crawler.profiles import load_profile
from crawler.reading import Unread
from crawler.workers import MANY, Workers

URL = "http://www.olszynow.example/a"


class Faulty(bytes):
    """A page that cannot be read: where it arrives it is a number."""

    def __reduce__(self):
        return int, (7,)


class Deadly(bytes):
    """A page its reader dies of."""

    def __reduce__(self):
        return os._exit, (1,)


def unread(body: bytes = b"<html><body><main><p>Aleja Lipowa") -> Unread:
    """A page of the demo town that was answered well."""
    visit = Visit("1", "demo", "news", "run", URL, "page", datetime(2026, 3, 2, tzinfo=UTC))
    return Unread(visit, Target(URL, URL, "news", "article"), {"Content-Type": "text/html"}, body)


class Others:
    """Stands in for the pool: remembers what it was asked."""

    def __init__(self):
        self.started, self.ready, self.given = 0, False, []

    def start(self):
        """Count."""
        self.started += 1

    def submit(self, page):
        """Note it, and read nothing."""
        self.given.append(page)
        reading = Future()
        reading.set_exception(ReaderDiedError())
        return reading


@pytest.mark.parametrize(("waiting", "started"), [(MANY - 2, 0), (MANY - 1, 1)])
def test_others_are_started_as_soon_as_many_pages_are_in_sight(waiting, started):
    """The page in hand counts with those that wait; fewer are not worth a process."""
    workers = Workers(load_profile("demo"), 2, lambda: waiting)
    workers._pool = others = Others()
    item = asyncio.run(workers.read(unread()))
    assert item.page.body_text == "Aleja Lipowa"
    assert (others.started, others.given) == (started, [])


def test_pages_are_read_here_until_another_process_is_there():
    """Nobody waits for processes to start; then every page is theirs, and they start once."""
    workers = Workers(load_profile("demo"), 2, lambda: MANY)
    workers._pool = others = Others()

    async def crawl():
        for _ in range(2):
            assert await workers.read(unread()) is not None
        others.ready = True
        assert await workers.read(unread()) is None

    asyncio.run(crawl())
    assert (others.started, len(others.given)) == (1, 1)


def test_a_pool_lives_through_pages_that_fail_and_pages_that_kill():
    """A fault is raised where the page is waited for; a death is that of one page alone."""
    workers = Workers(load_profile("demo"), 1)
    workers._pool = pool = ReaderPool(load_profile("demo"), 1)
    pages = [unread(), unread(Faulty()), unread(Deadly()), unread()]
    try:
        first, fault, _, last = [pool.submit(page) for page in pages]
        assert first.result().page.body_text == "Aleja Lipowa"
        assert isinstance(fault.exception(), TypeError)
        assert pool.ready
        assert asyncio.run(workers.read(pages[2])) is None
        assert (pages[2].visit.outcome, pages[2].visit.reason) == ("failed", "reader_died")
        assert last.result().page.body_text == "Aleja Lipowa"
    finally:
        workers.close()


def test_a_process_that_reads_loads_neither_scrapy_nor_tables():
    """It is there twice as soon without them."""
    told = "import sys, crawler.pool; print({'scrapy', 'twisted', 'pyarrow'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
