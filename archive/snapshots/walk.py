"""Walk a segment once from end to end: every record checked, every byte accounted for.

The public readers pass a gzip member that was cut short, and none looks at bytes between or after
members. Here each byte belongs either to a record or to a gap, and whatever a record says of
itself (length, digests) is compared with what is there. Memory stays small however large a record.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from archive.snapshots.http import end_of_head
from archive.snapshots.reader import parse_fields

#: How much of a block is kept for whoever reads on: more than any HTTP head (256 KB) we take.
KEPT_BYTES = 320 * 1024
_READ = 1024 * 1024
# A piece given to zlib: what it does not use of it is copied for each member, so not too large.
_STEP = 16 * 1024
_MOST = 1024 * 1024  # what comes out of zlib at once
_BEGINNING = 2 * 1024
_MAGIC = b"\x1f\x8b\x08"
_ALGORITHMS = frozenset({"md5", "sha1", "sha256", "sha512"})


@dataclass(slots=True)
class Record:
    """One gzip member that was read to its end.

    ``offset`` and ``length`` count bytes of the compressed file; ``size`` those inside.
    ``gzip_head`` is the member's first ten bytes. ``start`` is the HTTP head of a response or
    revisit, and the first `KEPT_BYTES` of a metadata record's block; empty for other records.
    ``problems`` maps a code (docs/verify.md) to what is wrong.
    """

    offset: int
    length: int
    size: int
    gzip_head: bytes
    fields: dict[str, str]
    start: bytes
    problems: dict[str, str]

    @property
    def kind(self) -> str:
        """WARC-Type, lower-cased; empty when there is none."""
        return self.fields.get("WARC-Type", "").lower()


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes from ``start`` up to ``end`` (not included) that are no whole record, and why."""

    start: int
    end: int
    reason: str


class Walk:
    """Iterate over the whole records of a segment; then ``gaps``, ``size`` and ``sha256`` stand.

    ``end`` stops before that byte, for a segment that is still growing. Without ``digests`` only
    the structure is checked. ``on_read`` is told of every chunk's length in bytes.

    Raises:
        OSError: the file cannot be read.
    """

    def __init__(
        self,
        path: Path,
        *,
        end: int | None = None,
        digests: bool = True,
        on_read: Callable[[int], object] = lambda _: None,
    ) -> None:
        self.gaps: list[Gap] = []
        self.size = 0
        self.sha256 = ""
        self._path = path
        self._end = end
        self._digests = digests
        self._on_read = on_read

    @property
    def tail(self) -> Gap | None:
        """The gap at the very end, where a write that was cut short leaves it."""
        return self.gaps[-1] if self.gaps and self.gaps[-1].end == self.size else None

    def __iter__(self) -> Iterator[Record]:
        with self._path.open("rb", buffering=0) as file:
            self.size = file.seek(0, 2)
            if self._end is not None:
                self.size = min(self.size, self._end)
            source = _Source(file, self.size, self._on_read)
            at = 0
            while at < self.size:
                found = self._member(source, at)
                if isinstance(found, Record):
                    yield found
                    at += found.length
                else:
                    start, at = at, source.next_record(at + 1)
                    self.gaps.append(Gap(start, at, found))
            self.sha256 = source.sum.hexdigest()

    def _member(self, source: _Source, offset: int) -> Record | str:
        """Read the member at a place; a sentence about why, when there is no whole one."""
        inflate = zlib.decompressobj(31)
        reading = _Reading(digests=self._digests)
        at = offset
        while not inflate.eof:
            piece = source.piece(at)
            if not piece:
                return "the file ends in the middle of a record"
            at += len(piece)
            try:
                while piece and not inflate.eof:
                    reading.feed(inflate.decompress(piece, _MOST))
                    piece = memoryview(inflate.unconsumed_tail)
            except zlib.error as error:
                words = str(error).rpartition(": ")[2]
                return f"no whole gzip member ({words})"
        at -= len(inflate.unused_data)
        reading.finish()
        return Record(
            offset=offset,
            length=at - offset,
            size=reading.size,
            gzip_head=source.bytes_at(offset, 10),
            fields=reading.fields or {},
            start=reading.start,
            problems=reading.problems,
        )


def record_at(file: IO[bytes], offset: int, length: int = 0) -> Record | None:
    """Read only the beginning of the record at a place: its header and, if it has one, HTTP head.

    Nothing is checked, and ``size`` is 0. None when no record begins there.

    Raises:
        OSError: the file cannot be read.
    """
    file.seek(offset)
    inflate = zlib.decompressobj(31)
    reading = _Reading(digests=False)
    piece = gzip_head = file.read(_BEGINNING)
    while piece and not inflate.eof and not reading.begun:
        try:
            reading.feed(inflate.decompress(piece))
        except zlib.error:
            return None
        piece = file.read(_BEGINNING)
    if not reading.fields:
        return None
    return Record(offset, length, 0, gzip_head[:10], reading.fields, reading.start, {})


