"""The steps stand in one order, with and without Scrapy."""

from __future__ import annotations

from itertools import pairwise

import pytest
from scrapy.utils.misc import load_object

from archive.model import Badge
from pipelines.checks import SkipPage
from pipelines.order import ITEM_PIPELINES, build_steps, process
from tests.pipelines.items import URL, make_item


def test_every_pipeline_exists() -> None:
    """Each name in the order is a class with Scrapy's method."""
    for path in ITEM_PIPELINES:
        assert callable(load_object(path).process_item)


def test_places_leave_gaps() -> None:
    """A step to come fits between any two."""
    places = list(ITEM_PIPELINES.values())
    assert places == sorted(set(places))
    assert min(b - a for a, b in pairwise(places)) >= 10


def test_an_item_goes_through_all_steps_without_scrapy() -> None:
    """Identity, funders, checks and change have all done their part."""
    item = make_item(badges=[Badge("Dofinansowanie - Fundusz Spójności")])
    process(item, build_steps({}))
    assert item.canonical_url == URL
    assert item.page.badges[0].funder_id == "fs"
    assert "short_text" in item.issues
    assert item.visit.outcome == "new"


def test_a_page_that_is_no_content_still_says_which_page_it_was() -> None:
    """Identity comes before the checks, judging after them."""
    item = make_item(issues=["waiting_room"])
    with pytest.raises(SkipPage):
        process(item, build_steps({}))
    assert (item.visit.canonical_url, item.visit.outcome) == (URL, "refused")
