"""The table store: every commit is one step, a repeat is none, small files become large ones."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from archive.errors import ArchiveFault, SchemaError
from archive.schema import PAGES, TABLES
from archive.tables import Retention, TableStore, scan
from archive.tables.merge import order
from tests.archive import factory


def ids(root: Path, table: str = "pages") -> list[str]:
    """Keys of a table as plain readers see them, sorted."""
    key = TABLES[table].key
    files = sorted((root / "tables" / table).iterdir())
    return sorted(k for file in files for k in pq.ParquetFile(file).read([key])[key].to_pylist())


def expected(*numbers: int) -> list[str]:
    """Keys of the pages of these numbers, sorted."""
    return sorted(factory.digest("record", number) for number in numbers)


def test_a_new_archive_has_an_empty_file_in_each_table(root, store):
    """Readers work from the first moment, and see every column."""
    for name, table in TABLES.items():
        (file,) = (root / "tables" / name).iterdir()
        assert pq.read_schema(file).equals(table.schema)
        assert pq.ParquetFile(file).metadata.num_rows == 0


def test_a_commit_publishes_all_tables_at_once(root, store):
    """Rows of three tables appear in one generation."""
    generation = store.commit(
        {"pages": factory.pages(1, 2), "visits": factory.visits(1, 2, 3), "runs": factory.runs(1)}
    )
    assert os.readlink(root / "tables") == f".store/{generation.name}"
    assert [generation.rows(name) for name in TABLES] == [2, 3, 1]
    assert ids(root) == expected(1, 2)


def test_rows_go_where_the_schema_says_and_bring_its_notes(root, store):
    """The meaning of a column and the schema's version travel in every file."""
    store.commit({"pages": factory.pages(1)})
    for file in (root / "tables" / "pages").iterdir():
        schema = pq.read_schema(file)
        assert schema.metadata[b"kronika.schema_version"]
        assert schema.field("published").metadata[b"unit"] == b"day, Europe/Warsaw"


def test_only_values_that_repeat_get_a_dictionary(root, store):
    """Texts and ids are stored plainly, cities and kinds by dictionary, nested ones as well."""
    store.commit({"pages": factory.pages(1, 2, 3)})
    facts = pq.ParquetFile(store.current().paths("pages")[-1]).metadata.row_group(0)
    found = {facts.column(i).path_in_schema: facts.column(i) for i in range(facts.num_columns)}
    for name in ("city", "sections.list.element.name", "badges.list.element.funder_id"):
        assert found[name].has_dictionary_page
    for name in ("body_text", "record_id", "sections.list.element.text", "snapshot.warc_offset"):
        assert not found[name].has_dictionary_page


def test_a_repeated_row_is_dropped(root, store):
    """The same key comes in once, in the same commit or in a later one."""
    store.commit({"pages": factory.pages(1, 2, 2, 1)})
    store.commit({"pages": factory.pages(2, 3), "visits": factory.visits(1)})
    assert ids(root) == expected(1, 2, 3)


def test_a_commit_of_nothing_new_makes_no_generation(store):
    """A repeat changes nothing at all."""
    first = store.commit({"pages": factory.pages(1), "runs": factory.runs(1)})
    again = store.commit(
        {"pages": factory.pages(1), "runs": factory.runs(1), "visits": factory.visits()}
    )
    assert again.number == first.number


def test_repeats_are_found_without_the_key_index(root, store):
    """The index beside the files may be lost, or cut short; it is made again."""
    store.commit({"pages": factory.pages(1, 2)})
    shutil.rmtree(root / ".store" / "keys")
    store.commit({"pages": factory.pages(2, 3)})
    for index in (root / ".store" / "keys").iterdir():
        index.write_bytes(index.read_bytes()[:-3])
    store.commit({"pages": factory.pages(1, 2, 3, 4)})
    assert ids(root) == expected(1, 2, 3, 4)


