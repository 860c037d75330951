"""WACZ 1.1.1: snapshots with an index and a list of pages in one file, ready for replay.

A ZIP whose segments are stored as they are, so that a player reads single records out of it
(specs.webrecorder.net/wacz/1.1.1). Everything is streamed; nothing is written to disk beside it
but the index and the pages, into temporary files.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from archive.api import Archive
from archive.errors import ArchiveFault
from archive.query import Names
from archive.reader import text_of
from archive.rows import table_to_rows
from archive.schema import PAGES
from archive.snapshots.cdxj import entry, index_path
from archive.snapshots.choose import Choice, Chosen, choose
from archive.snapshots.stored import exchanges
from archive.snapshots.walk import Walk
from archive.tables.merge import merged
from archive.tables.where import Among
from archive.when import When

VERSION = "1.1.1"
#: Lines in a compressed block of the index, as the public tools have them.
BLOCK_LINES = 1024
_CHUNK = 1024 * 1024
_OPEN_FILES = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Written:
    """What an export holds."""

    segments: int
    answers: int
    pages: int


def write(
    archive: Archive,
    out: IO[bytes],
    *,
    created: datetime,
    software: str,
    cities: Names = None,
    since: When | None = None,
    until: When | None = None,
) -> Written:
    """Write the snapshots of cities within a span as WACZ; `choose` says what belongs to it.

    ``created`` is UTC. ``out`` need not be seekable.

    Raises:
        ConfigurationError: no such city, or an unreadable day.
        ArchiveFault: the archive cannot be read.
    """
    choice = choose(archive, cities, since, until)
    with tempfile.TemporaryDirectory(prefix="kronika-wacz-") as name:
        folder = Path(name)
        package = _Package(out, created)
        indexes = [
            _add_segment(package, chosen, folder / f"{number}.cdxj")
            for number, chosen in enumerate(choice.segments)
        ]
        answers = _add_index(package, indexes, folder)
        pages = _add_pages(package, archive, choice, folder / "pages.jsonl")
        package.finish(
            title=f"Kronika: {', '.join(archive.cities() if cities is None else _list(cities))}",
            software=software,
        )
    return Written(len(choice.segments), answers, pages)


class _Package:
    """The ZIP in the making, and the list of what is in it."""

    def __init__(self, out: IO[bytes], created: datetime) -> None:
        self._zip = zipfile.ZipFile(out, "w")
        self._created = created.astimezone(UTC)
        self._resources: list[dict[str, Any]] = []

    def add(self, path: str, chunks: Iterable[bytes], most: int, *, deflated: bool = False) -> str:
        """Write a file, at most so many bytes; return its SHA-256."""
        entry_ = zipfile.ZipInfo(path, self._created.timetuple()[:6])
        entry_.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
        entry_.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        large = most >= zipfile.ZIP64_LIMIT
        with self._zip.open(entry_, "w", force_zip64=large) as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        hash_ = f"sha256:{digest.hexdigest()}"
        name = path.rpartition("/")[2].lower()
        self._resources.append({"name": name, "path": path, "hash": hash_, "bytes": size})
        return hash_

    def finish(self, *, title: str, software: str) -> None:
        """Write the description of the whole, and its digest."""
        package = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": title,
            "software": software,
            "created": _iso(self._created),
            "resources": self._resources.copy(),
        }
        data = json.dumps(package, ensure_ascii=False, indent=2).encode()
        hash_ = self.add("datapackage.json", [data], len(data))
        digest = json.dumps({"path": "datapackage.json", "hash": hash_}, indent=2).encode()
        self.add("datapackage-digest.json", [digest], len(digest))
        self._zip.close()


def _add_segment(package: _Package, chosen: Chosen, index: Path) -> Path:
    """Write a segment or a part of one; return the place of its index."""
    path = f"archive/{chosen.name}"
    size = chosen.path.stat().st_size
    if chosen.offsets is not None:
        lines: list[str] = []
        package.add(path, _cut(chosen, chosen.offsets, lines), size)
    else:
        package.add(path, _chunks(chosen.path), size)
        if index_path(chosen.path).is_file():
            return index_path(chosen.path)
        walk = Walk(chosen.path, digests=False)
        lines = [line for record in walk if (line := entry(record, chosen.name))]
    index.write_text("".join(sorted(lines)), "utf-8")
    return index


def _cut(chosen: Chosen, offsets: frozenset[int], lines: list[str]) -> Iterator[bytes]:
    """The chosen answers of a segment with the records that belong to each, and their index.

    A visit's records lie together and the answer comes last (archive/snapshots/packing.py).

    Raises:
        ArchiveFault: one of the answers is not there.
    """
    left, written = set(offsets), 0
    with chosen.path.open("rb") as file:
        for stored in exchanges(Walk(chosen.path, digests=False)):
            last = stored.records[-1]
            if last.kind == "warcinfo" or last.offset in left:
                for part in stored.records:
                    if line := entry(replace(part, offset=written), chosen.name):
                        lines.append(line)
                    yield from _range(file, part.offset, part.length)
                    written += part.length
                left.discard(last.offset)
            if not left:
                return
    raise ArchiveFault(
        f"{chosen.path} holds no whole record at byte {min(left)}, where a row points to. "
        "See: kronika verify"
    )


def _range(file: IO[bytes], start: int, length: int) -> Iterator[bytes]:
    file.seek(start)
    while length and (chunk := file.read(min(_CHUNK, length))):
        yield chunk
        length -= len(chunk)


def _add_index(package: _Package, indexes: list[Path], folder: Path) -> int:
    """Merge the indexes into one compressed by blocks, with a list of the blocks."""
    blocks = ['!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n']
    answers, offset = 0, 0
    packed = folder / "index.cdx.gz"
    with packed.open("wb") as file:
        lines = _merged(indexes, folder)
        while block := list(islice(lines, BLOCK_LINES)):
            squeeze = zlib.compressobj(wbits=31)
            data = squeeze.compress("".join(block).encode()) + squeeze.flush()
            digest = hashlib.sha256(data).hexdigest()
            told = {"offset": offset, "length": len(data), "digest": f"sha256:{digest}"}
            key = block[0].partition(" {")[0]
            blocks.append(f"{key} {json.dumps(told | {'filename': 'index.cdx.gz'})}\n")
            file.write(data)
            offset += len(data)
            answers += len(block)
    package.add("indexes/index.cdx.gz", _chunks(packed), offset)
    listed = "".join(blocks).encode()
    package.add("indexes/index.idx", [listed], len(listed), deflated=True)
    return answers


def _merged(indexes: list[Path], folder: Path) -> Iterator[str]:
    """The lines of sorted files, sorted; many files are merged in rounds, few open at once."""
    for serial in count(1):
        if len(indexes) <= _OPEN_FILES:
            break
        part = folder / f"merged-{serial}.cdxj"
        with part.open("w", encoding="utf-8") as file:
            file.writelines(heapq.merge(*map(_lines, indexes[:_OPEN_FILES])))
        indexes = [*indexes[_OPEN_FILES:], part]
    return heapq.merge(*map(_lines, indexes))


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from file


def _add_pages(package: _Package, archive: Archive, choice: Choice, place: Path) -> int:
    """List the pages with title and text, by the address and moment a player finds them at."""
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All pages", "hasText": True}
    pages = 0
    with place.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head) + "\n")
        for row in _rows(archive, list(choice.pages)):
            url, moment = choice.pages[row["record_id"]]
            page = {
                "id": row["record_id"],
                "url": url,
                "ts": _iso(_EPOCH + timedelta(microseconds=moment)),
                "title": row["title"] or url,
                "text": text_of(row),
            }
            file.write(json.dumps(page, ensure_ascii=False) + "\n")
            pages += 1
    size = place.stat().st_size
    package.add("pages/pages.jsonl", _chunks(place), size, deflated=True)
    return pages


def _rows(archive: Archive, record_ids: list[str]) -> Iterator[dict[str, Any]]:
    wheres = [Among("record_id", pa.array(record_ids, pa.string()))]
    columns = ["record_id", "title", "sections"]
    for batch in merged(archive.files("pages"), PAGES, columns, wheres):
        yield from table_to_rows(batch)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _list(cities: Names) -> list[str]:
    return [cities] if isinstance(cities, str) else list(cities or [])
