"""Reading an archive in a notebook or a program."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.errors import ArchiveFault, ConfigurationError
from archive.rows import rows_to_table, table_to_rows
from archive.schema import PAGES, RUNS, VISITS
from archive.tables import Retention, TableStore
from tests.archive import factory


def in_turn(*tables) -> list[int]:
    """Which of the factory's pages these are, in the order they come."""
    known = {factory.digest("record", number): number for number in range(100)}
    return [known[key] for table in tables for key in table["record_id"].to_pylist()]


def numbers(table) -> list[int]:
    """Which of the factory's pages these are, sorted."""
    return sorted(in_turn(table))


@pytest.fixture
def archive(filled) -> Archive:
    """Pages 1 to 5, and 6 which is version 2 of page 1."""
    return Archive(filled)


def test_all_of_a_table(archive):
    """Without conditions every row comes, with the schema's columns and their notes."""
    assert numbers(archive.pages()) == [1, 2, 3, 4, 5, 6]
    assert archive.pages().schema.equals(PAGES.schema, check_metadata=True)
    assert archive.visits().schema.equals(VISITS.schema, check_metadata=True)
    assert archive.runs().schema.equals(RUNS.schema, check_metadata=True)
    assert (len(archive.visits()), len(archive.runs())) == (5, 2)


def test_columns_come_as_asked(archive):
    """Only the columns asked for, in that order."""
    assert archive.pages(columns=["title", "city"]).schema.names == ["title", "city"]
    assert archive.pages(columns=["city"], since="2026-05-01").schema.names == ["city"]


def test_by_city(root, store):
    """One city, several, or all."""
    store.commit({"pages": factory.pages(1)})
    store.commit({"pages": factory.pages(2, 3, city="zabrze")})
    archive = Archive(root)
    assert numbers(archive.pages(city="zabrze")) == [2, 3]
    assert numbers(archive.pages(city=["zabrze", "demo"])) == [1, 2, 3]
    assert archive.cities() == ["demo", "zabrze"]


def test_by_time(archive):
    """From a moment on, up to a moment; a day counts whole."""
    at = factory.START
    assert numbers(archive.pages(since=at + timedelta(seconds=3))) == [3, 4, 5, 6]
    assert numbers(archive.pages(until=at + timedelta(seconds=3))) == [1, 2]
    assert numbers(archive.pages(since="2026-05-01T10:00:02Z", until="2026-05-01T10:00:04Z")) == [
        2,
        3,
    ]
    assert len(archive.pages(since=date(2026, 5, 1), until=date(2026, 5, 1))) == 6
    assert len(archive.pages(since="2026-05-02")) == 0
    assert len(archive.runs(since="2026-05-02")) == 1


def test_by_address_kind_and_id(archive):
    """An address finds every version of its page."""
    assert numbers(archive.pages(url=f"{factory.SITE}/2026/05/01/remont-1/")) == [1, 6]
    assert numbers(archive.pages(record_id=factory.digest("record", 4))) == [4]
    assert len(archive.pages(kind="notice")) == 0
    assert len(archive.pages(kind=[])) == 0


def test_an_alias_finds_the_page(root, store):
    """The address a page was fetched from finds it as well as its canonical one."""
    store.commit({"pages": factory.pages(1, url="http://olszynow.example/?p=1")})
    assert numbers(Archive(root).pages(url="http://olszynow.example/?p=1")) == [1]


def test_visits_by_outcome_purpose_and_run(root, store):
    """Visits are narrowed down like pages."""
    store.commit({"visits": factory.visits(1, 2)})
    store.commit({"visits": factory.visits(3, outcome="failed", purpose="robots", run_id="r9")})
    store.commit({"visits": factory.visits(4, canonical_url=None)})
    archive = Archive(root)
    assert len(archive.visits(outcome="failed")) == 1
    assert len(archive.visits(purpose=["robots", "page"])) == 4
    assert len(archive.visits(run_id="r9")) == 1
    assert len(archive.visits(url=factory.page_row(4)["url"])) == 1


def test_the_latest_version_of_each_page(archive):
    """Of two versions the second, of one the one; under conditions, of those that meet them."""
    assert numbers(archive.latest()) == [2, 3, 4, 5, 6]
    until = factory.START + timedelta(seconds=5)
    assert numbers(archive.pages(latest=True, until=until)) == [1, 2, 3, 4]


def test_batches_are_the_rows_in_order(archive, monkeypatch):
    """Pieces put together are what `pages` gives, sorted by city, address and time."""
    monkeypatch.setattr("archive.tables.merge.MERGE_BYTES", 1)
    pieces = list(archive.page_batches(columns=["record_id"]))
    assert len(pieces) > 1
    assert in_turn(*pieces) == [1, 6, 2, 3, 4, 5]
    assert in_turn(*archive.page_batches(latest=True)) == [6, 2, 3, 4, 5]


