"""What was acknowledged is never lost, never doubled, and never asked for again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from archive import Archive
from archive.errors import ArchiveBusy, ArchiveFault, NotAnArchive
from archive.lock import CityLock
from archive.run import RunWriter
from archive.snapshots.walk import Walk
from tests.crawler.crawl.conftest import PAGES, Answer, Crawls, article
from tests.crawler.crawl.striking import RUNNER, assert_whole, die_at, kill_at, start
from tests.support import NOON

#: The concurrency of the profile, and the one that was being kept.
IN_FLIGHT = 4 + 1


def asked_again(town) -> int:
    """How many requests for pages were not the first for their page."""
    pages = Counter(path for path in town.asked if path.startswith("/2026/"))
    return pages.total() - len(pages)


@pytest.mark.parametrize("moment", [3, 9, 24, 47, 63])
def test_a_kill_loses_and_doubles_nothing(town, crawl, moment):
    """After kill -9 at any moment the next run goes on, and the archive is whole."""
    kill_at(crawl, moment, KRONIKA_BATCH_PAGES=10)
    before = list(town.asked)
    spider = crawl()
    assert spider.verdict.name in ("ok", "nothing_new")
    assert_whole(crawl)
    assert asked_again(town) <= IN_FLIGHT
    assert len(before) < len(town.asked)


def test_killed_again_and_again(town, crawl):
    """A run that is killed five times in a row still ends with every page once."""
    for _ in range(5):
        kill_at(crawl, 14, KRONIKA_BATCH_PAGES=10)
    crawl()
    assert_whole(crawl)


def test_what_is_in_the_snapshots_is_not_asked_again(town, crawl):
    """Pages kept but not yet in the table are read from the snapshot."""
    kill_at(crawl, 40, KRONIKA_BATCH_PAGES=10_000)  # nothing was published but the snapshots
    assert Archive(crawl.root).pages().num_rows == 0
    kept = {
        record.fields["WARC-Target-URI"]
        for path in (crawl.root / "snapshots/miasto").glob("*.open")
        for record in Walk(path)
        if record.kind == "response" and "/2026/" in record.fields["WARC-Target-URI"]
    }
    assert len(kept) > 25
    asked = len(town.asked)
    spider = crawl()
    assert spider.sweep.recovered >= len(kept)
    again = {f"http://www.miasto.example{path}" for path in town.asked[asked:]}
    assert not again & kept
    assert_whole(crawl)


def test_rows_read_from_snapshots_equal_those_of_the_crawl(town, crawl, tmp_path):
    """Recovery gives the very rows that the crawl would have written."""
    kill_at(crawl, 40, KRONIKA_BATCH_PAGES=10_000)
    crawl()
    other = Crawls(town, tmp_path / "other")
    (tmp_path / "other" / "cities").mkdir(parents=True)
    (tmp_path / "cities/miasto.toml").rename(tmp_path / "other/cities/miasto.toml")
    other()
    own = ("record_id", "run_id", "fetched_at", "snapshot")
    recovered, crawled = (
        sorted(
            (
                {name: value for name, value in row.items() if name not in own}
                for row in archive.pages().to_pylist()
            ),
            key=lambda row: row["url"],
        )
        for archive in (crawl.archive, other.archive)
    )
    assert recovered == crawled


def test_many_pages_are_read_from_snapshots_by_other_processes(town, crawl, monkeypatch):
    """Where there is much to read again, rows come out the same, each once."""
    monkeypatch.setattr("crawler.recovery._ALONE", 10)
    kill_at(crawl, 40, KRONIKA_BATCH_PAGES=10_000)
    spider = crawl(KRONIKA_WORKERS=1)
    assert spider.sweep.recovered > 25
    assert_whole(crawl)


def test_what_a_killed_run_read_rests_in_the_next_sweep(town, crawl):
    """Pages read from snapshots are remembered like others: they are not asked for as if new."""
    kill_at(crawl, 40, KRONIKA_BATCH_PAGES=10_000)
    crawl(KRONIKA_REVISIT="due")
    asked = len(town.asked)
    spider = crawl(KRONIKA_REVISIT="due")
    assert spider.roll.resting == PAGES
    assert not [path for path in town.asked[asked:] if path.startswith("/2026/")]


@pytest.mark.parametrize(
    ("where", "name", "when"),
    [
        ("crawler.discovery.roll", "Roll.end", "after"),
        ("archive.run", "RunWriter.finish", "after"),
        ("crawler.sweep", "Sweep.published", "before"),
        ("crawler.sweep", "Sweep.close", "before"),
    ],
)
def test_a_run_killed_at_its_end_is_the_end_of_its_sweep(town, crawl, where, name, when):
    """Once all was asked the next run asks for no page again, whatever it finds noted of that."""
    die_at(crawl, where, name, when, 1, KRONIKA_BATCH_PAGES=10_000)
    asked = len(town.asked)
    spider = crawl(KRONIKA_REVISIT="due")
    assert spider.verdict.exit_code == 0
    assert not [path for path in town.asked[asked:] if path.startswith("/2026/")]
    assert_whole(crawl)


def test_visits_read_from_snapshots_bear_the_same_reasons(town, crawl):
    """What the crawl remarked of an answer without its snapshot saying so is remarked again."""
    town.pages["/robots.txt"] = Answer(b"<!DOCTYPE html><p>Strona</p>")
    kill_at(crawl, 20, KRONIKA_BATCH_PAGES=10_000)
    crawl()
    visits = crawl.archive.visits().to_pylist()
    told = [(row["outcome"], row["reason"]) for row in visits if row["purpose"] == "robots"]
    assert told == [("read", "robots_html")] * 2


@pytest.mark.parametrize("batch", [10, 10_000])
def test_pages_a_killed_run_read_are_no_measure_of_the_rest(town, crawl, batch):
    """A first crawl, killed among the newest pages, takes old and undated ones all the same."""
    town.publish(**{f"s{n:02}": article(f"Wiadomość {n}", date="") for n in range(25, PAGES)})
    kill_at(crawl, 45, KRONIKA_BATCH_PAGES=batch)
    crawl()
    assert_whole(crawl)


def test_a_torn_tail_is_cut_at_the_last_whole_record(town, crawl):
    """Half a record at the end of a segment is cut; what lies before it is used."""
    kill_at(crawl, 40, KRONIKA_BATCH_PAGES=10_000)
    [segment] = (crawl.root / "snapshots/miasto").glob("*.open")
    with segment.open("ab") as file:
        file.write(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03half a record")
    crawl()
    assert not list((crawl.root / "snapshots/miasto").glob("*.open"))
    assert_whole(crawl)


def test_the_frontier_is_a_cache(town, crawl):
    """Without the frontier's file the next run knows from the archive what was done."""
    kill_at(crawl, 47, KRONIKA_BATCH_PAGES=10)
    for path in (crawl.root / ".frontier").iterdir():
        path.unlink()
    crawl()
    assert_whole(crawl)
    assert asked_again(town) <= IN_FLIGHT


