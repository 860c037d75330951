"""A single flipped bit anywhere in snapshots or tables is found."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from archive.verify import verify
from tests.archive.verify.making import clock

#: How many bits of each file are flipped; set KRONIKA_FLIPS for a longer search.
FLIPS = int(os.environ.get("KRONIKA_FLIPS", "2"))


def checked_files(root: Path) -> list[Path]:
    """Every file of snapshots and tables that has a bit to flip."""
    tops = (root / "snapshots", root / ".store")
    found = (path for top in tops for path in sorted(top.rglob("*")))
    return [path for path in found if path.is_file() and path.stat().st_size]


def flip(path: Path, bit: int) -> None:
    """Flip one bit of a file in place."""
    with path.open("r+b") as file:
        file.seek(bit // 8)
        byte = file.read(1)[0]
        file.seek(bit // 8)
        file.write(bytes([byte ^ (1 << bit % 8)]))


def bits_of(path: Path, count: int, seed: int) -> list[int]:
    """Some bits of a file, the same for the same seed."""
    places = range(path.stat().st_size * 8)
    return random.Random(f"{path.name} {seed}").sample(places, min(count, len(places)))


@pytest.mark.parametrize("kind", [".gz", ".cdxj", ".sha256", ".parquet", ".json", "keys"])
def test_every_flipped_bit_is_found(root, kind):
    """Whatever bit of whatever file changes, the archive is no longer sound.

    A Parquet file that generations share, as links to one file, is changed in the last of them.
    """
    found = (p for p in checked_files(root) if p.suffix == kind or p.parent.name == kind)
    files = {path.name if kind == ".parquet" else path: path for path in found}.values()
    assert files
    unseen = []
    for path in files:
        for bit in bits_of(path, FLIPS, seed=1):
            flip(path, bit)
            if not verify(root, clock=clock).faults:
                unseen.append((path.relative_to(root), bit))
            flip(path, bit)
    assert unseen == []
    assert verify(root, clock=clock).findings == []


@pytest.mark.parametrize("key", [b'"created_at": "', b'"sha256": "'])
def test_a_manifest_vouches_for_itself(root, key):
    """What nothing else repeats, its moment and its own digest, is covered too."""
    path = max(root.glob(".store/g*/manifest.json"))
    start = 8 * (path.read_bytes().rindex(key) + len(key))
    for bit in range(start, start + 8 * 26, 23):
        flip(path, bit)
        assert "manifest_damaged" in {f.code for f in verify(root, clock=clock).faults}, bit
        flip(path, bit)
    assert verify(root, clock=clock).findings == []


def test_a_manifest_without_a_digest_is_read(root):
    """First versions wrote none; theirs are compared letter for letter all the same."""
    path = max(root.glob(".store/g*/manifest.json"))
    told = json.loads(path.read_bytes())
    del told["sha256"]
    path.write_text(json.dumps(told, indent=1))
    assert verify(root, clock=clock).findings == []
    told["tables"]["pages"]["rows"] += 1
    path.write_text(json.dumps(told, indent=1))
    assert {f.code for f in verify(root, clock=clock).faults} == {"manifest_damaged"}


def test_no_file_is_left_out(root):
    """The kinds above are all there are: a new kind of file needs a line there."""
    kinds = {p.suffix or p.parent.name for p in checked_files(root)}
    assert kinds == {".gz", ".cdxj", ".sha256", ".parquet", ".json", "keys"}


def test_bits_that_gzip_does_not_cover_are_found(root, segments):
    """The time, flags and system in a gzip header, and the filling of its last byte."""
    first = segments[0].read_bytes()
    second = first.index(b"\x1f\x8b\x08", 1)
    for byte in (4, 8, 9, second + 4, second + 9):
        flip(segments[0], byte * 8)
        found = {finding.code for finding in verify(root, clock=clock).faults}
        assert {"segment_changed", "gzip_head"} <= found
        flip(segments[0], byte * 8)
