"""Repair mends what loses nothing, keeps what it cuts off, and leaves all else alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import ArchiveBusy, ArchiveFault
from archive.lock import CityLock
from archive.snapshots.cdxj import index_path
from archive.snapshots.complete import (
    complete_segment,
    cut_torn_tail,
    sum_path,
    write_index,
)
from archive.verify import verify
from tests.archive.verify.damage import codes, open_segment
from tests.archive.verify.making import clock, half_published


@pytest.fixture
def repair(root):
    """Repair the copy of the archive."""
    return lambda: verify(root, clock=clock, repair=True)


def test_nothing_to_mend_changes_nothing(root, repair, segments):
    """A sound archive is left as it is."""
    before = {path: path.read_bytes() for path in (root / "snapshots").rglob("*.*")}
    assert repair().findings == []
    assert {path: path.read_bytes() for path in (root / "snapshots").rglob("*.*")} == before


def test_index_and_sum_are_written_again(check, repair, segments):
    """Missing or wrong, they come back byte for byte."""
    wanted = {p: p.read_bytes() for s in segments for p in (index_path(s), sum_path(s))}
    index_path(segments[0]).unlink()
    sum_path(segments[0]).unlink()
    index_path(segments[1]).write_bytes(b"nonsense\n")
    damaged = bytearray(sum_path(segments[1]).read_bytes())
    damaged[5] ^= 1
    sum_path(segments[1]).write_bytes(damaged)
    report = repair()
    assert codes(report) == {"index_missing", "sum_missing", "index_wrong", "sum_damaged"}
    assert report.faults == []
    assert {path: path.read_bytes() for path in wanted} == wanted
    assert check().findings == []


def test_bytes_after_the_last_record_are_cut_and_kept(check, repair, segments):
    """The segment is as its sum says again; what was cut lies beside it."""
    whole = segments[1].read_bytes()
    segments[1].write_bytes(whole + b"\x1f\x8b\x08 rest")
    report = repair()
    assert codes(report) == {"segment_torn", "segment_changed"}
    assert report.faults == []
    assert segments[1].read_bytes() == whole
    kept = segments[1].with_name(f"{segments[1].name}.{len(whole)}.torn")
    assert kept.read_bytes() == b"\x1f\x8b\x08 rest"
    assert codes(check()) == {"torn_kept"}


def test_a_torn_record_that_a_row_points_to_is_never_cut(repair, segments):
    """It is damage, not the end of a crawl: what is left of it stays where it is."""
    torn = segments[1].read_bytes()[:-100]
    segments[1].write_bytes(torn)
    sum_path(segments[1]).unlink()
    index_path(segments[1]).unlink()
    assert {"segment_torn", "row_dangling"} <= {finding.code for finding in repair().faults}
    assert segments[1].read_bytes() == torn
    assert not index_path(segments[1]).exists()
    assert not sum_path(segments[1]).exists()


def test_a_sum_that_vouches_for_the_tail_keeps_it(repair, segments):
    """A damaged last record is not cut when the sum was taken with it, row or no row."""
    data = bytearray(segments[0].read_bytes())
    data[-9] ^= 4
    segments[0].write_bytes(data)
    assert repair().faults
    assert segments[0].read_bytes() == data


def test_damage_is_not_blessed(check, repair, segments):
    """No index and no sum is made for a segment that is not in order."""
    data = bytearray(segments[0].read_bytes())
    data[3000] ^= 255
    segments[0].write_bytes(data)
    index_path(segments[0]).unlink()
    sum_path(segments[0]).unlink()
    assert repair().mended == []
    assert {"segment_damaged", "index_missing", "sum_missing"} <= codes(check())


def test_a_changed_segment_keeps_its_sum(repair, segments):
    """A bit that only the sum knows of stays a fault until a copy is brought."""
    data = bytearray(segments[0].read_bytes())
    data[8] ^= 1
    segments[0].write_bytes(data)
    said = sum_path(segments[0]).read_bytes()
    assert "segment_changed" in {finding.code for finding in repair().faults}
    assert sum_path(segments[0]).read_bytes() == said


def test_the_torn_tail_of_a_dead_run_is_cut_and_its_records_stay(tmp_path):
    """The segment stays open: the next crawl reads the visits that have no row."""
    root = half_published(tmp_path / "archive")
    path = open_segment(root)
    whole = path.read_bytes()
    path.write_bytes(whole + b"\x1f\x8b\x08 half")
    report = verify(root, clock=clock, repair=True)
    assert report.faults == []
    assert [finding.code for finding in report.mended] == ["segment_unfinished"]
    assert open_segment(root).read_bytes() == whole


def test_a_wrong_index_of_keys_is_written_again(root, check, repair):
    """Otherwise a row that is there already would be taken for a new one."""
    index = max((root / ".store" / "keys").iterdir(), key=lambda path: path.stat().st_size)
    wanted = index.read_bytes()
    index.write_bytes(b"\xff" * len(wanted))
    report = repair()
    assert codes(report) == {"keys_wrong"}
    assert report.faults == []
    assert index.read_bytes() == wanted


def test_repair_waits_for_nobody(root):
    """While a crawl holds the city nothing is mended and the holder is named."""
    lock = CityLock(root / ".locks", "demo").acquire("20260503T100000Z-r3", clock)
    try:
        with pytest.raises(ArchiveBusy, match="20260503T100000Z-r3"):
            verify(root, clock=clock, repair=True)
    finally:
        lock.release()


def test_repair_lets_go_of_its_locks(root, repair):
    """A crawl may begin at once."""
    repair()
    CityLock(root / ".locks", "demo").acquire("later", clock).release()


# What a crawl calls: completing and cutting segments.


def copied_open(segment: Path, folder: Path) -> Path:
    """A complete segment as it was while it was open."""
    path = folder / f"{segment.name}.open"
    path.write_bytes(segment.read_bytes())
    return path


def test_completing_with_known_places_is_the_same_as_without(segments, tmp_path):
    """A writer that knows where its answers lie gets the same index and sum."""
    from archive.snapshots.walk import Walk

    walk = Walk(segments[0])
    places = [(r.offset, r.length) for r in walk if r.kind in ("response", "revisit")]
    final = complete_segment(copied_open(segments[0], tmp_path), places=places, sha256=walk.sha256)
    assert final.name == segments[0].name
    assert index_path(final).read_bytes() == index_path(segments[0]).read_bytes()
    assert sum_path(final).read_bytes() == sum_path(segments[0]).read_bytes()
    assert write_index(final).read_bytes() == index_path(segments[0]).read_bytes()


def test_a_segment_gets_its_name_last(segments, tmp_path, monkeypatch):
    """Killed before the rename, index and sum are there, and the segment is completed again."""
    path = copied_open(segments[0], tmp_path)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            complete_segment(path)
    assert path.exists()
    final = path.with_name(segments[0].name)
    assert index_path(final).exists()
    assert sum_path(final).exists()
    assert complete_segment(path) == final


def test_a_whole_segment_has_no_tail_to_cut(segments):
    """Nothing is cut, nothing is kept aside."""
    before = sorted(segments[0].parent.iterdir())
    assert cut_torn_tail(segments[0]) == 0
    assert sorted(segments[0].parent.iterdir()) == before


def test_a_tail_that_rows_point_into_is_a_fault(segments):
    """Cutting stops below what was acknowledged."""
    whole = segments[0].read_bytes()
    segments[0].write_bytes(whole[:-10])
    with pytest.raises(ArchiveFault, match="rows point there"):
        cut_torn_tail(segments[0], floor=len(whole))
    assert len(segments[0].read_bytes()) == len(whole) - 10


def test_damage_before_whole_records_is_no_tail(segments):
    """A record that is damaged costs that record, not all that come after it."""
    data = bytearray(segments[0].read_bytes())
    data[400] ^= 255
    segments[0].write_bytes(data)
    assert cut_torn_tail(segments[0]) == 0
    assert segments[0].read_bytes() == data


def test_tails_cut_at_one_place_are_all_kept(segments):
    """A second tail does not overwrite the first."""
    whole = segments[0].read_bytes()
    for rest in (b"first", b"second"):
        segments[0].write_bytes(whole + rest)
        assert cut_torn_tail(segments[0]) == len(rest)
    kept = sorted(path.read_bytes() for path in segments[0].parent.glob("*.torn"))
    assert kept == [b"first", b"second"]
