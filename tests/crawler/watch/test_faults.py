"""Each fault of the demo town, met over real HTTP on loopback, is called by its name."""

from __future__ import annotations

import pytest

from archive import Archive
from crawler.cli.options import FAULTS as OFFERED
from crawler.demo.faults import FAULTS
from tests.crawler.watch.conftest import crawl_town, last_run

#: Fault: the cause it must be given, the verdict, the site it is about (None: both).
NAMED = {
    "slow": ("slow", "ok", None),
    "flaky": ("flaky", "degraded", "news"),  # few notices are due on that day
    "blocked": ("blocked", "blocked", None),
    "waiting-room": ("waiting_room", "blocked", None),
    "frozen-feed": ("feed_frozen", "degraded", "news"),
    "redesign": ("layout_changed", "degraded", "news"),
    "robots-html": ("robots_html", "ok", None),
    "crawl-delay": ("crawl_delay", "ok", None),
    "moved": ("moved", "degraded", "news"),
    "down": ("down", "site_down", None),
    "empty": ("nothing_announced", "nothing_found", None),
}


def test_every_fault_has_its_name():
    """None is left out here, and the command line offers them all."""
    assert set(NAMED) == set(FAULTS) == set(OFFERED)


@pytest.mark.parametrize("fault", NAMED)
def test_a_fault_is_named_right(town, fault, monkeypatch):
    """The cause, its site and its verdict; and no other cause of the same weight."""
    monkeypatch.setattr("crawler.demo.faults.SLOW_S", 0.3)
    if fault == "slow":  # however slow we were ourselves on the day before
        monkeypatch.setattr("crawler.watch.causes.SLOW_TIMES", 0)
    more = {"KRONIKA_LIMIT": 12} if fault == "crawl-delay" else {}
    spider = crawl_town(town, 2, fault, **more)
    run, (code, verdict, site) = last_run(town), NAMED[fault]
    assert (spider.verdict.name, run["verdict"]) == (verdict, verdict)
    assert (spider.verdict.exit_code == 0) == (verdict == "ok")
    sites = {cause["site"] for cause in run["causes"] if cause["code"] == code}
    assert sites == ({site} if site else {"news", "bulletin"})
    others = {cause["code"] for cause in run["causes"]} - {
        code,
        "kept_apart",
        "slow",
    }  # we may be slow ourselves
    assert not others
    for cause in run["causes"]:
        assert cause["evidence"] in run["message"] or not cause["grave"] or len(run["causes"]) > 2


def test_a_sound_town_gives_no_cause(town):
    """Two ordinary days more: nothing is wrong, nothing is kept apart."""
    for day in (2, 3):
        assert crawl_town(town, day).verdict.name == "ok"
        assert not [cause for cause in last_run(town)["causes"] if cause["grave"]]


@pytest.mark.parametrize("fault", ["blocked", "waiting-room", "down", "empty"])
def test_a_fault_of_the_first_crawl_is_never_fine(tmp_path, fault):
    """Without any history the run still ends with the right code."""
    spider = crawl_town(tmp_path / "archive", 1, fault)
    code, verdict, _ = NAMED[fault]
    assert spider.verdict.name == verdict
    assert code in {cause["code"] for cause in last_run(tmp_path / "archive")["causes"]}


def test_a_fault_that_is_over_leaves_no_trace(town):
    """After a bad day the next good one is fine, and has what the bad one missed."""
    crawl_town(town, 2, "blocked")
    spider = crawl_town(town, 2)
    assert spider.verdict.name == "ok"
    assert spider.run.counts()["new"] == 6
    assert Archive(town).runs().num_rows == 3
