"""The pace is kept per host and per address, and back-off does what servers ask for."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from crawler.fetch.pace import BackOff, Pace, retry_after_s
from crawler.fetch.refusal import NotAskedError
from tests.crawler.crawl.conftest import Answer, article, city, crawl  # noqa: F401 - fixtures
from tests.support import NOON


class Time:
    """A clock in seconds that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def clock(self) -> float:
        """Give the moment."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Wait until `pass_by` reaches the moment."""
        until = asyncio.get_running_loop().create_future()
        self.sleepers.append((self.now + seconds, until))
        await until

    async def pass_by(self) -> bool:
        """Wake the next sleeper at its moment; false when nobody sleeps."""
        for _ in range(20):  # let everybody run who can
            await asyncio.sleep(0)
        if not self.sleepers:
            return False
        moment, until = min(self.sleepers, key=lambda sleeper: sleeper[0])
        self.sleepers.remove((moment, until))
        self.now = max(self.now, moment)
        until.set_result(None)
        return True


def starts(requests, *, delay_s=2.0, before=lambda _: None, connect_s=0.0, **limits):
    """Start requests (host, address) all at once; gives (host, second of its start) in order."""
    time, seen = Time(), []

    async def one(pace: Pace, host: str, address: str) -> None:
        try:
            async with pace.turn(host, address):
                time.now += connect_s
            seen.append((host, time.now - 1000))
        except NotAskedError as refusal:
            seen.append((host, refusal.reason))

    async def go() -> None:
        pace = Pace(delay_s, BackOff(**limits), clock=time.clock, sleep=time.sleep)
        before(pace)
        tasks = [asyncio.create_task(one(pace, *request)) for request in requests]
        while await time.pass_by():
            pass
        await asyncio.gather(*tasks)

    asyncio.run(go())
    return seen


def test_one_host_is_asked_once_in_so_many_seconds():
    """However many wait, starts are delay_s apart."""
    assert [at for _, at in starts([("a", "1")] * 4)] == [0, 2, 4, 6]


def test_two_hosts_on_one_server_share_its_pace():
    """Towns of one vendor's server: the address is asked no faster than one host would be."""
    seen = starts([("a", "1"), ("b", "1"), ("a", "1"), ("b", "1")])
    assert sorted(at for _, at in seen) == [0, 2, 4, 6]


def test_hosts_apart_do_not_wait_for_each_other():
    """Other host, other address: at once."""
    assert starts([("a", "1"), ("b", "2")]) == [("a", 0), ("b", 0)]


def test_a_slow_connection_brings_no_two_starts_closer():
    """What counts is the moment the request goes out, not the one it was let through."""
    assert [at for _, at in starts([("a", "1")] * 3, connect_s=0.5)] == [0.5, 3.0, 5.5]


def test_no_delay_is_no_wait():
    """The town on loopback is asked as fast as it answers."""
    assert {at for _, at in starts([("a", "1")] * 50, delay_s=0)} == {0}


def test_crawl_delay_slows_its_host_only():
    """A host's Crawl-delay is kept when longer than the pace, and no neighbour suffers."""
    seen = starts(
        [("a", "1"), ("a", "1"), ("b", "1"), ("b", "1")],
        before=lambda pace: (pace.slow_down("a", 10), pace.slow_down("a", 1)),
    )
    assert [at for host, at in seen if host == "a"] == [0, 10]
    assert [at for host, at in seen if host == "b"] == [2, 4]


def test_crawl_delay_counts_from_the_request_that_told_it():
    """The first page waits the Crawl-delay after robots.txt, not the shorter pace."""
    time = Time()

    async def go() -> float:
        pace = Pace(2, clock=time.clock, sleep=time.sleep)
        await _pass(pace)
        pace.slow_down("a", 10)
        page = asyncio.create_task(_pass(pace))
        while await time.pass_by():
            pass
        await page
        return time.now - 1000

    assert asyncio.run(go()) == 10


@pytest.mark.parametrize("status", [429, 503])
def test_being_turned_away_pauses_and_the_pause_doubles(status):
    """30 s after the first time, 60 after the second, 40 when that is the longest."""
    pauses = []
    for longest in (300, 40):
        time = Time()
        pace = Pace(0, BackOff(longest_s=longest), clock=time.clock, sleep=time.sleep)

        async def ask(pace=pace, time=time) -> None:
            for _ in range(3):
                began = time.now
                turn = asyncio.create_task(_pass(pace))
                while await time.pass_by():
                    pass
                await turn
                pauses.append(time.now - began)
                pace.answered("a", status)

        asyncio.run(ask())
    assert pauses == [0, 30, 60, 0, 30, 40]