def test_the_text_of_a_page(archive):
    """Sections joined as a reader reads them, headings included, no newline at the end."""
    assert archive.text(factory.digest("record", 2)) == (
        "Urząd Miasta Olszynów\n\nDofinansowanie - Narodowy Fundusz\n\n"
        "Treść główna\n\nRemont ulicy Długiej – etap 2\n\nRozpoczął się 2. etap remontu ulicy "
        "Długiej.\n\n- jezdnia\n\n- chodnik\n\nZawartość stopki\ne-direct"
    )


def test_one_record_as_a_dict(archive):
    """A record's moments carry UTC."""
    record = archive.record(factory.digest("record", 2))
    assert record["fetched_at"] == datetime(2026, 5, 1, 10, 0, 2, tzinfo=UTC)
    assert record["title"].endswith("etap 2")


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda a: a.pages(city="demmo"), "no city 'demmo'; did you mean demo"),
        (lambda a: a.runs(city="zabrze"), "no city 'zabrze'; there are: demo"),
        (lambda a: list(a.page_batches("demmo")), "did you mean demo"),
        (lambda a: a.pages(columns=["titel"]), "no column 'titel'; did you mean title"),
        (lambda a: a.visits(columns=["title"]), "no column 'title'"),
        (lambda a: a.pages(since="tomorrow"), "no day or moment"),
        (lambda a: a.record("0" * 32), "no record"),
        (lambda a: a.text("x"), "no record 'x'"),
        (lambda a: a.files("page"), "did you mean pages"),
    ],
)
def test_what_is_not_there_is_said(archive, ask, told):
    """Unknown names are errors with the names that are near."""
    with pytest.raises(ConfigurationError, match=told):
        ask(archive)


def test_a_city_with_no_match_is_no_error(archive):
    """Nothing found is an empty table when the city exists."""
    assert len(archive.pages(city="demo", since="2030")) == 0


def test_an_archive_stays_as_it_was_opened(filled, archive):
    """What is published later shows after refresh, so tables read in turn belong together."""
    TableStore(filled, clock=factory.clock).commit({"pages": factory.pages(7)})
    assert len(archive.pages()) == 6
    assert len(archive.refresh().pages()) == 7


def test_a_pruned_state_says_so(filled, archive):
    """An archive held open past pruning tells how to go on."""
    later = TableStore(filled, clock=lambda: factory.START + timedelta(days=1))
    later.commit({"pages": factory.pages(7)})
    later.compact()
    later.prune(Retention(1, timedelta(0), days=0))
    with pytest.raises(ArchiveFault, match="refresh"):
        archive.pages()


def test_a_damaged_file_is_a_fault(filled):
    """A file that is no Parquet stops the read."""
    archive = Archive(filled)
    archive.files("pages")[1].write_bytes(b"not parquet at all")
    with pytest.raises(ArchiveFault, match="is damaged"):
        archive.pages()


def test_repr_tells_what_is_inside(archive):
    """Counts, cities and the state one looks at."""
    for word in ("archive-demo", "6 pages", "5 visits", "2 runs", "demo", "2026-05-01"):
        assert word in repr(archive)


def test_rows_read_back_are_the_rows_stored(archive):
    """Nothing is lost or changed on the way through a file."""
    stored = table_to_rows(rows_to_table(PAGES, [factory.page_row(3)]))
    assert table_to_rows(archive.pages(record_id=factory.digest("record", 3))) == stored


def test_a_snapshot_is_read_by_its_pointer(root, store):
    """From a row to the very bytes."""
    from archive.snapshots import Exchange, SnapshotWriter, pack

    folder = root / "snapshots" / "demo"
    writer = SnapshotWriter(root, folder, stem="kronika-demo-r1", info=[])
    exchange = Exchange("http://www.olszynow.example/", b"GET / HTTP/1.1\r\n\r\n", factory.START)
    exchange.head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    exchange.body.write(b"<h1>Olszyn\xc3\xb3w</h1>")
    pointer = writer.append(pack(exchange), factory.START)
    writer.close()
    store.commit({"pages": factory.pages(1, snapshot=pointer)})
    snapshot = Archive(root).snapshot(factory.digest("record", 1))
    assert snapshot.response == exchange.head + b"<h1>Olszyn\xc3\xb3w</h1>"
    assert snapshot.request == b"GET / HTTP/1.1\r\n\r\n"


def test_reading_does_not_import_pandas(filled):
    """Reading, listing and turning rows into dicts stays quick where pandas is installed."""
    code = (
        "import sys; from archive import Archive; from archive.rows import table_to_rows;"
        f"a = Archive({str(filled)!r}); table_to_rows(a.pages(city='demo', since='2026'));"
        "table_to_rows(a.latest('demo')); list(a.page_batches()); repr(a); a.pages(since='2030');"
        "found = {'pandas', 'pyarrow.dataset', 'pyarrow.acero'} & set(sys.modules);"
        "sys.exit(', '.join(found) or 0)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert ran.returncode == 0, ran.stderr
