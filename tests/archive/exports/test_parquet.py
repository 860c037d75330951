"""Parquet: real files by month, the same rows, a description that is true."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from archive import Archive
from archive.exports.parts.months import write_months
from archive.schema import PAGES, TABLES
from tests.archive import factory


def package_of(folder: Path) -> dict:
    """The descriptor of an export."""
    return json.loads((folder / "datapackage.json").read_text("utf-8"))


def test_one_file_a_month_and_no_links(two_months, export):
    """An object store takes all of it as it is."""
    folder = export(two_months, "parquet")
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert names == {
        *("README.md", "datapackage.json"),
        *("schemas/pages.json", "schemas/visits.json", "schemas/runs.json"),
        *("pages/pages-2026-05.parquet", "pages/pages-2026-06.parquet"),
        *("visits/visits-2026-05.parquet", "runs/runs-2026-05.parquet"),
    }
    assert not any(path.is_symlink() for path in folder.rglob("*"))


def test_the_rows_are_those_of_the_archive(two_months, export):
    """Column by column, and with the notes on each."""
    folder = export(two_months, "parquet")
    whole = pq.read_table(folder / "pages", schema=PAGES.schema).sort_by("record_id")
    assert whole == Archive(two_months).pages().sort_by("record_id")
    file = pq.read_schema(folder / "pages" / "pages-2026-05.parquet")
    assert file.equals(PAGES.schema)
    assert [file.field(name).metadata[b"meaning"].decode() for name in file.names] == [
        column.meaning for column in PAGES.columns
    ]
    assert file.metadata == PAGES.schema.metadata


def test_every_reader_reads_the_folder(two_months, export):
    """pandas, polars and DuckDB count the same rows."""
    pages = export(two_months, "parquet") / "pages"
    assert len(pd.read_parquet(pages)) == 6
    assert len(pl.read_parquet(pages / "*.parquet")) == 6
    assert duckdb.sql(f"SELECT count(*) FROM '{pages}/*.parquet'").fetchall() == [(6,)]


def test_a_span_and_the_newest_versions(filled, export):
    """The filter reaches every table."""
    folder = export(filled, "parquet", latest=True, until="2026-05-01")
    assert len(pq.read_table(folder / "pages")) == 5
    assert len(pq.read_table(folder / "runs")) == 1
    assert package_of(folder)["kronika"]["filter"] == {"until": "2026-05-01", "latest": True}


def test_the_description_gives_every_file_with_its_sum(two_months, export):
    """Bytes, SHA-256, rows, and a schema that lies beside it."""
    folder = export(two_months, "parquet")
    package = package_of(folder)
    assert {r["path"] for r in package["resources"]} == {
        p.relative_to(folder).as_posix() for p in folder.rglob("*.parquet")
    }
    for resource in package["resources"]:
        data = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["rows"] == pq.read_metadata(folder / resource["path"]).num_rows
        schema = json.loads((folder / resource["schema"]).read_text("utf-8"))
        table = resource["path"].partition("/")[0]
        assert [field["name"] for field in schema["fields"]] == TABLES[table].schema.names
    assert package["kronika"]["rows"] == {"pages": 6, "visits": 6, "runs": 1}
    assert package["licenses"][0]["path"].startswith("https://isap.sejm.gov.pl/")
    assert "2026-06-01" in package["citation"]
    assert package["citation"] in (folder / "README.md").read_text("utf-8")


def test_frictionless_takes_the_description(two_months, export):
    """The reference implementation finds nothing wrong with the descriptor or its schemas."""
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    folder = export(two_months, "parquet")
    package = frictionless.Package(str(folder / "datapackage.json"))
    assert [error.message for error in package.metadata_validate(package.to_descriptor())] == []
    for resource in package.resources:
        assert len(resource.schema.fields) > 10


def test_nothing_is_a_file_without_rows(root, store, export):
    """Whoever reads the folder finds its columns."""
    folder = export(root, "parquet")
    assert pq.read_table(folder / "pages" / "pages.parquet").schema.names == PAGES.schema.names
    assert package_of(folder)["kronika"]["rows"] == {"pages": 0, "visits": 0, "runs": 0}


def test_months_may_come_mixed_and_memory_stays_bounded(tmp_path):
    """Rows wait for a row group of their month, but never more of them than is allowed."""
    batches = [
        factory.rows_to_table(
            PAGES,
            [
                factory.page_row(n, fetched_at=factory.START.replace(month=1 + n % 5))
                for n in range(start, start + 50)
            ],
        )
        for start in range(0, 500, 50)
    ]
    most = batches[0].nbytes
    files = write_months(tmp_path / "pages", PAGES, iter(batches), held_bytes=most)
    assert [file.month for file in files] == [f"2026-0{m}" for m in range(1, 6)]
    assert [file.rows for file in files] == [100] * 5
    groups = [pq.read_metadata(file.path).num_row_groups for file in files]
    assert all(1 < count < 10 for count in groups)
