"""What an archive says of itself is valid, and true of what lies beside it."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

from archive.about import plain_type
from archive.schema import TABLES
from tests.archive import factory


def package(root) -> dict:
    """The descriptor in the archive's folder."""
    return json.loads((root / "datapackage.json").read_text("utf-8"))


def test_every_table_is_described_and_there(filled):
    """Each path is a folder of files with exactly these columns, whatever is committed."""
    factory.TableStore(filled, clock=factory.clock).commit({"pages": factory.pages(50)})
    for resource in package(filled)["resources"]:
        folder = filled / resource["path"]
        fields = resource["schema"]["fields"]
        for file in folder.glob("*.parquet"):
            schema = pq.read_schema(file)
            assert [field["name"] for field in fields] == schema.names
            assert [field["type"] for field in fields] == [plain_type(each.type) for each in schema]
        assert resource["schema"]["primaryKey"] == [TABLES[resource["name"]].key]
    assert len(package(filled)["resources"]) == len(TABLES)


def test_it_says_where_counts_and_sums_are(filled):
    """They change with each commit, so they are in the manifest and nowhere else."""
    found = package(filled)
    assert "tables/manifest.json" in found["description"]
    assert json.loads((filled / "tables" / "manifest.json").read_text("utf-8"))["tables"]
    assert not [resource for resource in found["resources"] if {"bytes", "hash"} & resource.keys()]


def test_frictionless_takes_it(filled):
    """The reference implementation finds nothing wrong with the descriptor."""
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    found = frictionless.Package(str(filled / "datapackage.json"))
    assert [error.message for error in found.metadata_validate(found.to_descriptor())] == []


def test_re_use_is_told_in_both_files(filled):
    """The act, and that it is no licence to use persons' data."""
    assert "poz. 1641" in package(filled)["licenses"][0]["title"]
    readme = (filled / "README.md").read_text("utf-8")
    assert "poz. 1641" in readme
    assert "GDPR" in readme
