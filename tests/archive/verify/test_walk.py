"""The walk accounts for every byte of a segment, whatever is in it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.snapshots.record import KEPT_BYTES
from archive.snapshots.walk import Walk, record_at


def record(kind: str, block: bytes, *more: str, length: int | None = None) -> bytes:
    """One record, uncompressed."""
    size = len(block) if length is None else length
    lines = [f"WARC-Type: {kind}", "WARC-Record-ID: <urn:uuid:1>", *more, f"Content-Length: {size}"]
    return b"WARC/1.1\r\n" + "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def walked(tmp_path, data: bytes, **more) -> tuple[list, Walk]:
    """The records of a file of these bytes, and the walk."""
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data)
    walk = Walk(path, **more)
    return list(walk), walk


@settings(max_examples=60)
@given(st.lists(st.one_of(st.integers(0, 3), st.binary(min_size=1, max_size=40)), max_size=8))
def test_records_and_gaps_add_up_to_the_file(tmp_path_factory, parts):
    """Members and rubbish in any order: each byte is in exactly one record or gap."""
    members = [gzip.compress(record("metadata", b"x" * n * 50), mtime=0) for n in range(4)]
    data = b"".join(members[part] if isinstance(part, int) else part for part in parts)
    records, walk = walked(tmp_path_factory.mktemp("walk"), data)
    spans = [(r.offset, r.offset + r.length) for r in records]
    spans += [(gap.start, gap.end) for gap in walk.gaps]
    at = 0
    for start, end in sorted(spans):
        assert start == at
        at = end
    assert at == len(data) == walk.size
    assert walk.sha256 == hashlib.sha256(data).hexdigest()
    assert len(records) >= sum(isinstance(part, int) for part in parts)


@pytest.mark.parametrize("size", [0, 1, 70_000, 3_000_000])
def test_digests_are_those_of_block_and_payload_at_any_size(tmp_path, size):
    """A record that comes out of zlib in many pieces has the same digests."""
    head = b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n"
    body = random.Random(1).randbytes(size // 2) + bytes(size - size // 2)
    block = hashlib.sha256(head + body).hexdigest()
    payload = base64.b32encode(hashlib.sha1(body).digest()).decode()
    fields = (
        "Content-Type: application/http; msgtype=response",
        f"WARC-Block-Digest: sha256:{block}",
        f"WARC-Payload-Digest: sha1:{payload}",
    )
    data = gzip.compress(record("response", head + body, *fields), mtime=0)
    ((found,), walk) = walked(tmp_path, data)
    assert found.problems == {}
    assert found.start == head
    assert walk.gaps == []
    wrong = data and gzip.compress(record("response", head + body + b"!", *fields), mtime=0)
    ((found,), _) = walked(tmp_path, wrong)
    assert set(found.problems) == {"block_digest", "payload_digest"}


def test_an_http_head_that_never_ends_is_bounded(tmp_path):
    """What is kept of a block has a limit."""
    block = b"X-Y: z\r\n" * 100_000
    data = gzip.compress(record("response", block, "Content-Type: application/http"), mtime=0)
    ((found,), _) = walked(tmp_path, data)
    assert len(found.start) <= KEPT_BYTES + 1024 * 1024
    assert found.size > len(block)


def test_a_bomb_costs_little_memory(tmp_path):
    """A member that swells a thousandfold is walked in pieces."""
    import tracemalloc

    data = gzip.compress(record("resource", bytes(200_000_000)), mtime=0)
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(data)
    tracemalloc.start()
    (found,) = Walk(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.size > 200_000_000
    assert peak < 12_000_000


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"no record at all", "record_malformed"),
        (b"WARC/1.1\r\nWARC-Type: x\r\n\r\n", "record_malformed"),
        (record("x", b"abc", length=9), "record_length"),
        (record("x", b"abc", length=2), "record_length"),
        (record("x", b"abc")[:-1], "record_length"),
        (record("x", b"abc") + b"\r\n", "record_length"),
    ],
)
def test_members_that_hold_no_proper_record(tmp_path, data, code):
    """Whole gzip members whose content is not one whole record."""
    ((found,), walk) = walked(tmp_path, gzip.compress(data, mtime=0))
    assert set(found.problems) == {code}
    assert walk.gaps == []


def test_the_walk_stops_where_it_is_told(tmp_path):
    """Of a file that is growing only what is settled is read."""
    member = gzip.compress(record("x", b"abc"), mtime=0)
    records, walk = walked(tmp_path, member * 3 + b"half", end=2 * len(member))
    assert [found.offset for found in records] == [0, len(member)]
    assert walk.gaps == []
    assert walk.tail is None


def test_a_record_is_read_at_its_place(tmp_path):
    """Only the beginning is read, and nothing is found where none begins."""
    path = tmp_path / "x.warc.gz"
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    fields = "Content-Type: application/http"
    member = gzip.compress(record("response", head + bytes(90_000), fields), mtime=0)
    path.write_bytes(b"rubbish" + member)
    with path.open("rb") as file:
        found = record_at(file, 7)
        assert found is not None
        assert found.start == head
        assert found.kind == "response"
        assert record_at(file, 0) is None
        assert record_at(file, 10**9) is None
