"""The scheduler: redirects first, then what is found, and no more than reading keeps up with."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from scrapy import Request

from crawler.frontier.scheduler import MOST_UNREAD, FrontierScheduler
from crawler.frontier.store import FrontierStore
from crawler.frontier.target import Target

URL = "http://www.miasto.example/2026/1"


@pytest.fixture
def spider(tmp_path):
    """A spider with one page found and none under way."""
    store = FrontierStore(tmp_path / "miasto.sqlite3")
    store.add(Target(URL, URL, "news", "article"))
    return SimpleNamespace(
        unread=0,
        run=SimpleNamespace(fault=None),
        frontier=SimpleNamespace(store=store),
        page_request=lambda target: Request(target.url),
    )


def test_nothing_is_asked_for_while_too_much_is_unread(spider):
    """The page stays in the frontier, and the crawl is not taken for done."""
    scheduler = FrontierScheduler(spider)
    spider.unread = MOST_UNREAD
    assert scheduler.next_request() is None
    assert scheduler.has_pending_requests()
    spider.unread -= 1
    assert scheduler.next_request().url == URL
    assert not scheduler.has_pending_requests()


def test_a_redirect_goes_on_however_much_is_unread(spider):
    """What was begun is brought to its end first."""
    scheduler = FrontierScheduler(spider)
    spider.unread = MOST_UNREAD
    scheduler.enqueue_request(Request("http://www.miasto.example/2026/2"))
    assert scheduler.next_request().url == "http://www.miasto.example/2026/2"
    assert scheduler.next_request() is None


def test_a_run_that_cannot_write_asks_for_nothing_more(spider):
    """Then nothing is pending, whatever waits."""
    spider.run.fault = "the disk is full"
    assert not FrontierScheduler(spider).has_pending_requests()
