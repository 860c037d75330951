"""The archive as it was: by generation, and by what the city showed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from archive import Archive
from archive.errors import ConfigurationError
from archive.tables import Retention, TableStore
from tests.archive import factory
from tests.archive.factory import START
from tests.archive.history.test_history import DAY, URL, commit, version_row, visit
from tests.archive.test_commands import kronika


@pytest.fixture
def story(store):
    """Version 1 on day 1, version 2 on day 3, gone on day 5, back on day 7."""
    second = factory.digest("record", "version", 2)
    return commit(
        store,
        [version_row(1, "a"), version_row(2, "b", fetched_at=START + 3 * DAY)],
        [
            visit(1, "new", 1),
            visit(2, "changed", 3, record_id=second),
            visit(3, "gone", 5, record_id=second),
            visit(4, "unchanged", 7, record_id=second, reason="returned"),
        ],
    )


@pytest.mark.parametrize(
    ("days", "versions"),
    [(0.5, []), (1.5, [1]), (3.5, [2]), (5.5, []), (7.5, [2])],
)
def test_what_the_city_showed(story, days, versions):
    """Of each page the version of that time; nothing while it was gone."""
    rows = story.pages(as_of=START + days * DAY, columns=["version", "canonical_url"])
    assert rows.column_names == ["version", "canonical_url"]
    assert rows.to_pydict() == {"version": versions, "canonical_url": [URL] * len(versions)}


def test_a_day_counts_whole(story):
    """Day 3 (4 May 2026) ends with version 2."""
    assert story.pages(as_of="2026-05-04", columns="version").to_pydict() == {"version": [2]}
    assert story.pages(as_of="2026-05-03", columns="version").to_pydict() == {"version": [1]}


def test_what_the_archive_said(root):
    """A state by its number, or the last one published until a moment."""
    now = [START]
    factory.new_archive(root)
    store = TableStore(root, clock=lambda: now[0])
    for number in (1, 2, 3):
        now[0] = START + number * DAY
        store.commit({"pages": factory.pages(number)})
    archive = Archive(root)
    counts = [len(archive.pages(as_of=number, columns=["url"])) for number in (1, 2, 3, 4)]
    assert counts == [0, 1, 2, 3]
    assert archive.at(START + 2.5 * DAY).generation.number == 3
    assert archive.at("2026-05-02").generation.number == 2
    assert len(archive.at(2).pages(columns=["url"])) == 1
    assert len(archive.at(2).refresh().pages(columns=["url"])) == 3
    assert archive.generation.number == 4


def test_a_state_that_is_not_kept(root):
    """Pruned, not yet, or never: the message tells what is there."""
    store = factory.new_archive(root)
    store.commit({"pages": factory.pages(1)})
    store.prune(Retention(1, timedelta(0)))
    for when in (1, 99, "2020"):
        with pytest.raises(ConfigurationError, match="kept: 2 to 2"):
            Archive(root).at(when)


def test_the_commands_ask_as_of_a_time(story, root):
    """What show and history print is what was there; when nothing was, they say so."""
    show = ("show", URL, "--as", "json", "--archive", root)
    assert json.loads(kronika(*show, "--as-of", "2026-05-02").stdout)["record_id"] == (
        factory.digest("record", "version", 1)
    )
    assert json.loads(kronika(*show, "--as-of", "2026-05-05").stdout)["record_id"] == (
        factory.digest("record", "version", 2)
    )
    for day, told in (("2026-05-06", "was not there"), ("2020", "was not there")):
        with pytest.raises(ConfigurationError, match=told):
            kronika(*show, "--as-of", day)
    page = kronika("history", URL, "--as-of", "2026-05-03", "--json", "--archive", root).stdout
    assert len(json.loads(page)["versions"]) == 1
    lines = kronika("changes", "--since", "2026", "--as-of", "2026-05-03", "--archive", root).stdout
    assert lines.count("\n") == 2


def test_the_commands_ask_a_generation(story, root):
    """The empty state that an archive begins with; and only one of the two questions at once."""
    with pytest.raises(ConfigurationError, match="holds no pages yet"):
        kronika("show", URL, "--generation", 1, "--archive", root)
    assert "Nothing found" in kronika("search", "a", "--generation", 1, "--archive", root).stderr
    both = kronika("show", URL, "--generation", 2, "--as-of", "2026", "--archive", root)
    assert (both.exit_code, "give one" in both.stderr) == (2, True)
