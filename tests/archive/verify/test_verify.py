"""Verify finds what is wrong, names it and its place, and writes nothing."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

import pytest

from archive.errors import ConfigurationError
from archive.rows import rows_to_table
from archive.schema import PAGES
from archive.snapshots import Exchange, pack, warc
from archive.snapshots.complete import complete_segment, sum_path
from archive.snapshots.packing import Packed
from archive.tables import TableStore
from archive.verify import Progress, verify
from tests.archive import factory
from tests.archive.verify.damage import codes, first_member, replace
from tests.archive.verify.making import (
    Maker,
    clock,
    complete_all,
    count_records,
    make_archive,
    pack_as_before,
)


def listing(root: Path) -> dict[str, tuple[int, int]]:
    """Every file with its size and time of change."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {str(p.relative_to(root)): (p.stat().st_size, p.stat().st_mtime_ns) for p in files}


def test_a_sound_archive_has_no_findings(check, root):
    """Everything the real writers made is in order, and everything was looked at."""
    report = check()
    assert report.findings == []
    assert report.counts["segments"] == 2
    assert report.counts["revisits"] == 2
    assert report.counts["pointers"] == 17
    files = (root / "snapshots" / "demo").glob("*.warc.gz")
    assert report.counts["snapshot_bytes"] == sum(path.stat().st_size for path in files)


def test_an_older_archive_is_sound(tmp_path):
    """Heads of 304 answers may lie in the revisit itself, as they once did."""
    root = make_archive(tmp_path / "archive", pack=pack_as_before).root
    assert verify(root, clock=clock).findings == []


def test_a_304_without_its_head_is_found(tmp_path):
    """A revisit whose head lies neither in it nor beside it is no exact copy of the answer."""

    def headless(exchange: Exchange) -> Packed:
        packed = pack(exchange)
        if exchange.original is not None and not exchange.body.size:
            del packed.members[-2]
        return packed

    root = make_archive(tmp_path / "archive", pack=headless).root
    assert codes(verify(root, clock=clock)) == {"head_missing"}


def test_verify_writes_nothing(check, root, segments):
    """Sound or not, a check alone leaves every file as it was."""
    segments[0].write_bytes(segments[0].read_bytes() + b"rest")
    sum_path(segments[1]).unlink()
    before = listing(root)
    assert check().faults
    assert listing(root) == before


def test_an_empty_archive_is_sound(tmp_path):
    """An archive before its first crawl has nothing wrong."""
    factory.new_archive(tmp_path / "new")
    assert verify(tmp_path / "new", clock=clock).findings == []


def test_damage_inside_a_segment_leaves_the_rest_checked(check, root, segments):
    """After bytes that are no record the walk goes on with the next record."""
    records = count_records(root)
    offset, length = first_member(segments[0], b"response")
    replace(segments[0], offset + 40, 20, b"\x00" * 20)
    report = check()
    assert codes(report) == {"segment_damaged", "segment_changed", "row_dangling", "revisit_target"}
    damage = next(f for f in report.findings if f.code == "segment_damaged")
    assert damage.offset == offset
    assert f"{length:,} bytes" in damage.message
    assert report.counts["records"] == records - 1


def test_a_truncated_segment_is_found(check, segments):
    """Cut in the middle of its last record: torn, and the row that points there dangles."""
    segments[1].write_bytes(segments[1].read_bytes()[:-100])
    assert {"segment_torn", "segment_changed", "row_dangling"} <= codes(check())


def test_a_segment_cut_between_records_is_found(check, segments):
    """Cut exactly at the end of a record, which no public reader notices."""
    data = segments[1].read_bytes()
    segments[1].write_bytes(data[: data.rindex(b"\x1f\x8b\x08\x00")])
    assert codes(check()) == {"segment_changed", "index_wrong", "row_dangling"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ((b"WARC-Block-Digest: sha256:", b"WARC-Block-Digest: sha256:0"), "block_digest"),
        ((b"<title>", b"<TITLE>"), "payload_digest"),
        ((b"WARC/1.1\r\n", b"HTTP/1.1\r\n"), "record_malformed"),
        ((b"Content-Length: ", b"Content-Length: 1"), "record_length"),
    ],
)
def test_a_record_that_is_not_what_it_says_is_found(check, segments, change, code):
    """A whole gzip member with a record whose digests or length do not hold."""
    offset, length = first_member(segments[0], b"response")
    record = gzip.decompress(segments[0].read_bytes()[offset : offset + length])
    head, blank, block = record.partition(b"\r\n\r\n")
    if change[0] in head:
        head = head.replace(change[0], change[1], 1)
    else:
        block = block.replace(change[0], change[1], 1)
    forged = b"".join(warc.member(head + blank, [block.removesuffix(b"\r\n\r\n")]).chunks())
    replace(segments[0], offset, length, forged)
    sum_path(segments[0]).unlink()
    found = [finding for finding in check().findings if finding.code == code]
    assert [finding.offset for finding in found] == [offset]


