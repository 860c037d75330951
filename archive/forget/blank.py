"""A blank: one gzip member of any length that holds a WARC record and says nothing but that."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime

from archive.errors import ArchiveFault
from archive.snapshots import warc

#: The gzip header that zlib writes: all members of a segment have the same.
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
_TAIL_BYTES = 8
_BLOCK_HEAD_BYTES = 5
_BLOCK_BYTES = 65_535
_NOTICE = b"Taken down; see register.jsonl of the archive. The records that lay here are gone.\r\n"


def blank(length: int, moment: datetime) -> bytes:
    """Make a member of exactly ``length`` bytes; ``moment`` (UTC) is when the rest was taken.

    Its deflate blocks are stored, not compressed (RFC 1951, 3.2.4): so any length can be met.

    Raises:
        ArchiveFault: so short a record cannot be.
    """
    body = length - len(_HEAD) - _TAIL_BYTES
    blocks = max(1, -(-body // (_BLOCK_BYTES + _BLOCK_HEAD_BYTES)))
    record = _record(body - blocks * _BLOCK_HEAD_BYTES, moment)
    parts = [_HEAD]
    for number in range(blocks):
        piece = record[number * _BLOCK_BYTES : (number + 1) * _BLOCK_BYTES]
        last = number == blocks - 1
        parts += [struct.pack("<BHH", last, len(piece), len(piece) ^ 0xFFFF), piece]
    parts.append(struct.pack("<II", zlib.crc32(record), len(record) & 0xFFFFFFFF))
    return b"".join(parts)


def _record(size: int, moment: datetime) -> bytes:
    """A WARC record of exactly ``size`` bytes, its end included."""
    identity = warc.record_id()
    for media_type in ("text/plain", "text/plain; charset=utf-8"):  # a number may not come out even
        for digits in range(1, 12):
            frame = len(_header(identity, moment, b"", 10 ** (digits - 1), media_type)) + 4
            length = size - frame
            if length >= 0 and len(str(length)) == digits:
                block = _NOTICE[:length].ljust(length)
                return _header(identity, moment, block, length, media_type) + block + b"\r\n\r\n"
    raise ArchiveFault(f"no record of {size} bytes can be made; nothing was changed")


def _header(identity: str, moment: datetime, block: bytes, length: int, media_type: str) -> bytes:
    fields = [("WARC-Block-Digest", warc.sha256(block)), ("Content-Type", media_type)]
    return warc.head("metadata", identity, moment, length, fields)
