"""Whether a badge is the site's is decided by the whole run, however its rows were published."""

from __future__ import annotations

import pytest

from archive.layout import Layout
from crawler.profiles import load_profile
from crawler.reextract import Reextraction
from pipelines.scope import FEW_PAGES
from tests.crawler.crawl.conftest import Answer, City, Crawls, article
from tests.crawler.crawl.striking import kill_at

PAGES, BATCH = 24, 5
EARLY = "Wojewódzki Fundusz Ochrony Środowiska i Gospodarki Wodnej w Katowicach"
LATE = "Narodowy Fundusz Ochrony Środowiska i Gospodarki Wodnej"
BOX = '<div class="logotypy"><img src="/logo/{0}.png" alt="{1}"></div></header>'


def page(number: int) -> Answer:
    """The first pages show one sign, all but the first few another."""
    shown = [(1, EARLY)] * (number < 6) + [(2, LATE)] * (number >= 4)
    boxes = "".join(BOX.format(*sign) for sign in shown)
    body = article(f"Wiadomość {number}").body.decode().replace("</header>", boxes, 1)
    return Answer(body.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


@pytest.fixture
def signed(city: City) -> City:
    """A city of more pages than a batch, whose signs change on the way."""
    city.publish(**{f"s{number:02}": page(number) for number in range(PAGES)})
    return city


def scopes(crawl: Crawls) -> dict[str, set[str]]:
    """The scopes each sign has in the rows of the city."""
    found: dict[str, set[str]] = {}
    for row in crawl.archive.pages().to_pylist():
        for badge in row["badges"]:
            found.setdefault(badge["text"], set()).add(badge["scope"])
    return found


def read_again(crawl: Crawls) -> bool:
    """Whether all rows come out equal when they are read again."""
    profile = load_profile("miasto", crawl.folder / "cities")
    with Reextraction(Layout(crawl.root), profile) as work:
        comparison = work.compare()
    assert comparison.fields == {}
    return comparison.same


def test_rows_published_early_are_put_right_at_the_end(signed, crawl):
    """A sign of the first batch alone is its pages', one of all others the site's."""
    crawl(KRONIKA_BATCH_PAGES=BATCH)
    assert scopes(crawl) == {EARLY: {"page"}, LATE: {"site"}}
    assert read_again(crawl)


def test_one_batch_or_many_give_equal_rows(signed, crawl):
    """With a batch that holds all, nothing needs to be put right."""
    crawl(KRONIKA_BATCH_PAGES=10_000)
    assert scopes(crawl) == {EARLY: {"page"}, LATE: {"site"}}
    assert read_again(crawl)


def test_a_day_with_one_new_page_goes_by_the_days_before(signed, crawl):
    """The badge of the site is the site's on the only page of a later run, too."""
    crawl()
    signed.publish(new=page(PAGES))
    before = len(crawl.archive.visits(purpose="page"))
    crawl(KRONIKA_REVISIT="due")
    assert len(crawl.archive.visits(purpose="page")) - before < FEW_PAGES
    assert len(crawl.archive.pages()) == PAGES + 1
    assert scopes(crawl) == {EARLY: {"page"}, LATE: {"site"}}
    assert read_again(crawl)


def test_the_rows_of_a_run_that_died_are_put_right_by_the_next(signed, crawl):
    """Published before the kill or read from snapshots after it: the pages of the run decide."""
    kill_at(crawl, 20, KRONIKA_BATCH_PAGES=BATCH)
    crawl(KRONIKA_BATCH_PAGES=BATCH)
    assert len(crawl.archive.pages()) == PAGES
    assert read_again(crawl)