def test_rows_that_do_not_fit_are_refused_before_anything_is_written(root, store):
    """One bad table keeps the good ones out as well."""
    before = sorted(root.rglob("*"))
    bad = factory.pages(1).drop_columns(["title"])
    with pytest.raises(SchemaError, match="missing title"):
        store.commit({"visits": factory.visits(1), "pages": bad})
    with pytest.raises(SchemaError, match="no table 'page'"):
        store.commit({"page": factory.pages(1)})
    wrong = factory.pages(1).set_column(0, "record_id", pa.array([b"x"], pa.binary()))
    with pytest.raises(SchemaError, match="record_id must be string"):
        store.commit({"pages": wrong})
    assert sorted(root.rglob("*")) == before


def test_unchanged_files_are_shared_not_copied(root, store):
    """A commit beside many rows writes only its own."""
    store.commit({"pages": factory.pages(1)})
    (name,) = [f.name for f in store.current().files["pages"] if f.rows]
    store.commit({"pages": factory.pages(2)})
    inodes = {p.stat().st_ino for p in (root / ".store").glob(f"g*/pages/{name}")}
    assert len(inodes) == 1
    assert len(list((root / ".store").glob(f"g*/pages/{name}"))) == 2


def test_a_file_system_without_hard_links_gets_copies(root, store, monkeypatch):
    """Where links are refused the rows still come through."""
    store.commit({"pages": factory.pages(1)})

    def refuse(*_args, **_kwargs):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    store.commit({"pages": factory.pages(2)})
    assert ids(root) == expected(1, 2)


