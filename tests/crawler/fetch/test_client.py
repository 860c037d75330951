"""The client keeps exactly what a socket tap sees."""

from __future__ import annotations

import asyncio
import gzip

import brotli
import pytest

from archive.snapshots import SnapshotWriter, pack, read_snapshot
from crawler.fetch.client import Answer, Client
from crawler.fetch.connections import ConnectionPool
from crawler.fetch.wire import AnswerReader
from tests.support import NOON, Tap, nobody, scripted_server

REQUEST = b"GET /a HTTP/1.1\r\nHost: town.example\r\n\r\n"
ORIGIN = ("http", "town.example", 80)


def crawl(
    answer, *, times: int = 1, close: bool = False, reset: bool = False, **limits
) -> tuple[list[Answer], Tap]:
    """Ask a scripted server some times over one client."""

    async def go() -> tuple[list[Answer], Tap]:
        async with scripted_server(answer, close=close, reset=reset) as tap:
            pool = ConnectionPool(
                connect_to={"town.example:80": ("127.0.0.1", tap.port)},
                connect_timeout_s=5,
            )
            options = {"max_bytes": 10_000_000, "timeout_s": 5} | limits
            client = Client(pool, clock=lambda: NOON, **options)
            answers = [
                await client.ask("http://town.example/a", ORIGIN, REQUEST) for _ in range(times)
            ]
            pool.close()
            return answers, tap

    return asyncio.run(go())


def wire(answer: Answer) -> bytes:
    """Everything the exchange kept of the answer, in order."""
    exchange = answer.exchange
    return exchange.interim + exchange.head + exchange.body.read() + exchange.stray


