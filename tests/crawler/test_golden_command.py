"""Golden cases from the command line: made of a page, shown, accepted."""

from __future__ import annotations

import json
import tomllib

import pytest
from click.testing import CliRunner

from crawler.cli import cli

PAGE = """<html lang="pl"><head><title>Remont ulicy Długiej</title></head><body>
<header>Urząd Miasta</header><main><h1>Remont ulicy Długiej</h1><p>02.03.2026</p>
<p>Od poniedziałku ulica Długa będzie zamknięta dla ruchu na dwa tygodnie.</p></main>
<footer>Urząd Miasta, ul. Rynek 1</footer></body></html>"""
URL = "https://miasto.example/2026/03/02/remont/"


@pytest.fixture
def golden(tmp_path):
    """Runs ``kronika golden`` on a folder of its own."""
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")

    def run(*words: str):
        return CliRunner().invoke(cli, ["golden", *words, "--cases", str(tmp_path / "cases")])

    return run


@pytest.fixture
def case(golden, tmp_path):
    """A new case; gives its folder."""
    words = ["--city", "miasto", "--case", "remont", "--url", URL, "--fetched-at", "2026-03-03"]
    assert golden("new", str(tmp_path / "page.html"), *words).exit_code == 0
    return tmp_path / "cases/miasto/remont"


def expect(case, **fields) -> None:
    """Write other expectations into a case."""
    path = case / "expected.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | fields), encoding="utf-8")


def test_a_new_case_holds_page_facts_and_record(case, golden):
    """A case made of a file has its address, its day and what is read in it today."""
    facts = tomllib.loads((case / "page.toml").read_text("utf-8"))
    assert (facts["url"], f"{facts['fetched_at']:%Y-%m-%d}") == (URL, "2026-03-03")
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    assert expected["title"] == "Remont ulicy Długiej"
    assert expected["published"] == "2026-03-02"
    assert "fields as expected" in golden("show").stdout


def test_a_case_is_never_overwritten(case, golden, tmp_path):
    """A second case of the same name is refused, and the first stays as a person left it."""
    expect(case, title="Poprawiony")
    words = ["--city", "miasto", "--case", "remont", "--url", URL]
    result = golden("new", str(tmp_path / "page.html"), *words)
    assert "exists" in str(result.exception)
    assert json.loads((case / "expected.json").read_text("utf-8"))["title"] == "Poprawiony"


@pytest.mark.parametrize(
    ("expected", "line"),
    [
        ({"title": "Remont ulicy Krótkiej"}, "~ title: Remont ulicy [-Krótkiej-] {+Długiej+}"),
        ({"vendor": "Pracownia"}, "- vendor: Pracownia"),
        ({"lead": None, "published": None}, "+ published: 2026-03-02"),
        ({"contact": {"nip": "1234567890"}}, "- contact.nip: 1234567890"),
        ({"contains": {"main": ["ulica Krótka"]}}, "- contains.main: ulica Krótka"),
        ({"lacks": {"main": ["ulica Długa"]}}, "+ lacks.main: ulica Długa"),
        ({"block_kinds": ["paragraph", "quote"]}, "- block_kinds: quote"),
    ],
)
def test_differences_are_shown_and_accepted(case, golden, expected, line):
    """A field that is read otherwise is shown with its words marked, and then accepted."""
    expect(case, **expected)
    shown = golden("show", "miasto").stdout
    assert f"  {line}\n" in shown
    assert golden("accept", "miasto/remont", "--yes").stdout == shown
    assert "fields as expected" in golden("show").stdout


def test_nothing_is_accepted_without_a_yes(case, golden):
    """Whoever says no leaves the case as it was."""
    expect(case, title="Inny")
    before = (case / "expected.json").read_bytes()
    golden("accept", "miasto/remont")  # no terminal, no answer
    assert (case / "expected.json").read_bytes() == before


def test_an_address_needs_an_archive(golden, tmp_path):
    """Where there is no archive the message says so."""
    result = golden("new", URL, "--city", "miasto", "--case", "b", "--archive", str(tmp_path / "x"))
    assert "no archive" in str(result.exception)


def test_names_stay_inside_the_folder(golden, tmp_path):
    """A name that would lead elsewhere is refused."""
    words = ["--city", "..", "--case", "x", "--url", URL]
    assert golden("new", str(tmp_path / "page.html"), *words).exit_code == 2
