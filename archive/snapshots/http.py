"""HTTP/1.x messages as bytes (RFC 9112): heads, chunked bodies, content codings. Pure.

Lenient as city servers need it: a header line that is none is kept in the bytes and skipped in
the reading; bare line feeds end lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from archive.snapshots import deflate

#: A decoded body stops here: what a gzip bomb may cost, in bytes.
DECODED_BYTES = 64 * 1024 * 1024
#: Nobody means more codings of one body; each would cost as much time as the limit allows.
MOST_CODINGS = 5
_STATUS_LINE = re.compile(rb"(HTTP/\d\.\d) (\d{3})(?: (.*))?$|(HTTP/\d\.\d)\s+(\d{3})\s*(.*)$")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")


class MalformedMessageError(ValueError):
    """The bytes are no HTTP/1.x message."""


@dataclass(slots=True, frozen=True)
class Head:
    """Status line and headers of a response; names and values as sent, decoded as Latin-1."""

    version: str
    status: int
    reason: str
    headers: list[tuple[str, str]]

    def get(self, name: str) -> str | None:
        """The first value of a header, names compared without case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def tokens(self, name: str) -> list[str]:
        """All comma-parted tokens of a header, lower-cased, over its repeats."""
        wanted = name.lower()
        joined = ",".join(value for key, value in self.headers if key.lower() == wanted)
        return [token.strip().lower() for token in joined.split(",") if token.strip()]


def end_of_head(data: bytes | bytearray, start: int = 0) -> int | None:
    """The place after the blank line that ends a head, or None when it has not come yet."""
    match = _END_OF_HEAD.search(data, start)
    return match.end() if match else None


def parse_head(data: bytes) -> Head:
    """Read a response's status line and headers.

    Raises:
        MalformedMessageError: the first line is no status line.
    """
    lines = data.replace(b"\r\n", b"\n").split(b"\n")
    match = _STATUS_LINE.match(lines[0])
    if not match:
        raise MalformedMessageError(f"no status line: {lines[0][:60]!r}")
    version, status, reason = (match[1], match[2], match[3]) if match[1] else match.group(4, 5, 6)
    headers: list[tuple[str, str]] = []
    for line in lines[1:]:
        if line[:1] in (b" ", b"\t") and headers:  # obsolete folding: RFC 9112, 5.2
            name, value = headers[-1]
            headers[-1] = (name, f"{value} {line.strip().decode('latin-1')}")
            continue
        name_, colon, value_ = line.partition(b":")
        if colon:
            headers.append((name_.strip().decode("latin-1"), value_.strip().decode("latin-1")))
    return Head(version.decode(), int(status), (reason or b"").decode("latin-1"), headers)


@dataclass(slots=True)
class Dechunker:
    """Undo the chunked transfer coding piece by piece (RFC 9112, 7.1).

    `feed` returns the data of each piece; `done` turns true after the last chunk and its
    trailers; `used` counts the bytes of the last piece that belonged to the message.
    """

    done: bool = False
    used: int = 0
    _buffer: bytearray = field(default_factory=bytearray)
    _left: int = -1  # of the current chunk, its CRLF included; -1: a size line comes next
    _trailers: bool = False

    def feed(self, data: bytes) -> bytes:
        """Take the next bytes, give their share of the body.

        Raises:
            MalformedMessageError: a size line is no number.
        """
        self._buffer += data
        out = bytearray()
        while not self.done and self._step(out):
            pass
        self.used = len(data) - len(self._buffer) if self.done else len(data)
        return bytes(out)

    def _step(self, out: bytearray) -> bool:
        buffer = self._buffer
        if self._left >= 0:
            take = min(self._left, len(buffer))
            out += buffer[: max(0, min(take, self._left - 2))]
            del buffer[:take]
            self._left -= take
            if self._left:
                # what is left may be the CRLF alone; data before it was already given
                return False
            self._left = -1
            return True
        line_end = buffer.find(b"\n")
        if line_end < 0:
            if len(buffer) > 65_536:
                raise MalformedMessageError("a chunk's size line never ends")
            return False
        line = bytes(buffer[:line_end]).strip()
        del buffer[: line_end + 1]
        if self._trailers:
            self.done = not line
            return not self.done
        size = line.partition(b";")[0].strip()
        try:
            length = int(size, 16)
        except ValueError as error:
            raise MalformedMessageError(f"no chunk size: {line[:40]!r}") from error
        if length == 0:
            self._trailers = True
        else:
            self._left = length + 2
        return True


