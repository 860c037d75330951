"""The change step: is this page new, changed or as it was."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self
from urllib.parse import urlsplit

from archive.model import Attachment, Page
from pipelines.identity import identify_as, own_address
from pipelines.item import Item
from pipelines.urls import canonicalize

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class KnownVersion(Protocol):
    """What must be known of a page's last version (`archive.known.KnownPage` has it)."""

    @property
    def record_id(self) -> str:
        """Id of the last record."""

    @property
    def content_digest(self) -> str:
        """Digest of the last record."""

    @property
    def version(self) -> int:
        """Its number, from 1."""

    @property
    def gone(self) -> bool:
        """Whether the last visit found the page gone."""


def content_digest(page: Page) -> str:
    """Digest over what a reader reads: "sha256:" and 64 hex digits.

    Counted are the words of title, lead and blocks in reading order, the pictures of figures,
    and the attachments with their labels. Not counted are blanks, the borders between blocks,
    Unicode normal forms, other sections, query strings of pictures, and whether an address says
    http or https: none of them is a change a reader would see.
    """
    texts = [page.title, page.lead, *(block.text for block in page.blocks)]
    words = _words(" ".join(text for text in texts if text))
    pictures = [urlsplit(block.src).path for block in page.blocks if block.src]
    content = [words, pictures, [_file(attachment) for attachment in page.attachments]]
    canonical = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode("utf-8", "surrogatepass"))
    return f"sha256:{digest.hexdigest()}"


def digest(item: Item) -> Item:
    """Fill ``content_digest``."""
    item.content_digest = content_digest(item.page)
    return item


def judge(item: Item, known: Mapping[str, KnownVersion]) -> Item:
    """Compare an identified and digested item with the last known version of its page.

    Sets ``version``, ``previous_record_id``, and of the visit ``outcome``
    (new, changed, unchanged), ``record_id`` and ``canonical_url``. A page that was gone and came
    back is changed or unchanged as its content says, with the reason ``returned``.
    """
    visit, before = item.visit, known.get(item.canonical_url)
    visit.canonical_url = item.canonical_url
    if before is None:
        visit.outcome, visit.record_id = "new", item.record_id
        return item
    if before.gone:
        visit.reason = "returned"
    if before.content_digest == item.content_digest:
        visit.outcome, visit.record_id = "unchanged", before.record_id
        item.version = before.version
        return item
    visit.outcome, visit.record_id = "changed", item.record_id
    item.version, item.previous_record_id = before.version + 1, before.record_id
    return item


@dataclass(frozen=True, slots=True)
class _Seen:
    """The version of a page this run has found."""

    record_id: str
    content_digest: str
    version: int
    title: str
    gone: bool = False


class Change:
    """`judge` for the pages of one run, in the order they come.

    A second address that leads to a page already met is an alias: its visit is unchanged with
    the reason ``alias`` and no second version is made. When the two share a canonical link but
    neither content nor title, the link is wrong: the page is judged under its own address, with
    the issue ``canonical_shared``.
    """

    def __init__(self, known: Mapping[str, KnownVersion]) -> None:
        self._known = known
        self._met: dict[str, _Seen] = {}

    def __call__(self, item: Item) -> Item:
        """Judge one item against the archive and against this run."""
        if not item.prepared:
            digest(item)
        own = own_address(item)
        if item.canonical_url != own and own in self._known:
            identify_as(item, own)  # once a page of its own, always one
        first = self._met.get(item.canonical_url)
        if first and _same_page(first, item):
            return _alias(item, first)
        if first:
            item.issues.append("canonical_shared")
            if own not in self._met:
                identify_as(item, own)
                first = None
        judge(item, {item.canonical_url: first} if first else self._known)
        self._met[item.canonical_url] = _Seen(
            item.visit.record_id or item.record_id,
            item.content_digest,
            item.version,
            _words(item.page.title or ""),
        )
        return item


class ChangePipeline:
    """Scrapy's way to the change step."""

    def __init__(self, known: Mapping[str, KnownVersion]) -> None:
        self._change = Change(known)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take what is known from the open run (``spider.run.known``)."""
        spider: Any = crawler.spider
        return cls(spider.run.known)

    def process_item(self, item: Item) -> Item:
        """Judge one item."""
        return self._change(item)


def _same_page(first: _Seen, item: Item) -> bool:
    title = _words(item.page.title or "")
    return first.content_digest == item.content_digest or (bool(title) and title == first.title)


def _alias(item: Item, first: _Seen) -> Item:
    item.content_digest, item.version = first.content_digest, first.version
    item.visit.outcome, item.visit.reason = "unchanged", "alias"
    item.visit.record_id, item.visit.canonical_url = first.record_id, item.canonical_url
    return item


def _words(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _file(attachment: Attachment) -> list[str]:
    address = canonicalize(attachment.url).partition("://")[2]
    return [address.removeprefix("www."), _words(attachment.label)]
