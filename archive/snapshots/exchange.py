"""What went over the wire in one visit, before anything read it."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from archive.model import SnapshotPointer

#: Answers up to this size stay in memory; larger ones go through a temporary file.
SPOOL_BYTES = 4 * 1024 * 1024
_CHUNK = 256 * 1024


class Spool:
    """Bytes written once and read from the start: in memory while few, in a file when many."""

    def __init__(self) -> None:
        self._memory = bytearray()
        self._file: IO[bytes] | None = None
        self.size = 0

    def write(self, data: bytes) -> None:
        """Append bytes."""
        if self._file is None and self.size + len(data) > SPOOL_BYTES:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
            self._file.write(self._memory)
            self._memory = bytearray()
        if self._file is None:
            self._memory += data
        else:
            self._file.write(data)
        self.size += len(data)

    def chunks(self) -> Iterator[bytes]:
        """All bytes from the start, in pieces."""
        if self._file is None:
            yield bytes(self._memory)
            return
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK):
            yield chunk
        self._file.seek(0, io.SEEK_END)

    def read(self) -> bytes:
        """All bytes at once."""
        return b"".join(self.chunks())

    def close(self) -> None:
        """Give the memory and the temporary file back."""
        self._memory = bytearray()
        if self._file is not None:
            self._file.close()


class Tape(Spool):
    """A body as it arrives, digested on the way.

    ``head`` is what came before the body; it counts for the block's digest only.
    """

    def __init__(self, head: bytes = b"") -> None:
        super().__init__()
        self._payload = hashlib.sha256()
        self._block = hashlib.sha256(head)

    def write(self, data: bytes) -> None:
        """Append bytes."""
        super().write(data)
        self._payload.update(data)
        self._block.update(data)

    @property
    def digest(self) -> str:
        """SHA-256 of the body, as "sha256:" and lower-case hex."""
        return f"sha256:{self._payload.hexdigest()}"

    @property
    def block_digest(self) -> str:
        """SHA-256 of head and body together, in the same form."""
        return f"sha256:{self._block.hexdigest()}"


@dataclass(slots=True, frozen=True)
class Tls:
    """How the connection was secured, or why it was not.

    ``chain`` is complete (the server sent the whole chain) or completed (a missing part was fetched
    from where ``issuers`` says, each as SHA-256 and address, and all was verified). Where the
    connection was refused, and no request sent, it is incomplete, self_signed, expired,
    wrong_host or untrusted, and version and cipher are empty.
    """

    version: str
    cipher: str
    chain: str
    issuers: tuple[str, ...] = ()


@dataclass(slots=True, frozen=True)
class Original:
    """A stored response that later visits may refer to instead of storing its body again."""

    url: str
    fetched_at: datetime
    pointer: SnapshotPointer


@dataclass(slots=True)
class Exchange:
    """One request and what came back.

    ``head`` is the tape of the status line and headers, ``body`` that of everything after the
    blank line, as received: transfer coding and content coding kept. Both are empty when nothing
    came. ``interim`` holds 1xx answers that came first; ``stray`` what was no HTTP at all.
    ``started_at`` is UTC; it becomes the WARC-Date. ``truncated`` is a WARC-Truncated reason
    (length, time, disconnect, unspecified) or None. ``original`` is set when the answer says 304 or
    has the very body of an earlier one: then a revisit record is written in place of a response.
    ``request`` is empty when none was sent.
    ``facts`` are written beside the exchange so that rows can be rebuilt from the snapshot alone.
    """

    url: str
    request: bytes
    started_at: datetime
    head: bytes = b""
    body: Tape = field(default_factory=Tape)
    interim: bytes = b""
    stray: bytes = b""
    elapsed_ms: int = 0
    ip_address: str | None = None
    tls: Tls | None = None
    truncated: str | None = None
    original: Original | None = None
    facts: dict[str, str] = field(default_factory=dict)
