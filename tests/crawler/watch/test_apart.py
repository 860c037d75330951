"""Records that no longer read are kept apart until somebody decides; the last good stay."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from archive import Archive
from archive.apart import visits_apart
from archive.errors import ConfigurationError
from archive.layout import Layout
from archive.schema import PAGES, RUNS, VISITS
from archive.snapshots import read_snapshot
from archive.snapshots.writer import OPEN_SUFFIX
from archive.tables import TableStore
from archive.verify import verify
from archive.when import utc_now
from crawler.cli.runs import command
from crawler.profiles import load_profile
from crawler.runs.deciding import accept, reject
from crawler.watch.layout import doubts
from tests.crawler.watch.conftest import crawl_town, last_run

#: Ask for every known page, not only for those that are due.
ALL = {"KRONIKA_REVISIT": "all"}
NEWS = "http://www.olszynow.example/"


@pytest.fixture
def redesigned(town):
    """The town crawled on day 2 in its new look."""
    crawl_town(town, 2, "redesign", **ALL)
    return town


def newest(root) -> dict[str, str]:
    """The title of each news page now published."""
    rows = Archive(root).latest(columns=["canonical_url", "title"]).to_pylist()
    return {r["canonical_url"]: r["title"] for r in rows if r["canonical_url"].startswith(NEWS)}


def test_the_last_good_records_stay(healthy, redesigned):
    """Not one record of the new look is published; the bulletin's are."""
    assert newest(redesigned) == newest(healthy)
    run = last_run(redesigned)["run_id"]
    rows = Archive(redesigned).pages(columns=["run_id", "site"]).to_pylist()
    assert {row["site"] for row in rows if row["run_id"] == run} == {"bulletin"}


def test_their_snapshots_and_visits_are_kept(redesigned):
    """Each visit says why there is no record, and leads to the bytes as sent."""
    visits = visits_apart(Archive(redesigned), last_run(redesigned)["run_id"])
    assert len(visits) == 59
    for visit in visits:
        assert (visit.outcome, visit.record_id) == ("failed", None)
        assert b"<title>Olszyn" in read_snapshot(redesigned, visit.snapshot).body


def test_the_archive_is_whole_with_them(redesigned):
    """Kronika verify finds no fault."""
    assert verify(redesigned, clock=utc_now).findings == []


def test_they_are_asked_again_in_full(redesigned):
    """When the old look is back the next run reads every page, as if the bad one had not been."""
    spider = crawl_town(redesigned, 2, **ALL)
    assert spider.verdict.name == "ok"
    assert spider.run.counts()["new"] == 4
    assert set(newest(redesigned).values()).isdisjoint({None, "Olszynów"})


@pytest.fixture
def slow_to_doubt(monkeypatch):
    """The first records of a kind raise no doubt, however many come at once; later ones do."""
    first: dict[str, int] = {}

    def none_at_first(kind, now, before, revisits):
        seen = first.setdefault(kind, now.rows)
        return doubts(kind, now, before, revisits) if now.rows > seen else iter(())

    monkeypatch.setattr("crawler.watch.watcher.doubts", none_at_first)


@pytest.mark.parametrize("early", [False, True])
def test_they_are_asked_again_also_where_only_what_is_due_is(healthy, town, early, request):
    """What was kept apart, or taken back, is as if it had not been asked: nothing is lost by it."""
    if early:
        request.getfixturevalue("slow_to_doubt")
    spider = crawl_town(town, 2, "redesign", KRONIKA_BATCH_PAGES=1 if early else 250)
    assert bool(spider.sweep.watch.too_early()) is early
    run = last_run(town)["run_id"]
    assert newest(town) == newest(healthy)
    assert len(visits_apart(Archive(town), run)) == 8
    spider = crawl_town(town, 2)
    assert (spider.run.counts()["new"], spider.run.counts()["changed"]) == (4, 4)
    assert set(newest(town).values()).isdisjoint({None, "Olszynów"})


