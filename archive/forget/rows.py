"""Which rows an address is in, and which other addresses lead to the same page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from archive.reader import Reader
from archive.rows import table_to_rows
from archive.schema import PAGES, VISITS, Table
from archive.snapshots.cdxj import surt
from archive.tables.where import Is

_PAGE = ["record_id", "city", "url", "canonical_url", "fetched_at", "title", "images", "snapshot"]
_VISIT = ["visit_id", "city", "url", "canonical_url", "location", "fetched_at", "snapshot"]
#: The columns with addresses in them: the first is where it was asked, the others where it led.
_PAGE_LINKS = ("url", "canonical_url")
_VISIT_LINKS = ("url", "canonical_url", "location")


@dataclass(slots=True)
class Rows:
    """Rows that go, by key; ``answers`` are the WARC-Record-IDs they point to.

    ``addresses`` are those asked for and every other that only ever led to the same page; ``keys``
    their one spelling each; ``titles`` those of its versions. ``onward`` are addresses they
    redirected to, ``pictures`` stored pictures that stood on the pages: both stay. Moments are UTC.
    """

    keys: set[str]
    addresses: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)
    visits: set[str] = field(default_factory=set)
    answers: set[str] = field(default_factory=set)
    cities: set[str] = field(default_factory=set)
    onward: set[str] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)
    first: datetime | None = None
    last: datetime | None = None

    def take(self, row: dict[str, Any]) -> None:
        """Note whose row this is, when and at which address, and where its answer lies."""
        if row["snapshot"]:
            self.answers.add(row["snapshot"]["warc_record_id"])
        moment: datetime = row["fetched_at"]
        self.first = min(self.first or moment, moment)
        self.last = max(self.last or moment, moment)
        self.cities.add(row["city"])
        self.addresses.update(filter(None, (row["url"], row["canonical_url"])))


def find_rows(archive: Reader, urls: Sequence[str]) -> Rows:
    """The rows of the pages at some addresses, of whatever led to them, and of nothing else.

    Raises:
        ArchiveFault: the tables cannot be read.
    """
    book = _Book(archive)
    keys = {book.key(url) or url for url in urls}
    keys |= {canonical for url, canonical in book.pages if url in keys and canonical}
    while more := book.only_led_to(keys) - keys:  # a redirect may lead to a redirect
        keys |= more
    rows, spelled = Rows(keys), book.spelled(keys)
    for row in table_to_rows(archive.read_table(PAGES, _PAGE, [Is(_PAGE_LINKS, spelled)])):
        rows.take(row)
        rows.pages.add(row["record_id"])
        rows.titles.update(filter(None, [row["title"]]))
        rows.pictures.update(image["url"] for image in row["images"] or [])
    for row in table_to_rows(archive.read_table(VISITS, _VISIT, [Is(_VISIT_LINKS, spelled)])):
        rows.take(row)
        rows.visits.add(row["visit_id"])
        if row["location"] and book.key(row["location"]) not in keys:
            rows.onward.add(row["location"])
    rows.addresses = {url for url in (*rows.addresses, *urls) if book.key(url) in keys}
    rows.pictures = _stored(archive, rows.pictures - rows.addresses)
    return rows


class _Book:
    """What led to what, all addresses in one spelling: ``pages`` and ``visits`` by their links."""

    def __init__(self, archive: Reader) -> None:
        self._keys: dict[str, str] = {}
        self.pages = self._links(archive, PAGES, _PAGE_LINKS)
        self.visits = self._links(archive, VISITS, _VISIT_LINKS)

    def key(self, url: str | None) -> str | None:
        """An address in its one spelling."""
        if url is None:
            return None
        if url not in self._keys:
            self._keys[url] = surt(url)
        return self._keys[url]

    def spelled(self, keys: set[str]) -> tuple[str, ...]:
        """Every spelling in which addresses occur."""
        return tuple(url for url, key in self._keys.items() if key in keys)

    def only_led_to(self, keys: set[str]) -> set[str]:
        """Addresses that led to others, and never to anything else."""
        led: set[str | None] = set()
        elsewhere: set[str | None] = set()
        for url, canonical in self.pages:
            (led if url in keys or canonical in keys else elsewhere).add(url)
        for url, *onward in self.visits:
            if url in keys or not keys.isdisjoint(onward):
                led.add(url)
            if any(place is not None and place not in keys for place in onward):
                elsewhere.add(url)
        return {url for url in led - elsewhere if url is not None}

    def _links(
        self, archive: Reader, table: Table, columns: tuple[str, ...]
    ) -> list[tuple[str | None, ...]]:
        rows = archive.read_table(table, columns).group_by(list(columns)).aggregate([])
        found = [map(self.key, rows[name].to_pylist()) for name in columns]
        return list(zip(*found, strict=True))


def _stored(archive: Reader, pictures: set[str]) -> set[str]:
    """Those of some pictures that were fetched as such."""
    if not pictures:
        return set()
    wheres = [Is(("purpose",), ("requisite",)), Is(("url",), tuple(pictures))]
    return set(archive.read_table(VISITS, ["url"], wheres)["url"].to_pylist())
