"""An archive that an older Kronika made opens, and `kronika migrate` brings it up to date.

``tests/archive/older/<schema version>.tar.gz`` is a crawl of eight pages of the demo town by the
last Kronika that wrote that schema.
"""

from __future__ import annotations

import tarfile
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from archive import Archive
from archive.errors import ArchiveFault, SchemaError
from archive.layout import Layout
from archive.schema import SCHEMA_VERSION, TABLES
from archive.tables import TableStore
from archive.verify import verify
from crawler.cli import cli
from tests.archive import factory

OLDER = Path(__file__).parent / "older"
VERSIONS = sorted(path.name.removesuffix(".tar.gz") for path in OLDER.glob("*.tar.gz"))
#: Columns that came with each later schema.
LATER = [column for table in TABLES.values() for column in table.columns if column.since != "1.0.0"]
ROWS = {"pages": 8, "visits": 23, "runs": 1}


@pytest.fixture(params=VERSIONS)
def older(request, tmp_path) -> Path:
    """An archive of each older schema."""
    with tarfile.open(OLDER / f"{request.param}.tar.gz") as packed:
        packed.extractall(tmp_path / "archive", filter="tar")
    return tmp_path / "archive"


def everything(root: Path) -> dict[str, list[dict]]:
    """All rows of all tables."""
    archive = Archive(root)
    reads = {"pages": archive.pages, "visits": archive.visits, "runs": archive.runs}
    return {name: read().to_pylist() for name, read in reads.items()}


def test_every_schema_there_was_is_kept():
    """A column says since when it is there; that schema's forerunner must lie here to be tried."""
    versions = {column.since for table in TABLES.values() for column in table.columns}
    assert sorted({*versions, SCHEMA_VERSION} - {SCHEMA_VERSION}) == VERSIONS


def test_an_older_archive_can_be_read(older):
    """All rows are there, the columns of today with them, and what was not written is null."""
    rows = everything(older)
    assert {name: len(found) for name, found in rows.items()} == ROWS
    for table in TABLES.values():
        assert list(rows[table.name][0]) == table.schema.names
    assert {
        row[column.name]
        for column in LATER
        for t in rows.values()
        for row in t
        if column.name in row
    } == {None}
    archive = Archive(older)
    page = archive.pages(kind="article", url=rows["pages"][0]["url"]).to_pylist()[0]
    assert page["title"] in archive.text(page["record_id"])
    assert archive.snapshot(page["record_id"]).status == 200


def test_an_older_archive_is_whole(older):
    """Every byte of it passes the checks of today."""
    assert verify(older, clock=factory.clock).findings == []


def test_nothing_is_written_to_an_older_archive(older):
    """The message says what to type; the tables stay as they were."""
    before = Archive(older).generation
    with pytest.raises(SchemaError, match="kronika migrate --archive"):
        Layout.create_or_open(older, factory.clock)
    for write in (
        lambda store: store.commit({"pages": factory.pages(1)}),
        lambda store: store.replace("pages", factory.pages(1)),
        TableStore.compact,
    ):
        with pytest.raises(SchemaError, match="kronika migrate --archive"):
            write(TableStore(older, clock=factory.clock))
    assert Archive(older).generation == before


def test_migrate_keeps_every_row(older):
    """One new generation with the same rows; then the archive is as good as a new one."""
    rows, before = everything(older), Archive(older).generation
    done = CliRunner().invoke(cli, ["migrate", "--archive", str(older)], catch_exceptions=False)
    assert done.exit_code == 0
    assert f"-> {SCHEMA_VERSION}" in done.stderr
    after = Archive(older).generation
    assert (after.number, after.schema_version) == (before.number + 1, SCHEMA_VERSION)
    assert everything(older) == rows
    assert list(pd.read_parquet(older / "tables" / "pages").columns) == TABLES["pages"].schema.names
    assert verify(older, clock=factory.clock).findings == []
    Layout.create_or_open(older, factory.clock)
    TableStore(older, clock=factory.clock).commit({"pages": factory.pages(1)})
    assert len(everything(older)["pages"]) == ROWS["pages"] + 1


def test_migrating_twice_is_migrating_once(older):
    """There is nothing left to do, and nothing is done."""
    Layout.open_existing(older).migrate(factory.clock)
    before = Archive(older).generation
    done = CliRunner().invoke(cli, ["migrate", "--archive", str(older)], catch_exceptions=False)
    assert done.stderr.startswith("Nothing to rewrite")
    assert Archive(older).generation == before


def test_a_dry_run_changes_nothing(older):
    """It tells how many rows would be rewritten."""
    before = Archive(older).generation
    arguments = ["migrate", "--dry-run", "--archive", str(older)]
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert "8 pages" in done.stderr
    assert Archive(older).generation == before


def test_a_migration_cut_short_goes_on(older, monkeypatch):
    """A full disk leaves the old state; published tables with the old description are mended."""

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("archive.tables.draft.write_whole", full)
        with pytest.raises(ArchiveFault, match="No space left"):
            Layout.open_existing(older).migrate(factory.clock)
    assert {name: len(found) for name, found in everything(older).items()} == ROWS
    with monkeypatch.context() as patch:
        patch.setattr("archive.layout.write_whole", full)
        with pytest.raises(ArchiveFault, match="No space left"):
            Layout.open_existing(older).migrate(factory.clock)
    Layout.open_existing(older).migrate(factory.clock)
    Layout.create_or_open(older, factory.clock)
    assert verify(older, clock=factory.clock).findings == []