def test_accepting_publishes_them_once(redesigned):
    """All in one go, with their visits; a second decision is refused."""
    layout, run = Layout.open_existing(redesigned), last_run(redesigned)["run_id"]
    done = accept(layout, load_profile("demo"), run)
    assert done.records == 59
    assert done.overtaken == 0
    archive = Archive(redesigned)
    rows = archive.pages(columns=["run_id", "site", "record_id"]).to_pylist()
    assert sum(row["run_id"] == run and row["site"] == "news" for row in rows) == 59
    assert len({row["record_id"] for row in rows}) == len(rows)
    assert visits_apart(archive, run) == []
    with pytest.raises(ConfigurationError, match="decided on already"):
        accept(layout, load_profile("demo"), run)


def test_accepting_may_be_cut_short_and_repeated(redesigned, monkeypatch):
    """After a crash between records and visits the second try ends well, and doubles nothing."""
    import crawler.runs.deciding as deciding

    layout, run = Layout.open_existing(redesigned), last_run(redesigned)["run_id"]

    def crash(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(deciding, "put_visits", crash)
        accept(layout, load_profile("demo"), run)
    accept(layout, load_profile("demo"), run)
    rows = Archive(redesigned).pages(columns=["record_id"])["record_id"].to_pylist()
    assert len(rows) == len(set(rows)) == 85 + 3 + 59
    assert visits_apart(Archive(redesigned), run) == []


def test_what_was_read_anew_meanwhile_is_not_undone(redesigned):
    """A page with a newer published version keeps it as its last."""
    run = last_run(redesigned)["run_id"]
    crawl_town(redesigned, 3, **ALL)
    before = newest(redesigned)
    done = accept(Layout.open_existing(redesigned), load_profile("demo"), run)
    assert done.overtaken > 0
    assert {url: newest(redesigned)[url] for url in before if "/2026/03/03/" in url} == {
        url: title for url, title in before.items() if "/2026/03/03/" in url
    }


def test_rejecting_leaves_them_out(healthy, redesigned):
    """Nothing is published, nothing waits any more, and the snapshots stay."""
    run = last_run(redesigned)["run_id"]
    assert reject(Layout.open_existing(redesigned), "demo", run) == 59
    assert newest(redesigned) == newest(healthy)
    assert visits_apart(Archive(redesigned), run) == []
    assert len(visits_apart(Archive(redesigned), run, "rejected")) == 59


def test_recovery_publishes_none_of_them(redesigned):
    """A run that died before it published keeps apart what it would have kept apart."""
    run = last_run(redesigned)["run_id"]
    archive = Archive(redesigned)
    visits = archive.visits(run_id=run, columns=["visit_id", "snapshot"]).to_pylist()
    pages = archive.pages(columns=["record_id", "run_id"]).to_pylist()
    ours = [row["record_id"] for row in pages if row["run_id"] == run]
    for table, gone in (
        (VISITS, [visit["visit_id"] for visit in visits]),
        (PAGES, ours),
        (RUNS, [run]),
    ):
        TableStore(redesigned).replace(table.name, table.schema.empty_table(), gone=gone)
    for path in (redesigned / "snapshots/demo").glob("*.warc.gz"):
        if run.rpartition("-")[2] in path.name:
            path.rename(path.with_name(path.name + OPEN_SUFFIX))
    spider = crawl_town(redesigned, 2, **ALL)
    assert spider.sweep.recovered == sum(visit["snapshot"] is not None for visit in visits)
    assert len(visits_apart(Archive(redesigned), run)) == 59


def test_the_commands_say_what_they_did(redesigned):
    """Accept and reject take a run's id; an unknown one is a plain sentence."""
    run = last_run(redesigned)["run_id"]
    runner = CliRunner()
    done = runner.invoke(command, ["accept", run, "--archive", str(redesigned)])
    assert done.exit_code == 0
    assert "59 records published" in done.output
    assert "news article" in done.output
    lost = runner.invoke(command, ["reject", "nonsense", "--archive", str(redesigned)])
    assert isinstance(lost.exception, ConfigurationError)


@pytest.mark.usefixtures("slow_to_doubt")
def test_what_was_published_before_the_doubt_is_withdrawn(healthy, town):
    """With batches too small to prove anything the first records slip through, and go again."""
    spider = crawl_town(town, 2, "redesign", **ALL, KRONIKA_BATCH_PAGES=1)
    early, run = spider.sweep.watch.too_early(), last_run(town)["run_id"]
    assert early
    assert newest(town) == newest(healthy)
    assert len(visits_apart(Archive(town), run)) == 59
    assert verify(town, clock=utc_now).findings == []
