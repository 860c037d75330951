"""BagIt: valid by RFC 8493, whole, and with rows that lead to its own snapshots."""

from __future__ import annotations

import hashlib

import pyarrow.parquet as pq
import pytest

from archive import Archive
from archive.model import SnapshotPointer
from archive.snapshots import read_snapshot
from tests.archive.verify.making import Maker, make_archive


def manifest(bag) -> dict[str, str]:
    """SHA-256 of each payload file, as the bag says."""
    lines = (bag / "manifest-sha256.txt").read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def test_the_reference_implementation_finds_it_valid(with_snapshots, export):
    """bagit-python checks every sum and the Payload-Oxum."""
    bagit = pytest.importorskip("bagit", reason="bagit is not installed")
    bag = bagit.Bag(str(export(with_snapshots, "bagit")))
    bag.validate()
    assert bag.version_info == (1, 0)
    assert bag.info["Bagging-Date"] == "2026-06-01"


def test_every_file_is_in_the_manifest(with_snapshots, export):
    """Nothing lies in the payload that no sum speaks of, and the sums are right."""
    bag = export(with_snapshots, "bagit")
    files = {p.relative_to(bag).as_posix(): p for p in (bag / "data").rglob("*") if p.is_file()}
    assert manifest(bag) == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()
    }
    assert {"data/README.md", "data/datapackage.json"} <= files.keys()


def test_rows_lead_to_the_snapshots_of_the_bag(with_snapshots, export):
    """The bag stands alone: each pointer is right inside it."""
    data = export(with_snapshots, "bagit") / "data"
    visits = pq.read_table(data / "visits")["snapshot"].to_pylist()
    assert len(visits) == 11
    for pointer in visits:
        read_snapshot(data, SnapshotPointer(**pointer))


def test_a_span_holds_whole_segments(with_snapshots, export):
    """Places stay right: a segment is there as it is, or not at all; originals come along."""
    data = export(with_snapshots, "bagit", since="2026-05-02") / "data"
    segments = sorted(path.name for path in data.rglob("*.warc.gz"))
    assert len(segments) == 2
    for path in data.rglob("*.warc.gz"):
        original = with_snapshots / path.relative_to(data)
        assert path.read_bytes() == original.read_bytes()
        assert path.with_name(path.name + ".sha256").is_file()
    assert len(pq.read_table(data / "pages")) == 1


def test_a_segment_still_being_written_is_whole_in_the_bag(tmp_path, export):
    """Up to its last record, under the name the rows use."""
    maker = Maker(tmp_path / "archive")
    maker.begin()
    maker.page(1)
    maker.commit()
    data = export(maker.root, "bagit") / "data"
    (pointer,) = Archive(maker.root).visits()["snapshot"].to_pylist()
    assert read_snapshot(data, SnapshotPointer(**pointer)).status == 200
    assert next(data.rglob("*.cdxj")).read_text("utf-8").count("\n") == 1
    maker.writer.close()


def test_a_masked_bag_has_no_snapshots(tmp_path, export):
    """Bytes as received cannot be masked; the bag says so."""
    make_archive(tmp_path / "archive")
    bag = export(tmp_path / "archive", "bagit", masked=True)
    assert not list(bag.rglob("*.warc.gz"))
    readme = (bag / "data" / "README.md").read_text("utf-8")
    assert "Snapshots are left out" in readme
    assert "█" in readme
