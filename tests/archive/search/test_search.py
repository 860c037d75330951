"""Finding records."""

from __future__ import annotations

import json

import pytest

from archive import Archive
from archive.errors import ConfigurationError
from archive.search import search
from tests.archive.search.conftest import commit, page, titles
from tests.archive.test_commands import kronika


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("drogi", {"Remont drogi", "Stan dróg"}),
        ("drog", {"Remont drogi", "Stan dróg"}),
        ("dróg", {"Remont drogi", "Stan dróg"}),
        ("DROGA", {"Remont drogi", "Stan dróg"}),
        ("LODZ", {"Łódź w porcie"}),
        ("mieszkancow", {"Remont drogi"}),
        ("remont droga", {"Remont drogi", "Stan dróg"}),
        ('"remont drogi"', {"Remont drogi"}),
        ('"remonty drogami"', {"Remont drogi"}),
        ("title:remont", {"Remont drogi"}),
        ("text:remont", {"Stan dróg"}),
        ("remont -most", {"Remont drogi"}),
        ("naprawa OR porcie", {"Stan dróg", "Łódź w porcie"}),
        ("przedszkolak*", {"Łódź w porcie"}),
        ("nawierz*", {"Stan dróg"}),
        ("files:regulaminy", {"Łódź w porcie"}),
        ("badges:nfosigw", {"Łódź w porcie"}),
        ("remont porcie", set()),
        ("żaglówka", set()),
        ("motorówki", {"Nowa wersja"}),
    ],
)
def test_what_is_found(town, query, found):
    """Any form, with or without diacritics; of each page only the newest version."""
    assert set(titles(town, query)) == found


def test_older_versions_on_demand(town):
    """What a page once said can be found too."""
    assert titles(town, "żaglówka", versions=True) == ["Stara wersja"]


def test_a_title_weighs_more_than_a_mention(town):
    """The best match first, or the newest first."""
    assert titles(town, "remont") == ["Remont drogi", "Stan dróg"]
    assert titles(town, "remont", newest_first=True) == ["Stan dróg", "Remont drogi"]


def test_days_bound_the_publication_or_else_the_fetch(town):
    """A page without a day goes by 1 May 2026, the day it was fetched."""
    assert titles(town, "drogi", since="2026-04-01") == ["Stan dróg"]
    assert titles(town, "drogi", until="2026-03") == ["Remont drogi"]
    assert titles(town, "porcie", since="2026-05-01", until="2026-05-01") == ["Łódź w porcie"]
    assert titles(town, "porcie", until="2026-04-30") == []


def test_city_and_limit(store):
    """Other cities stay out; the total counts what the limit cut."""
    archive = commit(store, *(page(n, "Remont", city=f"c{n % 2}") for n in range(6)))
    found = search(archive, "remont", "c1", limit=2)
    assert (len(found.hits), found.total) == (2, 3)
    assert {hit.city for hit in found.hits} == {"c1"}
    with pytest.raises(ConfigurationError, match="no city 'c7'"):
        search(archive, "remont", "c7")


def test_words_nobody_used_are_named(town):
    """So that a slip is seen."""
    found = search(town, "remotn drogi")
    assert (found.hits, found.unknown) == ([], ["remotn"])


def test_an_empty_archive_holds_no_words(root, store):
    """No error, no hit."""
    assert search(Archive(root), "remont").hits == []


def test_the_command(town):
    """Marks in brackets for tools, pieces in JSON; the words missing on stderr."""
    result = kronika("search", "nawierzchnia", "--archive", town.path)
    assert "Naprawa [nawierzchni]." in result.stdout
    found = json.loads(kronika("search", "lodz", "--json", "--archive", town.path).stdout)
    assert found["total"] == 1
    assert found["hits"][0]["title"] == [
        {"text": "Łódź", "hit": True},
        {"text": " w porcie", "hit": False},
    ]
    missing = kronika("search", "remotn", "--archive", town.path)
    assert "No record has the word 'remotn'" in missing.stderr
    assert "Nothing found" in missing.stderr


def test_the_command_rebuilds(town):
    """With no query that is all it does."""
    result = kronika("search", "--rebuild", "--archive", town.path)
    assert (result.stdout, "5 records" in result.stderr) == ("", True)
    with pytest.raises(ConfigurationError, match="no word to look for"):
        kronika("search", "--archive", town.path)


def test_help_has_examples():
    """How it is used."""
    assert "kronika search" in kronika("search", "--help").stdout.split("Examples:")[1]
