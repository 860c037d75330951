"""Lies learned: sources that hide changes or cry wolf, hosts whose 304 was wrong."""

from __future__ import annotations

import pytest

from crawler.discovery.memory import Memory
from crawler.discovery.trust import Trust, distrusted, host

URL = "http://a.example/1"
NOW, DAY = 1e9, 86400.0


@pytest.fixture
def memory(tmp_path) -> Memory:
    """An empty memory."""
    return Memory(tmp_path / "m.sqlite3")


@pytest.mark.parametrize(
    ("checks", "lies", "honest"),
    [(0, 0, True), (100, 0, True), (3, 1, True), (3, 2, False), (39, 2, False), (40, 2, True)],
)
def test_sources_that_hide_changes_are_not_believed(memory, checks, lies, honest):
    """One slip is forgiven; two are a lie, unless they are less than a twentieth."""
    trust = Trust(memory, NOW)
    for n in range(checks):
        trust.checked("news", changed=n < lies)
    assert trust.honest("news") is honest
    assert trust.honest("bulletin")


@pytest.mark.parametrize(
    ("alarms", "false", "cries"), [(19, 19, False), (20, 16, False), (20, 17, True), (50, 50, True)]
)
def test_a_lastmod_that_is_always_today_cries_wolf(memory, alarms, false, cries):
    """After twenty announced changes, when more than four in five were none."""
    trust = Trust(memory, NOW)
    for n in range(alarms):
        trust.alarmed("news", false=n < false)
    assert trust.cries_wolf("news") is cries


def test_a_host_whose_304_was_wrong_is_asked_in_full_for_a_season(memory):
    """Ninety days; other hosts are not touched."""
    Trust(memory, NOW).tested_304(URL, lied=True)
    later = Trust(memory, NOW + 89 * DAY)
    assert not later.believes_304("http://A.example/else")
    assert later.believes_304("http://b.example/")
    assert distrusted(memory, NOW + 89 * DAY) == ["a.example"]
    assert Trust(memory, NOW + 90 * DAY).believes_304(URL)


def test_a_host_is_doubted_until_its_304_held_five_times(memory):
    """Then looking behind it costs more than it finds."""
    trust = Trust(memory, NOW)
    for _ in range(5):
        assert trust.doubts_304(URL)
        trust.tested_304(URL, lied=False)
    assert not trust.doubts_304(URL)
    assert trust.doubts_304("http://b.example/")


def test_what_was_counted_is_kept(memory):
    """Counts of two runs add up, and writing twice does not double them."""
    for _ in range(2):
        trust = Trust(memory, NOW)
        for _ in range(3):
            trust.tested_304(URL, lied=False)
        trust.keep()
        trust.keep()
    assert memory.number("held304:a.example") == 6


def test_a_host_is_told_with_its_port():
    """Two servers on one machine have not lied together."""
    assert host("http://A.example:8080/x") == "a.example:8080"
