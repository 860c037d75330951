"""Which known pages are asked again, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.memory import Past
from crawler.discovery.revisit import STALE, Told, barren_rest_s, differs, rest_s, why_ask

DAY = 86400.0
NOW = 400 * DAY


def past(stood: float = 100, asked: float = 1, **more: object) -> Past:
    """A page that was asked ``asked`` days ago and had then stood for ``stood`` days."""
    checked = NOW - asked * DAY
    values = {"said": {"sitemap": "monday"}, "checked": checked, "changed": checked - stood * DAY}
    return Past(**(values | more))  # type: ignore[arg-type]


def told(**said: str) -> Told:
    """What this sweep's sources say of it."""
    return Told("http://a.example/", dict(said))


def test_what_was_never_asked_is_asked():
    """Nothing is known of it."""
    assert why_ask(None, told(feed=""), NOW) == "first"


def test_an_audit_asks_everything():
    """Whatever is known of it."""
    assert why_ask(past(asked=0.01), told(sitemap="monday"), NOW, audit=True) == "audit"


def test_other_words_announce_a_change():
    """A new lastmod in the sitemap."""
    assert why_ask(past(), told(sitemap="tuesday"), NOW) == "announced"
    assert why_ask(past(), told(sitemap="monday"), NOW) is None


@pytest.mark.parametrize(
    ("before", "now", "changed"),
    [
        ({"sitemap": "a"}, {"sitemap": "b"}, True),
        ({"sitemap": "a"}, {"sitemap": "a"}, False),
        ({"sitemap": STALE}, {"sitemap": "b"}, False),
        ({"sitemap": "a"}, {"sitemap": "a", "feed": ""}, True),
        ({"sitemap": "a"}, {"sitemap": "a", "register": ""}, True),
        ({"sitemap": "a"}, {"sitemap": "a", "listing": "T"}, False),
        ({}, {"feed": ""}, False),
        ({"feed": "x"}, {}, False),
    ],
    ids=["lastmod", "same", "not read this far", "new in the feed", "new in the register",
         "new in a list", "nothing known", "left the feed"],
)  # fmt: skip
def test_what_announces_a_change(before, now, changed):
    """Other words, or a place among the latest; a list it newly stands in is none."""
    assert differs(before, now) is changed


def test_a_page_whose_source_no_longer_names_it_has_vanished():
    """Only when that kind of source was read to its end."""
    assert why_ask(past(), told(), NOW, read_whole=["sitemap"]) == "vanished"
    assert why_ask(past(), told(), NOW, read_whole=["listing"]) is None


def test_a_page_rests_a_share_of_the_time_it_stood():
    """A fifth where nobody tells of changes, half where somebody does."""
    assert why_ask(past(stood=50, asked=9.9), told(sitemap="monday"), NOW) is None
    assert why_ask(past(stood=50, asked=10), told(sitemap="monday"), NOW) == "aged"
    assert why_ask(past(stood=50, asked=24), told(sitemap="monday"), NOW, covered=True) is None
    assert why_ask(past(stood=50, asked=25), told(sitemap="monday"), NOW, covered=True) == "aged"


@pytest.mark.parametrize(
    ("stood", "covered", "days"),
    [
        (0, False, 0), (10, False, 2), (5000, False, 30),
        (0, True, 7), (40, True, 20), (5000, True, 90),
    ],
)  # fmt: skip
def test_the_rest_has_bounds(stood, covered, days):
    """A page of today is asked daily, one of ten years ago monthly or four times a year."""
    assert rest_s(past(stood=stood), covered=covered) == days * DAY


@given(st.floats(0, 9000), st.floats(0, 9000), st.booleans())
def test_an_older_page_never_rests_less(younger, more, covered):
    """Rest grows with the time a page has stood."""
    first, second = past(stood=younger), past(stood=younger + more)
    assert rest_s(first, covered=covered) <= rest_s(second, covered=covered) + 1e-3


@pytest.mark.parametrize(("times", "days"), [(1, 2), (2, 4), (3, 8), (4, 16), (5, 30), (99, 30)])
def test_what_gave_no_page_rests_twice_as_long_each_time(times, days):
    """Up to a month."""
    assert barren_rest_s(times) == days * DAY


def test_a_barren_address_rests_though_its_source_names_it_still():
    """404 in a sitemap is not asked every day; other words about it are a reason."""
    barren = past(asked=3.5, barren=2)
    assert why_ask(barren, told(sitemap="monday"), NOW) is None
    assert why_ask(past(asked=4, barren=2), told(sitemap="monday"), NOW) == "again"
    assert why_ask(barren, told(sitemap="tuesday"), NOW) == "announced"


def test_after_a_server_failed_its_pages_are_asked_in_the_next_run():
    """Unless the trouble is that of a few pages: then they rest like barren ones."""
    troubled = past(asked=0.5, trouble=1)
    assert why_ask(troubled, told(sitemap="monday"), NOW) == "again"
    assert why_ask(troubled, told(sitemap="monday"), NOW, lone_trouble=True) is None
