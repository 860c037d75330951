"""The roll hears the sources, says what is asked because of it, and learns from what came."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from archive.known import KnownPage
from archive.model import DateCandidate, Visit
from crawler.discovery.announcement import Announcement
from crawler.discovery.memory import Memory
from crawler.discovery.recall import recall
from crawler.discovery.roll import Roll, audit_due
from crawler.frontier.target import Target
from tests.crawler.frontier.test_frontier import PROFILE

DAY = 86400.0
START = datetime(2026, 3, 2, 3, tzinfo=UTC).timestamp()


def url(name: object) -> str:
    """The address of an article."""
    return f"http://www.miasto.example/2026/{name}/"


def said(name: object, lastmod: str = "", text: str = "") -> Announcement:
    """What a source says of an article."""
    dates = [DateCandidate("updated", lastmod, "sitemap")] if lastmod else []
    return Announcement(url(name), dates, text)


def visit(name: object, outcome: str, at: float, **more: object) -> Visit:
    """The visit of an article at a moment."""
    status = {"failed": 500, "gone": 404, "redirected": 301}.get(outcome, 200)
    return Visit(
        visit_id=f"{name}{at}", city="miasto", site="news", run_id="r", url=url(name),
        purpose="page", fetched_at=datetime.fromtimestamp(at, UTC), outcome=outcome,
        http_status=more.pop("http_status", status), **more,
    )  # fmt: skip


def known(*names: object) -> dict[str, KnownPage]:
    """What the archive holds."""
    moment = datetime.fromtimestamp(START, UTC)
    return {
        url(name): KnownPage(f"id{name}", "d", 1, None, None, False, moment, url(name))  # noqa: FBT003
        for name in names
    }


class Sweeps:
    """Sweeps of a city one after the other, over one memory."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.known: dict[str, KnownPage] = {}

    def sweep(self, day: float, said_by: dict[str, list[Announcement]], came: dict[object, str],
              whole: tuple[str, ...] = (), telling: tuple[str, ...] = (), *,
              audit: bool = False) -> Roll:  # fmt: skip
        """One sweep: what sources said, and the outcome of each page that was asked."""
        roll = Roll(PROFILE, self.memory, dict(self.known), START + day * DAY, audit=audit)
        for kind, pages in said_by.items():
            for page in pages:
                roll.hear(kind, page)
        for kind in whole:
            roll.read_whole("news", kind)
        for kind in telling:
            roll.tells_changes("news", kind)
        self.due = {due.url: due.why for due in roll.settle()}
        roll.published(visit(name, outcome, START + day * DAY) for name, outcome in came.items())
        self.known |= known(*(name for name, outcome in came.items() if outcome == "new"))
        return roll


@pytest.fixture
def sweeps(tmp_path) -> Sweeps:
    """A city nobody has seen yet."""
    return Sweeps(Memory(tmp_path / "m.sqlite3"))


MAP = {"sitemap": [said(1, "a"), said(2, "a")]}


def test_new_pages_are_asked_when_they_are_heard_of_and_not_again(sweeps):
    """They are not due at the end, for the frontier has them already."""
    roll = sweeps.sweep(0, MAP, {1: "new", 2: "new"})
    assert sweeps.due == {}
    assert roll.new == {url(1), url(2)}
    again = sweeps.sweep(0.5, MAP, {})
    assert all(map(again.remembers, (url(1), url(2))))
    assert again.new == set()


def test_what_nobody_speaks_of_otherwise_rests(sweeps):
    """Where the sitemap tells of changes, the next day asks only what it says anew."""
    sweeps.sweep(0, MAP, {1: "new", 2: "new"}, telling=("sitemap",))
    roll = sweeps.sweep(1, {"sitemap": [said(1, "a"), said(2, "b")]}, {2: "changed"},
                        telling=("sitemap",))  # fmt: skip
    assert sweeps.due == {url(2): "announced"}
    assert (roll.resting, dict(roll.rested)) == (1, {"news": 1})


