"""HTTP messages as bytes."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.snapshots.http import (
    Dechunker,
    MalformedMessageError,
    decode_content,
    parse_head,
    parse_message,
)


def chunked(*pieces: bytes) -> bytes:
    """A chunked body of these pieces."""
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


def test_head_keeps_case_order_and_repeats():
    """Header names keep their case, headers their order, repeats stay apart."""
    head = parse_head(
        b"HTTP/1.1 200 W porzadku\r\nSet-cookie: a\r\nX-oDD: 1\r\nSet-cookie: b\r\n\r\n"
    )
    assert head.headers == [("Set-cookie", "a"), ("X-oDD", "1"), ("Set-cookie", "b")]
    assert (head.version, head.status, head.reason) == ("HTTP/1.1", 200, "W porzadku")


def test_folded_header_is_joined_and_a_line_without_colon_is_skipped():
    """Obsolete folding is read as one value; rubbish lines do not stop the reading."""
    head = parse_head(b"HTTP/1.0 404\r\nA: 1\r\n  2\r\nrubbish\r\nB: 3\r\n\r\n")
    assert head.headers == [("A", "1 2"), ("B", "3")]
    assert head.status == 404


def test_no_status_line_is_no_message():
    """Bytes that do not begin like HTTP are refused."""
    with pytest.raises(MalformedMessageError):
        parse_head(b"<html>\r\n\r\n")


@given(
    st.lists(st.binary(min_size=1, max_size=50), max_size=6),
    st.integers(1, 7),
    st.binary(max_size=5),
)
def test_dechunker_gives_the_body_however_the_bytes_are_cut(pieces, step, extra):
    """Where the network cuts the bytes changes neither body nor end."""
    wire = chunked(*pieces)
    sent = wire + extra
    dechunker, out, used = Dechunker(), b"", 0
    for start in range(0, len(sent), step):
        if dechunker.done:
            break
        out += dechunker.feed(sent[start : start + step])
        used += dechunker.used
    assert dechunker.done
    assert out == b"".join(pieces)
    assert used == len(wire)


def test_trailers_and_extensions_belong_to_the_message():
    """Chunk extensions are ignored, trailers end with a blank line."""
    dechunker = Dechunker()
    wire = b"3;x=y\r\nabc\r\n0\r\nTrailer: t\r\n\r\n"
    assert dechunker.feed(wire + b"NEXT") == b"abc"
    assert dechunker.done
    assert dechunker.used == len(wire)


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(b"tekst" * 100)),
        ("x-gzip", gzip.compress(b"tekst" * 100)),
        ("deflate", zlib.compress(b"tekst" * 100)),
        ("deflate", zlib.compress(b"tekst" * 100, wbits=-15)),
        ("br", brotli.compress(b"tekst" * 100)),
    ],
)
def test_content_codings_come_undone(coding, packed):
    """Every coding we ask for is read, raw deflate too."""
    assert decode_content(packed, [coding]) == (b"tekst" * 100, True)


def test_zstd_comes_undone():
    """Zstandard is read."""
    import sys

    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    assert decode_content(zstd.compress(b"tekst" * 100), ["zstd"]) == (b"tekst" * 100, True)


@pytest.mark.parametrize(
    ("coding", "packed"),
    [("gzip", gzip.compress(bytes(50_000_000))), ("br", brotli.compress(bytes(50_000_000)))],
    ids=["gzip", "br"],
)
def test_a_bomb_stops_at_the_limit(coding, packed):
    """A body that swells past the limit is cut there and said to be not whole."""
    body, whole = decode_content(packed, [coding], limit=100_000)
    assert not whole
    assert len(body) <= 100_000


def test_too_many_codings_are_left_on():
    """Each may cost the whole limit, so a body in more of them than anybody means is not read."""
    packed = b"tekst"
    for _ in range(5):
        packed = gzip.compress(packed)
    assert decode_content(packed, ["gzip"] * 5) == (b"tekst", True)
    assert decode_content(packed, ["gzip"] * 6) == (packed, False)


def test_torn_gzip_gives_what_could_be_read():
    """Half a gzip body is half a page, not an error."""
    packed = gzip.compress(bytes(range(256)) * 400)
    body, whole = decode_content(packed[: len(packed) // 2], ["gzip"])
    assert not whole
    assert body
    assert (bytes(range(256)) * 400).startswith(body)


def test_a_coding_that_is_not_there_leaves_the_bytes():
    """Content-Encoding: gzip over plain HTML is a lie we live with."""
    assert decode_content(b"<html>", ["gzip"]) == (b"<html>", False)


def test_message_whole():
    """A chunked and gzipped message comes out as text."""
    packed = gzip.compress("Zażółć".encode())
    wire = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
        + chunked(packed[:5], packed[5:])
    )
    message = parse_message(wire)
    assert message.body.decode() == "Zażółć"
    assert message.complete


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_raising(data):
    """What is no message at all still gives a message."""
    for wire in (
        data,
        b"HTTP/1.1 200 OK\r\n\r\n" + data,
        b"HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n" + data,
    ):
        assert parse_message(wire).head is not None