def test_bytes_between_and_after_records_are_found(check, segments):
    """Zeros between two records, and a few at the end."""
    offset, _ = first_member(segments[0], b"request")
    replace(segments[0], offset, 0, b"\x00" * 7)
    segments[1].write_bytes(segments[1].read_bytes() + b"\x00")
    report = check()
    assert {"segment_damaged", "segment_torn"} <= codes(report)


def test_a_missing_segment_is_found(check, segments):
    """A segment that is gone is told by the rows, by its sum, and by the revisits."""
    segments[0].unlink()
    report = check()
    assert codes(report) == {"segment_missing", "revisit_target"}
    assert any("rows point into it" in finding.message for finding in report.findings)


def test_a_revisit_of_another_response_is_found(check, root, segments):
    """The record at the place a revisit names must be the very one it names."""
    offset, length = first_member(segments[1], b"revisit")
    record = gzip.decompress(segments[1].read_bytes()[offset : offset + length])
    head, blank, block = record.partition(b"\r\n\r\n")
    at = head.index(b"WARC-Refers-To-Date: ") + len(b"WARC-Refers-To-Date: ")
    head = head[:at] + b"1999" + head[at + 4 :]
    forged = b"".join(warc.member(head + blank, [block.removesuffix(b"\r\n\r\n")]).chunks())
    replace(segments[1], offset, length, forged)
    found = [finding for finding in check().findings if finding.code == "revisit_target"]
    assert [finding.offset for finding in found] == [offset]
    assert "WARC-Date" in found[0].message


def test_an_index_or_sum_that_is_wrong_or_gone_is_found(check, segments):
    """Index and sum are compared with the segment, line by line and byte by byte."""
    index = segments[0].with_name(segments[0].name.replace(".warc.gz", ".cdxj"))
    lines = index.read_text().splitlines(keepends=True)
    index.write_text("".join(lines[:-1]))
    sum_path(segments[1]).unlink()
    assert codes(check()) == {"index_wrong", "sum_missing"}
    index.unlink()
    assert codes(check()) == {"index_missing", "sum_missing"}


def test_a_row_that_points_elsewhere_is_found(root, check, segments):
    """Id, length and digest of the record must be those of the row."""
    pointer = factory.pointer(1)
    offset, _ = first_member(segments[0], b"response")
    name = f"snapshots/demo/{segments[0].name}"
    wrong = {"warc_file": name, "warc_offset": offset, "warc_length": 9}
    wrong |= {"warc_record_id": pointer.warc_record_id, "payload_digest": pointer.payload_digest}
    row = factory.page_row(99, snapshot=wrong)
    TableStore(root, clock=clock).commit({"pages": rows_to_table(PAGES, [row])})
    report = check()
    assert codes(report) == {"row_dangling"}
    assert row["record_id"] in report.findings[0].message


def test_answers_without_a_row_are_found(tmp_path):
    """A complete segment whose visits were never published."""
    maker = Maker(tmp_path / "archive")
    maker.begin()
    maker.page(1)
    maker.writer.close()
    complete_all(maker.layout.snapshots("demo"))
    assert codes(verify(maker.root, clock=clock)) == {"row_missing"}


def test_segments_of_other_tools_are_checked_leniently(root, check, segments):
    """A foreign segment needs no rows; what it says of itself must hold."""
    foreign = segments[0].with_name("other-tool.warc.gz")
    shutil.copy(segments[0], foreign)
    data = bytearray(foreign.read_bytes())
    data[4:8] = b"\x01\x02\x03\x04"  # a time in the first gzip header
    foreign.write_bytes(data)
    complete_segment(foreign)
    assert codes(check()) == {"row_missing"}  # these are answers of ours in a file of theirs


def test_unknown_files_are_told_and_are_no_fault(root, check):
    """What is not checked is named, so that nobody takes it for checked."""
    (root / "snapshots" / "demo" / "notes.txt").write_text("x")
    (root / "snapshots" / "notes.txt").write_text("x")
    report = check()
    assert codes(report) == {"file_unknown"}
    assert report.faults == []


def test_only_the_city_asked_for_is_checked(tmp_path):
    """Damage to another city's snapshots does not matter; tables always do."""
    make_archive(tmp_path / "archive")
    maker = make_archive(tmp_path / "archive", city="zabrze")
    segment = next(maker.layout.snapshots("zabrze").glob("*.warc.gz"))
    segment.write_bytes(b"")
    report = verify(maker.root, ["demo"], clock=clock)
    assert report.findings == []
    assert report.cities == ["demo"]
    assert verify(maker.root, clock=clock).faults
    with pytest.raises(ConfigurationError, match="did you mean zabrze"):
        verify(maker.root, ["zabrz"], clock=clock)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_found(check, segments):
    """A refusal of the system is a finding, not the end of the check."""
    segments[0].chmod(0)
    report = check()
    assert "segment_unreadable" in codes(report)
    assert report.counts["segments"] == 1


def test_progress_tells_every_byte_once(root):
    """What is announced is what is read."""
    announced, done = [], []
    progress = Progress(lambda words, size: announced.append(size), done.append)
    verify(root, clock=clock, progress=progress)
    assert sum(announced) == sum(done)
