"""Read one snapshot back, by its pointer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from archive.errors import ArchiveFault
from archive.model import SnapshotPointer
from archive.snapshots import deflate, http
from archive.snapshots.writer import OPEN_SUFFIX


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The request and response of one visit, exactly as sent and received.

    ``request`` and ``response`` are whole HTTP messages; ``body`` is the response's body with its
    transfer coding and content coding undone, as a reader of HTML wants it. Of a revisit,
    ``response`` is the head that came, and ``body`` that of the response it refers to.
    """

    url: str
    warc_headers: dict[str, str]
    request: bytes
    response: bytes
    status: int
    headers: list[tuple[str, str]]
    body: bytes


def read_snapshot(root: Path, pointer: SnapshotPointer) -> Snapshot:
    """Read the snapshot a row points to; the records before it give the request.

    Raises:
        ArchiveFault: the file is missing or torn, or another record lies at that place.
    """
    path = segment_path(root, pointer.warc_file)
    with path.open("rb") as file:
        headers, response = read_member(file, pointer.warc_offset, path)
        if headers.get("WARC-Record-ID") != pointer.warc_record_id:
            raise ArchiveFault(
                f"{pointer.warc_file} holds {headers.get('WARC-Record-ID')} at byte "
                f"{pointer.warc_offset}, not {pointer.warc_record_id}"
            )
        request = b""
        for fields, block in _records_before(file, pointer, path):
            if fields.get("WARC-Record-ID") == headers.get("WARC-Concurrent-To"):
                request = block
            elif not response and fields.get("WARC-Concurrent-To") == pointer.warc_record_id:
                response = block if holds_head(fields, block) else b""
    answer = http.parse_message(response)
    body = answer.body
    if headers.get("WARC-Type") == "revisit":
        body = http.parse_message(read_original(root, headers)).body
    return Snapshot(
        url=headers.get("WARC-Target-URI", ""),
        warc_headers=headers,
        request=request,
        response=response,
        status=answer.head.status,
        headers=answer.head.headers,
        body=body,
    )


def read_original(root: Path, headers: dict[str, str]) -> bytes:
    """The response a revisit refers to, by the place its header names.

    Raises:
        ArchiveFault: there is no such record.
    """
    name, offset = headers.get("WARC-Refers-To-Filename"), headers.get("WARC-Refers-To-File-Offset")
    if not name or not offset or not offset.isdigit():
        raise ArchiveFault(f"{headers.get('WARC-Record-ID')} does not say where its original lies")
    path = segment_path(root, name)
    with path.open("rb") as file:
        found, block = read_member(file, int(offset), path)
    if found.get("WARC-Record-ID") != headers.get("WARC-Refers-To"):
        raise ArchiveFault(f"{name} at byte {offset} is not {headers.get('WARC-Refers-To')}")
    return block


def segment_path(root: Path, warc_file: str) -> Path:
    """The file of a segment, be it complete or still being written.

    Raises:
        ArchiveFault: there is neither.
    """
    final = root / warc_file
    for path in (final, final.with_name(final.name + OPEN_SUFFIX)):
        if path.is_file():
            return path
    raise ArchiveFault(f"the snapshot file {warc_file} is missing from {root}")


def read_member(file: IO[bytes], offset: int, path: Path) -> tuple[dict[str, str], bytes]:
    """Read the record that begins at a byte of a segment: its headers and its block.

    Raises:
        ArchiveFault: no whole gzip member with a whole record begins there.
    """
    file.seek(offset)
    inflate = deflate.decompressobj(deflate.GZIP)
    out = io.BytesIO()
    try:
        while not inflate.eof and (data := file.read(65536)):
            out.write(inflate.decompress(data))
    except deflate.error as error:
        raise ArchiveFault(f"{path}: no gzip member at byte {offset} ({error})") from error
    if not inflate.eof:
        raise ArchiveFault(f"{path}: the record at byte {offset} is torn")
    head, _, rest = out.getvalue().partition(b"\r\n\r\n")
    headers = parse_fields(head)
    length = int(headers.get("Content-Length", "-1"))
    if not head.startswith(b"WARC/") or not 0 <= length <= len(rest) - 4:
        raise ArchiveFault(f"{path}: no whole WARC record at byte {offset}")
    return headers, rest[:length]


def parse_fields(head: bytes) -> dict[str, str]:
    """The named fields of a record's header; the first of a repeated name wins."""
    fields: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").split("\r\n")[1:]:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip(), value.strip())
    return fields


def holds_head(fields: dict[str, str], block: bytes) -> bool:
    """Tell whether a metadata record holds the head of a final answer, not of interim ones."""
    if fields.get("WARC-Type") != "metadata":
        return False
    is_http = fields.get("Content-Type", "").startswith("application/http")
    return is_http and http.parse_message(block).head.status >= 200


def _records_before(
    file: IO[bytes], pointer: SnapshotPointer, path: Path
) -> Iterator[tuple[dict[str, str], bytes]]:
    """The other records of the visit, the last first: they begin with the request."""
    for offset in reversed(_member_starts_before(file, pointer.warc_offset)):
        try:
            headers, block = read_member(file, offset, path)
        except ArchiveFault:  # three bytes inside another member that look like its start
            continue
        yield headers, block
        if headers.get("WARC-Type") == "request":
            return


def _member_starts_before(file: IO[bytes], end: int, reach: int = 262_144) -> list[int]:
    """Where gzip members may begin in the bytes just before ``end``."""
    start = max(0, end - reach)
    file.seek(start)
    window = file.read(end - start)
    starts = []
    at = window.find(b"\x1f\x8b\x08")
    while at >= 0:
        starts.append(start + at)
        at = window.find(b"\x1f\x8b\x08", at + 1)
    return starts
