"""Small files become large ones, and rows give way to others, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from archive.errors import SchemaError
from archive.schema import PAGES
from archive.tables import TableStore, scan
from archive.tables.merge import in_order, merged, order
from archive.tables.where import Is
from tests.archive import factory
from tests.archive.factory import expected, ids


def test_compaction_keeps_every_row_and_sorts_them(root, store):
    """Ten files become one; the rows are the same, in the order of the schema."""
    for number in range(10, 0, -1):
        store.commit({"pages": factory.pages(number, number + 100), "runs": factory.runs(number)})
    store.compact()
    (file,) = (root / "tables" / "pages").iterdir()
    rows = pq.ParquetFile(file).read()
    assert ids(root) == expected(*range(1, 11), *range(101, 111))
    keys = list(zip(*(rows[name].to_pylist() for name in order(PAGES)), strict=True))
    assert keys == sorted(keys)
    assert len(ids(root, "runs")) == 10


def test_compaction_of_one_file_does_nothing(store):
    """There is nothing to gain, so nothing happens."""
    store.commit({"pages": factory.pages(1), "visits": factory.visits(1), "runs": factory.runs(1)})
    assert store.compact().number == store.compact().number


def test_rows_are_the_same_after_compaction(root, store):
    """Nested values, nulls and days survive the rewriting."""
    tables = [factory.pages(n, lead=None if n % 2 else "x") for n in range(1, 8)]
    for table in tables:
        store.commit({"pages": table})
    before = scan.read(store.current().paths("pages"), PAGES, PAGES.schema.names)
    store.compact()
    after = scan.read(store.current().paths("pages"), PAGES, PAGES.schema.names)
    assert after.sort_by("record_id").equals(before.sort_by("record_id"))


def test_large_tables_are_merged_in_small_steps(root, store, monkeypatch):
    """With batches of a few rows and many row groups the merge still loses and doubles nothing."""
    monkeypatch.setattr("archive.tables.merge.MERGE_BYTES", 1)
    monkeypatch.setattr("archive.tables.write.ROW_GROUP_BYTES", 20_000)
    for start in range(3):
        store.commit({"pages": factory.pages(*range(start + 1, 301, 3))})
    largest = max(file.bytes for file in store.current().files["pages"])
    monkeypatch.setattr("archive.tables.write.FILE_BYTES", largest + 1)
    store.compact()
    files = store.current().paths("pages")
    assert len(files) > 1
    rows = [
        row for file in files for row in pq.ParquetFile(file).read(list(order(PAGES))).to_pylist()
    ]
    assert len(rows) == 300
    assert rows == sorted(rows, key=lambda row: tuple(row[name] for name in order(PAGES)))


def test_many_small_commits_leave_few_files(root):
    """Files of one magnitude are merged as they come, so a reader opens few."""
    store = TableStore(root, clock=factory.clock, merge_after=4)
    factory.new_archive(root)
    for number in range(1, 41):
        store.commit({"pages": factory.pages(number)})
    assert len(store.current().files["pages"]) <= 10
    assert ids(root) == expected(*range(1, 41))


def test_more_files_than_may_be_merged_at_once_are_compacted_in_rounds(root):
    """Each round is a generation of its own; in the end there is one file."""
    factory.new_archive(root)
    for number in range(1, 12):
        TableStore(root, clock=factory.clock).commit({"pages": factory.pages(number)})
    store = TableStore(root, clock=factory.clock, merge_after=4)
    before = store.current()
    after = store.compact()
    assert (len(before.files["pages"]), len(after.files["pages"])) == (12, 1)
    assert after.number - before.number == 4
    assert ids(root) == expected(*range(1, 12))


def test_a_merge_opens_a_file_when_its_turn_comes(root, store, monkeypatch):
    """Files whose rows follow each other are read one after the other, not side by side."""
    for number, city in enumerate("cab"):
        store.commit({"pages": factory.pages(number, number + 10, city=city)})
    reading = most = 0

    def watched(path, table, columns, *rest, **options):
        nonlocal reading, most
        if "title" in columns:  # not the look at the first key
            reading += 1
            most = max(most, reading)
        yield from scan.batches(path, table, columns, *rest, **options)
        reading -= "title" in columns

    monkeypatch.setattr("archive.tables.merge.batches", watched)
    rows = pa.concat_tables(merged(store.current().paths("pages"), PAGES, ["city", "title"]))
    assert rows["city"].to_pylist() == ["a", "a", "b", "b", "c", "c"]
    assert most == 1


def test_a_merge_of_chosen_rows_ends_where_the_last_files_have_none(root, store):
    """What was collected is handed out, though the files that come later bring nothing."""
    for number, city in enumerate("abc"):
        store.commit({"pages": factory.pages(number, number + 10, city=city)})
    chosen = [Is(("record_id",), tuple(expected(0, 10)))]
    (rows,) = merged(store.current().paths("pages"), PAGES, ["record_id"], chosen)
    assert sorted(rows["record_id"].to_pylist()) == expected(0, 10)


def in_batches(*groups: tuple[int, ...], title: str) -> Iterator[pa.Table]:
    """Batches of pages of these numbers, with another title."""
    return (factory.pages(*numbers, title=title) for numbers in groups)


@pytest.mark.parametrize(
    "groups", [[(1, 2), (3, 4)], [(4, 1), (3, 2)], [(3,), (), (4,), (1, 2)], [(1, 2, 3, 4)]]
)
def test_rows_in_batches_take_the_place_of_those_with_their_keys(root, store, groups):
    """In whatever order they come, each file is sorted afterwards, and no row is lost or double."""
    store.commit({"pages": factory.pages(*range(1, 5)), "visits": factory.visits(1)})
    store.commit({"pages": factory.pages(*range(5, 9))})
    state = store.replace("pages", in_batches(*groups, title="x"), gone=expected(7, 8))
    assert ids(root) == expected(1, 2, 3, 4, 5, 6)
    assert state.rows("visits") == 1
    names = order(PAGES)
    for path in state.paths("pages"):
        rows = pq.ParquetFile(path).read()
        assert rows.equals(in_order(rows, names))
    rows = pa.concat_tables(merged(state.paths("pages"), PAGES))
    changed = rows.filter(pc.equal(rows["title"], "x"))
    assert sorted(changed["record_id"].to_pylist()) == expected(1, 2, 3, 4)
    assert rows.equals(in_order(rows, names))


def test_a_batch_that_does_not_fit_leaves_everything_as_it_was(root, store):
    """Though good batches came before it."""
    before = store.commit({"pages": factory.pages(1, 2)})
    bad = factory.pages(2).drop_columns(["title"])
    with pytest.raises(SchemaError, match="missing title"):
        store.replace("pages", iter([factory.pages(1, title="x"), bad]))
    assert store.current() == before
    assert not (root / ".store" / "g000003").exists()


def test_files_left_without_rows_are_no_files(root, store):
    """When all rows go, one empty file keeps the columns."""
    store.commit({"pages": factory.pages(1)})
    store.commit({"pages": factory.pages(2)})
    state = store.replace("pages", iter(()), gone=expected(1, 2))
    assert [file.rows for file in state.files["pages"]] == [0]
