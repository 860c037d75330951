"""Exchanges, and how they are put into a segment."""

from __future__ import annotations

from archive.model import SnapshotPointer
from archive.snapshots import Exchange, SnapshotWriter, pack
from archive.snapshots.exchange import Tape
from tests.support import NOON

HEAD = b"HTTP/1.1 200 OK\r\nContent-type: text/html\r\nX-A: 1\r\nX-A: 2\r\n\r\n"
URL = "http://www.olszynow.example/a?b=1&c"


def exchange(body: bytes = b"<p>tresc</p>", head: bytes = HEAD, **more) -> Exchange:
    """An exchange with this answer."""
    tape = Tape(head)
    tape.write(body)
    request = b"GET /a?b=1&c HTTP/1.1\r\nHost: www.olszynow.example\r\n\r\n"
    return Exchange(URL, request, NOON, head=head, body=tape, **more)


def put(writer: SnapshotWriter, what: Exchange) -> SnapshotPointer:
    """Append and give the pointer."""
    pointer = writer.append(pack(what), NOON)
    assert pointer is not None
    return pointer
