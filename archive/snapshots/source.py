"""The bytes of a segment, read forward once, and the places where records may begin."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import IO

from archive.snapshots import deflate

_READ = 1024 * 1024
# A piece given to inflate: what it does not use of it is copied for each member, so not too large.
_STEP = 16 * 1024
_MAGIC = b"\x1f\x8b\x08"


class Source:
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
        inflate = deflate.decompressobj(deflate.GZIP)
        begins = b""
        while len(begins) < 5 and not inflate.eof:
            piece = self.piece(at)
            if not piece:
                return False
            try:
                begins += inflate.decompress(piece, 5)
            except deflate.error:
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
