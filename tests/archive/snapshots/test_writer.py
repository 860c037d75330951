"""Snapshots come back byte for byte, through our reader and through warcio."""

from __future__ import annotations

import os

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from archive.errors import ArchiveFault
from archive.model import SnapshotPointer
from archive.snapshots import Exchange, pack, read_snapshot
from archive.snapshots.exchange import Tls
from tests.archive.snapshots.making import HEAD, URL, exchange, put
from tests.support import NOON


def test_snapshot_comes_back_byte_for_byte(writer, tmp_path):
    """Request and response are read back as they went over the wire."""
    first = exchange()
    pointer = put(writer, first)
    other = put(writer, exchange(os.urandom(300_000)))
    writer.flush()
    snapshot = read_snapshot(tmp_path, pointer)
    assert snapshot.response == HEAD + b"<p>tresc</p>"
    assert snapshot.request == first.request
    assert snapshot.status == 200
    assert snapshot.url == URL
    assert read_snapshot(tmp_path, other).request == first.request


def test_warcio_reads_and_verifies_every_record(writer, tmp_path, capsys):
    """The records are standard: warcio reads them, finds no digest wrong, and sees the fields."""
    more = {"tls": Tls("tls/1.3", "TLS_AES_256_GCM_SHA384", "complete"), "ip_address": "127.0.0.1"}
    put(writer, exchange(interim=b"HTTP/1.1 103 Early Hints\r\n\r\n", **more))
    writer.close()
    [path] = (tmp_path / "snapshots/demo").glob("*.warc.gz")
    with path.open("rb") as file:
        records = [
            (record.rec_type, dict(record.rec_headers.headers)) for record in ArchiveIterator(file)
        ]
    assert [kind for kind, _ in records] == [
        "warcinfo",
        "request",
        "metadata",
        "metadata",
        "response",
    ]
    response = records[-1][1]
    assert response["WARC-Date"] == "2026-03-02T11:00:00.123456Z"
    assert response["WARC-Concurrent-To"] == records[1][1]["WARC-Record-ID"]
    assert records[1][1]["WARC-Concurrent-To"] == response["WARC-Record-ID"]

    class Arguments:
        inputs = (str(path),)
        verbose = False

    assert Checker(Arguments()).process_all() == 0
    assert capsys.readouterr().out == ""


def test_no_answer_leaves_the_request_alone(writer):
    """When nothing came back there is no response record, and no pointer."""
    assert writer.append(pack(Exchange(URL, b"GET / HTTP/1.1\r\n\r\n", NOON)), NOON) is None


def test_header_values_cannot_start_headers(writer, tmp_path):
    """A line break in an address or fact does not become a header of its own."""
    what = exchange(facts={"site": "news\r\nWARC-Type: warcinfo"})
    what.url = "http://x.example/\r\nWARC-Type: resource"
    pointer = put(writer, what)
    writer.flush()
    assert read_snapshot(tmp_path, pointer).warc_headers["WARC-Type"] == "response"


def test_pointer_to_another_record_is_refused(writer, tmp_path):
    """A pointer that leads to some other record is a fault, not an answer."""
    first, second = put(writer, exchange()), put(writer, exchange(b"other"))
    writer.flush()
    wrong = SnapshotPointer(
        first.warc_file, first.warc_offset, 1, second.warc_record_id, first.payload_digest
    )
    with pytest.raises(ArchiveFault, match="not <urn"):
        read_snapshot(tmp_path, wrong)


def test_torn_and_missing_files_are_faults(writer, tmp_path):
    """A cut file and a missing one are named, and never read as a snapshot."""
    pointer = put(writer, exchange(os.urandom(5000)))
    writer.close()
    path = tmp_path / pointer.warc_file
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ArchiveFault, match="torn"):
        read_snapshot(tmp_path, pointer)
    path.unlink()
    with pytest.raises(ArchiveFault, match="missing"):
        read_snapshot(tmp_path, pointer)


def test_large_body_is_spooled_and_comes_back(writer, tmp_path):
    """A body too large for memory goes through a file and is the same afterwards."""
    body = os.urandom(1_000_000) * 9
    large = exchange(body)
    pointer = put(writer, large)
    large.body.close()
    writer.flush()
    assert read_snapshot(tmp_path, pointer).response == HEAD + body
