"""New readings of what was crawled, for the tests of reextract."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import crawler.reading
from archive import Archive
from archive.layout import Layout
from crawler.profiles import load_profile
from crawler.reextract import Reextraction
from tests.crawler.crawl.conftest import Crawls


def reading(root: Path, **options) -> Reextraction:
    """A new reading of the demo town."""
    return Reextraction(Layout(root), load_profile("demo"), **options)


def of_city(crawl: Crawls, **options) -> Reextraction:
    """A new reading of the small city."""
    profile = load_profile("miasto", crawl.folder / "cities")
    return Reextraction(Layout(crawl.root), profile, **options)


def rows(root: Path) -> list[dict]:
    """All records, by id."""
    return Archive(root).pages().sort_by("record_id").to_pylist()


def with_vendor(monkeypatch, vendor: str = "Pracownia", **changes) -> None:
    """Make the extractor read something more."""
    extract = crawler.reading.extract

    def better(*args, **kwargs):
        return replace(extract(*args, **kwargs), vendor=vendor, **changes)

    monkeypatch.setattr(crawler.reading, "extract", better)
