"""Snapshots come back byte for byte, through our reader and through warcio."""

from __future__ import annotations

import os
import resource
import signal
import threading
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

import archive.snapshots.complete as complete_module
from archive.errors import ArchiveFault
from archive.model import SnapshotPointer
from archive.snapshots import Exchange, Original, SnapshotWriter, pack, read_snapshot
from archive.snapshots.cdxj import index_path
from archive.snapshots.complete import sum_line, sum_path
from archive.snapshots.exchange import Tape, Tls
from archive.snapshots.stored import exchanges
from archive.snapshots.walk import Walk
from tests.archive.verify.making import pack_as_before
from tests.support import NOON

HEAD = b"HTTP/1.1 200 OK\r\nContent-type: text/html\r\nX-A: 1\r\nX-A: 2\r\n\r\n"
URL = "http://www.olszynow.example/a?b=1&c"


def exchange(body: bytes = b"<p>tresc</p>", head: bytes = HEAD, **more) -> Exchange:
    """An exchange with this answer."""
    tape = Tape(head)
    tape.write(body)
    request = b"GET /a?b=1&c HTTP/1.1\r\nHost: www.olszynow.example\r\n\r\n"
    return Exchange(URL, request, NOON, head=head, body=tape, **more)


@pytest.fixture
def writer(tmp_path):
    """A writer for the demo city."""
    folder = tmp_path / "snapshots" / "demo"
    writer = SnapshotWriter(
        tmp_path, folder, stem="kronika-demo-abc123", info=[("software", "Kronika/0.1")]
    )
    yield writer
    writer.close()


def put(writer: SnapshotWriter, what: Exchange) -> SnapshotPointer:
    """Append and give the pointer."""
    pointer = writer.append(pack(what), NOON)
    assert pointer is not None
    return pointer


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


def test_segment_loses_its_suffix_only_when_complete(writer, tmp_path):
    """A segment being written is told apart by its name; the pointer works before and after."""
    pointer = put(writer, exchange())
    writer.flush()
    names = [path.name for path in (tmp_path / "snapshots/demo").iterdir()]
    assert names == ["kronika-demo-20260302110000123-00001-abc123.warc.gz.open"]
    before = read_snapshot(tmp_path, pointer)
    writer.close()
    assert (tmp_path / pointer.warc_file).is_file()
    assert read_snapshot(tmp_path, pointer) == before


def test_segments_roll_by_size(tmp_path):
    """A new segment begins once the old one has reached its size."""
    writer = SnapshotWriter(
        tmp_path, tmp_path / "s", stem="kronika-demo-x", info=[], segment_bytes=1000
    )
    pointers = [put(writer, exchange(os.urandom(2000))) for _ in range(3)]
    writer.close()
    assert len({pointer.warc_file for pointer in pointers}) == 3
    assert all(read_snapshot(tmp_path, pointer).status == 200 for pointer in pointers)


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


NOT_MODIFIED = b'HTTP/1.1 304 Bez zmian\r\nEtag: "1"\r\neTAG: "2"\r\n\r\n'


def put_not_modified(writer: SnapshotWriter, **more) -> SnapshotPointer:
    """Append a page and then a 304 that refers to it; the pointer is that of the 304."""
    first = exchange()
    original = Original(URL, first.started_at, put(writer, first))
    again = exchange(b"", NOT_MODIFIED, original=original, **more)
    return put(writer, again)


def test_the_head_of_a_304_comes_back_byte_for_byte(writer, tmp_path):
    """It lies beside the revisit, where players do not take it for the page's own."""
    pointer = put_not_modified(writer, interim=b"HTTP/1.1 103 Early Hints\r\n\r\n")
    writer.flush()
    snapshot = read_snapshot(tmp_path, pointer)
    assert snapshot.response == NOT_MODIFIED
    assert snapshot.status == 304
    assert snapshot.headers == [("Etag", '"1"'), ("eTAG", '"2"')]
    assert snapshot.body == b"<p>tresc</p>"
    assert snapshot.warc_headers["Content-Length"] == "0"
    assert snapshot.request.startswith(b"GET /a?b=1&c ")


def test_the_head_of_a_304_in_an_older_archive_is_read(writer, tmp_path):
    """It was once the block of the revisit itself."""
    first = exchange()
    original = Original(URL, first.started_at, put(writer, first))
    again = exchange(b"", NOT_MODIFIED, original=original)
    pointer = writer.append(pack_as_before(again), NOON)
    writer.close()
    snapshot = read_snapshot(tmp_path, pointer)
    assert snapshot.response == NOT_MODIFIED
    assert snapshot.body == b"<p>tresc</p>"
    *_, last = exchanges(Walk(tmp_path / pointer.warc_file, blocks=True))
    assert last.message == NOT_MODIFIED