@dataclass(slots=True, frozen=True)
class Message:
    """A response whole: its head and its body, transfer and content coding undone.

    ``complete`` is false when the body was cut (by the peer, by a limit, by a broken coding).
    """

    head: Head
    body: bytes
    complete: bool


def parse_message(data: bytes, limit: int = DECODED_BYTES) -> Message:
    """Read a response as received; what can be read of a broken one is read.

    A message without a status line gives status 0 and the bytes as they are.
    """
    end = end_of_head(data)
    try:
        head = parse_head(data[: end if end is not None else len(data)])
    except MalformedMessageError:
        return Message(Head("", 0, "", []), data, complete=False)
    raw = data[end:] if end is not None else b""
    complete = end is not None
    if "chunked" in head.tokens("transfer-encoding"):
        dechunker = Dechunker()
        try:
            raw, complete = dechunker.feed(raw), dechunker.done
        except MalformedMessageError:
            complete = False
    body, whole = decode_content(raw, head.tokens("content-encoding"), limit)
    return Message(head, body, complete and whole)


def decode_content(
    body: bytes, codings: Iterable[str], limit: int = DECODED_BYTES
) -> tuple[bytes, bool]:
    """Undo content codings, last applied first (RFC 9110, 8.4); the flag tells if it all came out.

    An unknown coding or one that is not really there leaves the bytes as they are, as do more than
    `MOST_CODINGS`; a torn one gives what could be read; nothing grows past ``limit``.
    """
    whole, codings = True, list(codings)
    if len(codings) > MOST_CODINGS:
        return body, False
    for coding in reversed(codings):
        decoder = _decoder(coding)
        if decoder is None or not body:
            continue
        try:
            body, fine = decoder(body, limit)
        except (ValueError, OSError, EOFError, deflate.error):
            return body, False
        whole = whole and fine
    return body, whole


def _decoder(coding: str) -> Callable[[bytes, int], tuple[bytes, bool]] | None:
    return {
        "gzip": _gzip,
        "x-gzip": _gzip,
        "deflate": _deflate,
        "br": _brotli,
        "zstd": _zstd,
    }.get(coding)


def _gzip(body: bytes, limit: int) -> tuple[bytes, bool]:
    return _inflate(body, limit, deflate.GZIP)


def _deflate(body: bytes, limit: int) -> tuple[bytes, bool]:
    try:
        return _inflate(body, limit, deflate.ZLIB)
    except deflate.error:  # some servers send it raw: RFC 9110, 8.4.1.2
        return _inflate(body, limit, deflate.RAW)


def _inflate(body: bytes, limit: int, window: int) -> tuple[bytes, bool]:
    out = bytearray()
    rest = body
    while rest:
        inflate = deflate.decompressobj(window)
        try:
            out += inflate.decompress(rest, limit - len(out))
        except deflate.error:
            if out:  # bytes after the last member that are no member
                return bytes(out), True
            raise
        if not inflate.eof:
            return bytes(out), False
        rest = inflate.unused_data
        if len(out) >= limit:
            return bytes(out), not rest
    return bytes(out), True


def _brotli(body: bytes, limit: int) -> tuple[bytes, bool]:
    import brotli

    decoder = brotli.Decompressor()
    out = bytearray()
    try:
        out += decoder.process(body, output_buffer_limit=limit)
        while not decoder.is_finished() and len(out) < limit:
            more = decoder.process(b"", output_buffer_limit=limit - len(out))
            if not more:
                break
            out += more
    except brotli.error as error:
        if not out:
            raise ValueError(str(error)) from error
        return bytes(out), False
    return bytes(out[:limit]), decoder.is_finished() and len(out) <= limit


def _zstd(body: bytes, limit: int) -> tuple[bytes, bool]:
    import sys

    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    decoder = zstd.ZstdDecompressor()
    try:
        out = decoder.decompress(body, max_length=limit)
    except zstd.ZstdError as error:
        raise ValueError(str(error)) from error
    return out, decoder.eof
