"""Walk a WARC segment member by member, and tell a whole one from a torn one."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.snapshots.reader import parse_fields

_READ = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """One record with its place: offset and length count bytes of the compressed file."""

    offset: int
    length: int
    headers: dict[str, str]
    block: bytes


def whole_members(path: Path) -> Iterator[Member]:
    """Every whole record of a segment from its start; ends before the first that is not whole."""
    for offset, length, data in _gzip_members(path):
        head, _, rest = data.partition(b"\r\n\r\n")
        headers = parse_fields(head)
        size = headers.get("Content-Length", "")
        if not head.startswith(b"WARC/") or not size.isdigit() or len(rest) < int(size):
            return
        yield Member(offset, length, headers, rest[: int(size)])


def _gzip_members(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Offset, length and content of each complete gzip member, from the start of the file."""
    offset = 0
    with path.open("rb") as file:
        pending = b""
        while True:
            inflate, parts, used = zlib.decompressobj(31), [], 0
            while not inflate.eof:
                data = pending or file.read(_READ)
                pending = b""
                if not data:
                    return
                try:
                    parts.append(inflate.decompress(data))
                except zlib.error:
                    return
                used += len(data)
            pending = inflate.unused_data
            length = used - len(pending)
            yield offset, length, b"".join(parts)
            offset += length
