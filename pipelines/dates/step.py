"""The dates step: publication day, day of the last change."""

from __future__ import annotations

from pipelines.dates.choice import choose
from pipelines.item import Item


def date_item(item: Item) -> Item:
    """Fill the page's ``published`` and ``modified`` from all that was stated about them.

    What feeds, listings and sitemaps announced joins the page's own statements first, so that
    a record shows every candidate with its source.
    """
    page = item.page
    page.date_candidates += [c for c in item.announced if c not in page.date_candidates]
    chosen = choose(page.date_candidates, item.visit.fetched_at)
    page.published, page.published_source = chosen.published, chosen.published_source
    page.modified, page.modified_source = chosen.modified, chosen.modified_source
    return item


class DatesPipeline:
    """Scrapy's way to the dates step."""

    def process_item(self, item: Item) -> Item:
        """Date one item."""
        return date_item(item)
