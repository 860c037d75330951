"""No record is lost by being read again, whatever became of its snapshot or of the extractor."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import crawler.reading
from archive.apart import withdraw
from tests.crawler.crawl.conftest import article
from tests.crawler.crawl.rereading import of_city, rows, with_vendor


@pytest.fixture
def two_runs(city, crawl):
    """A crawl of two days: six pages, of which two changed and one is new on the second."""
    city.publish(**{name: article(f"Wiadomość {name}") for name in "abcde"})
    crawl()
    city.publish(f=article("Festyn"), **{name: article("Zmiana", "Nowe. " * 30) for name in "ab"})
    crawl()
    return crawl


def segments(crawl) -> list[Path]:
    """The segments of the city, in order of time."""
    return sorted((crawl.root / "snapshots/miasto").glob("*.warc.gz"))


def test_a_record_whose_snapshot_is_gone_stays(two_runs, monkeypatch):
    """Rows that cannot be read again stay as they are, and the report counts why."""
    before = {row["record_id"]: row for row in rows(two_runs.root)}
    first, _ = segments(two_runs)
    first.unlink()
    lost = [r for r in before.values() if r["snapshot"]["warc_file"].endswith(first.name)]
    with_vendor(monkeypatch)
    with of_city(two_runs) as work:
        comparison = work.compare()
        work.publish(comparison)
    assert comparison.kept == {"missing_snapshot": 5} and len(lost) == 5
    after = {row["record_id"]: row for row in rows(two_runs.root)}
    assert after.keys() == before.keys()
    assert all(after[row["record_id"]] == row for row in lost)
    assert sum(row["vendor"] == "Pracownia" for row in after.values()) == 3


def test_a_record_whose_snapshot_is_torn_stays(two_runs):
    """Bytes damaged in the middle of a segment cost no row, and make none twice."""
    row = next(r for r in rows(two_runs.root) if r["version"] == 1)
    path, place = two_runs.root / row["snapshot"]["warc_file"], row["snapshot"]["warc_offset"]
    data = bytearray(path.read_bytes())
    data[place + 40 : place + 60] = bytes(20)
    path.write_bytes(data)
    with of_city(two_runs) as work:
        comparison = work.compare()
    assert comparison.kept["damaged_snapshot"] > 0
    assert comparison.kept.total() + comparison.records == len(rows(two_runs.root))
    assert not comparison.added


@pytest.mark.parametrize(
    ("changes", "why"), [({"issues": ["soft_404"]}, "soft_404"), ({"blocks": []}, "unchanged")]
)
def test_a_record_stays_whatever_the_reading_calls_it(city, crawl, monkeypatch, changes, why):
    """A page now called no content, or as it was before, keeps its records and their versions."""
    city.publish(a=article("Aleja Lipowa"))
    crawl()
    city.publish(a=article("Aleja Lipowa", "Nowy tekst o alei. " * 9))
    crawl()
    before = crawl.archive.pages()["record_id"].to_pylist()
    with_vendor(monkeypatch, **changes)
    with of_city(crawl) as work:
        comparison = work.compare()
        work.publish(comparison)
    assert comparison.marked[why] == (2 if why == "soft_404" else 1)
    after = {row["record_id"]: row for row in crawl.archive.pages().to_pylist()}
    assert after.keys() == set(before)
    assert sorted(row["version"] for row in after.values()) == [1, 2]
    assert {row["vendor"] for row in after.values()} == {"Pracownia"}


def test_a_page_that_was_let_go_can_become_a_record(city, crawl, monkeypatch):
    """What the crawl took for an error page, and today's extractor does not, is added."""
    city.publish(a=article("Aleja Lipowa"))
    extract = crawler.reading.extract
    worse = lambda *a, **k: replace(extract(*a, **k), issues=["soft_404"])  # noqa: E731
    monkeypatch.setattr(crawler.reading, "extract", worse)
    crawl()
    assert not len(crawl.archive.pages())
    monkeypatch.setattr(crawler.reading, "extract", extract)
    with of_city(crawl) as work:
        comparison = work.compare()
        work.publish(comparison)
    assert comparison.added == set(crawl.archive.pages()["record_id"].to_pylist())
    assert crawl.archive.pages()["title"].to_pylist() == ["Aleja Lipowa"]


def test_a_record_kept_apart_is_not_let_in(city, crawl):
    """What waits for a decision, or was rejected, makes no row by being read again."""
    city.publish(a=article("Aleja Lipowa"), b=article("Boisko szkolne"))
    crawl()
    row = crawl.archive.pages().to_pylist()[0]
    withdraw(crawl.archive, row["run_id"], [row["record_id"]])
    with of_city(crawl) as work:
        comparison = work.compare()
    assert comparison.marked == {"kept_apart": 1}
    assert (comparison.records, comparison.added) == (1, set())
