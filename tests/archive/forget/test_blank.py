"""A blank is one whole gzip member with one whole WARC record, of any length."""

from __future__ import annotations

import io
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from archive.errors import ArchiveFault
from archive.forget.blank import blank
from archive.snapshots import warc
from tests.archive.verify.making import START

LEAST = 330


@given(st.integers(LEAST, 200_000))
def test_a_blank_has_the_very_length(length):
    """Around block limits as well as anywhere else."""
    data = blank(length, START)
    assert len(data) == length
    inflate = zlib.decompressobj(31)
    inflate.decompress(data)
    assert inflate.eof
    assert inflate.unused_data == b""


def test_every_reader_takes_it_for_a_record():
    """Whole, with a right digest, at every length near the limits of its parts."""
    lengths = [*range(LEAST, LEAST + 900), *range(65_500, 65_900), 3_000_000]
    packed = io.BytesIO(b"".join(blank(length, START) for length in lengths))
    records = ArchiveIterator(packed, check_digests="raise")
    kinds = [(record.rec_type, bool(record.content_stream().read())) for record in records]
    assert {kind for kind, _ in kinds} == {"metadata"}
    assert len(kinds) == len(lengths)


def test_it_begins_as_every_record_of_ours():
    """A segment's members have one gzip header."""
    ours = warc.member(b"WARC/1.1\r\n\r\n", [b""]).read()
    assert blank(1_000, START)[:10] == ours[:10]


def test_no_exchange_is_too_short_for_a_blank():
    """Ids and digests do not compress: a request and its facts alone are longer."""
    noise = random.Random(1).randbytes(16).hex()
    fields = [("WARC-Block-Digest", warc.sha256(noise.encode()))]
    shortest = warc.member(warc.head("request", warc.record_id(), START, 1, fields), [b"x"])
    assert 2 * shortest.size > LEAST


def test_what_is_too_short_is_refused():
    """Before anything was written."""
    with pytest.raises(ArchiveFault, match="nothing was changed"):
        blank(100, START)