class _Source:
    """The bytes of a file, read forward in chunks and summed once each."""

    def __init__(self, file: IO[bytes], size: int, on_read: Callable[[int], object]) -> None:
        self.sum = hashlib.sha256()
        self._file = file
        self._size = size
        self._on_read = on_read
        self._start = 0
        self._chunk = b""
        self._view = memoryview(b"")
        self._summed = 0

    def piece(self, at: int) -> memoryview:
        """Some bytes from a place on; empty at the end."""
        if not self._start <= at < self._start + len(self._chunk):
            self._load(at)
        begin = at - self._start
        return self._view[begin : begin + _STEP]

    def bytes_at(self, at: int, count: int) -> bytes:
        """A few bytes of the chunk in hand or of the file, wherever they are."""
        begin = at - self._start
        if begin >= 0 and begin + count <= len(self._chunk):
            return self._chunk[begin : begin + count]
        self._file.seek(at)
        return self._file.read(count)

    def next_record(self, at: int) -> int:
        """Where the next record begins, from a place on; the size of the file when none does."""
        while at < self._size:
            self.piece(at)
            found = self._chunk.find(_MAGIC, at - self._start)
            if found < 0:
                loaded = self._start + len(self._chunk)
                at = loaded if loaded >= self._size else max(at + 1, loaded - len(_MAGIC) + 1)
                if loaded < self._size:
                    self._load(at)
                continue
            at = self._start + found
            if self._begins_record(at):
                return at
            at += 1
        return self._size

    def _begins_record(self, at: int) -> bool:
        inflate = zlib.decompressobj(31)
        begins = b""
        while len(begins) < 5 and not inflate.eof:
            piece = self.piece(at)
            if not piece:
                return False
            try:
                begins += inflate.decompress(piece, 5)
            except zlib.error:
                return False
            at += len(piece)
        return begins[:5] == b"WARC/"

    def _load(self, at: int) -> None:
        self._file.seek(at)
        self._chunk = self._file.read(min(_READ, max(0, self._size - at)))
        self._view = memoryview(self._chunk)
        self._start = at
        fresh = at + len(self._chunk) - self._summed
        if fresh > 0:
            self.sum.update(self._view[-fresh:])
            self._summed += fresh
            self._on_read(fresh)


@dataclass(slots=True)
class _Reading:
    """One record as its bytes come out of the member, in pieces."""

    digests: bool
    fields: dict[str, str] | None = None
    start: bytes = b""
    size: int = 0
    problems: dict[str, str] = field(default_factory=dict)
    _head: bytes = b""
    _left: int = 0
    _after: bytes = b""
    _seeking: bool = False  # the end of the HTTP head that opens the block
    _keeping: bool = False  # the block itself
    _block: _Digest | None = None
    _payload: _Digest | None = None

    @property
    def begun(self) -> bool:
        """Whether ``fields`` and ``start`` are as they will be."""
        return self.fields is not None and not (self._left and (self._seeking or self._keeping))

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the record."""
        self.size += len(data)
        if self.fields is None:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0 and len(self._head) < KEPT_BYTES:
                return
            data = self._head[end + 4 :] if end >= 0 else b""
            self._open(self._head[: max(0, end)])
        own = memoryview(data)[: self._left]
        self._left -= len(own)
        if len(own) < len(data):
            self._after += data[len(own) : len(own) + 8]
        if self._block is not None:
            self._block.update(own)
        payload = self._after_http_head(data, own) if self._seeking else own
        if self._payload is not None:
            self._payload.update(payload)
        if self._keeping and len(self.start) < KEPT_BYTES:
            self.start += own[: KEPT_BYTES - len(self.start)]

    def finish(self) -> None:
        """The member is at its end: compare what the record said with what came."""
        if not self.fields:
            self.problems["record_malformed"] = "a gzip member without a WARC header"
            return
        if self._left:
            self.problems["record_length"] = (
                f"Content-Length is {self.fields['Content-Length']}, {self._left} bytes are missing"
            )
        elif self._after != b"\r\n\r\n":
            self.problems["record_length"] = (
                f"after the {self.fields['Content-Length']} bytes of Content-Length comes "
                f"{self._after!r}, not the end of the record"
            )
        for name, digest in (("block", self._block), ("payload", self._payload)):
            if digest is not None and not digest.matches():
                self.problems[f"{name}_digest"] = (
                    f"the {name} is not the one WARC-{name.title()}-Digest was made of "
                    f"({digest.said})"
                )

    def _open(self, head: bytes) -> None:
        fields = parse_fields(head)
        length = fields.get("Content-Length", "")
        if not (head.startswith(b"WARC/") and length.isascii() and length.isdigit()):
            self.fields = {}
            return
        self.fields = fields
        self._left = int(length)
        kind = fields.get("WARC-Type", "").lower()
        self._seeking = kind in ("response", "revisit") and _is_http(fields)
        self._keeping = kind == "metadata"
        if self.digests:
            self._block = _Digest.of(fields.get("WARC-Block-Digest"))
            if kind != "revisit":  # its payload is elsewhere: WARC 1.1, 6.7
                self._payload = _Digest.of(fields.get("WARC-Payload-Digest"))

    def _after_http_head(self, data: bytes, own: memoryview) -> memoryview:
        """Collect the HTTP head of a block in ``start``; the rest of the piece is payload."""
        before = len(self.start)
        held = self.start + own if before else data
        end = end_of_head(held, max(0, before - 3))
        if end is None or end > before + len(own):
            end = before + len(own)  # not yet, or only with the record's own end
            self._seeking = end < KEPT_BYTES
        else:
            self._seeking = False
        self.start = held[:end]
        return own[end - before :]


class _Digest:
    """A digest a record states, and the one its bytes have."""

    def __init__(self, said: str, algorithm: str) -> None:
        self.said = said
        self._hash = hashlib.new(algorithm, usedforsecurity=False)
        self.update = self._hash.update

    @classmethod
    def of(cls, said: str | None) -> _Digest | None:
        """None when nothing is said, or in an algorithm we do not know."""
        algorithm = (said or "").partition(":")[0].lower()
        return cls(said, algorithm) if said and algorithm in _ALGORITHMS else None

    def matches(self) -> bool:
        """Compare; digests are written in hex or in base32 (WARC 1.1, 5.8)."""
        value = self.said.partition(":")[2]
        found = self._hash.digest()
        return value.lower() == found.hex() or value.upper() == base64.b32encode(found).decode()


def _is_http(fields: dict[str, str]) -> bool:
    return fields.get("Content-Type", "").lower().startswith("application/http")
