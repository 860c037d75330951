"""Mend what can be mended without losing a byte: torn tails, indexes, sums."""

from __future__ import annotations

import hashlib
from pathlib import Path

from archive.snapshots.complete import cut_torn_tail, sum_path, write_index, write_sum
from archive.verify.findings import Finding
from archive.verify.segments import Checked


def mend_segment(checked: Checked) -> list[Finding]:
    """Mend a segment under the city's lock; return the findings that are mended.

    A torn tail is cut when no row points into it and no sum vouches for it; its bytes are kept
    in a ``.torn`` file. Index and sum are written only for a segment that is in order.

    Raises:
        OSError: the disk refuses.
    """
    segment, found = checked.segment, {finding.code: finding for finding in checked.mendable}
    mended = []
    if checked.tail is not None and _may_cut(checked):
        cut_torn_tail(segment.path, floor=checked.floor)
        checked.sha256 = _sha256(segment.path)
        checked.tail = None
        if not segment.open:
            write_index(segment.path)
        codes = ("segment_unfinished",) if segment.open else ("segment_torn", "segment_changed")
        mended += [found[code] for code in codes if code in found]
    if not checked.whole or checked.tail is not None or segment.open:
        return mended
    for code in ("index_missing", "index_wrong"):
        if finding := found.get(code):
            write_index(segment.path)
            mended.append(finding)
    for code in ("sum_missing", "sum_damaged"):
        if finding := found.get(code):
            write_sum(segment.path, checked.sha256)
            mended.append(finding)
    return mended


def _may_cut(checked: Checked) -> bool:
    segment, tail = checked.segment, checked.tail
    if tail is None or segment.growing or tail.start < checked.floor:
        return False
    if segment.open:
        return True
    try:
        said = sum_path(segment.path).read_bytes()[:64].decode("latin-1")
    except FileNotFoundError:
        return True
    return said == _sha256(segment.path, tail.start)


def _sha256(path: Path, end: int | None = None) -> str:
    """SHA-256 of a file, or of its bytes before ``end``."""
    digest = hashlib.sha256()
    left = path.stat().st_size if end is None else end
    with path.open("rb") as file:
        while left and (chunk := file.read(min(left, 1024 * 1024))):
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest()
