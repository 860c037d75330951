"""The public readers read every file we write, and find nothing wrong in it."""

from __future__ import annotations

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from archive.snapshots.walk import Walk


def ours(segment) -> list[tuple[int, str, str]]:
    """Offset, type and id of each record, as our walk has them."""
    return [(r.offset, r.kind, r.fields["WARC-Record-ID"]) for r in Walk(segment)]


def test_warcio_reads_every_record(segments):
    """Same records, same places, same ids."""
    for segment in segments:
        found = []
        with segment.open("rb") as file:
            records = ArchiveIterator(file)
            for record in records:
                record.content_stream().read()
                identity = record.rec_headers.get_header("WARC-Record-ID")
                found.append((records.get_record_offset(), record.rec_type, identity))
        assert found == ours(segment)


def test_warcio_check_finds_nothing(segments, capsys):
    """Its digests are ours."""

    class Arguments:
        inputs = tuple(str(segment) for segment in segments)
        verbose = False

    assert Checker(Arguments()).process_all() == 0
    assert capsys.readouterr().out == ""


def test_fastwarc_reads_every_record(segments):
    """The same for the fast reader, lengths included."""
    fastwarc = pytest.importorskip(
        "fastwarc", reason="fastwarc is not installed (pip install fastwarc)"
    )
    for segment in segments:
        found = []
        with segment.open("rb") as file:
            for record in fastwarc.ArchiveIterator(file, parse_http=False):
                assert len(record.reader.read()) == record.content_length
                said = record.headers
                found.append((record.stream_pos, said["WARC-Type"], said["WARC-Record-ID"]))
        assert found == ours(segment)
