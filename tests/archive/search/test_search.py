"""Finding records, and an index that follows the tables through everything."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from archive import Archive
from archive.errors import ArchiveFault, ConfigurationError
from archive.model import Attachment, Badge
from archive.rows import rows_to_table
from archive.search import index, search
from archive.search.opened import opened, rebuild
from archive.tables import Retention, TableStore
from tests.archive import factory
from tests.archive.test_commands import kronika

ROOT = Path(__file__).parents[3]


def page(number: int, title: str, text: str = "", **changes):
    """A row with these words and no others."""
    empty = {"lead": None, "badges": [], "attachments": []}
    return factory.page_row(number, title=title, body_text=text, **(empty | changes))


def commit(store, *rows) -> Archive:
    """Publish rows and open the archive."""
    store.commit({"pages": rows_to_table(factory.PAGES, list(rows))})
    return Archive(store.link.parent)


def titles(archive, query, *more, **options) -> list[str]:
    """Titles of the hits, in order."""
    hits = search(archive, query, *more, **options).hits
    return ["".join(piece.text for piece in hit.title) for hit in hits]


@pytest.fixture
def town(store) -> Archive:
    """Four pages, one of them in two versions."""
    return commit(
        store,
        page(1, "Remont drogi", "Zamkniemy ulicę Mieszkańców.", published=date(2026, 3, 1)),
        page(2, "Stan dróg", "Naprawa nawierzchni. Remonty mostów.", published=date(2026, 4, 1)),
        page(
            3,
            "Łódź w porcie",
            "Przedszkolaki i przedszkole.",
            published=None,
            badges=[Badge("Dofinansowano ze środków NFOŚiGW")],
            attachments=[Attachment("http://x/a.pdf", "Regulamin rejsów")],
        ),
        page(4, "Stara wersja", "żaglówka", canonical_url="http://x/", version=1),
        page(5, "Nowa wersja", "motorówka", canonical_url="http://x/", version=2),
    )


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


def test_the_index_follows_commits(town, store):
    """A record published a moment ago is found, also through an archive opened before."""
    assert titles(town, "nowiutki") == []
    commit(store, page(9, "Nowiutki żłobek"))
    assert titles(town, "nowiutki") == ["Nowiutki żłobek"]


@pytest.mark.parametrize("few", [0, 5_000])
def test_only_new_records_are_stemmed(town, store, monkeypatch, few):
    """A commit costs what it brings, also where it rewrites a file that was read before."""
    assert titles(town, "porcie")
    monkeypatch.setattr("archive.search.index._FEW", few)
    read, insert = [], index._insert

    def counting(database, row, texts):
        read.append(row["title"])
        return insert(database, row, texts)

    monkeypatch.setattr(index, "_insert", counting)
    commit(store, page(8, "Pierwszy"))
    store.compact()
    commit(store, page(9, "Drugi"))
    assert titles(town, "pierwszy OR drugi") == ["Drugi", "Pierwszy"]
    assert sorted(read) == ["Drugi", "Pierwszy"]


def test_a_new_version_takes_the_place_of_the_old(town, store):
    """After the commit the old words are old."""
    assert titles(town, "motorówka") == ["Nowa wersja"]
    commit(store, page(6, "Trzecia wersja", "kajak", canonical_url="http://x/", version=3))
    assert titles(town, "motorówka") == []
    assert titles(town, "kajak") == ["Trzecia wersja"]


def test_compaction_and_pruning_change_nothing(town, store):
    """Other files, the same records, none twice."""
    commit(store, page(9, "Remont windy"))
    before = titles(town, "remont")
    store.compact()
    store.prune(Retention(1))
    assert titles(town, "remont") == before
    with opened(town.path) as database:
        assert database.execute("SELECT count(*) FROM records").fetchone()[0] == 6


def indexed(archive) -> int:
    """How many records the index holds."""
    with sqlite3.connect(archive.path / ".search" / "index.sqlite") as database:
        count = database.execute("SELECT count(*) FROM records").fetchone()[0]
    database.close()
    return count


def replaced(archive, *rows) -> Archive:
    """The same folder with other tables, as after a takedown or a better extractor."""
    shutil.rmtree(archive.path / ".store")
    (archive.path / "tables").unlink()
    return commit(TableStore(archive.path, clock=factory.clock), *rows)


def test_records_taken_down_are_not_found(town):
    """The index never outlives what it was made from."""
    assert titles(town, "porcie")
    archive = replaced(town, page(1, "Remont drogi"))
    assert titles(archive, "porcie", versions=True) == []
    assert indexed(archive) == 1


def test_records_read_again_are_found_by_their_new_words(town):
    """Same id, better extractor: what it reads now counts."""
    assert titles(town, "remont", versions=True)
    archive = replaced(town, page(1, "Budowa drogi", extractor_version="9.9"))
    assert titles(archive, "remont") == []
    assert titles(archive, "budowa") == ["Budowa drogi"]


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5000])
def test_a_damaged_index_is_made_again(town, damage):
    """It is derived: nothing is lost."""
    assert titles(town, "porcie")
    (town.path / ".search" / "index.sqlite").write_bytes(damage)
    assert titles(town, "porcie") == ["Łódź w porcie"]


def test_an_index_of_another_format_is_made_again(town):
    """A newer Kronika with better stems."""
    assert titles(town, "porcie")
    database = sqlite3.connect(town.path / ".search" / "index.sqlite")
    with database:
        database.execute("UPDATE about SET value = 'old' WHERE name = 'format'")
        database.execute("DELETE FROM vocabulary")
    database.close()
    assert titles(town, "porcie") == ["Łódź w porcie"]
    assert titles(town, "przedszkolak*") == ["Łódź w porcie"]


def test_an_update_cut_short_leaves_the_old_index(town, store, monkeypatch):
    """All of a commit is indexed, or none of it; the next search does it."""
    assert titles(town, "porcie")
    commit(store, page(8, "Pierwszy"), page(9, "Drugi"))

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("archive.search.index._insert", killed)
    with pytest.raises(KeyboardInterrupt):
        search(town, "pierwszy")
    assert indexed(town) == 5
    monkeypatch.undo()
    assert titles(town, "pierwszy OR drugi") == ["Drugi", "Pierwszy"]


def test_a_rebuild_cut_short_leaves_the_old_index(town, monkeypatch):
    """The new index takes its name when it is whole; leftovers are cleared away."""
    assert titles(town, "porcie")
    monkeypatch.setattr("archive.search.index._state", lambda state: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rebuild(town)
    monkeypatch.undo()
    assert titles(town, "porcie") == ["Łódź w porcie"]
    assert rebuild(town) == 5
    assert sorted(path.name for path in (town.path / ".search").iterdir()) == [
        "index.sqlite",
        "lock",
    ]


@pytest.mark.parametrize("begin", ["search(archive, 'pierwszy')", "rebuild(archive)"])
def test_kill_9_while_indexing(town, store, begin):
    """Dead in the middle of an update or a rebuild: the next search is right."""
    assert titles(town, "porcie")
    commit(store, page(8, "Pierwszy"), page(9, "Drugi"))
    code = f"""
