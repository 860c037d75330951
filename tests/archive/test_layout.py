"""A folder is an archive, or may become one, or is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive import Archive
from archive.errors import ArchiveFault, ConfigurationError, NotAnArchive, SchemaError
from archive.layout import Layout
from archive.schema import SCHEMA_VERSION, TABLES
from tests.archive import factory


def tell_version(root: Path, version: str) -> None:
    """Make an archive say it has another schema version."""
    marker = root / "datapackage.json"
    package = json.loads(marker.read_text("utf-8"))
    package["kronika"]["schema_version"] = version
    marker.write_text(json.dumps(package), encoding="utf-8")


def test_a_new_archive_explains_itself(root):
    """README says what lies where and how to read it; datapackage.json names every column."""
    Layout.create_or_open(root, factory.clock)
    readme = (root / "README.md").read_text("utf-8")
    for word in ("WARC", "Parquet", "UTC", "Europe/Warsaw", "Dz.U. 2021 poz. 1641", "2026-05-01"):
        assert word in readme
    package = json.loads((root / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        table = TABLES[resource["name"]]
        assert (root / resource["path"]).is_dir()
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert list(fields) == table.schema.names
        for column in table.columns:
            assert fields[column.name]["description"] == column.meaning


def test_an_archive_is_opened_again_as_it_was(root):
    """Opening twice writes nothing the second time."""
    Layout.create_or_open(root, factory.clock)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    Layout.create_or_open(root, factory.clock)
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_an_empty_folder_becomes_an_archive(tmp_path):
    """Also one that has only what its file system put there."""
    (tmp_path / "lost+found").mkdir()
    Layout.create_or_open(tmp_path, factory.clock)
    assert len(Archive(tmp_path).pages()) == 0


@pytest.mark.parametrize("left", [".datapackage.json.next", "snapshots/"])
def test_a_creation_cut_short_is_completed(tmp_path, left):
    """Whatever a killed creation left, the next one ends well."""
    (tmp_path / left).mkdir() if left.endswith("/") else (tmp_path / left).touch()
    Layout.create_or_open(tmp_path, factory.clock)
    assert (tmp_path / "README.md").is_file()
    assert (tmp_path / "tables" / "pages").is_dir()


def test_tables_missing_from_a_new_archive_are_made(root):
    """A creation that died after the marker has no tables yet; it reads as empty."""
    Layout.create_or_open(root, factory.clock)
    (root / "tables").unlink()
    for path in sorted((root / ".store").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert len(Archive(root).pages()) == 0
    Layout.create_or_open(root, factory.clock)
    assert (root / "tables" / "runs").is_dir()


@pytest.mark.parametrize("opener", ["create", "open"])
def test_a_folder_of_something_else_is_left_alone(tmp_path, opener):
    """Nothing is written where there are other people's files."""
    (tmp_path / "thesis.docx").write_text("mine", encoding="utf-8")
    with pytest.raises(NotAnArchive) as error:
        if opener == "create":
            Layout.create_or_open(tmp_path, factory.clock)
        else:
            Layout.open_existing(tmp_path)
    assert error.value.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize("text", ['{"name": "other"}', "[]", "{", '{"kronika": {}}'])
def test_the_marker_of_something_else_is_no_marker(tmp_path, text):
    """A datapackage.json alone makes no archive."""
    (tmp_path / "datapackage.json").write_text(text, encoding="utf-8")
    for open_it in (Layout.open_existing, lambda path: Layout.create_or_open(path, factory.clock)):
        with pytest.raises(NotAnArchive):
            open_it(tmp_path)


def test_a_file_is_no_archive(tmp_path):
    """A file where the folder should be is refused."""
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(NotAnArchive):
        Layout.create_or_open(file, factory.clock)


def test_a_missing_archive_is_explained(tmp_path):
    """The message says what to type, and reading makes no folder."""
    with pytest.raises(ConfigurationError, match="kronika crawl demo --archive"):
        Archive(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("version", "readable", "writable"),
    [
        (SCHEMA_VERSION, True, True),
        ("1.0.0", True, False),
        ("1.9.0", True, False),
        ("2.0.0", False, False),
        ("0.9.0", False, False),
    ],
)
def test_schema_versions(root, version, readable, writable):
    """Another minor version can be read, another major one not even that; ours is written."""
    Layout.create_or_open(root, factory.clock)
    tell_version(root, version)
    if readable:
        Layout.open_existing(root)
    else:
        with pytest.raises(SchemaError, match=version):
            Layout.open_existing(root)
    if writable:
        Layout.create_or_open(root, factory.clock)
    else:
        with pytest.raises(SchemaError, match=version):
            Layout.create_or_open(root, factory.clock)


def test_a_folder_that_cannot_be_written_is_a_fault(tmp_path):
    """The system's own words are in the message."""
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveFault, match="Not a directory"):
        Layout.create_or_open(tmp_path / "file" / "archive", factory.clock)


def test_a_city_is_known_once_its_crawl_began(root):
    """The lock or the snapshots of a city say so, before anything is published."""
    layout = Layout.create_or_open(root, factory.clock)
    assert not layout.begun("demo")
    (layout.locks / "demo.lock").touch()
    assert layout.begun("demo")
    assert len(Archive(root).visits(city="demo")) == 0
