"""What goes with an address, what stays, and what a person is told beforehand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive import Archive, register
from archive.errors import ConfigurationError
from archive.forget import Tombstones
from archive.forget.plan import make_plan
from archive.rows import rows_to_table
from archive.schema import PAGES
from tests.archive import factory
from tests.archive.forget.conftest import (
    URL,
    faults,
    redirect,
    take_down,
)
from tests.archive.verify.making import SITE, Maker, answer, clock, html


@pytest.mark.parametrize(
    "spelling",
    [URL, "https://olszynow.example/2", "http://WWW.olszynow.example/2/", f"{URL}#komentarze"],
)
def test_an_address_is_known_however_it_is_spelled(maker, spelling):
    """By its tombstone, and by the takedown itself."""
    assert make_plan(maker.root, [spelling.partition("#")[0]]).counts()["pages"] == 1
    take_down(maker.root)
    assert spelling.partition("#")[0] in Tombstones.of(maker.root)
    assert f"{SITE}/3" not in Tombstones.of(maker.root)


def test_a_chain_of_redirects_goes_with_the_page(tmp_path):
    """All that only ever led there; what led elsewhere, too, keeps its other visits."""
    maker = Maker(tmp_path / "archive")
    maker.begin()
    maker.page(1)
    maker.page(2)
    redirect(maker, "/short", "/alias")
    redirect(maker, "/alias", "/2")
    redirect(maker, "/both", "/2")
    redirect(maker, "/both", "/1")
    maker.end()
    take_down(maker.root)
    assert faults(maker.root) == []
    left = Archive(maker.root).visits()
    assert sorted(left["url"].to_pylist()) == [f"{SITE}/1", f"{SITE}/both"]
    tombstones = Tombstones.of(maker.root)
    assert f"{SITE}/short" in tombstones
    assert f"{SITE}/alias" in tombstones
    assert f"{SITE}/both" not in tombstones


def test_a_page_that_names_it_as_canonical_goes_with_it(maker):
    """A new address of the same page, met after the takedown: the same command takes it, too."""
    take_down(maker.root)
    row = factory.page_row(9, url=f"{SITE}/print/2", canonical_url=URL)
    maker.store.commit({"pages": rows_to_table(PAGES, [row])})
    take_down(maker.root)
    assert row["record_id"] not in Archive(maker.root).pages()["record_id"].to_pylist()
    assert f"{SITE}/print/2" in Tombstones.of(maker.root)


def test_a_page_it_redirects_to_stays_and_is_named(tmp_path):
    """A page that became a redirect to the front page must not take the front page along."""
    maker = Maker(tmp_path / "archive")
    maker.begin()
    maker.page(1)
    maker.page(2)
    maker.end()
    maker.begin()
    redirect(maker, "/2", "/1")
    maker.end()
    plan = make_plan(maker.root, [URL])
    assert plan.rows.onward == {f"{SITE}/1"}
    take_down(maker.root)
    assert Archive(maker.root).visits()["url"].to_pylist() == [f"{SITE}/1"]
    assert faults(maker.root) == []


def test_an_answer_elsewhere_that_repeats_it_is_not_left_without_its_body(tmp_path):
    """The takedown is refused, names the address, and works with both."""
    maker = Maker(tmp_path / "archive")
    maker.begin()
    maker.page(2)
    maker.end()
    maker.begin()
    copy = answer(f"{SITE}/copy", html(2), maker.tick(), original=maker.originals[URL])
    maker.keep(copy)
    maker.end()
    with pytest.raises(ConfigurationError, match="/copy"):
        make_plan(maker.root, [URL])
    take_down(maker.root, URL, f"{SITE}/copy")
    assert faults(maker.root) == []
    assert len(Archive(maker.root).visits()) == 0


def test_exports_that_may_hold_it_are_listed(maker):
    """Of its city, or of all; not of another city, nor from before it was fetched."""
    early = clock() - timedelta(days=9)
    for number, (asked, moment) in enumerate(
        [({}, clock()), ({"cities": ["demo"]}, clock()), ({"cities": ["x"]}, clock()), ({}, early)]
    ):
        register.note(
            maker.root, "export", {"filter": asked, "where": str(number)}, lambda m=moment: m
        )
    later = clock() + timedelta(days=1)
    register.note(maker.root, "export", {"filter": {}, "where": "4"}, lambda: later)
    assert [entry["where"] for entry in make_plan(maker.root, [URL]).exports] == ["4"]


def test_what_was_never_there_gets_a_tombstone(maker):
    """An address can be refused before it was ever crawled."""
    plan = make_plan(maker.root, [f"{SITE}/never"])
    assert plan.empty
    generation = Archive(maker.root).generation.number
    take_down(maker.root, f"{SITE}/never")
    assert f"{SITE}/never" in Tombstones.of(maker.root)
    assert Archive(maker.root).generation.number == generation
    assert faults(maker.root) == []


def test_planning_changes_nothing(maker):
    """Not a byte, not a time of change."""
    before = {path: path.stat().st_mtime_ns for path in maker.root.rglob("*")}
    make_plan(maker.root, [URL])
    assert before == {path: path.stat().st_mtime_ns for path in maker.root.rglob("*")}


@pytest.mark.parametrize("url", ["", "miastozabrze.pl", "ftp://x/y"])
def test_what_is_no_address_is_refused(maker, url):
    """A typing error must not look like an empty result."""
    with pytest.raises(ConfigurationError, match="is no address"):
        make_plan(maker.root, [url])
