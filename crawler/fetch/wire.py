"""Read one HTTP/1.1 answer off a connection, keeping every byte: no sockets, no clock.

Framing follows RFC 9112, 6.3; what city servers get wrong is read leniently and kept exactly.
"""

from __future__ import annotations

from archive.snapshots.exchange import Tape
from archive.snapshots.http import (
    Dechunker,
    Head,
    MalformedMessageError,
    end_of_head,
    parse_head,
)

#: A head longer than this is no head, in bytes; nor are all interim answers (1xx) longer together.
MAX_HEAD = 256 * 1024
_NO_BODY = (204, 304)


class AnswerReader:
    """Takes bytes as they arrive and knows when the answer is whole.

    After `done`: ``head`` (None when no HTTP came), ``raw_head``, ``tape`` (the body as sent),
    ``body`` (transfer coding undone, content coding kept), ``interim`` (1xx answers), ``excess``
    (bytes after the end), ``truncated`` (a WARC-Truncated reason) and ``reusable``.
    """

    def __init__(self, max_bytes: int, *, head_only: bool = False) -> None:
        self.head: Head | None = None
        self.raw_head = b""
        self.tape = Tape()
        self.body = bytearray()
        self.interim = b""
        self.excess = b""
        self.truncated: str | None = None
        self.done = False
        self.received = 0
        self._max_bytes = max_bytes
        self._head_only = head_only
        self._pending = bytearray()
        self._left: int | None = None  # of a body with a length; None: read to the end
        self._dechunker: Dechunker | None = None

    @property
    def stray(self) -> bytes:
        """What came and was no HTTP head."""
        return bytes(self._pending) if self.head is None else b""

    @property
    def reusable(self) -> bool:
        """Whether another request may follow on the same connection."""
        if not self.done or self.head is None or self.truncated or self.excess:
            return False
        framed = self._left is not None or self._dechunker is not None
        tokens = self.head.tokens("connection")
        if self.head.version == "HTTP/1.0":
            return framed and "keep-alive" in tokens
        return framed and "close" not in tokens

    def feed(self, data: bytes) -> None:
        """Take the next bytes; the answer may be done after them.

        Raises:
            MalformedMessageError: what came is no HTTP/1.x; `stray` has it.
        """
        self.received += len(data)
        if self.head is not None:
            self._take(data)
            return
        self._pending += data
        opened = False
        while not opened and (end := end_of_head(self._pending)) is not None:
            opened = self._open(bytes(self._pending[:end]), end)
        if not opened:
            begins = bytes(self._pending[:5])
            held = len(self.interim) + len(self._pending)
            if held > MAX_HEAD or not b"HTTP/".startswith(begins):
                raise MalformedMessageError("the answer does not begin like HTTP")
        elif self._pending and not self.done:
            rest = bytes(self._pending)
            self._pending.clear()
            self._take(rest)

    def finish(self, reason: str | None = None) -> None:
        """The peer closed (no reason), or a limit was met (a WARC-Truncated reason)."""
        if self.done:
            return
        self.done = True
        open_ended = self.head is not None and self._left is None and self._dechunker is None
        self.truncated = reason or (None if open_ended else "disconnect")

    def _open(self, raw: bytes, end: int) -> bool:
        """Read one head; false when it was an interim one and the answer is yet to come."""
        head = parse_head(raw)
        del self._pending[:end]
        if 100 <= head.status < 200 and head.status != 101:
            self.interim += raw
            return False
        self.head, self.raw_head = head, raw
        self.tape = Tape(raw)
        if self._head_only or head.status in _NO_BODY:
            self._left = 0
        elif "chunked" in head.tokens("transfer-encoding"):
            self._dechunker = Dechunker()
        else:
            self._left = _content_length(head)
        self._end_if_whole()
        return True

    def _take(self, data: bytes) -> None:
        if self.done:
            self.excess += data
            return
        if self._dechunker is not None:
            self._take_chunked(self._dechunker, data)
        else:
            own = data if self._left is None else data[: self._left]
            self.excess += data[len(own) :]
            self.tape.write(own)
            self.body += own
            if self._left is not None:
                self._left -= len(own)
        self._end_if_whole()

    def _take_chunked(self, dechunker: Dechunker, data: bytes) -> None:
        try:
            self.body += dechunker.feed(data)
        except MalformedMessageError:
            self.tape.write(data)
            self.finish("unspecified")
            return
        self.tape.write(data[: dechunker.used])
        self.excess += data[dechunker.used :]

    def _end_if_whole(self) -> None:
        if self._left == 0 or (self._dechunker is not None and self._dechunker.done):
            self.done = True
            self.excess += bytes(self._pending)
            self._pending.clear()
        elif self.tape.size > self._max_bytes:
            self.finish("length")


def _content_length(head: Head) -> int | None:
    """The declared length; disagreeing or senseless values mean: read to the end."""
    values = set(head.tokens("content-length"))
    if len(values) == 1 and (value := values.pop()).isascii() and value.isdigit():
        return int(value)
    return None
