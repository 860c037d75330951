"""A golden case can be made of what an archive holds."""

from __future__ import annotations

import gzip

from click.testing import CliRunner

from crawler.cli import cli
from tests.crawler.crawl.conftest import HOST, article


def test_the_newest_answer_becomes_the_case(city, crawl, tmp_path):
    """The bytes of the last visit that got a page, however old the record, make the case."""
    city.publish(a=article("Aleja Lipowa"))
    crawl()
    city.publish(a=article("Aleja Klonowa"))
    crawl()
    words = ["golden", "new", f"http://{HOST}/2026/a/", "--city", "miasto", "--case", "aleja"]
    places = ["--archive", str(crawl.root), "--cases", str(tmp_path / "cases")]
    result = CliRunner().invoke(cli, [*words, *places, "--cities", str(crawl.folder / "cities")])
    assert result.exit_code == 0, result.output
    body = gzip.decompress((tmp_path / "cases/miasto/aleja/page.html.gz").read_bytes())
    assert body == city.pages["/2026/a/"].body
