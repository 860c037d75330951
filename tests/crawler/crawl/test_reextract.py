"""Rows can be computed again from snapshots alone, and come out equal."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

import crawler.reading
from archive import Archive
from archive.apart import withdraw
from archive.layout import Layout
from archive.tables import TableStore
from crawler.cli import cli
from crawler.cli.reextract import side_by_side
from crawler.profiles import load_profile
from crawler.readings import Readings
from crawler.reextract import Reextraction
from crawler.replay import replay_segment
from tests.crawler.crawl.conftest import SENTENCE, Answer, Crawls, article


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """The demo town, crawled on three days."""
    root = tmp_path_factory.mktemp("demo") / "archive"
    for _ in range(3):
        words = ["crawl", "demo", "--archive", str(root), "--quiet", "-s", "KRONIKA_REVISIT=all"]
        assert CliRunner().invoke(cli, words).exit_code == 0
    return root


@pytest.fixture
def demo(crawled, tmp_path):
    """A copy of the crawled town, to change at will."""
    root = tmp_path / "archive"
    shutil.copytree(crawled, root, symlinks=True)
    return root


def reading(root: Path, **options) -> Reextraction:
    """A new reading of the demo town."""
    return Reextraction(Layout(root), load_profile("demo"), **options)


def of_city(crawl: Crawls, **options) -> Reextraction:
    """A new reading of the small city."""
    profile = load_profile("miasto", crawl.folder / "cities")
    return Reextraction(Layout(crawl.root), profile, **options)


def rows(root: Path) -> list[dict]:
    """All records, by id."""
    return Archive(root).pages().sort_by("record_id").to_pylist()


def with_vendor(monkeypatch, vendor: str = "Pracownia", **changes) -> None:
    """Make the extractor read something more."""
    extract = crawler.reading.extract

    def better(*args, **kwargs):
        return replace(extract(*args, **kwargs), vendor=vendor, **changes)

    monkeypatch.setattr(crawler.reading, "extract", better)


@pytest.mark.parametrize("workers", [0, 2])
def test_every_column_comes_out_equal(crawled, workers, monkeypatch):
    """Three days of the demo town, read again here or elsewhere: no row and no value differs."""
    monkeypatch.setattr("crawler.reextract.Readings", partial(Readings, warm_up=20))
    with reading(crawled, workers=workers) as work:
        comparison = work.compare()
    assert comparison.records == len(rows(crawled)) > 85
    assert (comparison.added, comparison.fields) == (set(), {})
    assert (comparison.kept, comparison.marked) == ({}, {})
    assert not (crawled / ".reextract").exists()


def test_the_command_says_that_nothing_changed(crawled):
    """An unchanged extractor reads everything as before; nothing is published."""
    before = TableStore(crawled).current()
    words = ["reextract", "--archive", str(crawled), "--workers", "0", "--publish"]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 0
    assert "all read as before" in result.stderr
    assert result.stdout == ""
    assert TableStore(crawled).current() == before


def test_a_better_extractor_is_told_field_by_field_and_accepted(city, crawl, monkeypatch):
    """What a new extractor reads differently is shown first, and published when accepted."""
    city.publish(a=article("Aleja Lipowa"), b=article("Boisko szkolne"))
    crawl()
    city.pages["/2026/b/"] = Answer(b"", 410)
    city.publish(a=article("Aleja Lipowa", "Nowy tekst o alei. " * 9))
    crawl()
    with_vendor(monkeypatch)
    monkeypatch.setattr("crawler.rereading.version", lambda _: "9.9.9")
    before = crawl.archive.pages().drop_columns(["vendor", "extractor_version"])
    generation = crawl.archive.generation.number
    with of_city(crawl) as work:
        comparison = work.compare()
        assert set(comparison.fields) == {"vendor", "extractor_version"}
        assert comparison.fields["vendor"].counts == {"appeared": 3}
        assert crawl.archive.generation.number == generation
        work.publish(comparison)
    after = crawl.archive.pages()
    assert crawl.archive.generation.number == generation + 1
    assert set(after["vendor"].to_pylist()) == {"Pracownia"}
    assert set(after["extractor_version"].to_pylist()) == {"9.9.9"}
    same = after.drop_columns(["vendor", "extractor_version"])
    assert same.sort_by("record_id") == before.sort_by("record_id")


def test_the_report_shows_was_and_now(city, crawl, monkeypatch):
    """The command prints counts by column and samples side by side, and publishes nothing."""
    city.publish(a=article("Aleja Lipowa"))
    crawl()
    with_vendor(monkeypatch)
    words = ["reextract", "--archive", str(crawl.root), "--cities", str(crawl.folder / "cities")]
    result = CliRunner().invoke(cli, [*words, "--workers", "0"])
    assert result.stdout.splitlines() == [
        "column\tappeared\tvanished\tchanged",
        "vendor\t1\t0\t0",
        "column\thow\tpage\twas\tnow",
        "vendor\tappeared\thttp://www.miasto.example/2026/a/\t\tPracownia",
    ]
    assert "nothing was published" in result.stderr
    assert crawl.archive.pages()["vendor"].to_pylist() == [None]


def test_pages_once_read_are_not_read_again_to_publish(city, crawl, monkeypatch):
    """After a look at the report, --publish takes what was read from the draft."""
    city.publish(a=article("Aleja Lipowa"), b=article("Boisko szkolne"))
    crawl()
    with_vendor(monkeypatch)
    with of_city(crawl) as work:
        work.compare()
    monkeypatch.setattr(crawler.reading, "extract", None)
    with of_city(crawl) as work:
        work.publish(work.compare())
    assert set(crawl.archive.pages()["vendor"].to_pylist()) == {"Pracownia"}
    assert not (crawl.root / ".reextract").exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from archive.layout import Layout
from crawler.profiles import load_profile
import crawler.reextract
from functools import partial

crawler.reextract.Readings = partial(crawler.reextract.Readings, warm_up=20)
def tell(progress, readings):
    if readings.read == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

place, workers = Path(sys.argv[1]), int(sys.argv[3])
reading = crawler.reextract.Reextraction(
    Layout(place), load_profile("demo"), workers=workers, tell=tell
)
with reading as work:
    work.compare()
"""


