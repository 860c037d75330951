"""Items as the crawler would hand them over, for tests of the steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from archive.model import Block, Page, SnapshotPointer, Visit
from pipelines.item import Item
from pipelines.urls import UrlRules

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
RULES = UrlRules(
    hosts={"miastko.example": "miastko.example", "www.miastko.example": "miastko.example"},
    schemes={"miastko.example": "https"},
)
URL = "https://miastko.example/aktualnosci/otwarcie-parku"


def paragraph(text: str) -> Block:
    """A paragraph of the main content."""
    return Block(kind="paragraph", text=text)


def make_item(
    url: str = URL,
    *,
    texts: Sequence[str] = ("Park przy ulicy Polnej jest otwarty dla wszystkich mieszkańców.",),
    snapshot: str = "urn:uuid:1",
    **page: object,
) -> Item:
    """An item with paragraphs; further arguments are fields of its page."""
    pointer = SnapshotPointer("snapshots/miastko/a.warc.gz", 0, 900, snapshot, "sha256:0")
    facts = {"title": "Otwarcie parku", "blocks": [paragraph(text) for text in texts], **page}
    visit = Visit("v1", "miastko", "news", "r1", url, "page", NOON, snapshot=pointer)
    return Item(page=Page(url=url, **facts), visit=visit, rules=RULES)  # type: ignore[arg-type]
