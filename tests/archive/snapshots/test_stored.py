"""Exchanges are found again in a segment as they were, whatever lies around them."""

from __future__ import annotations

import os

import pytest

from archive.model import SnapshotPointer
from archive.snapshots import Exchange, Original, SnapshotWriter, pack, read_snapshot
from archive.snapshots.stored import exchanges
from archive.snapshots.walk import Walk
from tests.archive.snapshots.making import HEAD, URL, exchange, put
from tests.archive.verify.making import pack_as_before
from tests.support import NOON

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
