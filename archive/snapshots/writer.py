"""Write snapshots into WARC segments of one city."""

from __future__ import annotations

import contextlib
import hashlib
import os
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import IO

from archive.errors import ArchiveFault
from archive.model import SnapshotPointer
from archive.snapshots import warc
from archive.snapshots.exchange import Spool
from archive.snapshots.packing import FIELDS, Packed
from archive.tables.disk import sync

#: A segment being written carries this after its name, and loses it when it is complete.
OPEN_SUFFIX = ".open"
#: Size at which a new segment begins, in bytes (the usual 1 GB of web archives).
SEGMENT_BYTES = 1_000_000_000


class SnapshotWriter:
    """Append exchanges to the segments of one run; not safe for several threads at once.

    A full segment is synced, and completed (index, sum, final name) in a thread of the writer's
    own while the next one is begun.

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
        self._whole = self._offset, self._sum.copy()  # up to the end of the last exchange
        self._answers: list[tuple[int, int]] = []
        self._thread: ThreadPoolExecutor | None = None
        self._completing: Future[Path] | None = None

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
            self._whole = self._offset, self._sum.copy()
        except OSError as error:
            self._cut_back()
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
            os.fsync(self._file.fileno())
        except OSError as error:
            raise ArchiveFault(f"cannot write snapshots to {self._folder}: {error}") from error

    def roll(self) -> None:
        """Let go of the current segment, synced; the next append opens another.

        Raises:
            ArchiveFault: the disk refuses, or refused to complete the segment before.
        """
        from archive.snapshots.complete import complete_segment  # it needs our OPEN_SUFFIX

        if self._file is None or self._path is None:
            return
        self.flush()
        self._file.close()
        self._file = None
        self._await_completion()
        self._thread = self._thread or ThreadPoolExecutor(1, "complete")
        self._completing = self._thread.submit(
            complete_segment,
            _open_name(self._path),
            places=self._answers,
            sha256=self._sum.hexdigest(),
        )

    def close(self) -> None:
        """Complete the last segment; returns when all have index, sum and final name.

        Raises:
            ArchiveFault: the disk refuses.
        """
        self.roll()
        self._await_completion()
        if self._thread is not None:
            self._thread.shutdown()
            self._thread = None

    def _await_completion(self) -> None:
        if self._completing is None:
            return
        completing, self._completing = self._completing, None
        try:
            completing.result()
        except OSError as error:
            raise ArchiveFault(
                f"cannot complete a segment in {self._folder}: {error.strerror or error}. "
                "The next crawl of the city completes it."
            ) from error

    def _open(self, moment: datetime) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._serial += 1
        when = f"{moment:%Y%m%d%H%M%S}{moment.microsecond // 1000:03}"
        prefix, _, suffix = self._stem.rpartition("-")
        self._path = self._folder / f"{prefix}-{when}-{self._serial:05}-{suffix}.warc.gz"
        self._file = _open_name(self._path).open("xb", buffering=0)
        sync(self._folder)
        self._offset, self._sum, self._answers = 0, hashlib.sha256(), []
        self._whole = self._offset, self._sum.copy()
        block = warc.warc_fields(self._info)
        fields = [
            ("WARC-Filename", self._path.name),
            ("WARC-Block-Digest", warc.sha256(block)),
            ("Content-Type", FIELDS),
        ]
        header = warc.head("warcinfo", warc.record_id(), moment, len(block), fields)
        self._write(warc.member(header, [block]))

    def _cut_back(self) -> None:
        """Take back what was written of an exchange that could not be written whole."""
        if self._file is None or self._path is None:
            return
        self._offset, self._sum = self._whole[0], self._whole[1].copy()
        with contextlib.suppress(OSError):
            self._file.seek(self._file.truncate(self._offset))
            if self._offset:
                return
            _open_name(self._path).unlink()
        self._file.close()  # what could not be cut the next crawl of the city cuts
        self._file = None

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
