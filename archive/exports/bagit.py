"""BagIt (RFC 8493): tables, snapshots and a description in a folder that proves itself whole.

A bag is made to be kept: every file is named with its SHA-256, and the snapshots lie under the
names that the rows point to. Segments are never cut, so that these places stay right; a bag of a
span of days therefore holds whole the segments that its snapshots lie in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from archive.exports.parquet import write_tables
from archive.exports.parts.describe import describe
from archive.exports.parts.order import Order
from archive.snapshots.cdxj import index_path
from archive.snapshots.choose import Chosen, choose
from archive.snapshots.complete import write_index, write_sum
from archive.snapshots.walk import Walk
from archive.snapshots.writer import OPEN_SUFFIX

_CHUNK = 1024 * 1024
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_WITH_SNAPSHOTS = """
`snapshots/<city>/*.warc.gz` are the snapshots (WARC 1.1): every request and answer as sent and
received. `snapshot.warc_file`, `warc_offset` and `warc_length` of a row say where its answer lies.
"""
_WITHOUT_SNAPSHOTS = """
Snapshots are left out: bytes as they were received cannot be masked.
"""


def write(order: Order, folder: Path) -> int:
    """Write a bag into an empty folder; return how many records of pages there are.

    A masked bag has no snapshots.

    Raises:
        ConfigurationError: no such city, or an unreadable day.
        ArchiveFault: the archive cannot be read, or a segment is missing.
        OSError: the disk refuses.
    """
    data = folder / "data"
    data.mkdir()
    tables = write_tables(order, data)
    sums = {} if order.masked else dict(_snapshots(order, data))
    more = _WITHOUT_SNAPSHOTS if order.masked else _WITH_SNAPSHOTS
    count = describe(data, order, tables, more)
    for path in sorted(data.rglob("*")):
        if path.is_file() and path not in sums:
            sums[path] = _sha256(path)
    _close(folder, sums, order)
    return count


def _snapshots(order: Order, data: Path) -> Iterator[tuple[Path, str]]:
    """Copy the segments chosen with their indexes and sums; give the SHA-256 of each segment."""
    archive = order.archive
    for chosen in choose(archive, order.cities, order.since, order.until).segments:
        name = chosen.path.relative_to(archive.layout.root).parent / _final_name(chosen)
        target = data / name
        target.parent.mkdir(parents=True, exist_ok=True)
        sha256 = _copy(chosen.path, target, _whole_bytes(chosen.path))
        if index_path(chosen.path).is_file():
            index_path(target).write_bytes(index_path(chosen.path).read_bytes())
        else:
            write_index(target)
        write_sum(target, sha256)
        yield target, sha256


def _final_name(chosen: Chosen) -> str:
    """The name rows know a segment by, be it complete or still being written."""
    return Chosen(chosen.path).name


def _whole_bytes(segment: Path) -> int:
    """How much of a segment to copy: of one still being written, up to its last whole record."""
    if segment.suffix != OPEN_SUFFIX:
        return segment.stat().st_size
    return max((each.offset + each.length for each in Walk(segment, digests=False)), default=0)


def _copy(source: Path, target: Path, left: int) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as old, target.open("xb") as new:
        while left and (chunk := old.read(min(left, _CHUNK))):
            new.write(chunk)
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest()


def _close(folder: Path, sums: dict[Path, str], order: Order) -> None:
    """Write the tag files: declaration, facts, and the manifests."""
    size = sum(path.stat().st_size for path in sums)
    facts = [
        ("Bag-Software-Agent", order.software),
        ("Bagging-Date", f"{order.created:%Y-%m-%d}"),
        ("External-Description", f"Kronika archive: {order.in_words()}"),
        ("Internal-Sender-Identifier", f"generation {order.archive.generation.number}"),
        ("Payload-Oxum", f"{size}.{len(sums)}"),
    ]
    tags = {
        "bagit.txt": _DECLARATION,
        "bag-info.txt": "".join(f"{name}: {value}\n" for name, value in facts),
        "manifest-sha256.txt": _manifest(folder, sums),
    }
    for name, text in tags.items():
        (folder / name).write_text(text, "utf-8")
    tag_sums = {folder / name: _sha256(folder / name) for name in tags}
    (folder / "tagmanifest-sha256.txt").write_text(_manifest(folder, tag_sums), "utf-8")


def _manifest(folder: Path, sums: dict[Path, str]) -> str:
    """Lines of a manifest; line breaks and percent signs in names are encoded (RFC 8493, 2.1.3)."""
    lines = []
    for path in sorted(sums):
        name = path.relative_to(folder).as_posix()
        for sign, code in (("%", "%25"), ("\n", "%0A"), ("\r", "%0D")):
            name = name.replace(sign, code)
        lines.append(f"{sums[path]}  {name}\n")
    return "".join(lines)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
