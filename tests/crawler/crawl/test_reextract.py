"""Rows can be computed again from snapshots alone, and come out equal."""

from __future__ import annotations

from functools import partial

import pytest
from click.testing import CliRunner

from archive import Archive
from archive.tables import TableStore
from crawler.cli import cli
from crawler.cli.reextract import side_by_side
from crawler.readings import Readings
from tests.crawler.crawl.conftest import SENTENCE, Answer, article
from tests.crawler.crawl.rereading import of_city, reading, rows, with_vendor


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """The demo town, crawled on three days."""
    root = tmp_path_factory.mktemp("demo") / "archive"
    for _ in range(3):
        words = ["crawl", "demo", "--archive", str(root), "--quiet", "-s", "KRONIKA_REVISIT=all"]
        assert CliRunner().invoke(cli, words).exit_code == 0
    return root


@pytest.mark.parametrize("workers", [0, 2])
def test_every_column_comes_out_equal(crawled, workers, monkeypatch):
    """Three days of the demo town, read again here or elsewhere: no row and no value differs."""
    monkeypatch.setattr("crawler.reextract.Readings", partial(Readings, warm_up=20))
    with reading(crawled, workers=workers) as work:
        comparison = work.compare()
    assert comparison.records == len(rows(crawled)) > 85
    assert (comparison.added, comparison.fields) == (set(), {})
    assert (comparison.kept, comparison.marked) == ({}, {})
    assert not (crawled / ".reextract").exists()


def test_the_command_says_that_nothing_changed(city, crawl):
    """An unchanged extractor reads everything as before; nothing is published."""
    city.publish(a=article("Aleja Lipowa"))
    crawl()
    before = crawl.archive.generation
    words = ["reextract", "--archive", str(crawl.root), "--cities", str(crawl.folder / "cities")]
    result = CliRunner().invoke(cli, [*words, "--workers", "0", "--publish"])
    assert result.exit_code == 0
    assert "all read as before" in result.stderr
    assert result.stdout == ""
    assert crawl.archive.generation == before


def test_a_better_extractor_is_told_field_by_field_and_accepted(city, crawl, monkeypatch):
    """What a new extractor reads differently is shown first, and published when accepted."""
    city.publish(a=article("Aleja Lipowa"), b=article("Boisko szkolne"))
    crawl()
    city.pages["/2026/b/"] = Answer(b"", 410)
    city.publish(a=article("Aleja Lipowa", "Nowy tekst o alei. " * 9))
    crawl()
    with_vendor(monkeypatch)
    monkeypatch.setattr("crawler.rereading.version", lambda _: "9.9.9")
    before = crawl.archive.pages().drop_columns(["vendor", "extractor_version"])
    generation = crawl.archive.generation.number
    with of_city(crawl) as work:
        comparison = work.compare()
        assert set(comparison.fields) == {"vendor", "extractor_version"}
        assert comparison.fields["vendor"].counts == {"appeared": 3}
        assert crawl.archive.generation.number == generation
        work.publish(comparison)
    after = crawl.archive.pages()
    assert crawl.archive.generation.number == generation + 1
    assert set(after["vendor"].to_pylist()) == {"Pracownia"}
    assert set(after["extractor_version"].to_pylist()) == {"9.9.9"}
    same = after.drop_columns(["vendor", "extractor_version"])
    assert same.sort_by("record_id") == before.sort_by("record_id")


def test_rows_are_published_a_batch_at_a_time(city, crawl, monkeypatch):
    """However many rows differ, no more than a batch of them is handed on at once."""
    city.publish(a=article("Aleja"), b=article("Boisko"), c=article("Cmentarz"))
    crawl()
    with_vendor(monkeypatch)
    monkeypatch.setattr("crawler.reextract._BATCH", 2)
    replace, sizes = TableStore.replace, []

    def watched(store, name, tables):
        return replace(store, name, (sizes.append(len(one)) or one for one in tables))

    monkeypatch.setattr(TableStore, "replace", watched)
    with of_city(crawl) as work:
        work.publish(work.compare())
    assert sizes == [2, 1]
    assert crawl.archive.pages()["vendor"].to_pylist() == ["Pracownia"] * 3


def test_the_report_shows_was_and_now(city, crawl, monkeypatch):
    """The command prints counts by column and samples side by side, and publishes nothing."""
    city.publish(a=article("Aleja Lipowa"))
    crawl()
    with_vendor(monkeypatch)
    words = ["reextract", "--archive", str(crawl.root), "--cities", str(crawl.folder / "cities")]
    result = CliRunner().invoke(cli, [*words, "--workers", "0"])
    assert result.stdout.splitlines() == [
        "column\tappeared\tvanished\tchanged",
        "vendor\t1\t0\t0",
        "column\thow\tpage\twas\tnow",
        "vendor\tappeared\thttp://www.miasto.example/2026/a/\t\tPracownia",
    ]
    assert "nothing was published" in result.stderr
    assert crawl.archive.pages()["vendor"].to_pylist() == [None]


def test_the_report_names_blocks_that_repeat(city, crawl):
    """Text that the pages of a site share is shown with how many do; the rows stay."""
    city.publish(**{name: article(f"Wiadomość {name}") for name in "abcdefgh"})
    crawl()
    words = ["reextract", "--archive", str(crawl.root), "--cities", str(crawl.folder / "cities")]
    result = CliRunner().invoke(cli, [*words, "--workers", "0"])
    head, line = result.stdout.splitlines()
    assert head == "site\tpages\tpage\ttext"
    assert line.startswith(f"news\t8 of 8\thttp://www.miasto.example/2026/d/\t{SENTENCE[:60]}")
    assert "all read as before; blocks that most pages of a site repeat: 1" in result.stderr


def test_since_leaves_what_was_fetched_before(crawled):
    """Runs that were over before the day are neither read nor changed; versions go on."""
    runs = sorted(Archive(crawled).runs().to_pylist(), key=lambda run: run["started_at"])
    later = [row for row in rows(crawled) if row["run_id"] == runs[2]["run_id"]]
    counts = {}
    options = {"since": runs[2]["started_at"]}
    with reading(crawled, **options, tell=lambda _, r: counts.update(vars(r))) as work:
        comparison = work.compare()
    assert comparison.same and comparison.records == len(later) > 0
    pages = Archive(crawled).visits(purpose="page", columns=["http_status"])["http_status"]
    assert counts["read"] < pages.to_pylist().count(200) / 2


def test_side_by_side_shows_where_values_part():
    """Long texts are cut to the place that differs; lists to what only one of them has."""
    was, now = side_by_side(SENTENCE * 9 + "dawniej", SENTENCE * 9 + "teraz")
    assert was.endswith("dawniej") and now.endswith("teraz")
    assert max(len(was), len(now)) < 80
    assert side_by_side(["a", "b"], ["a", "c"]) == ('["b"]', '["c"]')
