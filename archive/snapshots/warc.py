"""WARC/1.1 records as bytes (ISO 28500:2017): pure, no files, no clock."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from archive.snapshots import deflate
from archive.snapshots.exchange import Spool

#: zlib-ng's level 6: no larger than zlib's, in half its time (docs/decisions/0005-snapshots.md).
LEVEL = 6

Headers = list[tuple[str, str]]


def record_id() -> str:
    """Make a fresh WARC-Record-ID."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def warc_date(moment: datetime, precision: str = "microseconds") -> str:
    """Write a UTC moment as a WARC-Date; finer parts than ``precision`` are left out.

    Raises:
        ValueError: the moment carries no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a WARC-Date needs a time zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=precision) + "Z"


def sha256(data: bytes) -> str:
    """Digest of a whole block, in the form of WARC-Block-Digest."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def head(kind: str, identity: str, date: datetime, length: int, fields: Headers) -> bytes:
    """The header of one record, blank line included; empty values are left out."""
    lines: Headers = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", identity),
        ("WARC-Date", warc_date(date)),
        *fields,
        ("Content-Length", str(length)),
    ]
    text = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in lines if value)
    return b"WARC/1.1\r\n" + text.encode() + b"\r\n"


def warc_fields(fields: Iterable[tuple[str, str]]) -> bytes:
    """A block of type application/warc-fields."""
    return "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields if value).encode()


def member(header: bytes, block: Iterable[bytes]) -> Spool:
    """One record as one gzip member."""
    packed = Spool()
    squeeze = deflate.compressobj(LEVEL, deflate.DEFLATED, deflate.GZIP)
    for piece in _record(header, block):
        packed.write(squeeze.compress(piece))
    packed.write(squeeze.flush())
    return packed


def _record(header: bytes, block: Iterable[bytes]) -> Iterator[bytes]:
    yield header
    yield from block
    yield b"\r\n\r\n"


def _one_line(value: str) -> str:
    """Keep a header on its line: a value from a page must not start a header of its own."""
    return " ".join(value.split())