def test_a_page_that_left_a_source_read_whole_is_asked(sweeps):
    """It may be gone; a source that was read in part says nothing."""
    sweeps.sweep(0, MAP, {1: "new", 2: "new"}, ("sitemap",), ("sitemap",))
    left = {"sitemap": [said(1, "a")]}
    sweeps.sweep(1, left, {}, telling=("sitemap",))
    assert url(2) not in sweeps.due or sweeps.due[url(2)] != "vanished"
    sweeps.sweep(2, left, {}, ("sitemap",), ("sitemap",))
    assert sweeps.due[url(2)] == "vanished"


def test_an_audit_asks_all(sweeps):
    """Also what no source names any more."""
    sweeps.sweep(0, MAP, {1: "new", 2: "new"}, telling=("sitemap",))
    sweeps.sweep(1, {"sitemap": [said(1, "a")]}, {}, audit=True)
    assert sweeps.due == {url(1): "audit", url(2): "audit"}


def test_pages_that_failed_and_pages_that_are_none_are_remembered(sweeps):
    """Trouble is asked again in the next run, what is no page later and later."""
    names = range(1, 30)
    words = {"sitemap": [said(n, "a") for n in names]}
    sweeps.sweep(0, words, dict.fromkeys(names, "failed"), telling=("sitemap",))
    roll = sweeps.sweep(1, words, {1: "gone"}, telling=("sitemap",))
    assert set(sweeps.due.values()) == {"again"}
    assert len(sweeps.due) == 29
    assert roll.failed_before(url(2))
    assert not roll.failed_before(url(1))


def test_a_refusal_teaches_nothing_of_the_page(sweeps):
    """Turned away with 403, a page is as unknown as before; robots.txt is remembered."""
    roll = sweeps.sweep(0, MAP, {1: "refused"})
    assert not roll.remembers(url(1))


def test_a_page_taken_out_of_the_archive_is_asked_as_new(sweeps):
    """Memory is a cache of the archive: what is not there is not remembered."""
    sweeps.sweep(0, MAP, {1: "new", 2: "new"})
    sweeps.known.clear()
    roll = sweeps.sweep(1, MAP, {})
    assert not roll.remembers(url(1))


def test_an_old_page_rests_longer_than_a_fresh_one(sweeps):
    """What it says of its day counts as the time it has stood."""
    roll = Roll(PROFILE, sweeps.memory, {}, START)
    roll.dated(url(1), date(2020, 3, 2))
    roll.dated(url(2), date(2026, 3, 1))
    roll.published([visit(1, "new", START), visit(2, "new", START)])
    sweeps.known = known(1, 2)
    sweeps.sweep(1, {}, {})
    assert sweeps.due == {url(2): "aged"}


def test_a_source_that_hid_changes_covers_nothing_any_more(sweeps):
    """Two changes nobody told of, found by looking: now pages are asked by their age alone."""
    sweeps.sweep(0, MAP, {1: "new", 2: "new"}, telling=("sitemap",))
    roll = sweeps.sweep(10, MAP, {1: "changed", 2: "changed"}, telling=("sitemap",), audit=True)
    told = roll.told[url(1)]
    assert not roll.covered(url(1), told, "news")


def test_a_sitemap_that_always_says_today_is_no_reason_to_ask(sweeps):
    """Once it has cried wolf, what it announces waits until its age makes it due."""
    names = range(25)
    words = [{"sitemap": [said(n, f"day {day}") for n in names]} for day in range(3)]
    sweeps.sweep(0, words[0], dict.fromkeys(names, "new"), telling=("sitemap",))
    sweeps.sweep(1, words[1], dict.fromkeys(names, "unchanged"), telling=("sitemap",))
    assert set(sweeps.due.values()) == {"announced"}
    roll = sweeps.sweep(2, words[2], {}, telling=("sitemap",))
    assert "announced" not in sweeps.due.values()
    assert roll.resting + len(sweeps.due) == 25


