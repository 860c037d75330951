"""Find the records of addresses in a segment, and put a blank of the same length in their place.

No other record moves: what rows, indexes, revisits, earlier exports and citations say of places in
the segment stays right, and nothing but this one file has to be written. The blank is a WARC
metadata record that says that something lay there, and nothing else of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO
from urllib.parse import urljoin

from archive.errors import ArchiveFault
from archive.forget.blank import blank
from archive.snapshots.cdxj import surt
from archive.snapshots.complete import write_index, write_sum
from archive.snapshots.http import MalformedMessageError, parse_head
from archive.snapshots.stored import StoredExchange, exchanges
from archive.snapshots.walk import Walk, record_at
from archive.snapshots.writer import OPEN_SUFFIX
from archive.tables.disk import sync

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Doomed:
    """What goes: records at addresses (by key), and answers by WARC-Record-ID."""

    keys: frozenset[str]
    answers: frozenset[str]

    def holds(self, stored: StoredExchange) -> bool:
        """Tell whether an exchange is at one of the addresses, or redirects to one."""
        for record in stored.records:
            url = record.fields.get("WARC-Target-URI")
            if record.fields.get("WARC-Record-ID") in self.answers or self.at(url):
                return True
        return self.at(_location(stored))

    def at(self, url: str | None) -> bool:
        """Tell whether an address is one of them."""
        return url is not None and surt(url) in self.keys


@dataclass(slots=True)
class Found:
    """What a segment holds of it: ``spans`` are offset and end of neighbouring records.

    ``end`` is where the file is cut, when the torn tail of an open segment is of it. ``answers``
    are the ids of the answers that go, ``repeats`` those that stay and repeat an earlier one: by
    that one's id their address.
    """

    path: Path
    spans: list[tuple[int, int]] = field(default_factory=list)
    records: int = 0
    end: int | None = None
    answers: set[str] = field(default_factory=set)
    repeats: dict[str, str] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """How many bytes go."""
        return sum(end - start for start, end in self.spans)


def look(path: Path, doomed: Doomed) -> Found:
    """Find what goes from a segment, be it complete or open.

    Raises:
        ArchiveFault: the segment is damaged: what lies in the damage cannot be told.
        OSError: the segment cannot be read.
    """
    found, walk = Found(path), Walk(path, digests=False)
    for stored in exchanges(walk):
        if doomed.holds(stored):
            start, last = stored.records[0].offset, stored.records[-1]
            _append(found.spans, start, last.offset + last.length)
            found.records += len(stored.records)
            found.answers.update(
                record.fields.get("WARC-Record-ID", "") for record in stored.records
            )
        elif stored.answer is not None and (first := stored.answer.fields.get("WARC-Refers-To")):
            found.repeats[first] = stored.answer.fields.get("WARC-Target-URI", "")
    for gap in walk.gaps:
        if gap != walk.tail or path.suffix != OPEN_SUFFIX:
            raise ArchiveFault(
                f"{path} is damaged at byte {gap.start}, and what lies there cannot be told. "
                "Mend it first, or restore it from a copy: kronika verify"
            )
        if begins_at(path, gap.start, doomed):
            found.end = gap.start
    return found


def begins_at(path: Path, offset: int, doomed: Doomed) -> bool:
    """Tell whether the record at a place, whole or torn, is at one of the addresses."""
    with path.open("rb") as file:
        record = record_at(file, offset)
    return record is not None and doomed.at(record.fields.get("WARC-Target-URI"))


def blank_out(found: Found, moment: datetime) -> None:
    """Write a segment anew with blanks for what goes, and its index and sum.

    The new file takes the old one's place in one rename. A segment that has nothing (more) to
    lose keeps its bytes, and gets index and sum all the same: a crash may have come between.

    Raises:
        OSError: the disk refuses.
    """
    path = found.path
    if found.spans or found.end is not None:
        fresh = path.with_name(f".{path.name}.next")
        with path.open("rb") as old, fresh.open("wb") as new:
            for chunk in _pieces(old, found, moment):
                new.write(chunk)
            new.flush()
            os.fsync(new.fileno())
        fresh.replace(path)
        sync(path.parent)
    if path.suffix != OPEN_SUFFIX:
        walk = Walk(path, digests=False)
        for _ in walk:
            pass
        write_index(path)
        write_sum(path, walk.sha256)


def _pieces(old: IO[bytes], found: Found, moment: datetime) -> Iterator[bytes]:
    at = 0
    for start, end in found.spans:
        yield from _range(old, at, start)
        yield blank(end - start, moment)
        at = end
    yield from _range(old, at, found.path.stat().st_size if found.end is None else found.end)


def _range(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    file.seek(start)
    while start < end and (chunk := file.read(min(_CHUNK, end - start))):
        yield chunk
        start += len(chunk)


def _append(spans: list[tuple[int, int]], start: int, end: int) -> None:
    if spans and spans[-1][1] == start:
        spans[-1] = (spans[-1][0], end)
    else:
        spans.append((start, end))


def _location(stored: StoredExchange) -> str | None:
    """Where an answer redirects to, absolute; None when it does not."""
    answer = stored.answer
    if answer is None:
        return None
    try:
        head = parse_head(stored.head)
    except MalformedMessageError:
        return None
    place = head.get("Location")
    if place is None or not 300 <= head.status < 400:
        return None
    try:
        return urljoin(answer.fields.get("WARC-Target-URI", ""), place)
    except ValueError:
        return None
