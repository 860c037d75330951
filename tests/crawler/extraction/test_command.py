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


def test_who_paid_is_told_as_in_a_record():
    """Badges name their funders, and tables of projects become projects."""
    html = (
        "<main><h1>Budowa żłobka</h1><p>Zadanie dofinansowano z Funduszu Spójności.</p><table>"
        "<tr><td>Nazwa projektu</td><td>Budowa żłobka</td></tr>"
        "<tr><td>Źródło dofinansowania</td><td>Fundusz Spójności</td></tr>"
        "<tr><td>Całkowita wartość</td><td>2 000 000,00 zł</td></tr></table></main>"
    )
    page = json.loads(run(page=html))
    assert [(b["funder_id"], b["role"]) for b in page["badges"]] == [("fs", "table")]
    [project] = page["projects"]
    assert (project["title"], project["total_amount"]) == ("Budowa żłobka", 200_000_000)
    assert project["funder_ids"] == ["fs"]


def test_a_city_gives_its_profile(tmp_path):
    """--city reads with the selectors of a city, in every form."""
    (tmp_path / "miasto.toml").write_text(
        'name = "Miasto"\n[sites.news]\nhome = "https://miastozabrze.pl/"\n'
        'listings = ["https://miastozabrze.pl/aktualnosci/"]\n'
        '[[sites.news.layouts]]\nselectors = { main = ".x", title = ".x b" }\n',
        encoding="utf-8",
    )
    html = "<main><h1>Nagłówek</h1><p>Tekst.</p></main><div class='x'><b>Inny</b><p>To.</p></div>"
    chosen = ("--city", "miasto", "--cities", str(tmp_path))
    assert json.loads(run(*chosen, page=html))["title"] == "Inny"
    assert run(*chosen, "--markdown", page=html) == "# Inny\n\nTo.\n"


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