async def _pass(pace: Pace) -> None:
    async with pace.turn("a", "1"):
        pass


def test_retry_after_is_waited_for():
    """What the server names counts when it is longer than our own pause, with 503 and without."""
    assert starts([("a", "1")], before=lambda pace: pace.answered("a", 503, 120)) == [("a", 120)]
    assert starts([("a", "1")], before=lambda pace: pace.answered("a", 503, 5)) == [("a", 30)]
    assert starts([("a", "1")], before=lambda pace: pace.answered("a", 301, 7)) == [("a", 7)]
    assert starts([("a", "1")], before=lambda pace: pace.answered("a", 200, 7)) == [("a", 0)]


def test_a_host_that_asks_for_too_long_is_left():
    """An hour is not waited for: the host is left, its neighbours are not."""
    seen = starts([("a", "1"), ("b", "1")], before=lambda pace: pace.answered("a", 429, 3600))
    assert seen == [("a", "backed_off"), ("b", 0)]


def test_a_host_that_turns_us_away_again_and_again_is_left():
    """After so many times in a row there is no next request; one good answer begins anew."""

    def turned_away(*statuses):
        def before(pace: Pace) -> None:
            for status in statuses:
                pace.answered("a", status)

        return before

    three = {"times": 3, "first_s": 0.0}
    assert starts([("a", "1")], before=turned_away(503, 429, 503), **three) == [("a", "backed_off")]
    assert starts([("a", "1")], before=turned_away(503, 503, 200, 503), **three) == [("a", 0)]


def test_answers_under_way_are_one_strike():
    """Eight requests at once meet one hiccup: that is one time, not eight."""

    def hiccup(pace: Pace) -> None:
        for _ in range(8):
            pace.answered("a", 503)

    assert starts([("a", "1")], before=hiccup) == [("a", 30)]


def test_who_waits_when_a_host_is_left_is_told():
    """A request already waiting for its turn is not sent after all."""
    time = Time()

    async def go() -> str:
        pace = Pace(2, BackOff(times=1), clock=time.clock, sleep=time.sleep)
        await _pass(pace)
        waiting = asyncio.create_task(_pass(pace))
        await asyncio.sleep(0)
        pace.answered("a", 503)
        while await time.pass_by():
            pass
        with pytest.raises(NotAskedError) as refusal:
            await waiting
        return refusal.value.reason

    assert asyncio.run(go()) == "backed_off"


def test_who_waits_for_a_free_host_takes_no_turn():
    """until_free ends when the pause does, and leaves the turn to whoever takes it."""
    time = Time()

    async def go() -> list[float]:
        pace, seen = Pace(2, clock=time.clock, sleep=time.sleep), []
        pace.answered("a", 503)
        for wait in (pace.until_free("a"), pace.until_free("a"), _pass(pace)):
            waiting = asyncio.create_task(wait)
            while await time.pass_by():
                pass
            await waiting
            seen.append(time.now - 1000)
        return seen

    assert asyncio.run(go()) == [30, 30, 30]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 0),
        ("Mon, 02 Mar 2026 11:02:00 GMT", pytest.approx(120, abs=1)),
        ("Monday, 02-Mar-26 11:02:00 GMT", pytest.approx(120, abs=1)),
        ("Mon Mar  2 11:02:00 2026", pytest.approx(120, abs=1)),
        ("Mon, 02 Mar 2020 11:00:00 GMT", 0),
        ("-5", None),
        ("²", None),
        ("zaraz", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_both_forms(value, seconds):
    """Seconds, or any of HTTP's three ways to write a date; nonsense is no wish."""
    assert retry_after_s(value, NOON) == seconds


def test_a_date_without_zone_is_utc():
    """As RFC 9110, 5.6.7 has it."""
    now = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
    assert retry_after_s("Mon, 02 Mar 2026 11:00:30", now) == 30


def test_a_city_that_turns_us_away_is_left(city, crawl):  # noqa: F811
    """429 from page to page: after five in a row the rest is not asked, and every page is told."""
    city.publish(**{f"p{n}": article(f"Strona {n}") for n in range(20)})
    for n in range(20):
        city.pages[f"/2026/p{n}/"] = Answer(b"", 429)
    crawl(KRONIKA_BACKOFF_S=0, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    pages = [row for row in crawl.archive.visits().to_pylist() if "/2026/" in row["url"]]
    told = [(row["outcome"], row["reason"]) for row in pages]
    asked = sum(path.startswith("/2026/") for path in city.asked)
    assert asked == told.count(("refused", "http_429"))
    assert 5 <= asked <= 8  # four are under way at once
    assert told.count(("refused", "backed_off")) == 20 - asked
