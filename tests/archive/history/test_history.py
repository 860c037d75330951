"""Versions, silent edits, absences; and what happened in a span of time."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from archive import Archive
from archive.errors import ConfigurationError
from archive.history import changes, history
from archive.model import Block
from archive.when import since
from tests.archive import factory
from tests.archive.factory import START
from tests.archive.test_commands import kronika

DAY = timedelta(days=1)
URL = factory.page_row(1)["canonical_url"]


def version_row(number: int, text: str, **changes):
    """Version ``number`` of the page at URL, fetched ``number`` days after the start."""
    row = {
        "record_id": factory.digest("record", "version", number),
        "previous_record_id": factory.digest("record", "version", number - 1)
        if number > 1
        else None,
        "url": URL,
        "canonical_url": URL,
        "version": number,
        "fetched_at": START + number * DAY,
        "blocks": [Block("paragraph", text)],
        "attachments": [],
    }
    return factory.page_row(number, title="Remont") | row | changes


def visit(number: int, outcome: str, days: float, **changes):
    """A visit of the page at URL, ``days`` after the start."""
    row = {
        "url": URL,
        "canonical_url": URL,
        "outcome": outcome,
        "fetched_at": START + days * DAY,
        "record_id": factory.digest("record", "version", 1),
    }
    return factory.visit_row(number) | row | changes


def commit(store, pages=(), visits=()):
    """Publish rows and open the archive."""
    store.commit(
        {
            "pages": factory.rows_to_table(factory.PAGES, list(pages)),
            "visits": factory.rows_to_table(factory.VISITS, list(visits)),
        }
    )
    return Archive(store.link.parent)


def test_versions_come_in_order_with_their_edits(store):
    """The newest last; each tells what is not as it was in the one before."""
    rows = [version_row(2, "Potrwa do 20 maja."), version_row(1, "Potrwa do 19 maja.")]
    first, second = history(commit(store, rows), URL)
    assert (first.number, first.edits, first.silent) == (1, (), None)
    assert second.number == 2
    assert [(edit.kind, edit.part) for edit in second.edits] == [("edited", "paragraph")]
    assert second.snapshot == factory.pointer(2)


@pytest.mark.parametrize(
    ("before", "after", "silent"),
    [
        (None, None, True),
        (None, date(2026, 5, 3), False),
        (date(2026, 4, 1), date(2026, 4, 1), True),
        (date(2026, 4, 1), date(2026, 4, 2), False),
        (date(2026, 5, 2), date(2026, 5, 2), False),
        (date(2026, 4, 2), date(2026, 4, 1), True),
        (date(2026, 4, 1), None, True),
    ],
)
def test_a_silent_edit_names_no_new_day(store, before, after, silent):
    """Announced is a later day than before, or one not before the last fetch (2 May)."""
    stated = {"modified_source": "label"}
    rows = [
        version_row(1, "a", modified=before, **stated),
        version_row(2, "b", modified=after, **stated),
    ]
    assert history(commit(store, rows), URL)[1].silent is silent


@pytest.mark.parametrize("source", ["sitemap", "feed", "listing"])
def test_an_edit_named_to_machines_only_is_silent(store, source):
    """A reader of the page is told nothing; where the day stands is still told."""
    day = {"modified": date(2026, 5, 3), "modified_source": source}
    version = history(commit(store, [version_row(1, "a"), version_row(2, "b", **day)]), URL)[1]
    assert (version.silent, version.announced_by) == (True, source)


def test_last_seen_is_the_last_visit_that_confirmed_the_version(store):
    """A page asked every day and found unchanged was there every day."""
    visits = [visit(1, "new", 1), visit(2, "unchanged", 5), visit(3, "gone", 6)]
    (only,) = history(commit(store, [version_row(1, "a")], visits), URL)
    assert only.last_seen == START + 5 * DAY


def test_gone_and_back(store):
    """Two absences, the second still going on; a page gone day after day is gone once."""
    visits = [
        visit(1, "new", 1),
        visit(2, "gone", 2, http_status=404),
        visit(3, "gone", 3, http_status=404, reason="still_gone"),
        visit(4, "unchanged", 4, reason="returned"),
        visit(5, "failed", 5, http_status=500),
        visit(6, "gone", 6, http_status=410),
    ]
    first, second = history(commit(store, [version_row(1, "a")], visits), URL).absences
    assert (first.since, first.confirmed, first.until) == (
        START + 2 * DAY,
        START + 3 * DAY,
        START + 4 * DAY,
    )
    assert (second.since, second.until, second.http_status) == (START + 6 * DAY, None, 410)


def test_the_same_address_in_another_city_is_another_page(store):
    """Cities do not mix."""
    rows = [version_row(1, "a"), factory.page_row(9, city="inne", canonical_url=URL)]
    found = history(commit(store, rows), URL)
    assert len({version.city for version in found}) == 1


def test_any_record_or_alias_stands_for_its_page(store):
    """History takes what show takes."""
    archive = commit(store, [version_row(1, "a", url=f"{URL}?p=1"), version_row(2, "b")])
    by_record = history(archive, factory.digest("record", "version", 1))
    assert [version.number for version in by_record] == [1, 2]
    assert list(by_record[1:]) == [by_record.versions[1]]
    assert history(archive, f"{URL}?p=1") == by_record
    with pytest.raises(ConfigurationError, match="nearest"):
        history(archive, URL + "x")


def test_changes_are_told_newest_first(store):
    """New, changed, gone, returned; what is still gone is no news."""
    visits = [
        visit(2, "gone", 3),
        visit(3, "gone", 4, reason="still_gone"),
        visit(4, "unchanged", 5, reason="returned"),
        visit(5, "unchanged", 6),
    ]
    archive = commit(store, [version_row(1, "a"), version_row(2, "b")], visits)
    told = changes(archive, START)
    assert [change.kind for change in told] == ["returned", "gone", "changed", "new"]
    assert {change.title for change in told} == {"Remont"}
    assert told[2].silent is True


def test_a_change_is_told_though_the_version_before_is_older(store):
    """The span bounds what happened, not what it is compared with."""
    archive = commit(store, [version_row(1, "a"), version_row(2, "a b")])
    (only,) = changes(archive, START + 1.5 * DAY)
    assert [edit.kind for edit in only.edits] == ["edited"]


def test_changes_end_where_asked_and_keep_to_a_city(store):
    """Until and city narrow."""
    archive = commit(store, [version_row(1, "a"), version_row(2, "b"), factory.page_row(9)])
    assert len(changes(archive, START, until=START + 1.5 * DAY)) == 2
    with pytest.raises(ConfigurationError, match="no city 'zabrze'"):
        changes(archive, START, "zabrze")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("7d", datetime(2026, 5, 3, 12, tzinfo=UTC)),
        ("12h", datetime(2026, 5, 10, 0, tzinfo=UTC)),
        ("2w", datetime(2026, 4, 26, 12, tzinfo=UTC)),
        ("2026-05-01", datetime(2026, 4, 30, 22, tzinfo=UTC)),
        ("2026-05-01T08:00Z", datetime(2026, 5, 1, 8, tzinfo=UTC)),
    ],
)
def test_since_as_people_say_it(text, moment):
    """How long ago, a Polish day, or a moment."""
    assert since(text, datetime(2026, 5, 10, 12, tzinfo=UTC)) == moment


@pytest.mark.parametrize("text", ["7x", "d", "", "-7d", "yesterday", "100000w"])
def test_since_refuses_what_it_cannot_read(text):
    """A sentence, not a traceback."""
    with pytest.raises(ConfigurationError):
        since(text, datetime(2026, 5, 10, 12, tzinfo=UTC))


def test_the_command_tells_a_page(store, root):
    """Versions with marked words, and the times it was gone, in the order they happened."""
    rows = [version_row(1, "Potrwa do 19 maja."), version_row(3, "Potrwa do 20 maja.")]
    commit(store, rows, [visit(2, "gone", 2, http_status=404), visit(3, "changed", 3)])
    told = kronika("history", URL, "--archive", root).stdout
    assert "~ paragraph: Potrwa do [-19-] {+20+} maja." in told
    assert "changed silently" in told
    places = [told.index(word) for word in ("version 1", "\ngone", "version 3", "\nreturned")]
    assert places == sorted(places)


def test_the_commands_as_json(store, root):
    """Everything, moments in ISO."""
    commit(store, [version_row(1, "a"), version_row(2, "a b")], [visit(2, "gone", 3)])
    page = json.loads(kronika("history", URL, "--json", "--archive", root).stdout)
    assert [version["number"] for version in page["versions"]] == [1, 2]
    assert page["versions"][1]["edits"][0]["spans"][1] == {"kind": "added", "text": "b"}
    assert page["absences"][0]["since"] == "2026-05-04T10:00:00.000000Z"
    told = json.loads(
        kronika("changes", "--since", "2026", "--silent", "--json", "--archive", root).stdout
    )
    assert [change["record_id"] for change in told] == [factory.digest("record", "version", 2)]


def test_changes_for_tools(store, root):
    """Tab-separated with heads; only the kinds asked for."""
    commit(store, [version_row(1, "a"), version_row(2, "a b")])
    arguments = ("changes", "--since", "2026", "--kind", "changed", "--archive", root)
    heads, line = kronika(*arguments).stdout.splitlines()
    row = dict(zip(heads.split("\t"), line.split("\t"), strict=True))
    assert (row["kind"], row["silent"], row["edited"]) == ("changed", "yes", "1")
    assert "paragraph: a {+b+}" in kronika(*arguments, "--edits").stdout


def test_nothing_happened_says_so(store, root):
    """No data on stdout but the heads, a word on stderr."""
    result = kronika("changes", "--since", "2020", "--archive", root)
    assert result.stdout.count("\n") == 1
    assert "Nothing happened" in result.stderr


def test_a_page_cannot_take_over_the_terminal(store, root):
    """Control characters of a page are shown as replaced."""
    commit(store, [version_row(1, "a"), version_row(2, "b \x1b]0;pwned\x07", title="\x1b[2Jx")])
    for command in (["history", URL], ["changes", "--since", "2026", "--edits"]):
        told = kronika(*command, "--archive", root).stdout
        assert "\x1b" not in told
        assert "\x07" not in told
        assert "\ufffd[2Jx" in told
