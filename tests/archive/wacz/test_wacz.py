"""WACZ: what is in it, that its sums and places hold, and that a part replays like the whole."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import Archive
from archive.exports.wacz import write
from archive.snapshots.cdxj import index_path
from tests.archive.verify.making import SITE, Maker, answer, html
from tests.archive.wacz.conftest import CREATED

SECOND_DAY = {"since": "2026-05-02"}


def index_of(package: zipfile.ZipFile) -> list[tuple[str, dict]]:
    """The lines of the index: key with time, and fields."""
    lines = gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines()
    pairs = (line.split(" {", 1) for line in lines)
    return [(key, json.loads("{" + fields)) for key, fields in pairs]


def pages_of(package: zipfile.ZipFile) -> list[dict]:
    """The lines of the list of pages, its header first."""
    return [json.loads(line) for line in package.read("pages/pages.jsonl").splitlines()]


def record_at(package: zipfile.ZipFile, entry: dict):
    """The record an index entry points to, read by warcio: headers and body as sent."""
    data = package.read(f"archive/{entry['filename']}")
    start, length = int(entry["offset"]), int(entry["length"])
    (record,) = ArchiveIterator(io.BytesIO(data[start : start + length]))
    return record.rec_headers, record.content_stream().read()


def test_the_parts_of_the_specification_are_there(export):
    """Segments stored as they are, an index, pages, a description and its digest."""
    with zipfile.ZipFile(export()) as package:
        names = package.namelist()
        assert [name for name in names if not name.startswith("archive/")] == [
            "indexes/index.cdx.gz",
            "indexes/index.idx",
            "pages/pages.jsonl",
            "datapackage.json",
            "datapackage-digest.json",
        ]
        kinds = {i.filename: i.compress_type for i in package.infolist()}
        stored = [name for name in names if name.endswith(".gz") or name.startswith("datapackage")]
        assert {kinds[name] for name in stored} == {zipfile.ZIP_STORED}
        assert package.testzip() is None


def test_the_description_gives_the_sum_of_every_file(export):
    """Size and SHA-256 of each, and the digest of the description itself."""
    with zipfile.ZipFile(export()) as package:
        described = json.loads(package.read("datapackage.json"))
        assert described["wacz_version"] == "1.1.1"
        assert described["created"] == "2026-06-01T08:00:00Z"
        for resource in described["resources"]:
            data = package.read(resource["path"])
            assert resource["bytes"] == len(data)
            assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        known = {resource["path"] for resource in described["resources"]}
        assert set(package.namelist()) - known == {"datapackage.json", "datapackage-digest.json"}
        digest = json.loads(package.read("datapackage-digest.json"))
        data = package.read("datapackage.json")
        assert digest["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_the_whole_archive_is_its_segments_byte_for_byte(archive, export):
    """Nothing is rewritten when nothing is left out."""
    segments = sorted(archive.layout.snapshots("demo").glob("*.warc.gz"))
    with zipfile.ZipFile(export()) as package:
        for segment in segments:
            assert package.read(f"archive/{segment.name}") == segment.read_bytes()
        lines = sorted(line for s in segments for line in index_path(s).read_text().splitlines())
        found = gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines()
        assert found == lines


@pytest.mark.parametrize("span", [{}, SECOND_DAY, {"until": "2026-05-01"}])
def test_every_index_entry_leads_to_its_record(export, span):
    """In segments that were copied and in those that were cut."""
    with zipfile.ZipFile(export(**span)) as package:
        entries = index_of(package)
        assert entries == sorted(entries, key=lambda pair: pair[0])
        for _, entry in entries:
            headers, _ = record_at(package, entry)
            assert headers.get_header("WARC-Target-URI") == entry["url"]
            assert headers.get_header("WARC-Payload-Digest") == entry["digest"]


def test_every_revisit_of_a_part_finds_its_original(export):
    """What was found unchanged on the second day was fetched on the first: it comes along."""
    with zipfile.ZipFile(export(**SECOND_DAY)) as package:
        entries = [entry for _, entry in index_of(package)]
        revisits = [entry for entry in entries if entry["mime"] == "warc/revisit"]
        assert len(revisits) == 2
        for revisit in revisits:
            headers, _ = record_at(package, revisit)
            wanted = headers.get_header("WARC-Refers-To")
            originals = [
                record_at(package, entry)[0].get_header("WARC-Record-ID")
                for entry in entries
                if entry["url"] == revisit["url"] and entry["mime"] != "warc/revisit"
            ]
            assert originals == [wanted]


def test_no_later_version_is_shown_in_the_place_of_an_original(tmp_path):
    """Players take the first answer indexed at or after the date a revisit refers to."""
    maker = Maker(tmp_path / "archive")
    maker.begin()
    maker.page(1)
    maker.end()
    maker.begin()
    maker.page(1, original=maker.originals[f"{SITE}/1"])
    maker.end()
    maker.begin()
    maker.keep(answer(f"{SITE}/1", html(2), maker.tick()))
    maker.end()
    with (tmp_path / "x.wacz").open("w+b") as out:
        write(Archive(maker.root), out, created=CREATED, software="Kronika")
        with zipfile.ZipFile(out) as package:
            entries = [(key.rpartition(" ")[2], entry) for key, entry in index_of(package)]
            [revisit] = [entry for _, entry in entries if entry["mime"] == "warc/revisit"]
            said = record_at(package, revisit)[0].get_header("WARC-Refers-To-Date")
            moment = datetime.fromisoformat(said)
            found = next(
                entry
                for timestamp, entry in entries
                if entry["mime"] != "warc/revisit"
                and datetime.strptime(f"{timestamp}Z", "%Y%m%d%H%M%S%z") >= moment
            )
    assert found["digest"] == revisit["digest"]


def test_a_part_holds_what_was_asked_and_what_it_needs_and_no_more(export):
    """The visits of the span, their originals, style sheets and pictures from before."""
    with zipfile.ZipFile(export(**SECOND_DAY)) as package:
        found = sorted(
            (entry["url"].removeprefix(SITE), key.rpartition(" ")[2][:8])
            for key, entry in index_of(package)
        )
    assert found == [
        ("/1", "20260501"),
        ("/1", "20260502"),
        ("/2", "20260501"),
        ("/2", "20260502"),
        ("/6", "20260502"),
        ("/logo.png", "20260501"),
        ("/style.css", "20260501"),
    ]


def test_a_part_keeps_the_records_that_belong_to_an_answer(archive, export):
    """Request and metadata come along, byte for byte as they lie in the segment."""
    with zipfile.ZipFile(export(**SECOND_DAY)) as package:
        (part,) = [name for name in package.namelist() if name.endswith("-part.warc.gz")]
        data = package.read(part)
    whole = archive.path / "snapshots" / "demo" / Path(part).name.replace("-part", "")
    kinds = [record.rec_type for record in ArchiveIterator(io.BytesIO(data))]
    assert kinds == ["warcinfo", *["request", "metadata", "response"] * 4]
    members = data.split(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03")[1:]
    assert all(member in whole.read_bytes() for member in members)


def test_pages_are_listed_where_players_find_them(export):
    """Address and moment are those of an answer in the index; title and text are the record's."""
    with zipfile.ZipFile(export(**SECOND_DAY)) as package:
        head, *pages = pages_of(package)
        index = {(entry["url"], key.rpartition(" ")[2]) for key, entry in index_of(package)}
    assert head["format"] == "json-pages-1.0"
    assert sorted(page["url"] for page in pages) == [f"{SITE}/1", f"{SITE}/2", f"{SITE}/6"]
    for page in pages:
        moment = "".join(character for character in page["ts"] if character.isdigit())
        assert (page["url"], moment) in index
        assert page["title"].startswith("Aktualność")
        assert "Rozpoczął się 1. etap remontu" in page["text"]


def test_the_same_archive_makes_the_same_file(export):
    """Nothing in it depends on when or where it is made but the moment it is told."""
    assert export("one.wacz").read_bytes() == export("two.wacz").read_bytes()


def test_wacz_validate_passes(export):
    """The public validator, for the whole and for a part."""
    tool = shutil.which("wacz")
    if tool is None:
        pytest.skip("wacz is not installed (pip install wacz)")
    for path in (export("whole.wacz"), export("part.wacz", **SECOND_DAY)):
        result = subprocess.run([tool, "validate", "-f", path], capture_output=True, text=True)
        assert result.returncode == 0, result.stdout + result.stderr
        assert "Validation succeeded, the passed WACZ is valid" in result.stdout