@pytest.mark.parametrize("stray", [b"HTTP/1.1 200 OK\r\n\r\n", b"<html>"])
def test_stray_bytes_are_never_taken_for_the_head_of_a_304(writer, tmp_path, stray):
    """A second answer nobody asked for, after the first, stays what it is."""
    pointer = put_not_modified(writer, stray=stray)
    writer.close()
    assert read_snapshot(tmp_path, pointer).response == NOT_MODIFIED
    *_, last = exchanges(Walk(tmp_path / pointer.warc_file))
    assert last.message == NOT_MODIFIED


def test_an_exchange_is_grouped_by_what_its_records_say(writer, tmp_path):
    """Records that are lost leave their exchange poorer and never go to its neighbour."""
    one = put(writer, exchange(facts={"run": "1"}))
    writer.append(pack(Exchange(URL, b"GET / HTTP/1.1\r\n\r\n", NOON, facts={"run": "2"})), NOON)
    put(writer, exchange(facts={"run": "3"}))
    writer.close()
    records = list(Walk(tmp_path / one.warc_file, blocks=True))
    groups = list(exchanges(records))
    assert [group.facts.get("kronika-run") for group in groups] == [None, "1", "2", "3"]
    assert [bool(group.answer) for group in groups] == [False, True, False, True]
    assert groups[1].message == HEAD + b"<p>tresc</p>"
    assert groups[1].request.block.startswith(b"GET /a?b=1&c ")
    last = groups[3].answer
    rest = [record for record in records if record not in groups[3].records] + [last]
    poorer = list(exchanges(rest))[-1]
    assert poorer.answer == last
    assert poorer.facts == {}
    assert poorer.request is None


def test_reading_goes_on_after_damage(writer, tmp_path):
    """What lies behind a damaged record is still found, and the damage is told apart."""
    pointers = [put(writer, exchange(os.urandom(900))) for _ in range(3)]
    writer.close()
    path = tmp_path / pointers[0].warc_file
    data = bytearray(path.read_bytes())
    data[pointers[1].warc_offset + 400] ^= 4
    path.write_bytes(data)
    found = [stored.answer.offset for stored in exchanges(Walk(path)) if stored.answer]
    assert found == [pointers[0].warc_offset, pointers[2].warc_offset]
    assert read_snapshot(tmp_path, pointers[2]).status == 200


def test_a_full_segment_is_completed_while_the_next_is_written(tmp_path, monkeypatch):
    """Appending does not wait for index, sum and name of the segment before."""
    go_on, completed = threading.Event(), []
    complete = complete_module.complete_segment

    def slow(path, **more):
        assert go_on.wait(30)
        completed.append(complete(path, **more))
        return completed[-1]

    monkeypatch.setattr(complete_module, "complete_segment", slow)
    writer = SnapshotWriter(
        tmp_path, tmp_path / "s", stem="kronika-demo-x", info=[], segment_bytes=1000
    )
    pointers = [put(writer, exchange(os.urandom(2000))) for _ in range(2)]
    writer.flush()
    assert completed == []
    assert [read_snapshot(tmp_path, pointer).status for pointer in pointers] == [200, 200]
    go_on.set()
    writer.close()
    assert [path.name for path in completed] == [Path(p.warc_file).name for p in pointers]
    assert all(index_path(path).read_bytes().count(b"\n") == 1 for path in completed)


def test_a_segment_that_cannot_be_completed_is_told(tmp_path, monkeypatch):
    """What the thread could not do is raised where the run can hear it, and nothing is lost."""

    def full(path, **_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(complete_module, "complete_segment", full)
    writer = SnapshotWriter(tmp_path, tmp_path / "s", stem="kronika-demo-x", info=[])
    pointer = put(writer, exchange())
    with pytest.raises(ArchiveFault, match="No space left"):
        writer.close()
    assert read_snapshot(tmp_path, pointer).status == 200


@pytest.mark.parametrize("room", [0, 150, 1500])
def test_an_exchange_that_finds_no_room_leaves_no_trace(tmp_path, room):
    """What was written of it is taken back: the segment ends with the last whole exchange."""
    writer = SnapshotWriter(tmp_path, tmp_path / "s", stem="kronika-demo-x", info=[])
    pointers = [put(writer, exchange())] if room > 1000 else []
    [*_, size] = [path.stat().st_size for path in (tmp_path / "s").glob("*")] or [0]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, hard))
    try:
        for _ in range(2):
            with pytest.raises(ArchiveFault, match="cannot write snapshots"):
                put(writer, exchange(os.urandom(5000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    pointers.append(put(writer, exchange(os.urandom(100))))
    writer.close()
    assert [read_snapshot(tmp_path, pointer).status for pointer in pointers] == [200] * len(
        pointers
    )
    for path in (tmp_path / "s").glob("*.warc.gz"):
        walk = Walk(path)
        kinds = [record.kind for record in walk if not record.problems]
        assert kinds == ["warcinfo", *["request", "metadata", "response"] * len(pointers)]
        assert walk.gaps == []
        assert sum_path(path).read_bytes() == sum_line(path, walk.sha256)
    assert len(list((tmp_path / "s").iterdir())) == 3