BROTLI = brotli.compress("Zażółć gęślą jaźń".encode() * 50)
ZSTD = bytes.fromhex("28b52ffd200319000074616b")  # "tak"
LARGE = [b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n", *[bytes(900_000)] * 10]
GZIPPED = gzip.compress(b"x" * 5000)
CASES = {
    "length": [b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"],
    "odd case and repeats": [b"HTTP/1.1 200 Dobrze\r\ncOnTent-leNGth: 0\r\nA: 1\r\nA: 2\r\n\r\n"],
    "chunked": [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab", b"c\r\n0\r\n\r\n"],
    "gzip": [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
             % len(GZIPPED), GZIPPED],
    "empty": [b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"],
    "no content": [b"HTTP/1.1 204 No Content\r\n\r\n"],
    "not modified": [b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 99\r\n\r\n'],
    "redirect": [b"HTTP/1.1 301 Moved\r\nLocation: /b\r\nContent-Length: 2\r\n\r\nhi"],
    "error": [b"HTTP/1.1 500 Ojej\r\nContent-Length: 4\r\n\r\nojej"],
    "1xx": [b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n",
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"],
    "bare line feeds": [b"HTTP/1.1 200 OK\nContent-Length: 1\n\nx"],
    "br": [b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nTransfer-Encoding: chunked\r\n\r\n",
           b"%x\r\n" % len(BROTLI), BROTLI, b"\r\n0\r\n\r\n"],
    "zstd": [b"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Length: %d\r\n\r\n"
             % len(ZSTD), ZSTD],
    "one byte at a time": [bytes([b]) for b in b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"],
}  # fmt: skip


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_kept_bytes_equal_the_tap(script):
    """Request and answer are kept as they went over the wire, and nothing is wrong with them."""
    [answer], tap = crawl(lambda _: script)
    assert answer.reason is None
    assert wire(answer) == tap.sent[0]
    assert answer.exchange.request == tap.received[0]


@pytest.mark.parametrize("script", [*CASES.values(), LARGE], ids=[*CASES.keys(), "9 MB"])
def test_what_lies_in_the_warc_equals_the_tap(script, tmp_path):
    """The record's block is the answer on the wire; interim answers lie beside it."""
    [answer], tap = crawl(lambda _: script)
    writer = SnapshotWriter(tmp_path, tmp_path / "s", stem="kronika-x-y", info=[])
    pointer = writer.append(pack(answer.exchange), NOON)
    writer.close()
    answer.exchange.body.close()
    assert pointer is not None
    snapshot = read_snapshot(tmp_path, pointer)
    assert answer.exchange.interim + snapshot.response == tap.sent[0]
    assert snapshot.request == tap.received[0]


def test_each_answer_of_a_kept_connection_lies_in_the_warc_by_itself(tmp_path):
    """Where one answer ends and the next begins is told rightly, whatever the framing."""
    scripts = iter([*CASES.values(), CASES["chunked"], CASES["empty"]])
    answers, tap = crawl(lambda _: next(scripts), times=len(CASES) + 2)
    writer = SnapshotWriter(tmp_path, tmp_path / "s", stem="kronika-x-y", info=[])
    pointers = [writer.append(pack(answer.exchange), NOON) for answer in answers]
    writer.close()
    kept = [
        answer.exchange.interim + read_snapshot(tmp_path, pointer).response
        for answer, pointer in zip(answers, pointers, strict=True)
    ]
    assert kept == tap.sent
    assert tap.connections == 1


def test_an_answer_cut_short_lies_in_the_warc_as_far_as_it_came(tmp_path):
    """Early close: the bytes of the tap, and a reason beside them."""
    script = [
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n" + GZIPPED[:20]
    ]
    [answer], tap = crawl(lambda _: script, close=True)
    writer = SnapshotWriter(tmp_path, tmp_path / "s", stem="kronika-x-y", info=[])
    pointer = writer.append(pack(answer.exchange), NOON)
    writer.close()
    snapshot = read_snapshot(tmp_path, pointer)
    assert snapshot.response == tap.sent[0]
    assert snapshot.warc_headers["WARC-Truncated"] == "disconnect"


def test_body_to_the_end_of_the_connection():
    """Without a length the body goes on until the server closes."""
    [answer], tap = crawl(lambda _: [b"HTTP/1.0 200 OK\r\n\r\nuntil the end"], close=True)
    assert (answer.reason, answer.body) == (None, b"until the end")
    assert wire(answer) == tap.sent[0]


def test_early_close_keeps_the_part_and_says_so():
    """A body shorter than its length is kept as far as it came."""
    [answer], tap = crawl(
        lambda _: [b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf"], close=True
    )
    assert (answer.reason, answer.exchange.truncated) == ("early_close", "disconnect")
    assert wire(answer) == tap.sent[0]


def test_a_connection_that_is_reset_is_told_from_one_that_ends():
    """An RST in the place of an answer has a reason of its own."""
    [answer], _ = crawl(lambda _: [], reset=True)
    assert (answer.reason, answer.exchange.truncated) == ("reset", "disconnect")


def test_too_long_a_body_is_cut():
    """A body that never ends costs no more than the limit and one read."""
    [answer], _ = crawl(lambda _: [b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3_000_000], max_bytes=10_000)
    assert (answer.reason, answer.exchange.truncated) == ("too_large", "length")
    assert answer.exchange.body.size < 1_000_000


def test_a_server_that_stalls_is_left(monkeypatch):
    """No more bytes within the time: the part is kept, marked as cut by time."""

    class Late(AnswerReader):
        def feed(self, data):
            """Take a part; then the time is over."""
            super().feed(data)
            loop = asyncio.get_running_loop()
            over = loop.time() + 60
            monkeypatch.setattr(loop, "time", lambda: over)

    monkeypatch.setattr("crawler.fetch.client.AnswerReader", Late)
    [answer], _ = crawl(
        lambda _: [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart"], timeout_s=60
    )
    assert (answer.reason, answer.exchange.truncated) == ("timeout", "time")
    assert answer.exchange.body.read() == b"part"


def test_what_is_no_http_is_kept_apart():
    """Bytes that are no HTTP answer are kept as stray, and there is no answer."""
    [answer], tap = crawl(lambda _: [b"SSH-2.0-OpenSSH_9\r\n"], close=True)
    assert answer.reason == "malformed"
    assert answer.head is None
    assert answer.exchange.stray == tap.sent[0]


def test_interim_answers_without_an_end_are_left():
    """A server that says 103 again and again costs as much memory as a long head, and no more."""
    hint = b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n"
    [answer], tap = crawl(lambda _: [hint * 1000] * 100)
    assert (answer.reason, answer.head) == ("malformed", None)
    assert 256 * 1024 < len(wire(answer)) < 1024 * 1024
    assert tap.sent[0].startswith(wire(answer))


def test_connection_is_kept_for_the_next_request():
    """Three requests to a server that allows it take one connection."""
    answers, tap = crawl(lambda _: [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"], times=3)
    assert [answer.body for answer in answers] == [b"ok"] * 3
    assert tap.connections == 1


def test_a_kept_connection_the_server_closed_is_no_failure():
    """A server that hung up between two requests is asked again on a fresh connection."""
    answers, tap = crawl(
        lambda _: [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"], times=2, close=True
    )
    assert [answer.reason for answer in answers] == [None, None]
    assert tap.connections == 2


def test_bytes_after_the_end_are_kept_and_the_connection_is_not():
    """What follows the answer belongs to nobody: kept as stray, connection closed."""
    answers, tap = crawl(
        lambda _: [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokEXTRA"], times=2
    )
    assert answers[0].exchange.stray == b"EXTRA"
    assert tap.connections == 2


def test_nobody_listens():
    """A refused connection is a reason, not an exception."""

    async def go() -> Answer:
        with nobody() as place:
            pool = ConnectionPool(connect_to={"town.example:80": place}, connect_timeout_s=5)
            client = Client(pool, clock=lambda: NOON, max_bytes=1, timeout_s=1)
            return await client.ask("http://town.example/a", ORIGIN, REQUEST)

    answer = asyncio.run(go())
    assert answer.reason == "connection_refused"
    assert answer.exchange.request == b""