def doubting(sweeps: Sweeps) -> tuple[Roll, Target]:
    """A sweep in which the sitemap announces a change of a page."""
    sweeps.sweep(0, MAP, {1: "new", 2: "new"}, telling=("sitemap",))
    roll = sweeps.sweep(1, {"sitemap": [said(1, "b"), said(2, "a")]}, {}, telling=("sitemap",))
    return roll, Target(url(1), url(1), "news", "article")


def test_a_304_against_an_announced_change_is_doubted_once(sweeps):
    """The page is asked in full; a second 304 to that is not looked behind."""
    roll, target = doubting(sweeps)
    assert roll.doubts_304(target)
    assert not roll.doubts_304(target)


def test_a_304_nobody_contradicts_is_believed(sweeps):
    """A page that is asked for its age may well be as it was."""
    roll, _ = doubting(sweeps)
    assert not roll.doubts_304(Target(url(2), url(2), "news", "article"))


def test_a_304_that_hid_a_change_costs_the_host_its_credit(sweeps):
    """From then on it is asked in full, also for its feeds and sitemaps."""
    roll, target = doubting(sweeps)
    roll.doubts_304(target)
    roll.published([visit(1, "changed", START + DAY)])
    assert not roll.believes_304(url(1))
    assert sweeps.memory.facts("lied304:").keys() == {"www.miasto.example"}


def test_a_304_that_held_earns_credit(sweeps):
    """After five such tests the host is not doubted any more."""
    roll, target = doubting(sweeps)
    roll.doubts_304(target)
    roll.published([visit(1, "unchanged", START + DAY)])
    assert roll.believes_304(url(1))
    assert sweeps.memory.number("held304:www.miasto.example") == 1


def test_a_304_to_a_question_in_full_proves_nothing(sweeps):
    """Only an answer of 200 shows whether the page had changed."""
    roll, target = doubting(sweeps)
    roll.doubts_304(target)
    roll.published([visit(1, "unchanged", START + DAY, http_status=304)])
    assert sweeps.memory.number("held304:www.miasto.example") == 0


def test_shapes_learn_what_gives_pages(sweeps):
    """Addresses that never give one are counted against their shape."""
    sweeps.sweep(0, MAP, {1: "new", 2: "redirected"})
    [shape] = sweeps.memory.shapes.values()
    assert (shape.asked, shape.pages) == (2, 1)


def test_a_listing_speaks_anew_by_its_title(sweeps):
    """What is told anew decides how far a listing is walked."""
    sweeps.sweep(0, {"listing": [said(1, text="Tytuł")]}, {1: "new"})
    roll = Roll(PROFILE, sweeps.memory, dict(sweeps.known), START + DAY)
    assert roll.told_anew("listing", [said(1, text="Tytuł")]) == 0
    assert roll.told_anew("listing", [said(1, text="Inny"), said(9)]) == 2


def test_the_recall_counts_what_one_kind_of_source_missed(sweeps):
    """Of those read to their end, and of feeds only what is new."""
    sources = {
        "sitemap": [said(n, "a") for n in (1, 2, 3)],
        "listing": [said(n) for n in (2, 3, 4)],
        "feed": [said(4)],
    }
    roll = sweeps.sweep(0, sources, {}, ("sitemap",))
    assert recall(roll) == {"announced": 4, "missed_by_sitemap": 1, "missed_by_feed": 3}
    audit = sweeps.sweep(0, sources, {}, ("sitemap", "listing"), audit=True)
    assert recall(audit) == {"announced": 4, "missed_by_sitemap": 1, "missed_by_listing": 1}


def test_an_audit_is_due_in_time_and_with_other_rules(sweeps):
    """Every so many days, and when the profile changed since the last one that went through."""
    memory, day = sweeps.memory, START / DAY
    assert audit_due(memory, "p", START, 30)
    audit = Roll(PROFILE, memory, {}, START, audit=True)
    audit.end(whole=False)
    assert audit_due(memory, PROFILE.digest, START, 30)
    audit.end(whole=True)
    assert not audit_due(memory, PROFILE.digest, (day + 29) * DAY, 30)
    assert audit_due(memory, PROFILE.digest, (day + 30) * DAY, 30)
    assert audit_due(memory, "another profile", START, 30)
