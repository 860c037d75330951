"""The last step: an item becomes a row of ``pages``, handed to the open run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, Self

from archive.run import MAKES_RECORD
from pipelines.item import Item
from pipelines.scope import Earlier, Scopes

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Rows(Protocol):
    """What takes rows: `archive.run.RunWriter`, or a list's append in a test."""

    before_publishing: Callable[[list[dict[str, Any]]], None]

    def add_page(self, row: dict[str, Any]) -> None:
        """Take one row of ``pages``."""


def page_row(item: Item, extractor_version: str) -> dict[str, Any]:
    """The row of ``pages`` an item has become; keys are the columns of `archive.schema.PAGES`.

    Raises:
        ValueError: the item has no snapshot; a row that no stored page backs must not be.
    """
    page, visit = item.page, item.visit
    if visit.snapshot is None:
        raise ValueError(f"no snapshot backs {page.url}")
    taken = {
        name: getattr(page, name)
        for name in (
            "title", "lead", "published", "published_source", "modified", "modified_source",
            "date_candidates", "site_name", "vendor", "language", "charset", "sections",
            "body_text", "blocks", "badges", "attachments", "images", "contact", "template",
            "projects", "legal_links",
        )
    }  # fmt: skip
    return taken | {
        "record_id": item.record_id,
        "city": visit.city,
        "site": visit.site,
        "kind": item.kind,
        "url": visit.url,
        "canonical_url": item.canonical_url,
        "fetched_at": visit.fetched_at,
        "run_id": visit.run_id,
        "http_status": visit.http_status,
        "version": item.version,
        "previous_record_id": item.previous_record_id,
        "about_year": item.about_year,
        "about_year_source": item.about_year_source,
        "dates": item.dates,
        "content_digest": item.content_digest,
        "issues": sorted({*page.issues, *item.issues}),
        "snapshot": visit.snapshot,
        "extractor_version": extractor_version,
        "profile_digest": item.profile_digest,
    }


class StorePipeline:
    """Hands the rows of new and changed pages to the open run."""

    def __init__(self, rows: Rows, extractor_version: str, scopes: Scopes | None = None) -> None:
        self._rows = rows
        self._extractor_version = extractor_version
        self._scopes = scopes or Scopes()
        rows.before_publishing = self._scopes.settle

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the run from the spider (``spider.run``)."""
        spider: Any = crawler.spider
        run = spider.run
        earlier = partial(Earlier.read, run.layout.root, run.city)
        return cls(run, spider.extractor_version, Scopes(run.run_id, earlier))

    def process_item(self, item: Item) -> Item:
        """Store the item when it is a new version; otherwise only its visit remains."""
        self._scopes.see(item)
        if item.visit.outcome in MAKES_RECORD:
            self._rows.add_page(page_row(item, self._extractor_version))
        return item
