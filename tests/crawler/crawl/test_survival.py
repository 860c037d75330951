"""What was acknowledged is never lost, never doubled, and never asked for again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path

import pytest

from archive import Archive
from archive.errors import ArchiveBusy
from archive.lock import CityLock
from archive.snapshots.walk import Walk
from archive.verify import verify
from tests.crawler.crawl.conftest import Answer, Crawls, article
from tests.support import NOON

PAGES = 60
RUNNER = """
import json, sys
from archive.errors import KronikaError
from crawler.process import crawl_city
try:
    spider = crawl_city("miasto", json.loads(sys.argv[1]))
except KronikaError as error:
    sys.exit(error.exit_code)
sys.exit(spider.verdict.exit_code)
"""


#: Kill -9 before or after the n-th call of a function, in the runner's own process.
DEADLY = """
import functools, importlib, os, signal
def deadly(where, name, when, left):
    owner = importlib.import_module(where)
    *outer, name = name.split(".")
    owner = functools.reduce(getattr, outer, owner)
    call = getattr(owner, name)
    def until(*args, **more):
        nonlocal left
        left -= 1
        if not left and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        done = call(*args, **more)
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    setattr(owner, name, until)
deadly({where!r}, {name!r}, {when!r}, {left})
"""


def start(crawl: Crawls, **more) -> subprocess.Popen[bytes]:
    """A crawl in a process of its own, that can be killed."""
    settings = crawl.settings(**more)
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(RUNNER), json.dumps(settings)],
        stderr=subprocess.DEVNULL,
    )


def kill_at(crawl: Crawls, moment: int, **more) -> None:
    """Crawl until the city has got so many requests, then kill -9."""
    process = start(crawl, **more)
    city, seen = crawl.city, []

    def count(path: str) -> None:
        seen.append(path)
        if len(seen) == moment:
            os.kill(process.pid, signal.SIGKILL)

    city.on_request = count
    process.wait(60)
    city.on_request = lambda _: None


def die_at(crawl: Crawls, where: str, name: str, when: str, left: int, **more) -> None:
    """Crawl in a process that kills itself before or after it calls a function so often."""
    code = DEADLY.format(where=where, name=name, when=when, left=left) + textwrap.dedent(RUNNER)
    words = [sys.executable, "-c", code, json.dumps(crawl.settings(**more))]
    done = subprocess.run(words, stderr=subprocess.DEVNULL, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL


def assert_whole(crawl: Crawls) -> None:
    """Every page is there once, and its pointer leads to its bytes."""
    rows = crawl.archive.pages().to_pylist()
    assert Counter(row["canonical_url"] for row in rows).most_common(1)[0][1] == 1
    assert len(rows) == PAGES
    for row in rows:
        path = row["url"].partition(".example")[2]
        assert crawl.archive.snapshot(row["record_id"]).body == crawl.city.pages[path].body
    visits = crawl.archive.visits().to_pylist()
    assert len({row["visit_id"] for row in visits}) == len(visits)


@pytest.fixture
def town(city):
    """A city of sixty pages."""
    city.publish(**{f"s{n:02}": article(f"Wiadomość {n}") for n in range(PAGES)})
    return city


@pytest.mark.parametrize("moment", [3, 9, 24, 47, 63])
def test_a_kill_loses_and_doubles_nothing(town, crawl, moment):
    """After kill -9 at any moment the next run goes on, and the archive is whole."""
    kill_at(crawl, moment, KRONIKA_BATCH_PAGES=10)
    before = list(town.asked)
    spider = crawl()
    assert spider.verdict.name in ("ok", "nothing_new")
    assert_whole(crawl)
    pages = Counter(path for path in town.asked if path.startswith("/2026/"))
    in_flight = 4 + 1  # the concurrency of the profile, and the one that was being kept
    assert sum(count - 1 for count in pages.values()) <= in_flight
    assert len(before) < len(town.asked)


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


def test_visits_read_from_snapshots_bear_the_same_reasons(town, crawl):
    """What the crawl remarked of an answer without its snapshot saying so is remarked again."""
    town.pages["/robots.txt"] = Answer(b"<!DOCTYPE html><p>Strona</p>")
    kill_at(crawl, 20, KRONIKA_BATCH_PAGES=10_000)
    crawl()
    visits = crawl.archive.visits().to_pylist()
    told = [(row["outcome"], row["reason"]) for row in visits if row["purpose"] == "robots"]
    assert told == [("read", "robots_html")] * 2


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
    pages = Counter(path for path in town.asked if path.startswith("/2026/"))
    assert sum(count - 1 for count in pages.values()) <= 5


def test_ctrl_c_commits_and_the_next_run_goes_on(town, crawl):
    """One SIGINT: exit code 130, nothing half-written, and the rest comes next time."""
    process = start(crawl)

    def interrupt(path: str) -> None:
        if path == "/2026/s10/":
            process.send_signal(signal.SIGINT)

    town.on_request = interrupt
    assert process.wait(60) == 130
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
    """When no more can be written the run says so; with room again it goes on."""
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


def test_a_read_only_archive_is_named(town, crawl, tmp_path):
    """A folder that cannot be written is said to be so, and the city is not asked."""
    Path(crawl.root).parent.joinpath("archive").write_text("a file where the folder should be")
    with pytest.raises(Exception, match="archive"):
        crawl()
    assert town.asked == []
