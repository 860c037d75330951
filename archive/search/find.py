"""Search an archive: open the index, bring it up to date, ask it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.api import Archive
from archive.days import polish_day
from archive.errors import ArchiveFault, ConfigurationError
from archive.query import Names, names, no_such
from archive.search import index
from archive.search.query import FIELDS, Clause, expression, parse
from archive.search.snippets import Piece, marked, passage
from archive.search.words import fold, stem
from archive.tables import TableStore
from archive.tables.disk import locked
from archive.tables.generation import Generation, nothing
from archive.when import When, end_of, start_of

#: Less is better. What a word weighs by its field, in the order of `FIELDS`.
_SCORE = "bm25(stems, 8.0, 4.0, 1.0, 2.0, 0.5)"
_TEXTS = "(SELECT packed FROM texts WHERE texts.id = records.id)"
#: Memory for pages of an index in the making.
_CACHE_KIB = 64 * 1024
#: A beginning stands for so many words at most.
_MOST_WORDS = 200
#: Called once before work that takes time, with words for it.
Tell = Callable[[str], contextlib.AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that matches.

    ``score`` is higher the better it does; ``title`` and ``snippet`` come in pieces with the words
    looked for marked. ``fetched_at`` is UTC, ``published`` a Polish local day.
    """

    record_id: str
    city: str
    kind: str
    canonical_url: str
    version: int
    fetched_at: datetime
    published: date | None
    score: float
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """The best hits, how many there are in all, and words that no record has in any form."""

    hits: list[Hit]
    total: int
    unknown: list[str]


def search(
    archive: Archive,
    query: str,
    city: Names = None,
    *,
    since: When | None = None,
    until: When | None = None,
    limit: int = 20,
    versions: bool = False,
    newest_first: bool = False,
    tell: Tell | None = None,
) -> Results:
    """Find records by their words (see `archive.search.query`), the best match first.

    Only the newest version of each page is looked at, unless ``versions``. ``since`` and
    ``until`` bound the day a page was published, or fetched where nothing says so. Search speaks
    of what is published now, also when the archive was opened before; the index is brought up to
    date first, which ``tell`` is told.

    Raises:
        ConfigurationError: no word in the query, no such city, or an unreadable day.
        ArchiveFault: the tables cannot be read, or the index can neither be read nor written.
    """
    read = parse(query)
    wheres, values = _conditions(archive, city, since, until, versions=versions)
    with opened(archive.layout.root, tell) as database:
        stems = _stems(database)
        wanted = {told for clause in read.wanted for told in _clause_stems(clause, stems)}
        order = "records.day DESC, score" if newest_first else "score, records.day DESC"
        # CROSS: start from the words, never from all pages of a city.
        source = "stems CROSS JOIN records ON records.id = stems.rowid"
        matching = f"FROM {source} WHERE stems MATCH ? {wheres}"
        asked = [expression(read, stems), *values]
        total = database.execute(f"SELECT count(*) {matching}", asked).fetchone()[0]
        rows = database.execute(
            f"SELECT records.*, {_SCORE} AS score, {_TEXTS} AS packed {matching} "
            f"ORDER BY {order}, records.record_id LIMIT ?",
            [*asked, limit],
        ).fetchall()
        unknown = _unknown(database, read.wanted)
    return Results([_hit(row, wanted) for row in rows], total, unknown)


def rebuild(archive: Archive, tell: Tell | None = None) -> int:
    """Make the index again from the tables; return how many records it has.

    Raises:
        ArchiveFault: the tables cannot be read, or the index not be written.
    """
    folder = _folder(archive.layout.root)
    state = _now(archive.layout.root)
    with _faults(folder), locked(folder / "lock"):
        return _make(folder, state, tell)


@contextlib.contextmanager
def opened(root: Path, tell: Tell | None = None) -> Iterator[sqlite3.Connection]:
    """The index of an archive, up to date.

    Where it cannot be written, an index that is up to date is still read.

    Raises:
        ArchiveFault: the tables cannot be read, or the index can neither be read nor written.
    """
    folder, state = _folder(root), _now(root)
    with _faults(folder):
        database = _current(folder, state)
        if database is None:
            folder.mkdir(exist_ok=True)
            with locked(folder / "lock"):
                _bring_up_to_date(folder, state, tell)
            database = _connect(folder / "index.sqlite", "ro")
        with contextlib.closing(database):
            yield database


def _bring_up_to_date(folder: Path, state: Generation, tell: Tell | None) -> None:
    path = folder / "index.sqlite"
    if path.exists():
        with (
            contextlib.suppress(index.Outdated, sqlite3.DatabaseError),
            contextlib.closing(_connect(path, "rw")) as database,
        ):
            with _telling(tell, "Bringing the search index up to date"):
                index.bring_up_to_date(database, state)
            return
    _make(folder, state, tell)


