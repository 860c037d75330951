"""Runs that die between the end of a segment and the commit of its rows."""

from __future__ import annotations

import pytest

from archive.snapshots.walk import Walk
from archive.verify import verify
from tests.crawler.crawl.striking import assert_whole, die_at
from tests.support import NOON

COMPLETE = ("archive.snapshots.complete", "complete_segment")
INDEX = ("archive.snapshots.complete", "write_whole")
COMMIT = ("archive.tables", "TableStore.commit")


@pytest.mark.parametrize("batch", [10, 10_000])
@pytest.mark.parametrize(
    ("place", "when", "times"),
    [
        (COMPLETE, "before", 1),
        (COMPLETE, "after", 1),
        (COMPLETE, "after", 3),
        (INDEX, "before", 2),
        (INDEX, "after", 4),
        (COMMIT, "before", 1),
        (COMMIT, "after", 1),
    ],
)
def test_a_kill_at_the_end_of_a_segment_loses_and_doubles_nothing(
    town, crawl, place, when, times, batch
):
    """Segments that were complete before their rows were there are read by the next run."""
    small = {"KRONIKA_SEGMENT_BYTES": 12_000}
    die_at(crawl, *place, when, times, KRONIKA_BATCH_PAGES=batch, **small)
    folder = crawl.root / "snapshots/miasto"
    kept = {
        record.fields["WARC-Target-URI"]
        for path in folder.glob("*.warc.gz*")
        if path.name.endswith((".gz", ".open"))
        for record in Walk(path)
        if record.kind == "response" and "/2026/" in record.fields["WARC-Target-URI"]
    }
    asked = len(town.asked)
    crawl(**small)
    again = {f"http://www.miasto.example{path}" for path in town.asked[asked:]}
    assert not again & kept
    assert_whole(crawl)
    assert verify(crawl.root, clock=lambda: NOON).findings == []


def test_segments_of_runs_that_ended_are_not_read_at_the_start(town, crawl, monkeypatch):
    """What is known to have its rows costs a new run nothing, however much there is."""
    die_at(crawl, *COMPLETE, "after", 2, KRONIKA_SEGMENT_BYTES=12_000)
    crawl()
    monkeypatch.setattr("crawler.recovery.replay_segment", None)
    monkeypatch.setattr("crawler.recovery.complete_segment", None)
    assert crawl().sweep.recovered == 0


def test_a_run_with_nothing_left_to_do_went_well(town, crawl):
    """When the run before died after its last page, this one finds all read, and says so."""
    die_at(crawl, "archive.run", "RunWriter.finish", "before", 1)
    spider = crawl()
    assert (spider.verdict.name, spider.verdict.exit_code) == ("nothing_new", 0)
    assert_whole(crawl)


def test_a_batch_that_could_not_be_written_is_read_by_the_next_run(town, crawl, monkeypatch):
    """A commit that fails once, with room again at the run's end, loses no visit."""
    from archive.errors import ArchiveFault
    from archive.tables import TableStore

    commit, tries = TableStore.commit, []

    def failing(self, tables):
        tries.append(tables)
        if len(tries) == 2:
            raise ArchiveFault("no room")
        return commit(self, tables)

    monkeypatch.setattr(TableStore, "commit", failing)
    assert crawl(KRONIKA_BATCH_PAGES=10).verdict.name == "archive_fault"
    assert len(tries) > 2
    assert crawl().sweep.recovered > 0
    assert_whole(crawl)
    assert verify(crawl.root, clock=lambda: NOON).findings == []
