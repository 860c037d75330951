"""Rows can be computed again from snapshots alone, and come out equal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

import crawler.reading
from archive import Archive
from archive.layout import Layout
from crawler.cli import cli
from crawler.profiles import load_profile
from crawler.reextract import compare, publish
from tests.crawler.crawl.conftest import Answer, article


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo town, crawled on three days."""
    root = tmp_path_factory.mktemp("demo") / "archive"
    for _ in range(3):
        words = ["crawl", "demo", "--archive", str(root), "--quiet"]
        assert CliRunner().invoke(cli, words).exit_code == 0
    return root


def test_every_column_comes_out_equal(demo):
    """Three days of the demo town, read again: no row and no value differs."""
    comparison = compare(Layout(demo), load_profile("demo"))
    assert comparison.rows.num_rows == Archive(demo).pages().num_rows > 85
    assert (comparison.added, comparison.gone, comparison.fields) == (set(), set(), {})


def test_the_command_says_that_nothing_changed(demo):
    """An unchanged extractor reads everything as before."""
    result = CliRunner().invoke(cli, ["reextract", "--archive", str(demo)])
    assert result.exit_code == 0
    assert "all read as before" in result.stdout


def test_a_better_extractor_is_told_field_by_field_and_accepted(city, crawl, monkeypatch):
    """What a new extractor reads differently is shown first, and published when accepted."""
    city.publish(a=article("Aleja Lipowa"), b=article("Boisko szkolne"))
    crawl()
    city.pages["/2026/b/"] = Answer(b"", 410)
    city.publish(a=article("Aleja Lipowa", "Nowy tekst o alei. " * 9))
    crawl()
    extract = crawler.reading.extract

    def better(*args, **kwargs):
        page = extract(*args, **kwargs)
        return replace(page, vendor="Pracownia")

    monkeypatch.setattr(crawler.reading, "extract", better)
    layout = Layout(crawl.root)
    profile = load_profile("miasto", crawl.folder / "cities")
    comparison = compare(layout, profile)
    assert set(comparison.fields) == {"vendor"}
    assert comparison.fields["vendor"].appeared == 3
    before = crawl.archive.pages().drop_columns(["vendor"])
    publish(layout, profile, comparison)
    after = crawl.archive.pages()
    assert set(after["vendor"].to_pylist()) == {"Pracownia"}
    assert after.drop_columns(["vendor"]).sort_by("record_id") == before.sort_by("record_id")
    assert compare(layout, profile).same