def _make(folder: Path, state: Generation, tell: Tell | None) -> int:
    """Make the index under another name; it gets its own only when it is whole."""
    fresh = folder / ".index.sqlite.next"
    for left in folder.glob(f"{fresh.name}*"):
        left.unlink()
    with contextlib.closing(_connect(fresh, "rwc")) as database:
        database.execute("PRAGMA synchronous = OFF")  # until it is whole nobody reads it
        database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        index.prepare(database)
        with _telling(tell, f"Indexing {state.rows('pages'):,} records for search"):
            count = index.bring_up_to_date(database, state)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(folder / "index.sqlite")
    return count


def _current(folder: Path, state: Generation) -> sqlite3.Connection | None:
    """The index, if it is there and has read this state."""
    if not (folder / "index.sqlite").exists():
        return None
    with contextlib.suppress(sqlite3.DatabaseError):
        database = _connect(folder / "index.sqlite", "ro")
        if index.is_current(database, state):
            return database
        database.close()
    return None


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    database = sqlite3.connect(uri, uri=True, timeout=60, isolation_level=None)
    database.row_factory = sqlite3.Row
    return database


def _folder(root: Path) -> Path:
    return root / ".search"


def _now(root: Path) -> Generation:
    return TableStore(root).current() or nothing(root)


@contextlib.contextmanager
def _faults(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise ArchiveFault(
            f"cannot search: the index in {folder} can neither be read nor made ({error}). "
            "Make room or fix the folder, then: kronika search --rebuild"
        ) from error


def _telling(tell: Tell | None, what: str) -> contextlib.AbstractContextManager[None]:
    return tell(what) if tell else contextlib.nullcontext()


def _conditions(
    archive: Archive, city: Names, since: When | None, until: When | None, *, versions: bool
) -> tuple[str, list[Any]]:
    wheres: list[str] = []
    values: list[Any] = []
    chosen = names(city)
    if chosen:
        known = archive.cities()
        for name in chosen:
            if name not in known and not archive.layout.begun(name):
                raise ConfigurationError(no_such("city", name, known) + f" in {archive.path}")
        wheres.append(f"records.city IN ({', '.join('?' * len(chosen))})")
        values += chosen
    if since is not None:
        wheres.append("records.day >= ?")
        values.append(polish_day(start_of(since)).isoformat())
    if until is not None:
        wheres.append("records.day <= ?")
        values.append(polish_day(end_of(until) - timedelta(microseconds=1)).isoformat())
    if not versions:
        wheres.append("records.newest")
    return "".join(f" AND {where}" for where in wheres), values


def _stems(database: sqlite3.Connection) -> Callable[[str, bool], Sequence[str]]:
    """The stems a word stands for: its own, and those of words that look so without diacritics."""

    def stems(word: str, begins: bool) -> list[str]:
        plain = fold(word)
        if begins:
            sql = "SELECT DISTINCT stem FROM vocabulary WHERE word >= ? AND word < ? LIMIT ?"
            found = database.execute(sql, [plain, plain + "\U0010ffff", _MOST_WORDS])
            return [row["stem"] for row in found] or [plain]
        found = database.execute("SELECT stem FROM vocabulary WHERE word = ?", [plain])
        return list(dict.fromkeys([stem(word), *(row["stem"] for row in found)]))

    return stems


def _clause_stems(clause: Clause, stems: Callable[[str, bool], Sequence[str]]) -> Iterator[str]:
    last = len(clause.words) - 1
    for place, word in enumerate(clause.words):
        yield from stems(word, clause.begins and place == last)


def _unknown(database: sqlite3.Connection, clauses: Sequence[Clause]) -> list[str]:
    """The words that no record has in any form."""
    stems = _stems(database)
    known = "SELECT 1 FROM vocabulary WHERE stem = ? LIMIT 1"
    return [
        word
        for clause in clauses
        if not clause.begins
        for word in clause.words
        if not any(database.execute(known, [found]).fetchone() for found in stems(word, False))  # noqa: FBT003
    ]


def _hit(row: sqlite3.Row, stems: Collection[str]) -> Hit:
    texts = index.unpacked(row["packed"])
    return Hit(
        record_id=row["record_id"],
        city=row["city"],
        kind=row["kind"],
        canonical_url=row["canonical_url"],
        version=row["version"],
        fetched_at=datetime.fromisoformat(row["fetched_at"]),
        published=date.fromisoformat(row["published"]) if row["published"] else None,
        score=-row["score"],
        title=marked(texts["title"], stems),
        snippet=passage([texts[name] for name in ("text", *FIELDS[1:2], *FIELDS[3:])], stems),
    )
