"""How far a listing is followed."""

from __future__ import annotations

import pytest

from crawler.discovery.memory import Memory
from crawler.discovery.walk import FIRST_LATENESS, Walk, begin_walk

START = "http://a.example/aktualnosci/"


def page(number: int) -> str:
    """The address of a page of the listing."""
    return START if number == 1 else f"{START}?strona={number}"


@pytest.fixture
def memory(tmp_path) -> Memory:
    """An empty memory."""
    return Memory(tmp_path / "m.sqlite3")


def walked(walk: Walk, news: list[int]) -> list[int]:
    """Walk a listing whose pages have so many new entries; gives back the numbers read."""
    read = []
    while not walk.enough and (url := walk.next()):
        number = int(url.partition("strona=")[2] or 1)
        read.append(number)
        walk.saw(news[number - 1])
        if number < len(news):
            walk.more([page(number + 1)])
    return read


def test_the_first_walk_goes_to_the_end():
    """Also over pages with nothing new: nothing is known of the list yet."""
    assert walked(Walk(START), [9, 0, 0, 0, 1]) == [1, 2, 3, 4, 5]


def test_a_later_walk_never_stops_at_the_first_known_entry():
    """It goes on over as many quiet pages as pages were late, and one more shows the end."""
    assert walked(Walk(START, length=6, lateness=1), [2, 0, 1, 0, 0, 3]) == [1, 2, 3, 4, 5]


def test_lateness_says_how_far_it_looks():
    """Where pinned entries pushed news down by three pages once, three are passed."""
    assert walked(Walk(START, length=9, lateness=3), [1, *[0] * 8]) == [1, 2, 3, 4, 5]


def test_a_quiet_listing_is_read_so_far():
    """With nothing new at all it still looks past the first page."""
    assert walked(Walk(START, length=9, lateness=1), [0] * 9) == [1, 2]
    assert walked(Walk(START, length=1, lateness=1), [0]) == [1]


def test_a_whole_walk_ignores_what_it_knows():
    """An audit reads every page."""
    assert walked(Walk(START, length=9, lateness=1, whole=True), [0] * 9) == list(range(1, 10))


def test_pages_come_in_order_and_once():
    """However a pager names them, and in whatever facet."""
    walk = Walk(START)
    walk.next()
    walk.more([page(10), page(2), page(3), f"{START}?strona=2&sort=1", f"{START}nastepna"])
    order = [walk.next() for _ in range(4)]
    assert order == [page(2), page(3), page(10), f"{START}nastepna"]
    walk.more([page(2), START])
    assert walk.next() is None


def test_lateness_is_learned(memory):
    """News behind two quiet pages raises it; a whole walk without any lowers it by one."""
    walked(first := begin_walk(START, memory, whole=True), [5, 5, 5, 5])
    first.keep(memory)
    assert begin_walk(START, memory, whole=False).lateness == FIRST_LATENESS
    walked(late := begin_walk(START, memory, whole=True), [1, 0, 0, 1])
    late.keep(memory)
    learned = begin_walk(START, memory, whole=False)
    assert (learned.length, learned.lateness) == (4, 2)
    walked(calm := begin_walk(START, memory, whole=True), [1, 0, 0, 0])
    calm.keep(memory)
    assert begin_walk(START, memory, whole=False).lateness == 1


def test_a_walk_that_stopped_early_keeps_the_length(memory):
    """Only a walk to the end knows how long the listing is."""
    walked(first := begin_walk(START, memory, whole=True), [5] * 8)
    first.keep(memory)
    walked(second := begin_walk(START, memory, whole=False), [0] * 8)
    assert not second.at_end
    second.keep(memory)
    assert begin_walk(START, memory, whole=False).length == 8
