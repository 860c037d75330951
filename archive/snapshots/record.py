"""One WARC record as it comes out of its gzip member: what it says of itself, and if it holds."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

from archive.snapshots.http import end_of_head
from archive.snapshots.reader import parse_fields

#: How much of a block is kept for whoever reads on: more than any HTTP head (256 KB) we take.
KEPT_BYTES = 320 * 1024
_ALGORITHMS = frozenset({"md5", "sha1", "sha256", "sha512"})
_MESSAGES = ("request", "response", "revisit")
_TEXTS = ("metadata", "warcinfo")


@dataclass(slots=True)
class Record:
    """One gzip member that was read to its end.

    ``offset`` and ``length`` count bytes of the compressed file; ``size`` those inside.
    ``gzip_head`` is the member's first ten bytes. ``start`` is the HTTP head of a request,
    response or revisit, and the first `KEPT_BYTES` of a metadata or warcinfo record's block; empty
    for other records. ``block`` is the whole block, when the walk was told to keep blocks.
    ``problems`` maps a code (docs/verify.md) to what is wrong.
    """

    offset: int
    length: int
    size: int
    gzip_head: bytes
    fields: dict[str, str]
    start: bytes
    problems: dict[str, str]
    block: bytes = b""

    @property
    def kind(self) -> str:
        """WARC-Type, lower-cased; empty when there is none."""
        return self.fields.get("WARC-Type", "").lower()


@dataclass(slots=True)
class RecordReader:
    """One record as its bytes come out of the member, in pieces."""

    digests: bool
    blocks: bool = False
    fields: dict[str, str] | None = None
    start: bytes = b""
    size: int = 0
    problems: dict[str, str] = field(default_factory=dict)
    block: bytearray = field(default_factory=bytearray)
    _head: bytes = b""
    _left: int = 0
    _after: bytes = b""
    _seeking: bool = False  # the end of the HTTP head that opens the block
    _keeping: bool = False  # the beginning of the block
    _block_digest: _Digest | None = None
    _payload_digest: _Digest | None = None

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
        if self.blocks:
            self.block += own
        if self._block_digest is not None:
            self._block_digest.update(own)
        payload = self._after_http_head(data, own) if self._seeking else own
        if self._payload_digest is not None:
            self._payload_digest.update(payload)
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
        for name, digest in (("block", self._block_digest), ("payload", self._payload_digest)):
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
        self._seeking = kind in _MESSAGES and _is_http(fields)
        self._keeping = kind in _TEXTS
        if self.digests:
            self._block_digest = _Digest.of(fields.get("WARC-Block-Digest"))
            if kind != "revisit":  # its payload is elsewhere: WARC 1.1, 6.7
                self._payload_digest = _Digest.of(fields.get("WARC-Payload-Digest"))

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
