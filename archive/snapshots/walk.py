"""Walk a segment once from end to end: every record checked, every byte accounted for.

The public readers pass a gzip member that was cut short, and none looks at bytes between or after
members. Here each byte belongs either to a record or to a gap, and whatever a record says of
itself (length, digests) is compared with what is there. Memory stays small however large a record
is, unless its block is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from archive.snapshots import deflate
from archive.snapshots.record import Record, RecordReader
from archive.snapshots.source import Source

_MOST = 1024 * 1024  # what comes out of a stream at once
_BEGINNING = 2 * 1024


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes from ``start`` up to ``end`` (not included) that are no whole record, and why."""

    start: int
    end: int
    reason: str


class Walk:
    """Iterate over the whole records of a segment; then ``gaps``, ``size`` and ``sha256`` stand.

    ``end`` stops before that byte, for a segment that is still growing. Without ``digests`` only
    the structure is checked. With ``blocks`` each record brings its whole block along. ``on_read``
    is told of every chunk's length in bytes.

    Raises:
        OSError: the file cannot be read.
    """

    def __init__(
        self,
        path: Path,
        *,
        end: int | None = None,
        digests: bool = True,
        blocks: bool = False,
        on_read: Callable[[int], object] = lambda _: None,
    ) -> None:
        self.gaps: list[Gap] = []
        self.size = 0
        self.sha256 = ""
        self._path = path
        self._end = end
        self._digests = digests
        self._blocks = blocks
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
            source = Source(file, self.size, self._on_read)
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

    def _member(self, source: Source, offset: int) -> Record | str:
        """Read the member at a place; a sentence about why, when there is no whole one."""
        inflate = deflate.decompressobj(deflate.GZIP)
        reading = RecordReader(digests=self._digests, blocks=self._blocks)
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
            except deflate.error as error:
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
            block=bytes(reading.block),
        )


def record_at(file: IO[bytes], offset: int, length: int = 0) -> Record | None:
    """Read only the beginning of the record at a place: its header and, if it has one, HTTP head.

    Nothing is checked, and ``size`` is 0. None when no record begins there.

    Raises:
        OSError: the file cannot be read.
    """
    file.seek(offset)
    inflate = deflate.decompressobj(deflate.GZIP)
    reading = RecordReader(digests=False)
    piece = gzip_head = file.read(_BEGINNING)
    while piece and not inflate.eof and not reading.begun:
        try:
            reading.feed(inflate.decompress(piece))
        except deflate.error:
            return None
        piece = file.read(_BEGINNING)
    if not reading.fields:
        return None
    return Record(offset, length, 0, gzip_head[:10], reading.fields, reading.start, {})
