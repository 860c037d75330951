"""Check one segment: its bytes, its records, the rows that point to them, its index and sum."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archive.snapshots.cdxj import entry, index_path
from archive.snapshots.complete import sum_line, sum_path
from archive.snapshots.record import Record
from archive.snapshots.stored import StoredExchange, exchanges
from archive.snapshots.walk import Gap, Walk
from archive.verify.findings import Finding, Report
from archive.verify.pointers import Pointer
from archive.verify.revisits import Revisits

#: Names of our own segments begin so; those of other tools may lie beside them.
OURS = "kronika-"
# So few hex digits differ only when the sum itself was hit, not what it was taken of.
_FEW = 8
_SUM = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment to be checked.

    ``name`` is how rows know it, ``path`` where it lies (perhaps under its open name).
    ``growing``: a crawl is writing it. ``settled``: the rows of all its answers must be there.
    """

    name: str
    path: Path
    open: bool = False
    growing: bool = False
    settled: bool = True

    @property
    def final(self) -> Path:
        """Where it lies once it is complete."""
        return self.path.with_name(self.name.rpartition("/")[2])


@dataclass(slots=True)
class Checked:
    """A segment after the walk, with what mending it needs (archive/verify/mend.py).

    ``tail`` is the gap at its end, ``floor`` where the last record ends that a row points to.
    ``whole``: all but the tail is in order. ``lines`` is its index as it should be.
    """

    segment: Segment
    floor: int
    sha256: str = ""
    tail: Gap | None = None
    whole: bool = True
    lines: list[str] = field(default_factory=list)
    mendable: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class _Answers:
    """The answers of a segment: by offset their length, id, digest and original."""

    places: dict[int, tuple[int, str, str, str]] = field(default_factory=dict)
    by_kronika: list[int] = field(default_factory=list)

    def take(self, stored: StoredExchange) -> None:
        """Note an answer; what lies beside it tells whether a crawl of ours made it."""
        answer = stored.answer
        if answer is None:
            return
        said = answer.fields
        self.places[answer.offset] = (
            answer.length,
            said.get("WARC-Record-ID", ""),
            said.get("WARC-Payload-Digest", ""),
            said.get("WARC-Refers-To", ""),
        )
        if "kronika-run" in stored.facts:
            self.by_kronika.append(answer.offset)


def check_segment(
    segment: Segment,
    pointers: Sequence[Pointer],
    revisits: Revisits,
    report: Report,
    on_read: Callable[[int], object] = lambda _: None,
) -> Checked:
    """Check a segment from end to end, or as far as rows point when it is growing."""
    floor = max((pointer.end for pointer in pointers), default=0)
    checked = Checked(segment, floor)
    walk = Walk(segment.path, end=floor if segment.growing else None, on_read=on_read)
    answers = _Answers()
    before = len(report.faults)
    try:
        _walk(walk, checked, answers, revisits, report)
    except OSError as error:
        report.add("segment_unreadable", segment.name, error.strerror or str(error))
        checked.whole = False
        return checked
    checked.sha256 = walk.sha256
    checked.tail = walk.tail
    _report_gaps(walk, checked, report)
    checked.whole = all(f.code == "segment_torn" for f in report.faults[before:])
    _check_rows(pointers, answers, segment, report)
    if not segment.open:
        _check_index(checked, report)
        _check_sum(checked, report)
    return checked


def _walk(
    walk: Walk, checked: Checked, answers: _Answers, revisits: Revisits, report: Report
) -> None:
    segment, file = checked.segment, checked.segment.final.name
    own = file.startswith(OURS)
    counts, gzip_head = report.counts, b""
    for stored in exchanges(walk):
        for record in stored.records:
            counts["records"] += 1
            counts["unpacked_bytes"] += record.size
            for code, message in record.problems.items():
                report.add(code, segment.name, message, record.offset)
            gzip_head = gzip_head or record.gzip_head
            if own and record.gzip_head != gzip_head:
                words = f"{record.gzip_head.hex()}, that of the first is {gzip_head.hex()}"
                report.add("gzip_head", segment.name, words, record.offset)
            if line := entry(record, file):
                checked.lines.append(line)
        answers.take(stored)
        if stored.answer is not None and stored.answer.kind == "revisit":
            counts["revisits"] += 1
            _check_revisit(stored, stored.answer, segment, revisits, report)
    counts["segments"] += 1
    counts["snapshot_bytes"] += walk.size
    checked.lines.sort()


def _check_revisit(
    stored: StoredExchange, revisit: Record, segment: Segment, revisits: Revisits, report: Report
) -> None:
    referred, own = revisits.take(revisit, segment.name), segment.final.name.startswith(OURS)
    if own and not referred:
        words = "the revisit does not say where its original lies"
        report.add("revisit_target", segment.name, words, revisit.offset)
    if own and not stored.head:
        words = "neither the revisit nor a metadata record beside it holds the head that came"
        report.add("head_missing", segment.name, words, revisit.offset)


