"""Damage done to an archive, and the codes of what is found."""

from __future__ import annotations

import gzip
from pathlib import Path

from archive.verify import Report


def codes(report: Report) -> set[str]:
    """The codes of everything found."""
    return {finding.code for finding in report.findings}


def first_member(segment: Path, kind: bytes) -> tuple[int, int]:
    """Offset and length of the first record of a kind."""
    data, start = segment.read_bytes(), 0
    while True:
        end = data.find(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", start + 1)
        end = len(data) if end < 0 else end
        if b"WARC-Type: " + kind in gzip.decompress(data[start:end]):
            return start, end - start
        start = end


def replace(segment: Path, offset: int, length: int, data: bytes) -> None:
    """Put other bytes in the place of some."""
    old = segment.read_bytes()
    segment.write_bytes(old[:offset] + data + old[offset + length :])


def open_segment(root: Path) -> Path:
    """The one segment that is still open."""
    (path,) = (root / "snapshots" / "demo").glob("*.open")
    return path
