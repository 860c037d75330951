"""Search an archive: ask its index, and make of its answers what people read."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from archive.days import polish_day
from archive.query import Names, names
from archive.reader import Reader
from archive.search import index
from archive.search.lexicon import Lexicon
from archive.search.opened import Tell, opened
from archive.search.query import FIELDS, Clause, Stems, expression, parse
from archive.search.snippets import Piece, marked, passage
from archive.when import When, end_of, start_of

#: Less is better. What a word weighs by its field, in the order of `FIELDS`.
_SCORE = "bm25(stems, 8.0, 4.0, 1.0, 2.0, 0.5)"
#: CROSS: start from the words, never from all pages of a city.
_SOURCE = "stems CROSS JOIN records ON records.id = stems.rowid"
_TEXTS = "(SELECT packed FROM texts WHERE texts.id = records.id)"


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

    def __repr__(self) -> str:
        unknown = f"; no record has {', '.join(map(repr, self.unknown))}" if self.unknown else ""
        return f"<Results: the best {len(self.hits)} of {self.total:,} records{unknown}>"

    def _repr_html_(self) -> str:
        from archive.shown import results

        return results(self)


def search(
    archive: Reader,
    query: str,
    city: Names = None,
    *,
    since: When | None = None,
    until: When | None = None,
    limit: int = 20,
    versions: bool = False,
    newest_first: bool = False,
    records: pa.ChunkedArray | None = None,
    tell: Tell | None = None,
) -> Results:
    """Find records by their words (see `archive.search.query`), the best match first.

    Only the newest version of each page is looked at, unless ``versions``. ``since`` and
    ``until`` bound the day a page was published, or fetched where nothing says so. The index is
    brought up to date with what is published now first, which ``tell`` is told; with ``records``
    only those with these ids are looked at, whatever their version.

    Raises:
        ConfigurationError: no word in the query, no such city, or an unreadable day.
        ArchiveFault: the tables cannot be read, or the index can neither be read nor written.
    """
    read = parse(query)
    archive.expect_city(city)
    wheres, values = _conditions(city, since, until)
    with opened(archive.layout.root, tell) as database:
        if records is not None:
            wheres += f" AND records.record_id IN {_listed(database, records)}"
        elif not versions:
            wheres += " AND records.newest"
        lexicon = Lexicon(database)
        wanted = {told for clause in read.wanted for told in _clause_stems(clause, lexicon.stems)}
        order = "records.day DESC, score" if newest_first else "score, records.day DESC"
        matching = f"FROM {_SOURCE} WHERE stems MATCH ? {wheres}"
        asked = [expression(read, lexicon.stems), *values]
        total = database.execute(f"SELECT count(*) {matching}", asked).fetchone()[0]
        rows = database.execute(
            f"SELECT records.*, {_SCORE} AS score, {_TEXTS} AS packed {matching} "
            f"ORDER BY {order}, records.record_id LIMIT ?",
            [*asked, limit],
        ).fetchall()
        unknown = _unknown(lexicon, read.wanted)
    return Results([_hit(row, wanted) for row in rows], total, unknown)


def matching(archive: Reader, query: str) -> pa.Array:
    """Ids of all records, of any version, that match a query (see `archive.search.query`).

    Raises:
        ConfigurationError: no word in the query.
        ArchiveFault: the tables cannot be read, or the index can neither be read nor written.
    """
    read = parse(query)
    with opened(archive.layout.root) as database:
        found = database.execute(
            f"SELECT record_id FROM {_SOURCE} WHERE stems MATCH ?",  # noqa: S608 - no input in it
            [expression(read, Lexicon(database).stems)],
        )
        return pa.array((row["record_id"] for row in found), pa.string())


def _listed(database: sqlite3.Connection, records: pa.ChunkedArray) -> str:
    """A table that lasts as long as the connection, of these ids; its name."""
    database.execute("CREATE TEMP TABLE listed (record_id TEXT PRIMARY KEY) WITHOUT ROWID")
    for chunk in records.chunks:
        ids = ((record_id,) for record_id in chunk.to_pylist())
        database.executemany("INSERT OR IGNORE INTO listed VALUES (?)", ids)
    return "listed"


def _conditions(city: Names, since: When | None, until: When | None) -> tuple[str, list[Any]]:
    wheres: list[str] = []
    values: list[Any] = []
    chosen = names(city)
    if chosen:
        wheres.append(f"records.city IN ({', '.join('?' * len(chosen))})")
        values += chosen
    if since is not None:
        wheres.append("records.day >= ?")
        values.append(polish_day(start_of(since)).isoformat())
    if until is not None:
        wheres.append("records.day <= ?")
        values.append(polish_day(end_of(until) - timedelta(microseconds=1)).isoformat())
    return "".join(f" AND {where}" for where in wheres), values


def _clause_stems(clause: Clause, stems: Stems) -> Iterator[str]:
    last = len(clause.words) - 1
    for place, word in enumerate(clause.words):
        yield from stems(word, clause.begins and place == last)


def _unknown(lexicon: Lexicon, clauses: Sequence[Clause]) -> list[str]:
    """The words that no record has in any form."""
    return [
        word
        for clause in clauses
        if not clause.begins
        for word in clause.words
        if not any(map(lexicon.has, lexicon.stems(word, begins=False)))
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