def _report_gaps(walk: Walk, checked: Checked, report: Report) -> None:
    segment, tail = checked.segment, walk.tail
    for gap in walk.gaps:
        words = f"{_bytes(gap.end - gap.start)} no whole record: {gap.reason}"
        if gap is not tail:
            report.add("segment_damaged", segment.name, words, gap.start)
        elif not segment.open or gap.start < checked.floor:
            checked.mendable.append(report.add("segment_torn", segment.name, words, gap.start))
    if segment.growing:
        words = f"checked up to byte {walk.size:,}"
        report.add("segment_growing", segment.name, words)
    elif segment.open:
        words = "a run died while it wrote this segment"
        if tail and tail.start >= checked.floor:
            words += f"; at its end {_bytes(tail.end - tail.start)} no whole record"
        checked.mendable.append(
            report.add("segment_unfinished", segment.name, words, tail.start if tail else None)
        )


def _check_rows(
    pointers: Sequence[Pointer], answers: _Answers, segment: Segment, report: Report
) -> None:
    known = set()
    for pointer in pointers:
        difference = _difference(pointer, answers)
        if difference:
            words = f"{pointer.table} {pointer.key} points to {pointer.warc_record_id}: "
            report.add("row_dangling", segment.name, words + difference, pointer.warc_offset)
        if pointer.table == "visits":
            known.add(pointer.warc_offset)
    missing = [offset for offset in answers.by_kronika if offset not in known]
    if missing and segment.settled and not segment.open:
        words = f"{len(missing):,} answers have no row in visits; this is the first"
        report.add("row_missing", segment.name, words, missing[0])


def _difference(pointer: Pointer, answers: _Answers) -> str | None:
    found = answers.places.get(pointer.warc_offset)
    if found is None:
        return "no whole response begins there"
    length, record_id, digest, refers_to = found
    if record_id != pointer.warc_record_id:
        return f"there lies {record_id}"
    if length != pointer.warc_length:
        return f"the record is {length:,} bytes long, not {pointer.warc_length:,}"
    if digest != pointer.payload_digest:
        return f"its payload digest is {digest}, not {pointer.payload_digest}"
    if pointer.table == "visits" and (pointer.revisit_of or "") != refers_to:
        return f"it refers to {refers_to or 'nothing'}, not to {pointer.revisit_of or 'nothing'}"
    return None


def _check_index(checked: Checked, report: Report) -> None:
    segment = checked.segment
    path = index_path(segment.final)
    name = f"{segment.name.rpartition('/')[0]}/{path.name}"
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        words = f"{len(checked.lines):,} answers are not indexed"
        checked.mendable.append(report.add("index_missing", name, words))
        return
    except OSError as error:
        report.add("segment_unreadable", name, error.strerror or str(error))
        return
    if difference := _index_difference(found, checked):
        checked.mendable.append(report.add("index_wrong", name, difference))


def _index_difference(found: bytes, checked: Checked) -> str | None:
    """What is wrong with an index; that of a damaged segment may know more than is left of it."""
    if found == "".join(checked.lines).encode():
        return None
    lines = found.decode("utf-8", "replace").splitlines(keepends=True)
    partial = checked.tail is not None or not checked.whole
    if partial and lines == sorted(lines) and set(checked.lines) <= set(lines):
        return None
    for number, (line, wanted) in enumerate(zip(lines, checked.lines, strict=False), start=1):
        if line != wanted:
            return f"line {number} is not as the records are"
    return f"it has {len(lines):,} lines, the segment {len(checked.lines):,} answers"


def _check_sum(checked: Checked, report: Report) -> None:
    segment = checked.segment
    path = sum_path(segment.final)
    name = f"{segment.name.rpartition('/')[0]}/{path.name}"
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        words = "its bytes can only be checked record by record"
        checked.mendable.append(report.add("sum_missing", name, words))
        return
    except OSError as error:
        report.add("segment_unreadable", name, error.strerror or str(error))
        return
    if found == sum_line(segment.final, checked.sha256):
        return
    said = found[:64].decode("latin-1")
    if _SUM.fullmatch(said) and _unlike(said, checked.sha256) > _FEW:
        words = f"its SHA-256 is {checked.sha256}, the one recorded beside it {said}"
        checked.mendable.append(report.add("segment_changed", segment.name, words))
    else:
        words = "it is not as it was written; the segment is not concerned"
        checked.mendable.append(report.add("sum_damaged", name, words))


def _unlike(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _bytes(count: int) -> str:
    return "1 byte is" if count == 1 else f"{count:,} bytes are"
