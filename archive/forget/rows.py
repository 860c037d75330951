"""Which rows an address is in, and which other addresses lead to the same page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from archive.reader import Reader
from archive.rows import table_to_rows
from archive.schema import PAGES, VISITS
from archive.snapshots.cdxj import surt

_PAGE = ["record_id", "city", "url", "canonical_url", "fetched_at", "images", "snapshot"]
_VISIT = [
    *("visit_id", "city", "url", "canonical_url", "location", "purpose", "outcome"),
    *("fetched_at", "snapshot"),
]


@dataclass(slots=True)
class Rows:
    """Rows that go, by key; ``answers`` are the WARC-Record-IDs they point to.

    ``addresses`` are those asked for and every other that only ever led to the same page; ``keys``
    their one spelling each. ``onward`` are addresses they redirected to, ``pictures`` stored
    pictures that stood on the pages: both stay. Moments are UTC.
    """

    keys: set[str]
    addresses: set[str] = field(default_factory=set)
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
    pages = archive.read_table(PAGES, _PAGE)
    visits = archive.read_table(VISITS, _VISIT)
    keys = {surt(url) for url in urls}
    named = pages.filter(_at(pages["url"], keys))
    keys |= {surt(url) for url in pc.unique(named["canonical_url"]).to_pylist()}
    while more := _only_led(pages, visits, keys) - keys:  # a redirect may lead to a redirect
        keys |= more
    rows = Rows(keys)
    gone = _held(pages, ("url", "canonical_url"), keys)
    left = _held(visits, ("url", "canonical_url", "location"), keys)
    for row in table_to_rows(pages.filter(gone)):
        rows.take(row)
        rows.pages.add(row["record_id"])
        rows.pictures.update(image["url"] for image in row["images"] or [])
    for row in table_to_rows(visits.filter(left)):
        rows.take(row)
        rows.visits.add(row["visit_id"])
        if row["location"] and surt(row["location"]) not in rows.keys:
            rows.onward.add(row["location"])
    rows.addresses = {url for url in (*rows.addresses, *urls) if surt(url) in rows.keys}
    stay = visits.filter(pc.and_(pc.invert(left), pc.equal(visits["purpose"], "requisite")))
    rows.pictures &= set(pc.unique(stay["url"]).to_pylist())
    return rows


def _only_led(pages: pa.Table, visits: pa.Table, keys: set[str]) -> set[str]:
    """Addresses that led to what goes, and never to anything else."""
    gone = _held(pages, ("url", "canonical_url"), keys)
    led = _held(visits, ("url", "canonical_url", "location"), keys)
    elsewhere = _keys_of(pages.filter(pc.invert(gone)))
    for name in ("canonical_url", "location"):
        away = pc.and_(pc.is_valid(visits[name]), pc.invert(_at(visits[name], keys)))
        elsewhere |= _keys_of(visits.filter(away))
    return (_keys_of(pages.filter(gone)) | _keys_of(visits.filter(led))) - elsewhere


def _keys_of(table: pa.Table) -> set[str]:
    return {surt(url) for url in pc.unique(table["url"]).to_pylist()}


def _held(table: pa.Table, columns: Sequence[str], keys: set[str]) -> pa.ChunkedArray:
    held = _at(table[columns[0]], keys)
    for name in columns[1:]:
        held = pc.or_(held, _at(table[name], keys))
    return held


def _at(column: pa.ChunkedArray, keys: set[str]) -> pa.ChunkedArray:
    """True where an address has one of the keys."""
    hits = [url for url in pc.unique(column).to_pylist() if url and surt(url) in keys]
    return pc.is_in(column, value_set=pa.array(hits, pa.string()))
