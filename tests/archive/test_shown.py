"""What a notebook shows of records, a history and hits; nothing from a page becomes markup."""

from __future__ import annotations

import pytest

from archive import Archive
from archive.rows import rows_to_table
from archive.schema import PAGES
from tests.archive import factory

URL = f"{factory.SITE}/2026/05/01/remont-1/"


@pytest.fixture
def town(store) -> Archive:
    """Seven pages, one in two versions that differ in a paragraph, with markup in the title."""
    odd = {"title": "Remont <b>ulicy</b>", "lead": None, "attachments": []}
    first = factory.page_row(1, **odd)
    block = dict.fromkeys(factory.PAGES.schema.field("blocks").type.value_type.names)
    text = block | {"kind": "paragraph", "text": "Rozpoczął się drugi etap remontu ulicy Długiej."}
    later = factory.page_row(
        8, **odd, url=URL, canonical_url=URL, version=2, blocks=[text], body_text=text["text"]
    ) | {"previous_record_id": first["record_id"]}
    others = [factory.page_row(number) for number in range(2, 8)]
    store.commit({"pages": rows_to_table(PAGES, [first, later, *others])})
    return Archive(store.link.parent)


def test_a_selection_shows_its_conditions_and_a_few_records(town):
    """How many there are, and the first five."""
    shown = town.select("demo", kind="article")._repr_html_()
    assert "city=&#x27;demo&#x27;, kind=&#x27;article&#x27;" in shown
    assert shown.count("<tr>") == 1 + 5
    assert "and 3 more" in shown
    assert "<b>ulicy" not in shown


def test_an_empty_selection_is_shown_empty(town):
    """No row, and nothing more."""
    shown = town.select("demo", kind="notice")._repr_html_()
    assert shown.count("<tr>") == 1
    assert "more" not in shown


def test_a_history_shows_versions_and_marked_words(town):
    """One row a version; what went and what came is marked in an edited part."""
    history = town.history(URL)
    assert repr(history) == f"<History of {URL!r} (demo): 2 versions>"
    shown = history._repr_html_()
    assert "first seen" in shown
    assert "<ins>drugi" in shown
    assert "<del>1." in shown
    assert "<b>ulicy" not in shown


def test_results_show_hits_with_marks(town):
    """The words looked for are marked in title and passage; unknown ones are named."""
    found = town.search("remontem ulic")
    assert repr(found) == "<Results: the best 7 of 7 records>"
    shown = found._repr_html_()
    assert "<mark>Remont</mark> &lt;b&gt;" in shown
    assert "no record has 'tramwaj'" in repr(town.search("tramwaj"))
