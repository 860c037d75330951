"""Writing a WACZ: large archives, parts of them, damaged ones, and the command."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import subprocess
import sys
import zipfile

import pytest

from archive import Archive
from archive.errors import ArchiveFault, ConfigurationError
from archive.exports import wacz
from archive.exports.wacz import write
from tests.archive.verify.making import SITE, half_published, make_archive
from tests.archive.wacz.conftest import CREATED
from tests.archive.wacz.test_wacz import index_of


def test_large_indexes_are_cut_into_blocks(export, monkeypatch):
    """Each line of the list names a block that can be read by itself."""
    monkeypatch.setattr(wacz, "BLOCK_LINES", 4)
    with zipfile.ZipFile(export()) as package:
        head, *blocks = package.read("indexes/index.idx").decode().splitlines()
        data = package.read("indexes/index.cdx.gz")
        lines = gzip.decompress(data).decode().splitlines()
    assert json.loads(head.removeprefix("!meta 0 "))["format"] == "cdxj-gzip-1.0"
    read = []
    for block in blocks:
        key, _, fields = block.partition(" {")
        place = json.loads("{" + fields)
        part = data[place["offset"] : place["offset"] + place["length"]]
        assert place["digest"] == f"sha256:{hashlib.sha256(part).hexdigest()}"
        inside = gzip.decompress(part).decode().splitlines()
        assert inside[0].startswith(key)
        read += inside
    assert read == lines
    assert len(blocks) == 3


def test_many_indexes_are_merged_in_rounds(tmp_path, monkeypatch):
    """However many segments there are, few files are open at once."""
    archive = Archive(make_archive(tmp_path / "archive", segment_bytes=1_000).root)
    packages = []
    for few in (200, 2):
        monkeypatch.setattr(wacz, "_OPEN_FILES", few)
        out = io.BytesIO()
        write(archive, out, created=CREATED, software="Kronika")
        with zipfile.ZipFile(out) as package:
            packages.append(index_of(package))
            segments = [name for name in package.namelist() if name.startswith("archive/")]
    assert len(segments) > 5
    assert packages[0] == packages[1]


def test_cities_are_chosen(tmp_path):
    """Only the city asked for; an unknown one is an error with a hint."""
    make_archive(tmp_path / "archive")
    make_archive(tmp_path / "archive", city="zabrze")
    archive = Archive(tmp_path / "archive")
    out = io.BytesIO()
    write(archive, out, created=CREATED, software="Kronika", cities=["zabrze"])
    with zipfile.ZipFile(out) as package:
        names = [name for name in package.namelist() if name.startswith("archive/")]
    assert len(names) == 2
    assert all(name.startswith("archive/kronika-zabrze-") for name in names)
    with pytest.raises(ConfigurationError, match="did you mean zabrze"):
        write(archive, io.BytesIO(), created=CREATED, software="Kronika", cities=["zabrz"])


def test_of_an_open_segment_comes_what_rows_point_to(tmp_path):
    """A crawl under way, or one that died: what it published and nothing else."""
    root = half_published(tmp_path / "archive")
    out = io.BytesIO()
    write(Archive(root), out, created=CREATED, software="Kronika")
    with zipfile.ZipFile(out) as package:
        urls = {entry["url"] for _, entry in index_of(package)}
    assert f"{SITE}/11" in urls
    assert f"{SITE}/12" not in urls


def test_a_damaged_answer_stops_the_export(tmp_path):
    """An export that lacks a page without saying so would be worse than none."""
    maker = make_archive(tmp_path / "archive")
    segment = min(maker.layout.snapshots("demo").glob("*.warc.gz"))
    data = bytearray(segment.read_bytes())
    data[1100] ^= 255
    segment.write_bytes(data)
    with pytest.raises(ArchiveFault, match="kronika verify"):
        write(Archive(maker.root), io.BytesIO(), created=CREATED, software="x", since="2026-05-02")


def kronika(*arguments: str) -> subprocess.CompletedProcess:
    """Run the command line."""
    program = "from crawler.cli import main; main()"
    return subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True)


def test_the_command_writes_to_a_file_and_to_a_pipe(archive, tmp_path):
    """The same package either way; a pipe cannot be gone back in."""
    common = ["export", "--as", "wacz", "--archive", str(archive.path)]
    path = tmp_path / "x.wacz"
    to_file = kronika(*common, "-o", str(path))
    assert to_file.returncode == 0, to_file.stderr
    assert b"6 pages, 11 answers, 2 segments written to" in to_file.stderr
    with (
        zipfile.ZipFile(path) as package,
        zipfile.ZipFile(io.BytesIO(kronika(*common).stdout)) as piped,
    ):
        assert index_of(package) == index_of(piped)
        assert piped.testzip() is None


def test_options_of_records_are_refused(archive):
    """There is no newest version of a snapshot."""
    refused = kronika("export", "--as", "wacz", "--latest", "--archive", str(archive.path))
    assert refused.returncode == 2
    assert b"--latest and --raw are for records" in refused.stderr
