"""Verify finds what is wrong with the tables."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from archive.rows import rows_to_table
from archive.schema import PAGES
from archive.tables import TableStore
from tests.archive import factory
from tests.archive.verify.damage import codes
from tests.archive.verify.making import clock


def test_a_changed_parquet_file_is_found(root, check):
    """A file that is still good Parquet but not the one the manifest names."""
    path = next((root / "tables" / "visits").iterdir())
    pq.write_table(pq.read_table(path).slice(0, 0), path)
    assert "parquet_changed" in codes(check())


def test_a_missing_or_extra_parquet_file_is_found(root, check):
    """Readers of the folder would miss rows, or read rows that were never published."""
    folder = (root / "tables").resolve() / "pages"
    path = sorted(folder.iterdir())[-1]
    path.rename(folder / "more.parquet")
    found = check()
    assert codes(found) == {"parquet_missing", "parquet_extra"}


def test_a_link_to_nowhere_and_none_at_all_are_found(root, check):
    """Without a published generation the snapshots are still checked."""
    (root / "tables").unlink()
    report = check()
    assert codes(report) == {"tables_missing"}
    assert report.counts["segments"] == 2
    (root / "tables").symlink_to(".store/g000099")
    assert codes(check()) == {"tables_link"}


def test_a_link_to_an_older_generation_is_told(root, check):
    """It may be a run that died; where rows are missing it is a fault."""
    (root / "tables").unlink()
    (root / "tables").symlink_to(".store/g000002")
    report = check()
    assert {"tables_newer", "row_missing"} <= codes(report)


def test_rows_with_one_key_are_found(root, check, monkeypatch):
    """The same record twice, in two files of one generation."""
    monkeypatch.setattr("archive.tables.store.only_new", lambda rows, *_: rows)
    page = factory.page_row(3, snapshot=None)
    for _ in range(2):
        row = page | {"snapshot": _some_pointer(root)}
        TableStore(root, clock=clock).commit({"pages": rows_to_table(PAGES, [row])})
    assert codes(check()) == {"key_twice"}


def _some_pointer(root: Path) -> dict:
    visits = pq.read_table(root / "tables" / "visits", columns=["snapshot"]).to_pylist()
    return visits[0]["snapshot"]
