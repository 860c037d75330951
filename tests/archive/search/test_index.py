"""An index that follows the tables through everything."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from archive import Archive
from archive.errors import ArchiveFault
from archive.search import index, search
from archive.search.opened import opened, rebuild
from archive.tables import Retention, TableStore
from tests.archive import factory
from tests.archive.search.conftest import commit, page, titles

ROOT = Path(__file__).parents[3]


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
