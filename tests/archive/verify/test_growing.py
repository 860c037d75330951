"""Verify while a crawl writes, and after one died."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.lock import CityLock
from archive.snapshots.complete import complete_segment
from archive.verify import verify
from tests.archive.verify.damage import codes, first_member, open_segment, replace
from tests.archive.verify.making import clock, make_archive


@pytest.fixture
def dead(tmp_path) -> Path:
    """An archive whose third run was killed after it published one page and kept another."""
    maker = make_archive(tmp_path / "archive")
    maker.begin()
    maker.page(11)
    maker.commit()
    maker.page(12)
    return maker.die()


@pytest.fixture
def crawled(dead):
    """The same archive while the run is still under way: its lock is held."""
    lock = CityLock(dead / ".locks", "demo").acquire("20260503T100000Z-r00003", clock)
    yield dead
    lock.release()


def test_a_crawl_under_way_is_checked_as_far_as_rows_point(crawled):
    """What the crawl wrote after its last commit is nobody's fault yet."""
    with open_segment(crawled).open("ab") as file:
        file.write(b"\x1f\x8b\x08 half a record")
    report = verify(crawled, clock=clock)
    assert codes(report) == {"segment_growing"}
    assert report.faults == []


def test_damage_before_the_last_row_of_a_crawl_under_way_is_found(crawled):
    """What rows point to must be there, crawl or no crawl."""
    path = open_segment(crawled)
    offset, _ = first_member(path, b"response")
    replace(path, offset + 30, 1, b"\xff\xff")
    assert {"segment_torn", "row_dangling"} <= codes(verify(crawled, clock=clock))


def test_a_segment_a_crawl_under_way_completed_may_lack_rows(crawled):
    """Its rows come with the next commit."""
    complete_segment(open_segment(crawled))
    assert verify(crawled, clock=clock).findings == []


def test_what_a_dead_run_left_is_told_and_is_no_fault(dead):
    """Nothing acknowledged is lost; the next crawl reads what has no row."""
    path = open_segment(dead)
    path.write_bytes(path.read_bytes()[:-50])
    report = verify(dead, clock=clock)
    assert codes(report) == {"segment_unfinished"}
    assert report.faults == []
