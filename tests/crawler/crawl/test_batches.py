"""What a crawl keeps is on the disk before it counts, and whoever waits for that is another."""

from __future__ import annotations

import itertools
import os
import threading
from datetime import timedelta

import pytest

from archive.run import RunFacts, RunWriter
from archive.snapshots import Exchange, pack
from archive.tables import TableStore
from crawler.frontier.store import FrontierStore
from tests.crawler.crawl.conftest import article
from tests.support import NOON


def test_a_page_is_done_when_its_snapshot_and_its_row_are_on_disk(town, crawl, monkeypatch):
    """Snapshots are synced, rows are published, and only then the frontier lets go."""
    done, sync = FrontierStore.done, os.fsync
    synced, early, seen = {}, [], []

    def syncing(handle):
        sync(handle)
        told = os.stat(handle)
        synced[told.st_ino] = told.st_size

    def look(store, addresses):
        visits = {row["canonical_url"]: row for row in crawl.archive.visits().to_pylist()}
        seen.extend(found := list(addresses))
        for url in found:
            pointer = visits.get(url, {}).get("snapshot") or {"warc_file": "none"}
            path = crawl.root / pointer["warc_file"]
            path = path if path.exists() else path.with_name(f"{path.name}.open")
            end = pointer["warc_offset"] + pointer["warc_length"]
            if synced.get(path.stat().st_ino, 0) < end:
                early.append(url)
        done(store, found)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(FrontierStore, "done", look)
    crawl(KRONIKA_BATCH_PAGES=10)
    assert early == []
    assert len([url for url in seen if "/2026/" in url]) == 60


@pytest.mark.parametrize(("step_s", "many"), [(0, False), (10, True)])
def test_a_batch_waits_so_many_seconds_and_no_longer(town, crawl, monkeypatch, step_s, many):
    """By a clock that goes on by ten seconds whenever it is read, and by one that stands still."""
    seconds, commit, commits = itertools.count(0, step_s), TableStore.commit, []
    monkeypatch.setattr(
        "crawler.runs.opening.utc_now", lambda: NOON + timedelta(seconds=next(seconds))
    )
    monkeypatch.setattr(
        TableStore, "commit", lambda store, rows: commits.append(rows) or commit(store, rows)
    )
    crawl(KRONIKA_BATCH_PAGES=10_000, KRONIKA_BATCH_SECONDS=30)
    assert crawl.archive.pages().num_rows == 60
    assert (len([rows for rows in commits if rows]) > 1) is many


def test_the_event_loop_never_compresses(city, crawl, monkeypatch):
    """Each exchange is packed by a thread beside it."""
    threads = []

    def packing(exchange):
        threads.append(threading.current_thread())
        return pack(exchange)

    monkeypatch.setattr("crawler.fetch.handler.pack", packing)
    city.publish(a=article("Aleja Lipowa"), b=article("Boisko szkolne"))
    crawl()
    assert len(threads) == len(city.asked)
    assert threading.main_thread() not in threads


def test_an_answer_is_an_original_only_for_later_runs(city, crawl):
    """A revisit must not refer to what a crash may still take away."""
    city.publish(a=article("Aleja Lipowa"))
    spider = crawl()
    [visit] = [row for row in crawl.archive.visits().to_pylist() if "/2026/a/" in row["url"]]
    asked = Exchange(url=visit["url"], request=b"GET", started_at=NOON)
    assert spider.run.original_of(asked, 304) is None
    later = RunWriter(crawl.root, RunFacts("miasto", "later", "Kronika"), clock=lambda: NOON)
    original = later.original_of(asked, 304)
    assert original.pointer.warc_record_id == visit["snapshot"]["warc_record_id"]