def test_the_manifest_vouches_for_every_file(root, store):
    """Names, rows and SHA-256 of the manifest are those of the files; nothing else lies there."""
    store.commit({"pages": factory.pages(*range(1, 6)), "visits": factory.visits(1)})
    manifest = json.loads((root / "tables" / "manifest.json").read_text("utf-8"))
    for name, told in manifest["tables"].items():
        folder = root / "tables" / name
        assert sorted(p.name for p in folder.iterdir()) == sorted(f["name"] for f in told["files"])
        for file in told["files"]:
            data = (folder / file["name"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == file["sha256"]
            assert len(data) == file["bytes"]
            assert pq.ParquetFile(folder / file["name"]).metadata.num_rows == file["rows"]


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
    store.commit(every_table(1))
    assert store.compact().number == store.compact().number


def every_table(number: int) -> dict[str, pa.Table]:
    """One row for each table."""
    return {
        "pages": factory.pages(number),
        "visits": factory.visits(number),
        "runs": factory.runs(number),
    }


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


def test_old_generations_can_be_read_until_pruned(root, store):
    """Each generation is the state of its time."""
    for number in range(1, 5):
        store.commit({"pages": factory.pages(number)})
    assert [g.rows("pages") for g in store.generations()] == [0, 1, 2, 3, 4]
    later = TableStore(root, clock=lambda: factory.START + timedelta(hours=2))
    assert later.prune(Retention(keep=2)) == [1, 2, 3]
    assert [g.rows("pages") for g in store.generations()] == [3, 4]
    assert ids(root) == expected(1, 2, 3, 4)


def test_pruning_spares_what_was_published_a_moment_ago(store):
    """A reader may still be at it."""
    for number in range(1, 5):
        store.commit({"pages": factory.pages(number)})
    assert store.prune(Retention(keep=1)) == []


@pytest.mark.parametrize(
    ("retention", "left"),
    [
        (Retention(keep=1), ["02-28 18", "03-31 18", "04-29 18", "04-30 06", "04-30 18"]),
        (Retention(keep=1, days=0), ["02-28 18", "03-31 18", "04-30 06", "04-30 18"]),
        (Retention(keep=1, months=False), ["04-29 18", "04-30 06", "04-30 18"]),
        (Retention(keep=3, days=0, months=False), ["04-29 18", "04-30 06", "04-30 18"]),
        (Retention(keep=1, spare=timedelta(0), days=0, months=False), ["04-30 18"]),
    ],
)
def test_the_last_of_a_day_and_of_a_month_stay(root, store, retention, left):
    """What the archive said then can be asked by the day for a while, by the month for good."""
    days = ["2026-02-28", "2026-03-30", "2026-03-31", "2026-04-29", "2026-04-30"]
    moments = [datetime.fromisoformat(f"{day}T{hour}:00Z") for day in days for hour in ("06", "18")]
    now = moments[0]
    later = TableStore(root, clock=lambda: now)
    later.prune(Retention(keep=1, spare=timedelta(0), days=0, months=False))
    for number, now in enumerate(moments, start=1):  # noqa: B007 - the clock above reads it
        later.commit({"pages": factory.pages(number)})
    later.prune(replace(retention, days=min(retention.days, 2)))
    kept = [g for g in later.generations() if g.rows("pages")]
    assert [f"{g.created_at:%m-%d %H}" for g in kept] == left


def test_pruning_never_takes_the_published_generation(root, store):
    """Even when told to keep none."""
    store.commit({"pages": factory.pages(1)})
    later = TableStore(root, clock=lambda: factory.START + timedelta(days=9))
    later.prune(Retention(keep=0, spare=timedelta(0), days=0, months=False))
    assert ids(root) == expected(1)


def test_the_folder_can_be_moved(root, store, tmp_path):
    """Nothing in an archive names its place."""
    store.commit({"pages": factory.pages(1)})
    moved = root.rename(tmp_path / "elsewhere")
    TableStore(moved, clock=factory.clock).commit({"pages": factory.pages(2)})
    assert ids(moved) == expected(1, 2)


def test_a_lost_link_is_restored(root, store):
    """Without the link the newest whole generation is read, and the next commit links it again."""
    store.commit({"pages": factory.pages(1)})
    (root / "tables").unlink()
    assert store.current().rows("pages") == 1
    store.commit({"pages": factory.pages(2)})
    assert ids(root) == expected(1, 2)


def test_a_copy_without_links_can_be_read_but_not_written(root, store, tmp_path):
    """A copy that turned the link into a folder keeps its rows; a commit says what to do."""
    store.commit({"pages": factory.pages(1)})
    copy = tmp_path / "copy"
    shutil.copytree(root, copy, symlinks=False)
    copied = TableStore(copy, clock=factory.clock)
    assert copied.current().rows("pages") == 1
    with pytest.raises(ArchiveFault, match="plain folder"):
        copied.commit({"pages": factory.pages(2)})


def test_a_link_that_leads_nowhere_is_a_fault(root, store):
    """Where the published generation is gone nothing is guessed."""
    shutil.rmtree((root / "tables").resolve())
    with pytest.raises(ArchiveFault, match="not whole"):
        store.commit({"pages": factory.pages(1)})


def test_a_damaged_manifest_is_a_fault(root, store):
    """Half a manifest is no manifest."""
    (root / "tables" / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ArchiveFault, match="damaged"):
        store.current()


def test_tables_of_another_schema_version_are_not_mixed(root, store, monkeypatch):
    """A commit never adds rows of another schema beside those that are there."""
    store.commit({"pages": factory.pages(1)})
    monkeypatch.setattr("archive.tables.store.SCHEMA_VERSION", "1.99.0")
    with pytest.raises(SchemaError, match=r"1\.99\.0.*kronika migrate"):
        store.commit({"pages": factory.pages(2)})


def test_a_full_disk_leaves_the_old_state_and_no_litter(root, store, monkeypatch):
    """A write that fails publishes nothing; the next one that can, does."""
    store.commit({"pages": factory.pages(1)})
    before = sorted(p for p in root.rglob("*") if "keys" not in p.parts)

    def full(_handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(ArchiveFault, match="No space left on device"):
            store.commit({"pages": factory.pages(2)})
    assert sorted(p for p in root.rglob("*") if "keys" not in p.parts) == before
    store.commit({"pages": factory.pages(2)})
    assert ids(root) == expected(1, 2)