import itertools, os, signal
from archive import Archive
from archive.search import index, search
from archive.search.opened import rebuild
calls, insert = itertools.count(), index._insert
def dying(*arguments):
    if next(calls) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return insert(*arguments)
index._insert = dying
archive = Archive({str(town.path)!r})
{begin}
"""
    killed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert titles(town, "pierwszy OR drugi") == ["Drugi", "Pierwszy"]
    assert indexed(town) == 7


def test_many_search_while_commits_go_on(store):
    """Four processes search an index that each commit outdates: all are right, none fails."""
    archive = commit(store, page(1, "Remont drogi"))
    code = f"""
from archive import Archive
from archive.search import index, search
for _ in range(15):
    total = search(Archive({str(archive.path)!r}), "remont").total
    assert total >= 1, total
"""
    run = [sys.executable, "-c", code]
    searching = [
        subprocess.Popen(run, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    for number in range(2, 12):
        commit(store, page(number, "Remont drogi"))
    told = [process.communicate()[1] for process in searching]
    assert told == [""] * 4
    assert search(archive, "remont").total == 11


def test_the_archive_says_what_the_index_is(town):
    """Whoever finds the folder reads that it may be deleted, and so it may."""
    assert "`.search/`" in (town.path / "README.md").read_text("utf-8")
    assert titles(town, "porcie")
    shutil.rmtree(town.path / ".search")
    assert titles(town, "porcie") == ["Łódź w porcie"]


def test_where_nothing_can_be_written(town):
    """A sentence that says what to do, not a traceback."""
    (town.path / ".search").write_text("in the way")
    with pytest.raises(ArchiveFault, match="kronika search --rebuild"):
        search(town, "porcie")


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
