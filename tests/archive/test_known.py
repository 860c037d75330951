"""What the next crawl is told of each page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from archive import Archive
from archive.known import Known
from archive.rows import rows_to_table
from archive.schema import PAGES, VISITS
from archive.tables import TableStore
from tests.archive import factory

URL = factory.page_row(1)["canonical_url"]


def visit(number: int, **changes: Any) -> dict[str, Any]:
    """A visit to page 1, the later the higher its number."""
    page = factory.page_row(1)
    row = factory.visit_row(number, url=page["url"], canonical_url=URL, record_id=page["record_id"])
    return row | changes


def known_after(store: TableStore, *visits: dict[str, Any]):
    """Page 1 as known after these visits."""
    store.commit({"pages": factory.pages(1), "visits": rows_to_table(VISITS, list(visits))})
    return Known(store.link.parent, "demo").pages[URL]


def test_the_newest_version_is_known(filled):
    """Of two versions the second, with its digest, version and record."""
    known = Known(Archive(filled), "demo").pages
    assert len(known) == 5
    page = known[URL]
    assert (page.version, page.record_id) == (2, factory.digest("record", 6))
    assert page.content_digest == factory.page_row(6)["content_digest"]
    assert page.fetched_at == factory.START + timedelta(seconds=6)


def test_a_city_never_crawled_knows_nothing(filled):
    """No error, no pages: this is how every city begins."""
    known = Known(filled, "zabrze")
    assert (known.pages, known.requisites, known.originals) == ({}, {}, {})


def test_the_last_validators_count(store):
    """An unchanged page may have a new ETag; a good answer without one takes it away."""
    assert known_after(store, visit(1), visit(2, outcome="unchanged", etag='"b"')).etag == '"b"'


def test_a_good_answer_without_validators_leaves_none(store):
    """What the server no longer sends is no longer asked with."""
    page = known_after(store, visit(1), visit(2, outcome="unchanged", etag=None))
    assert page.etag is None


def test_a_304_need_not_repeat_its_validators(store):
    """A bare 304 keeps what was known (RFC 9110, 15.4.5)."""
    bare = visit(2, outcome="unchanged", http_status=304, etag=None)
    assert known_after(store, visit(1, last_modified="Fri"), bare).last_modified == "Fri"
    telling = visit(3, outcome="unchanged", http_status=304, etag='"c"')
    assert known_after(store, telling).etag == '"c"'


def test_a_gone_page_is_gone_until_it_comes_back(store):
    """The last visit that says anything decides; a failure says nothing."""
    gone = visit(2, outcome="gone", http_status=410, etag=None, record_id=None)
    assert known_after(store, visit(1), gone, visit(3, outcome="failed")).gone
    assert not known_after(store, visit(4, outcome="unchanged")).gone


def test_a_gone_visit_may_name_only_the_address_asked(store):
    """Where nothing was read there is no canonical URL; the address asked will do."""
    alias = "http://olszynow.example/?p=1"
    store.commit({"pages": factory.pages(1, url=alias), "visits": factory.visits(1)})
    gone = visit(2, outcome="gone", http_status=404, canonical_url=None, url=alias)
    store.commit({"visits": rows_to_table(VISITS, [gone])})
    assert Known(store.link.parent, "demo").pages[URL].gone


def test_other_cities_stay_out(store):
    """The same address in two cities is two pages."""
    rows = [factory.page_row(1), factory.page_row(2, city="zabrze", canonical_url=URL)]
    store.commit({"pages": rows_to_table(PAGES, rows)})
    assert Known(store.link.parent, "zabrze").pages[URL].record_id == factory.digest("record", 2)


def test_requisites_keep_their_validators(store):
    """Style sheets and pictures are asked for politely, too."""
    css = {"purpose": "requisite", "url": "http://a/s.css", "canonical_url": None}
    seen = visit(1, outcome="read", etag='"s"', **css)
    bare = visit(2, outcome="unchanged", http_status=304, etag=None, **css)
    store.commit({"visits": rows_to_table(VISITS, [seen, bare, visit(3)])})
    known = Known(store.link.parent, "demo").requisites
    assert list(known) == ["http://a/s.css"]
    assert known["http://a/s.css"].etag == '"s"'


def test_originals_are_the_newest_stored_bodies(store):
    """A revisit is no original, nor is an error or an answer that never came."""
    rows = [
        visit(1),
        visit(2),
        visit(3, revisit_of="<urn:uuid:1>"),
        visit(4, http_status=500),
        visit(5, snapshot=None, http_status=None),
    ]
    store.commit({"visits": rows_to_table(VISITS, rows)})
    found = Known(store.link.parent, "demo").originals
    assert found[URL].pointer.warc_offset == 2_000
    assert found[URL].fetched_at == factory.START + timedelta(seconds=2)
