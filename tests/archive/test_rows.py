"""Python rows become typed rows, or are refused with the place where they do not fit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from archive.errors import SchemaError
from archive.model import Visit
from archive.rows import check, rows_to_table, table_to_rows
from archive.schema import PAGES, RUNS, VISITS
from tests.archive import factory


def test_rows_come_back_equal():
    """What goes in as dataclasses comes out as dicts with the same values."""
    row = table_to_rows(factory.pages(1))[0]
    assert row["blocks"][2]["rows"] == [["rok", "kwota"], ["2026", "1 000 zł"]]
    assert row["contact"]["phones"][0] == {"text": "+48 32 555 01 00", "e164": "+48325550100"}
    assert row["published"] == date(2026, 1, 2)
    assert row["fetched_at"] == factory.START + timedelta(seconds=1)
    assert row["snapshot"]["warc_offset"] == 1_000


def test_plain_dicts_do_as_well_as_dataclasses():
    """A row read back can be stored again and is the same row."""
    table = factory.pages(1, 2)
    assert rows_to_table(PAGES, table_to_rows(table)).equals(table)


def test_a_dataclass_can_be_a_row():
    """A Visit is a row of visits."""
    visit = Visit("v1", "demo", None, "r1", "http://a/", "page", factory.START, outcome="failed")
    assert table_to_rows(rows_to_table(VISITS, [visit]))[0]["outcome"] == "failed"


def test_maps_are_mappings():
    """Settings go in as a dict."""
    assert table_to_rows(factory.runs(1))[0]["settings"] == [("pace", "1.5")]


def test_no_rows_make_an_empty_table():
    """No rows is a table too, with every column."""
    table = rows_to_table(RUNS, [])
    assert len(table) == 0
    assert table.schema.equals(RUNS.schema, check_metadata=True)


def test_the_meaning_of_columns_travels_with_the_rows():
    """Every column carries its meaning and source."""
    for field in factory.pages(1).schema:
        assert field.metadata[b"meaning"]
        assert field.metadata[b"source"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"extra": 1}, "unknown extra"),
        ({"title": 5}, "title"),
        ({"record_id": None}, "record_id must not be null"),
        ({"published": "2026-01-01"}, "no day"),
        ({"published": datetime(2026, 1, 1, tzinfo=UTC)}, "no day"),
        ({"fetched_at": datetime(2026, 1, 1)}, "no time zone"),  # noqa: DTZ001
        ({"fetched_at": 5}, "no moment"),
        ({"http_status": 70_000}, "http_status"),
        ({"blocks": [{"kind": "paragraph"}]}, "missing text"),
        ({"blocks": ["text"]}, "neither a mapping nor a dataclass"),
        ({"contact": {"name": None, "surprise": 1}}, "unknown surprise"),
        ({"issues": "no-title"}, "issues: 'no-title' is no list"),
    ],
)
def test_what_does_not_fit_is_refused(changes, told):
    """The message names the row and what is wrong with it."""
    rows = [factory.page_row(1), factory.page_row(2, **changes)]
    with pytest.raises(SchemaError, match=told) as error:
        rows_to_table(PAGES, rows)
    assert "row 1" in str(error.value)


def test_a_missing_column_is_refused():
    """A row lacks nothing."""
    row = factory.page_row(1)
    del row["lead"]
    with pytest.raises(SchemaError, match="missing lead"):
        rows_to_table(PAGES, [row])


def test_half_a_surrogate_pair_costs_a_letter_not_the_page():
    """Text no file can hold is mended at any depth."""
    from archive.model import Section

    row = factory.page_row(1, title="a\ud83db", sections=[Section("main", "\udc00x 😀")])
    table = rows_to_table(PAGES, [row, factory.page_row(2)])
    assert table["title"].to_pylist()[0] == "a\ufffdb"
    assert table_to_rows(table)[0]["sections"][0]["text"] == "\ufffdx 😀"


def test_moments_become_utc():
    """A moment of another zone is the same moment."""
    local = datetime(2026, 5, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    assert table_to_rows(factory.pages(1, fetched_at=local))[0]["fetched_at"] == factory.START


def test_a_table_in_another_order_is_refused():
    """The order of columns is part of the schema."""
    table = factory.pages(1)
    with pytest.raises(SchemaError, match="order"):
        check(PAGES, table.select(list(reversed(table.schema.names))))
