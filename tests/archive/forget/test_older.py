"""An archive of an older schema: exported as it is, migrated before anything is taken down."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from archive import Archive
from archive.errors import SchemaError
from archive.exports import maker
from archive.exports.parts.order import Order
from archive.forget.takedown import unfinished
from archive.layout import Layout
from archive.schema import PAGES
from archive.verify import verify
from archive.when import utc_now
from tests.archive.forget.conftest import everything, take_down
from tests.archive.verify.making import clock

OLDER = Path(__file__).parents[1] / "older"


@pytest.fixture(params=sorted(path.name for path in OLDER.glob("*.tar.gz")))
def older(request, tmp_path) -> Path:
    """An archive of each older schema."""
    with tarfile.open(OLDER / request.param) as packed:
        packed.extractall(tmp_path / "archive", filter="tar")
    return tmp_path / "archive"


def test_nothing_is_begun_that_could_not_be_finished(older):
    """It says to migrate; no tombstone, no journal."""
    url = Archive(older).pages()["url"][0].as_py()
    with pytest.raises(SchemaError, match="kronika migrate"):
        take_down(older, url)
    assert unfinished(older) is None


def test_after_migration_the_generation_of_before_is_cleared_too(older):
    """Its files have other columns; the page is in them all the same."""
    row = Archive(older).pages().to_pylist()[0]
    Layout.open_existing(older).migrate(utc_now)
    take_down(older, row["url"])
    assert not [path for path, data in everything(older) if row["record_id"].encode() in data]
    assert verify(older, clock=clock).faults == []


def test_exports_have_the_columns_of_today(older, tmp_path):
    """What the older Kronika did not write is null."""
    place = tmp_path / "parquet"
    place.mkdir()
    assert maker("parquet")(Order(Archive(older), clock(), "Kronika 1"), place) == 8
    assert pq.read_table(place / "pages").schema.names == PAGES.schema.names
