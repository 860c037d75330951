"""``kronika cities`` tells people what the crawler knows of a city, and what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.errors import KronikaError
from crawler.cli.cities import command
from tests.crawler.profiles.test_profiles import GOOD


def run(*arguments: str) -> Result:
    """The command as typed."""
    return CliRunner().invoke(command, list(arguments))


def refused(*arguments: str) -> str:
    """The message of the error the command ends in."""
    error = run(*arguments).exception
    assert isinstance(error, KronikaError)
    assert error.exit_code == 2
    return str(error)


@pytest.fixture
def cities(tmp_path: Path) -> Path:
    """A folder with one good profile and one with two errors."""
    (tmp_path / "miastko.toml").write_text(GOOD, "utf-8")
    (tmp_path / "zle.toml").write_text('name = 1\n[sites.news]\nhome = "x"\n', "utf-8")
    return tmp_path


def test_list_shows_unverified_addresses() -> None:
    """A city whose addresses nobody has seen says so in the list."""
    line = next(row for row in run("list").stdout.splitlines() if row.startswith("zabrze"))
    assert line.split() == ["zabrze", "Zabrze", "2478", "news,", "bulletin", "3", "of", "3"]


def test_list_goes_on_past_a_broken_profile(cities: Path) -> None:
    """Good profiles are listed; the command still ends in an error that names the bad one."""
    result = run("list", "--cities", str(cities))
    assert "miastko" in result.stdout
    assert "zle.toml" in str(result.exception)


def test_show_marks_unverified_addresses() -> None:
    """Each unverified address is marked in the summary."""
    shown = run("show", "zabrze").stdout
    assert "https://miastozabrze.pl/feed/   (unverified)" in shown
    assert "Urząd Miejski w Zabrzu" in shown


def test_show_tells_where_posts_come_from() -> None:
    """A city whose only good source is the REST interface says so."""
    assert "posts         all, from the REST interface" in run("show", "leczyca").stdout
    assert "posts" not in run("show", "zabrze").stdout


def test_show_as_json_has_every_key() -> None:
    """A program gets the profile whole, patterns as text."""
    shown = json.loads(run("show", "zabrze", "--as", "json").stdout)
    assert shown["slug"] == "zabrze"
    assert shown["sites"]["news"]["articles"] == [r"^/\d{4}/\d{2}/\d{2}/[^/]+/$"]
    assert shown["digest"].startswith("sha256:")


def test_check_says_ok(cities: Path) -> None:
    """A good profile is ok, by slug or by file."""
    assert run("check", "miastko", "--cities", str(cities)).stdout == "miastko: ok\n"
    assert run("check", str(cities / "miastko.toml")).exit_code == 0


def test_check_names_every_error_of_every_file(cities: Path) -> None:
    """All profiles are checked before the command gives up."""
    said = refused("check", "--cities", str(cities))
    assert "zle.toml: name: 1 is not text" in said
    assert "zle.toml: sites.news.home: 'x' is no web address" in said
    assert "miastko: ok" in run("check", "--cities", str(cities)).stdout


def test_check_of_an_unknown_city_gives_near_names() -> None:
    """A typing error is an error of configuration, with a way out."""
    assert "did you mean zabrze" in refused("check", "zabrz")


def test_schema_is_json_schema_without_injected_keys() -> None:
    """An editor is told of the keys a person may write, and of no others."""
    schema = json.loads(run("schema").stdout)
    assert "sites" in schema["required"]
    assert "slug" not in schema["properties"]
    assert "name" not in schema["$defs"]["Site"]["properties"]


@pytest.mark.parametrize("name", ["list", "show", "check", "schema"])
def test_help_has_examples(name: str) -> None:
    """Every command shows how it is used."""
    assert "kronika cities" in run(name, "--help").output
