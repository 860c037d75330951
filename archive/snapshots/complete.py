"""Complete a segment: an index and a sum beside it, and its final name; or cut what was torn.

Beside ``X.warc.gz`` lie ``X.cdxj`` (archive/snapshots/cdxj.py) and ``X.warc.gz.sha256``, a line
``sha256sum -c`` reads. The sum is needed because gzip leaves bits that nothing covers: the header
of a member, and the filling between a compressed block and the next whole byte.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from archive.errors import ArchiveFault
from archive.snapshots.cdxj import index_of, index_path
from archive.snapshots.walk import Walk, record_at
from archive.snapshots.writer import OPEN_SUFFIX
from archive.tables.disk import sync, write_whole

SUM_SUFFIX = ".sha256"
TORN_SUFFIX = ".torn"


def complete_segment(
    path: Path, *, places: Iterable[tuple[int, int]] | None = None, sha256: str | None = None
) -> Path:
    """Give a closed, synced ``.open`` segment its index, its sum and its final name; return that.

    Index and sum come before the name: whenever the process dies, a segment with its final name
    has both, and one without is completed again. A writer that knows the ``places`` of its answers
    (offset and length, bytes) and the file's ``sha256`` (hex) spares the walk over the segment.

    Raises:
        OSError: the disk refuses.
    """
    final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
    if places is None or sha256 is None:
        walk = Walk(path, digests=False)
        index = index_of(walk, final.name)
        sha256 = walk.sha256
    else:
        with path.open("rb", buffering=0) as file:
            found = (record_at(file, offset, length) for offset, length in places)
            index = index_of(filter(None, found), final.name)
    write_whole(index_path(final), index)
    write_sum(final, sha256)
    path.rename(final)
    sync(final.parent)
    return final


def write_index(segment: Path) -> Path:
    """Write the index of a segment anew, from its records; return its place.

    Raises:
        OSError: the disk refuses.
    """
    path = index_path(segment)
    write_whole(path, index_of(Walk(segment, digests=False), segment.name))
    return path


def write_sum(segment: Path, sha256: str) -> Path:
    """Write the sum (hex) of a segment beside it; return its place.

    Raises:
        OSError: the disk refuses.
    """
    path = sum_path(segment)
    write_whole(path, sum_line(segment, sha256))
    return path


def sum_path(segment: Path) -> Path:
    """Where the sum of a segment lies."""
    return segment.with_name(segment.name + SUM_SUFFIX)


def sum_line(segment: Path, sha256: str) -> bytes:
    """The content of a sum file, as sha256sum writes it."""
    return f"{sha256}  {segment.name}\n".encode()


def cut_torn_tail(path: Path, *, floor: int = 0, keep: bool = True) -> int:
    """Cut the bytes after the last whole record of a segment; return how many there were.

    Only what is no record and lies at the very end is cut; damage with whole records after it
    stays. With ``keep`` the bytes are first copied into ``<segment>.<offset>.torn`` beside it.
    ``floor`` is where the last record ends that a row points to.

    Raises:
        ArchiveFault: a row points into the tail, so no crash tore it; nothing was cut.
        OSError: the disk refuses.
    """
    walk = Walk(path, digests=False)
    for _ in walk:
        pass
    tail = walk.tail
    if tail is None:
        return 0
    if tail.start < floor:
        raise ArchiveFault(
            f"{path} is damaged from byte {tail.start} on ({tail.reason}), and rows point there. "
            "Nothing was cut; restore the file from a copy. See: kronika verify"
        )
    if keep:
        _set_aside(path, tail.start)
    with path.open("r+b") as file:
        file.truncate(tail.start)
        os.fsync(file.fileno())
    return tail.end - tail.start


def _set_aside(path: Path, start: int) -> None:
    name = f"{path.name.removesuffix(OPEN_SUFFIX)}.{start}{TORN_SUFFIX}"
    aside = path.with_name(name)
    for serial in range(2, 1000):
        if not aside.exists():
            break
        aside = path.with_name(f"{name.removesuffix(TORN_SUFFIX)}-{serial}{TORN_SUFFIX}")
    with path.open("rb") as file, aside.open("xb") as copy:
        file.seek(start)
        shutil.copyfileobj(file, copy)
        copy.flush()
        os.fsync(copy.fileno())
    sync(path.parent)
