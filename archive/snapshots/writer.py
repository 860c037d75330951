"""Write snapshots into WARC segments of one city.

A visit becomes these records, in this order: request, metadata (timing, TLS, Kronika's facts),
more metadata when 1xx answers or stray bytes came, and last the response. So a response that is
whole on disk has its companions before it, and a torn tail costs at most the visit that was being
written. An answer that repeats a stored body becomes a revisit record in place of the response.
Of a 304 the revisit has no block, and the head that came lies in a metadata record: players show
the block of a revisit as the page's head, and would show an empty page.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from archive.errors import ArchiveFault
from archive.model import SnapshotPointer
from archive.snapshots import warc
from archive.snapshots.exchange import Exchange, Original, Spool
from archive.tables.disk import sync

#: A segment being written carries this after its name, and loses it when it is complete.
OPEN_SUFFIX = ".open"
#: Size at which a new segment begins, in bytes (the usual 1 GB of web archives).
SEGMENT_BYTES = 1_000_000_000
IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_REQUEST = "application/http; msgtype=request"
_RESPONSE = "application/http; msgtype=response"
_FIELDS = "application/warc-fields"


@dataclass(slots=True)
class Packed:
    """The records of one exchange, compressed and ready to append; the response is the last."""

    members: list[Spool]
    response_id: str | None
    payload_digest: str

    def close(self) -> None:
        """Give back the memory."""
        for packed in self.members:
            packed.close()


def pack(exchange: Exchange) -> Packed:
    """Turn an exchange into compressed records: pure CPU, made for a thread.

    Without an answer there is no response record, and ``response_id`` is None.
    """
    answered = bool(exchange.head)
    response_id = warc.record_id()
    request_id = warc.record_id()
    about = [("WARC-Target-URI", exchange.url), ("WARC-IP-Address", exchange.ip_address or "")]
    tied = [("WARC-Concurrent-To", response_id if answered else request_id)]

    def plain(kind: str, identity: str, fields: warc.Headers, block: bytes) -> Spool:
        fields = [*fields, ("WARC-Block-Digest", warc.sha256(block))]
        header = warc.head(kind, identity, exchange.started_at, len(block), fields)
        return warc.member(header, [block])

    to_request = tied if answered else []
    members = [
        plain(
            "request",
            request_id,
            [*about, *to_request, ("Content-Type", _REQUEST)],
            exchange.request,
        ),
        plain(
            "metadata",
            warc.record_id(),
            [*about, *tied, ("Content-Type", _FIELDS)],
            warc.warc_fields(_facts(exchange)),
        ),
    ]
    asides = [
        (exchange.interim, _RESPONSE),
        (exchange.stray, "application/octet-stream"),
        (exchange.head if _is_not_modified(exchange) else b"", _RESPONSE),
    ]
    for odd, kind in asides:
        if odd:
            fields = [*about, *tied, ("Content-Type", kind)]
            members.append(plain("metadata", warc.record_id(), fields, odd))
    if answered:
        members.append(_response(exchange, response_id, request_id, about))
    original = exchange.original
    digest = original.pointer.payload_digest if original else exchange.body.digest
    return Packed(members, response_id if answered else None, digest)


def _response(exchange: Exchange, response_id: str, request_id: str, about: warc.Headers) -> Spool:
    tls = exchange.tls
    fields = [
        *about,
        ("WARC-Concurrent-To", request_id),
        ("WARC-Protocol", "http/1.1"),
        ("WARC-Protocol", tls.version if tls else ""),
        ("WARC-Cipher-Suite", tls.cipher if tls else ""),
        ("WARC-Truncated", exchange.truncated or ""),
        ("Content-Type", _RESPONSE),
    ]
    if original := exchange.original:
        block = b"" if _is_not_modified(exchange) else exchange.head
        fields += [*_refers_to(exchange, original), ("WARC-Block-Digest", warc.sha256(block))]
        header = warc.head("revisit", response_id, exchange.started_at, len(block), fields)
        return warc.member(header, [block])
    fields += [
        ("WARC-Payload-Digest", exchange.body.digest),
        ("WARC-Block-Digest", exchange.body.block_digest),
    ]
    length = len(exchange.head) + exchange.body.size
    header = warc.head("response", response_id, exchange.started_at, length, fields)
    return warc.member(header, _block(exchange))


def _is_not_modified(exchange: Exchange) -> bool:
    """Whether the answer says that the original is still good (304) and brings no body."""
    return exchange.original is not None and not exchange.body.size


def _refers_to(exchange: Exchange, original: Original) -> warc.Headers:
    """What ties a revisit to its original (WARC 1.1, 6.7); file and offset as in Heritrix.

    The date is told to the second, as indexes have it: a player that looks for an original at or
    after a finer one passes it by and shows the next version of the page.
    """
    pointer = original.pointer
    return [
        ("WARC-Profile", NOT_MODIFIED if _is_not_modified(exchange) else IDENTICAL_PAYLOAD),
        ("WARC-Refers-To", pointer.warc_record_id),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", warc.warc_date(original.fetched_at, "seconds")),
        ("WARC-Refers-To-Filename", pointer.warc_file),
        ("WARC-Refers-To-File-Offset", str(pointer.warc_offset)),
        ("WARC-Payload-Digest", pointer.payload_digest),
    ]


def _block(exchange: Exchange) -> Iterable[bytes]:
    yield exchange.head
    yield from exchange.body.chunks()


def _facts(exchange: Exchange) -> list[tuple[str, str]]:
    tls = exchange.tls
    return [
        ("fetchTimeMs", str(exchange.elapsed_ms)),
        ("tls-version", tls.version if tls else ""),
        ("tls-cipher", tls.cipher if tls else ""),
        ("tls-chain", tls.chain if tls else ""),
        ("truncated", exchange.truncated or ""),
        *((f"kronika-{name}", value) for name, value in exchange.facts.items()),
    ]


class SnapshotWriter:
    """Append exchanges to the segments of one run; not safe for several threads at once.

    ``folder`` is the city's snapshot folder inside ``root``. Segments are named
    ``kronika-<city>-<UTC time>-<serial>-<run>.warc.gz`` and begin with a warcinfo record made of
    ``info``.
    """

    def __init__(
        self,
        root: Path,
        folder: Path,
        *,
        stem: str,
        info: list[tuple[str, str]],
        segment_bytes: int = SEGMENT_BYTES,
    ) -> None:
        self._root = root
        self._folder = folder
        self._stem = stem
        self._info = info
        self._segment_bytes = segment_bytes
        self._serial = 0
        self._file: IO[bytes] | None = None
        self._path: Path | None = None
        self._offset = 0
        self._sum = hashlib.sha256()
        self._answers: list[tuple[int, int]] = []

    def append(self, packed: Packed, moment: datetime) -> SnapshotPointer | None:
        """Append one exchange; the pointer is that of its response, None without an answer.

        ``moment`` (UTC) dates a segment that has to be opened for it.

        Raises:
            ArchiveFault: the disk is full, read-only, or otherwise refuses.
        """
        try:
            if self._file is not None and self._offset >= self._segment_bytes:
                self.roll()
            if self._file is None:
                self._open(moment)
            begin, length = self._offset, 0
            for record in packed.members:
                begin += length
                length = self._write(record)
        except OSError as error:
            raise ArchiveFault(
                f"cannot write snapshots to {self._folder}: {error.strerror or error}. "
                "Nothing acknowledged is lost; make room or fix the folder and run again."
            ) from error
        finally:
            packed.close()
        if packed.response_id is None or self._path is None:
            return None
        self._answers.append((begin, length))
        return SnapshotPointer(
            warc_file=self._path.relative_to(self._root).as_posix(),
            warc_offset=begin,
            warc_length=length,
            warc_record_id=packed.response_id,
            payload_digest=packed.payload_digest,
        )

    def flush(self) -> None:
        """Bring everything appended so far onto the disk (fsync).

        Raises:
            ArchiveFault: the disk refuses.
        """
        if self._file is None:
            return
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise ArchiveFault(f"cannot write snapshots to {self._folder}: {error}") from error

    def roll(self) -> None:
        """Complete the current segment: index, sum, final name; the next append opens another.

        Raises:
            ArchiveFault: the disk refuses.
        """
        from archive.snapshots.complete import complete_segment

        if self._file is None or self._path is None:
            return
        self.flush()
        self._file.close()
        self._file = None
        try:
            complete_segment(
                _open_name(self._path), places=self._answers, sha256=self._sum.hexdigest()
            )
        except OSError as error:
            raise ArchiveFault(f"cannot complete {self._path}: {error}") from error

    close = roll

    def _open(self, moment: datetime) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._serial += 1
        when = f"{moment:%Y%m%d%H%M%S}{moment.microsecond // 1000:03}"
        prefix, _, suffix = self._stem.rpartition("-")
        self._path = self._folder / f"{prefix}-{when}-{self._serial:05}-{suffix}.warc.gz"
        self._file = _open_name(self._path).open("xb", buffering=0)
        sync(self._folder)
        self._offset, self._sum, self._answers = 0, hashlib.sha256(), []
        block = warc.warc_fields(self._info)
        fields = [
            ("WARC-Filename", self._path.name),
            ("WARC-Block-Digest", warc.sha256(block)),
            ("Content-Type", _FIELDS),
        ]
        header = warc.head("warcinfo", warc.record_id(), moment, len(block), fields)
        self._write(warc.member(header, [block]))

    def _write(self, record: Spool) -> int:
        if self._file is None:
            raise ArchiveFault("the segment is closed")
        for chunk in record.chunks():
            rest = memoryview(chunk)
            while rest:  # unbuffered, so that a killed process has lost nothing it appended
                written = self._file.write(rest)
                self._sum.update(rest[:written])
                rest = rest[written:]
        self._offset += record.size
        return record.size


def _open_name(path: Path) -> Path:
    return path.with_name(path.name + OPEN_SUFFIX)
