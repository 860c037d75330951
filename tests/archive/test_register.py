"""The register: lines that only come after one another, and a chain that shows a change."""

from __future__ import annotations

import hashlib
import json

import pytest

from archive import register
from archive.errors import ArchiveFault
from tests.archive.factory import clock


@pytest.fixture
def noted(root, store):
    """An archive with three lines in its register."""
    for number in (1, 2, 3):
        register.note(root, "export", {"where": f"/tmp/{number}"}, clock)
    return root


def lines(root) -> list[bytes]:
    """The lines of the register."""
    return (root / register.FILE).read_bytes().splitlines()


def test_each_line_carries_the_sum_of_the_line_before(noted):
    """SHA-256 over the line as it stands, without its end."""
    first, second, third = lines(noted)
    assert json.loads(first)["before"] == ""
    assert json.loads(second)["before"] == hashlib.sha256(first).hexdigest()
    assert json.loads(third)["before"] == hashlib.sha256(second).hexdigest()
    assert register.last_sum(noted) == hashlib.sha256(third).hexdigest()
    assert register.first_broken(noted) is None


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (lambda found: [found[0].replace(b"/tmp/1", b"/tmp/9"), *found[1:]], 2),
        (lambda found: [found[0], found[2]], 2),
        (lambda found: [found[1], found[0], found[2]], 1),
        (lambda found: [found[0], b"{}", *found[1:]], 2),
        (lambda found: [*found[:2], b"no json"], 3),
    ],
)
def test_a_change_in_the_middle_shows(noted, change, broken):
    """Edited, left out, put in another order, put between: the first line that does not follow."""
    (noted / register.FILE).write_bytes(b"\n".join(change(lines(noted))) + b"\n")
    assert register.first_broken(noted) == broken


def test_half_a_line_left_by_a_crash_is_no_line(noted):
    """The next line takes its place, and the chain holds."""
    with (noted / register.FILE).open("ab") as file:
        file.write(b'{"number": 4, "at"')
    assert len(register.entries(noted)) == 3
    assert register.note(noted, "export", {}, clock)["number"] == 4
    assert register.first_broken(noted) is None


def test_entries_are_given_by_event(noted):
    """Exports alone, or all."""
    register.note(noted, "forget", {"reason": "x"}, clock)
    assert [entry["number"] for entry in register.entries(noted, "forget")] == [4]
    assert len(register.entries(noted)) == 4


def test_no_register_is_an_empty_one(root, store):
    """Before the first export there is no file."""
    assert register.entries(root) == []
    assert register.first_broken(root) is None


def test_a_damaged_line_is_an_archive_fault(noted):
    """It is told, not passed over."""
    (noted / register.FILE).write_bytes(b"garbage\n")
    with pytest.raises(ArchiveFault, match="line 1"):
        register.entries(noted)