@pytest.mark.parametrize(("moment", "workers"), [(75, 0), (140, 0), (140, 1)])
def test_a_kill_costs_a_batch_and_shows_nowhere(demo, moment, workers):
    """After kill -9 the next reading takes over what was read; tables never showed any of it."""
    before, generation = rows(demo), TableStore(demo).current()
    code = [sys.executable, "-c", textwrap.dedent(KILLED), str(demo), str(moment), str(workers)]
    assert subprocess.run(code, check=False).returncode == -9
    assert TableStore(demo).current() == generation
    assert rows(demo) == before
    counts = {}
    with reading(demo, tell=lambda _, readings: counts.update(vars(readings))) as work:
        assert work.compare().same
    assert counts["taken"] >= moment - 64 - 6 * max(1, workers) - 1
    assert counts["read"] > 0


def test_another_extractor_takes_nothing_from_a_draft(city, crawl, monkeypatch):
    """A draft holds for the code and profile that made it, and no other."""
    city.publish(a=article("Aleja Lipowa"))
    crawl()
    with_vendor(monkeypatch)
    with of_city(crawl) as work:
        work.compare()
    with_vendor(monkeypatch, vendor="Inna")
    monkeypatch.setattr("crawler.draft._PACKAGES", ("kronika",))
    with of_city(crawl) as work:
        comparison = work.compare()
    assert comparison.fields["vendor"].samples[0].now == "Inna"


def test_a_record_whose_snapshot_is_gone_stays(demo, monkeypatch):
    """Rows that cannot be read again stay as they are, and the report counts why."""
    segments = sorted((demo / "snapshots/demo").glob("*.warc.gz"))
    before = {row["record_id"]: row for row in rows(demo)}
    segments[1].unlink()
    lost = [r for r in before.values() if r["snapshot"]["warc_file"].endswith(segments[1].name)]
    with_vendor(monkeypatch)
    with reading(demo) as work:
        comparison = work.compare()
        work.publish(comparison)
    assert comparison.kept == {"missing_snapshot": len(lost)} and lost
    after = {row["record_id"]: row for row in rows(demo)}
    assert after.keys() == before.keys()
    assert all(after[row["record_id"]] == row for row in lost)


def test_a_record_whose_snapshot_is_torn_stays(demo):
    """Bytes damaged in the middle of a segment cost no row, and make none twice."""
    row = next(r for r in rows(demo) if r["version"] == 1 and r["kind"] == "article")
    path, place = demo / row["snapshot"]["warc_file"], row["snapshot"]["warc_offset"]
    data = bytearray(path.read_bytes())
    data[place + 40 : place + 60] = bytes(20)
    path.write_bytes(data)
    with reading(demo) as work:
        comparison = work.compare()
    assert comparison.kept["damaged_snapshot"] > 0
    assert comparison.kept.total() + comparison.records == len(rows(demo))
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


def test_since_leaves_what_was_fetched_before(demo, monkeypatch):
    """Runs that were over before the day are neither read nor changed; versions go on."""
    runs = sorted(Archive(demo).runs().to_pylist(), key=lambda run: run["started_at"])
    later = [row for row in rows(demo) if row["run_id"] == runs[2]["run_id"]]
    counts = {}
    options = {"since": runs[2]["started_at"]}
    with reading(demo, **options, tell=lambda _, r: counts.update(vars(r))) as work:
        comparison = work.compare()
    assert comparison.same and comparison.records == len(later) > 0
    with reading(demo, tell=lambda _, r: counts.update(all=r.read)) as work:
        work.compare()
    assert counts["read"] < counts["all"] / 2


class Deadly(bytes):
    """A page whose reader dies of it: it cannot be given to another process and lived through."""

    def __reduce__(self):
        return os._exit, (1,)


def test_a_page_its_reader_dies_of_takes_no_other_with_it(city, crawl):
    """Pages under way in the same processes are read again, each by itself."""
    city.publish(a=article("Aleja"), b=article("Boisko"), c=article("Cmentarz"))
    crawl()
    [path] = (crawl.root / "snapshots/miasto").glob("*.warc.gz")
    answers = [a for a in replay_segment(crawl.root, path, "x.warc.gz") if a.target is not None]
    answers[1].body = Deadly(answers[1].body)
    profile = load_profile("miasto", crawl.folder / "cities")
    read = list(Readings(profile, workers=2, warm_up=0).of(answers))
    pages = [item and item.page.url for _, item in read]
    assert pages == [answers[0].visit.url, None, answers[2].visit.url]
    assert answers[1].visit.reason == "reader_died"


def test_side_by_side_shows_where_values_part():
    """Long texts are cut to the place that differs; lists to what only one of them has."""
    was, now = side_by_side(SENTENCE * 9 + "dawniej", SENTENCE * 9 + "teraz")
    assert was.endswith("dawniej") and now.endswith("teraz")
    assert max(len(was), len(now)) < 80
    assert side_by_side(["a", "b"], ["a", "c"]) == ('["b"]', '["c"]')
