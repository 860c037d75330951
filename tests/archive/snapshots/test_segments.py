"""Segments: begun, completed, rolled, and what a full disk leaves of them."""

from __future__ import annotations

import os
import resource
import signal
import threading
from pathlib import Path

import pytest

import archive.snapshots.complete as complete_module
from archive.errors import ArchiveFault
from archive.snapshots import SnapshotWriter, read_snapshot
from archive.snapshots.cdxj import index_path
from archive.snapshots.complete import sum_line, sum_path
from archive.snapshots.walk import Walk
from tests.archive.snapshots.making import exchange, put


def test_segment_loses_its_suffix_only_when_complete(writer, tmp_path):
    """A segment being written is told apart by its name; the pointer works before and after."""
    pointer = put(writer, exchange())
    writer.flush()
    names = [path.name for path in (tmp_path / "snapshots/demo").iterdir()]
    assert names == ["kronika-demo-20260302110000123-00001-abc123.warc.gz.open"]
    before = read_snapshot(tmp_path, pointer)
    writer.close()
    assert (tmp_path / pointer.warc_file).is_file()
    assert read_snapshot(tmp_path, pointer) == before


def test_segments_roll_by_size(tmp_path):
    """A new segment begins once the old one has reached its size."""
    writer = SnapshotWriter(
        tmp_path, tmp_path / "s", stem="kronika-demo-x", info=[], segment_bytes=1000
    )
    pointers = [put(writer, exchange(os.urandom(2000))) for _ in range(3)]
    writer.close()
    assert len({pointer.warc_file for pointer in pointers}) == 3
    assert all(read_snapshot(tmp_path, pointer).status == 200 for pointer in pointers)


def test_a_full_segment_is_completed_while_the_next_is_written(tmp_path, monkeypatch):
    """Appending does not wait for index, sum and name of the segment before."""
    go_on, completed = threading.Event(), []
    complete = complete_module.complete_segment

    def slow(path, **more):
        assert go_on.wait(30)
        completed.append(complete(path, **more))
        return completed[-1]

    monkeypatch.setattr(complete_module, "complete_segment", slow)
    writer = SnapshotWriter(
        tmp_path, tmp_path / "s", stem="kronika-demo-x", info=[], segment_bytes=1000
    )
    pointers = [put(writer, exchange(os.urandom(2000))) for _ in range(2)]
    writer.flush()
    assert completed == []
    assert [read_snapshot(tmp_path, pointer).status for pointer in pointers] == [200, 200]
    go_on.set()
    writer.close()
    assert [path.name for path in completed] == [Path(p.warc_file).name for p in pointers]
    assert all(index_path(path).read_bytes().count(b"\n") == 1 for path in completed)


def test_a_segment_that_cannot_be_completed_is_told(tmp_path, monkeypatch):
    """What the thread could not do is raised where the run can hear it, and nothing is lost."""

    def full(path, **_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(complete_module, "complete_segment", full)
    writer = SnapshotWriter(tmp_path, tmp_path / "s", stem="kronika-demo-x", info=[])
    pointer = put(writer, exchange())
    with pytest.raises(ArchiveFault, match="No space left"):
        writer.close()
    assert read_snapshot(tmp_path, pointer).status == 200


@pytest.mark.parametrize("room", [0, 150, 1500])
def test_an_exchange_that_finds_no_room_leaves_no_trace(tmp_path, room):
    """What was written of it is taken back: the segment ends with the last whole exchange."""
    writer = SnapshotWriter(tmp_path, tmp_path / "s", stem="kronika-demo-x", info=[])
    pointers = [put(writer, exchange())] if room > 1000 else []
    [*_, size] = [path.stat().st_size for path in (tmp_path / "s").glob("*")] or [0]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, hard))
    try:
        for _ in range(2):
            with pytest.raises(ArchiveFault, match="cannot write snapshots"):
                put(writer, exchange(os.urandom(5000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    pointers.append(put(writer, exchange(os.urandom(100))))
    writer.close()
    assert [read_snapshot(tmp_path, pointer).status for pointer in pointers] == [200] * len(
        pointers
    )
    for path in (tmp_path / "s").glob("*.warc.gz"):
        walk = Walk(path)
        kinds = [record.kind for record in walk if not record.problems]
        assert kinds == ["warcinfo", *["request", "metadata", "response"] * len(pointers)]
        assert walk.gaps == []
        assert sum_path(path).read_bytes() == sum_line(path, walk.sha256)
    assert len(list((tmp_path / "s").iterdir())) == 3
