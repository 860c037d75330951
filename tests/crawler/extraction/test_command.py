"""``kronika extract``: a saved page in, what was found out."""

from __future__ import annotations

import json

from click.testing import CliRunner

from crawler.cli.extract import command
from tests.crawler.extraction import reference_markup as markup

URL = "https://miastozabrze.pl/certyfikacja/"


def run(*arguments: str, page: str | None = None) -> str:
    """What the command prints for a page on standard input."""
    body = (page or markup.page()).encode()
    result = CliRunner().invoke(command, ["-", "--url", URL, *arguments], input=body)
    assert result.exit_code == 0, result.output
    return result.output


def test_text_is_the_reference_text():
    """--text prints the page as a reader reads it, byte for byte."""
    assert run("--text") == markup.TEXT


def test_json_has_every_field():
    """The default is the whole Page as JSON, days in ISO form."""
    page = json.loads(run(page="<h1>Remont drogi gminnej</h1><p>Data publikacji: 11.03.2020</p>"))
    assert page["title"] == "Remont drogi gminnej"
    assert page["published"] == "2020-03-11"
    assert page["url"] == URL


def test_a_day_bounds_belief():
    """--fetched-at says when the page was saved; later dates are not believed."""
    html = "<h1>Remont drogi gminnej</h1><p>Data publikacji: 11.03.2020</p>"
    page = json.loads(run("--fetched-at", "2019-01-01", page=html))
    assert page["published"] is None


def test_markdown():
    """--markdown prints the main content."""
    assert run("--markdown").startswith(f"# {markup.TITLE}")


def test_address_is_needed():
    """Without --url the command says so and ends with 2."""
    result = CliRunner().invoke(command, ["-"], input=b"")
    assert result.exit_code == 2
    assert "--url" in result.output
