"""SQLite: the tables, the lists of records beside them, and a search that Datasette finds."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing

import pytest

from archive import Archive
from archive.schema import VISITS


@pytest.fixture
def database(two_months, export):
    """The export, open."""
    with closing(sqlite3.connect(export(two_months, "sqlite"))) as opened:
        opened.row_factory = sqlite3.Row
        yield opened


def rows(database, statement: str, *values) -> list[dict]:
    """What a query finds."""
    return [dict(row) for row in database.execute(statement, values)]


def test_every_row_is_there(database, two_months):
    """All columns of visits; of pages all but the lists, which are tables."""
    assert [column["name"] for column in rows(database, "PRAGMA table_info(visits)")] == (
        VISITS.schema.names
    )
    found = rows(database, "SELECT record_id, published, fetched_at, version FROM pages")
    pages = Archive(two_months).pages()
    assert {row["record_id"] for row in found} == set(pages["record_id"].to_pylist())
    one = next(row for row in found if row["published"] == "2026-06-02")
    assert one["fetched_at"] == "2026-06-03T07:00:00.000000Z"
    assert one["version"] == 1


def test_lists_are_tables_tied_to_their_page(database):
    """Badges by funder, and back to the page."""
    found = rows(
        database,
        "SELECT pages.city, badges.number FROM badges JOIN pages USING (record_id) "
        "WHERE funder_id = 'nfosigw'",
    )
    assert found == [{"city": "demo", "number": 1}] * 6
    assert rows(database, "PRAGMA foreign_key_check") == []
    counts = "SELECT (SELECT count(*) FROM dates) + (SELECT count(*) FROM attachments) AS n"
    assert rows(database, counts) == [{"n": 12}]


def test_nested_columns_are_json(database):
    """SQLite's own functions reach into them."""
    found = rows(database, "SELECT json_extract(snapshot, '$.warc_length') AS size FROM visits")
    assert found == [{"size": 900}] * 6


@pytest.mark.parametrize("asked", ["zazolc OR gesla", "JAŹŃ", "łódzkiej", "remont ulicy"])
def test_full_text_search(database, asked):
    """Case and diacritics do not count; ł is a letter of its own."""
    found = rows(
        database,
        "SELECT title FROM pages WHERE rowid IN "
        "(SELECT rowid FROM pages_fts WHERE pages_fts MATCH ?) AND published = '2026-06-02'",
        asked,
    )
    assert "Zażółć gęślą jaźń" in [row["title"] for row in found]


def test_it_says_what_it_is(database):
    """Licence, citation, filter and version travel with the file."""
    about = {row["name"]: row["value"] for row in rows(database, "SELECT * FROM about")}
    assert json.loads(about["filter"]) == {}
    assert "Dz.U. 2021 poz. 1641" in about["licence"]
    assert about["citation"].startswith("Kronika archive")


def test_an_empty_archive_is_an_empty_database(root, store, export):
    """Search works there, too, and finds nothing."""
    with closing(sqlite3.connect(export(root, "sqlite"))) as database:
        assert database.execute("SELECT count(*) FROM pages_fts('remont')").fetchone() == (0,)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_datasette_opens_it_with_search(two_months, export):
    """It sees the full-text index and answers a search over HTTP."""
    app = pytest.importorskip("datasette.app", reason="datasette is not installed")
    path = export(two_months, "sqlite")

    async def ask() -> dict:
        datasette = app.Datasette([str(path)])
        await datasette.invoke_startup()
        address = f"/{path.name}/pages.json?_search=jazn&_shape=objects"
        return (await datasette.client.get(address)).json()

    assert [row["title"] for row in asyncio.run(ask())["rows"]] == ["Zażółć gęślą jaźń"]
