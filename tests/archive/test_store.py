"""A commit to the table store is one step, and a repeat is none."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from archive.errors import ArchiveFault, SchemaError
from archive.schema import TABLES
from tests.archive import factory
from tests.archive.factory import expected, ids


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


def test_tables_of_another_schema_version_are_not_mixed(root, store, monkeypatch):
    """A commit never adds rows of another schema beside those that are there."""
    store.commit({"pages": factory.pages(1)})
    monkeypatch.setattr("archive.tables.store.SCHEMA_VERSION", "1.99.0")
    with pytest.raises(SchemaError, match=r"1\.99\.0.*kronika migrate"):
        store.commit({"pages": factory.pages(2)})


@pytest.mark.parametrize("step", [(os, "fsync"), (Path, "replace"), (Path, "mkdir")], ids=str)
def test_a_full_disk_leaves_the_old_state_and_no_litter(root, store, monkeypatch, step):
    """A write that fails publishes nothing; the next one that can, does."""
    store.commit({"pages": factory.pages(1)})
    before = sorted(p for p in root.rglob("*") if "keys" not in p.parts)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(*step, full)
        with pytest.raises(ArchiveFault, match="No space left on device"):
            store.commit({"pages": factory.pages(2)})
    assert sorted(p for p in root.rglob("*") if "keys" not in p.parts) == before
    store.commit({"pages": factory.pages(2)})
    assert ids(root) == expected(1, 2)
