"""What earlier sweeps learned is there again, and losing it is no loss."""

from __future__ import annotations

import pytest

from archive.errors import ArchiveFault
from archive.model import DateCandidate
from crawler.discovery.announcement import Announcement, Announcements
from crawler.discovery.memory import KnownSource, Memory, Past
from crawler.discovery.traps import Shape

URL = "http://a.example/1"


@pytest.fixture
def path(tmp_path):
    """Where the memory of a city lies."""
    return tmp_path / ".frontier" / "miasto-memory.sqlite3"


def test_everything_comes_back(path):
    """Pages, shapes, sources and facts, in another process too."""
    memory = Memory(path)
    page = Past({"feed": "a", "listing": "Ł"}, URL, 2.5, 1.5, 3, 4)
    memory.keep_pages({URL: page})
    memory.shapes["a.example/N"] = Shape(20, 1)
    memory.keep_shapes(["a.example/N"])
    found = Announcements([Announcement(URL, [DateCandidate("updated", "dziś", "feed")], "T")],
                          ["http://a.example/2"])  # fmt: skip
    memory.keep_source("http://a.example/feed", KnownSource('"e"', None, found))
    memory.keep_number("lateness:x", 3)
    memory.keep_text("profile", "sha256:ab")
    memory.close()
    again = Memory(path)
    assert again.pages == {URL: page}
    assert again.shapes == {"a.example/N": Shape(20, 1)}
    assert again.source("http://a.example/feed") == KnownSource('"e"', None, found)
    assert (again.number("lateness:x"), again.text("profile")) == (3, "sha256:ab")


def test_what_is_kept_again_replaces_what_was(path):
    """The newest counts."""
    memory = Memory(path)
    memory.keep_pages({URL: Past(checked=1)})
    memory.keep_pages({URL: Past(checked=2)})
    assert Memory(path).pages[URL].checked == 2


def test_what_is_not_remembered_has_a_default(path):
    """An empty memory answers too."""
    memory = Memory(path)
    assert memory.source(URL) is None
    assert (memory.number("x"), memory.number("x", 7), memory.text("x")) == (0, 7, "")


def test_facts_are_told_by_prefix(path):
    """The hosts whose 304 was wrong, without the prefix."""
    memory = Memory(path)
    memory.keep_number("lied304:a.example", 1)
    memory.keep_number("held304:a.example", 2)
    assert memory.facts("lied304:") == {"a.example": "1.0"}


def test_a_folder_that_cannot_be_written_is_a_fault(tmp_path):
    """A full or read-only disk ends the run as any other fault of the archive."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveFault):
        Memory(tmp_path / "file" / "m.sqlite3")