def test_ctrl_c_commits_and_the_next_run_goes_on(town, crawl):
    """One SIGINT: exit code 130, nothing half-written, and the rest comes next time."""
    process = start(crawl)

    def interrupt(path: str) -> None:
        if path == "/2026/s10/":
            process.send_signal(signal.SIGINT)

    town.on_request = interrupt
    assert process.wait(300) == 130
    town.on_request = lambda _: None
    [run] = crawl.archive.runs().to_pylist()
    assert (run["verdict"], run["exit_code"]) == ("interrupted", 130)
    assert 0 < crawl.archive.pages().num_rows < PAGES
    crawl()
    assert_whole(crawl)


def test_a_second_crawl_of_the_same_city_is_told_to_wait(town, crawl):
    """While a run holds the city, another asks nothing of it."""
    crawl.archive_begun()
    lock = CityLock(crawl.root / ".locks", "miasto").acquire("the first", lambda: NOON)
    with pytest.raises(ArchiveBusy, match="the first"):
        crawl()
    assert town.asked == []
    lock.release()


@pytest.mark.parametrize("size", [30_000, 60_000, 100_000])
def test_a_full_disk_ends_the_run_and_loses_nothing(town, crawl, size):
    """When no more can be written the run says so and asks no more; with room it goes on."""
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))"
    ignore = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)"
    code = f"{limit.format(size)}\n{ignore}\n{RUNNER}"
    settings = json.dumps(crawl.settings(KRONIKA_BATCH_PAGES=10))
    done = subprocess.run(
        [sys.executable, "-c", code, settings], capture_output=True, text=True, check=False
    )
    assert done.returncode == 7, done.stderr
    crawl()
    assert_whole(crawl)
    assert asked_again(town) <= IN_FLIGHT


def test_what_waits_for_its_turn_is_not_sent_after_a_fault(town, crawl, monkeypatch):
    """Once an answer could not be written, the city gets no request but those under way."""
    append, at_fault = RunWriter.append, []

    def fail(run, packed):
        if len(town.asked) >= 20:
            at_fault.append(len(town.asked))
            raise ArchiveFault("the disk is full")
        return append(run, packed)

    monkeypatch.setattr(RunWriter, "append", fail)
    assert crawl().verdict.name == "archive_fault"
    assert len(town.asked) - at_fault[0] <= IN_FLIGHT


def test_a_file_in_the_place_of_the_archive_is_named(town, crawl):
    """What is no folder is said to be none, and the city is not asked."""
    crawl.root.write_text("a file where the folder should be")
    with pytest.raises(NotAnArchive, match="is a file"):
        crawl()
    assert town.asked == []


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="needs a folder nobody may write")
def test_a_read_only_folder_is_named(town, crawl):
    """A folder that cannot be written, even by root, is told with exit code 7; nobody is asked."""
    with pytest.raises(ArchiveFault, match="cannot write the archive /proc/kronika") as told:
        crawl(KRONIKA_ARCHIVE="/proc/kronika")
    assert told.value.exit_code == 7
    assert town.asked == []
