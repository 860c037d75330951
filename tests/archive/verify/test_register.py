"""The register's chain is followed, and a takedown that was cut short is a fault."""

from __future__ import annotations

import pytest

from archive import register
from archive.forget.takedown import JOURNAL, carry_out, planned
from archive.verify import verify
from tests.archive.verify.making import SITE, clock, make_archive


@pytest.fixture
def root(tmp_path):
    """An archive with two lines in its register."""
    place = tmp_path / "archive"
    make_archive(place)
    for where in ("one", "two"):
        register.note(place, "export", {"where": where}, clock)
    return place


def codes(root) -> list[str]:
    """What verify finds wrong."""
    return [finding.code for finding in verify(root, clock=clock).faults]


def test_a_whole_register_is_fine(root):
    """Lines that follow one another."""
    assert codes(root) == []


def test_a_changed_line_is_found(root):
    """At the line after it."""
    path = root / register.FILE
    path.write_text(path.read_text("utf-8").replace("one", "eno"), "utf-8")
    (finding,) = verify(root, clock=clock).faults
    assert (finding.code, finding.message) == ("register_changed", "line 2 does not follow")


def test_a_takedown_cut_short_is_told_with_what_to_do(root, monkeypatch):
    """Whatever else is wrong comes of it, and goes with it."""

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("archive.forget.takedown._blank_records", die)
    with planned(root, [f"{SITE}/2"], clock) as plan, pytest.raises(KeyboardInterrupt):
        carry_out(root, plan, reason="x", by="x", clock=clock)
    assert "takedown_unfinished" in codes(root)


def test_a_damaged_journal_is_no_crash(root):
    """It is told as what it is."""
    (root / JOURNAL).write_text("{", "utf-8")
    assert codes(root) == ["takedown_unfinished"]
