"""What a run read of a page that was taken down is not published, and its snapshot is blanked."""

from __future__ import annotations

from archive import Archive
from archive.forget.bar import FORGOTTEN, Bar, may_stay
from tests.archive.forget.conftest import URL, everything, faults, take_down, text_of
from tests.archive.verify.making import SITE, Maker, clock


def run_past(bar: Bar, maker: Maker) -> list[str | None]:
    """A run of two pages, one of them the page at `URL` by its own word; reasons of its visits."""
    maker.begin()
    maker.page(8)
    maker.page(9)
    maker._pages[-1]["canonical_url"] = maker._visits[-1].canonical_url = URL
    maker._pages = bar.pages(maker._pages, maker._visits)
    reasons = [visit.reason for visit in maker._visits]
    maker._visits = may_stay(maker._visits)
    maker.end()
    bar.blank(clock())
    return reasons


def test_the_page_is_kept_out_and_the_others_are_not(maker):
    """Neither row nor visit nor a word of it; the archive is whole."""
    take_down(maker.root)
    assert run_past(Bar(maker.root), maker) == [None, FORGOTTEN]
    urls = Archive(maker.root).visits()["url"].to_pylist()
    assert f"{SITE}/8" in urls
    assert f"{SITE}/9" not in urls
    assert not [path for path, data in everything(maker.root) if text_of(9) in data]
    assert any(text_of(8) in data for _, data in everything(maker.root))
    assert faults(maker.root) == []


def test_where_nothing_was_taken_down_all_is_published(maker):
    """The page may say what it likes."""
    assert run_past(Bar(maker.root), maker) == [None, None]
    assert f"{SITE}/9" in Archive(maker.root).visits()["url"].to_pylist()
    assert faults(maker.root) == []


def test_blanking_twice_is_blanking_once(maker):
    """A second call finds nothing left to do."""
    take_down(maker.root)
    bar = Bar(maker.root)
    run_past(bar, maker)
    before = {path: path.read_bytes() for path in maker.root.rglob("*.warc.gz")}
    bar.blank(clock())
    assert before == {path: path.read_bytes() for path in maker.root.rglob("*.warc.gz")}
