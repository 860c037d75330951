"""The records of one exchange, found again in a segment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.snapshots.reader import holds_head, parse_fields
from archive.snapshots.record import Record

_ANSWERS = ("response", "revisit")


@dataclass(frozen=True, slots=True)
class StoredExchange:
    """The records of one exchange in the order they lie: request, metadata, answer.

    What is no part of an exchange (warcinfo) stands alone. In segments of other tools, and in
    damaged ones, records may be missing; what belongs together is told by WARC-Concurrent-To.
    """

    records: tuple[Record, ...]

    @property
    def answer(self) -> Record | None:
        """The response or revisit record; None when no answer came or its record is lost."""
        last = self.records[-1]
        return last if last.kind in _ANSWERS else None

    @property
    def request(self) -> Record | None:
        """The request record of the same exchange."""
        first, answer = self.records[0], self.answer
        if first.kind != "request":
            return None
        tied = answer is None or _id(first) == answer.fields.get("WARC-Concurrent-To")
        return first if tied else None

    @property
    def facts(self) -> dict[str, str]:
        """What the crawl noted beside the exchange (archive/snapshots/packing.py)."""
        facts: dict[str, str] = {}
        for record in self._metadata():
            if record.fields.get("Content-Type", "").startswith("application/warc-fields"):
                facts |= parse_fields(b"\r\n" + record.start)
        return facts

    @property
    def head(self) -> bytes:
        """The answer's status line and headers as they came; empty when there is none."""
        answer = self.answer
        if answer is None or answer.start:
            return answer.start if answer else b""
        heads = (
            record.start for record in self._metadata() if holds_head(record.fields, record.start)
        )
        return next(heads, b"")

    @property
    def message(self) -> bytes:
        """The answer as it came, head and body; the walk must have kept blocks."""
        return (self.answer.block if self.answer else b"") or self.head

    def _metadata(self) -> Iterator[Record]:
        tie = self.answer or self.request
        for record in self.records:
            if (
                record.kind == "metadata"
                and tie
                and record.fields.get("WARC-Concurrent-To") == _id(tie)
            ):
                yield record


def exchanges(records: Iterable[Record]) -> Iterator[StoredExchange]:
    """Group the records of a segment; each is in exactly one group.

    A group ends with an answer, before a request, and with a warcinfo record.
    """
    group: list[Record] = []
    for record in records:
        if record.kind == "request" and group:
            yield StoredExchange(tuple(group))
            group = []
        group.append(record)
        if record.kind in (*_ANSWERS, "warcinfo"):
            yield StoredExchange(tuple(group))
            group = []
    if group:
        yield StoredExchange(tuple(group))


def _id(record: Record) -> str:
    return record.fields.get("WARC-Record-ID", "")
