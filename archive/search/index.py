"""The search index: one SQLite file beside the tables, derived from them and nothing else.

``.search/index.sqlite`` holds, for each record, the stems of its fields in a contentless FTS5
table, and what a hit shows in a plain one. It remembers by SHA-256 which Parquet files it has
read: after a commit only new files are read. Records never change; should an index ever disagree
with the tables, it is made again.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from archive.days import polish_day
from archive.errors import ArchiveFault
from archive.record import iso
from archive.rows import table_to_rows
from archive.schema import PAGES
from archive.search import lexicon
from archive.search.query import FIELDS
from archive.search.words import stem, words
from archive.tables.generation import Generation
from archive.tables.scan import batches, read
from archive.tables.where import Among

#: Raised when stems, fields or tables of the index change: older indexes are made again.
FORMAT = "3"
#: So many new records of a file are read at once.
_FEW = 5_000
COLUMNS = (
    *("record_id", "city", "kind", "canonical_url", "version", "fetched_at", "published", "title"),
    *("lead", "body_text", "attachments", "badges", "content_digest", "extractor_version"),
)
_SCHEMA = f"""
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE files (sha256 TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE records (
    id INTEGER PRIMARY KEY, record_id TEXT NOT NULL UNIQUE, reading TEXT NOT NULL,
    city TEXT NOT NULL, kind TEXT, canonical_url TEXT NOT NULL, version INTEGER NOT NULL,
    fetched_at TEXT NOT NULL, published TEXT, day TEXT NOT NULL, newest INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE texts (id INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE INDEX pages ON records (city, canonical_url);
{lexicon.TABLES}
CREATE VIRTUAL TABLE stems USING fts5
    ({", ".join(FIELDS)}, content='', tokenize='unicode61 remove_diacritics 0');
"""
_NEWEST = """
UPDATE records SET newest = id = (
    SELECT other.id FROM records AS other
    WHERE other.city = records.city AND other.canonical_url = records.canonical_url
    ORDER BY other.version DESC, other.fetched_at DESC, other.record_id DESC LIMIT 1
) WHERE (city, canonical_url) IN touched
"""


class Outdated(ArchiveFault):
    """The index does not follow from the tables and must be made again."""


def prepare(database: sqlite3.Connection) -> None:
    """Make the tables of an empty index."""
    database.executescript(_SCHEMA)
    database.execute("INSERT INTO about VALUES ('format', ?)", [FORMAT])


def is_current(database: sqlite3.Connection, state: Generation) -> bool:
    """Tell whether the index has read this very state."""
    rows = dict(database.execute("SELECT name, value FROM about"))
    return rows.get("format") == FORMAT and rows.get("state") == _state(state)


def bring_up_to_date(database: sqlite3.Connection, state: Generation) -> int:
    """Read the files the index has not read, in one transaction; return how many records came.

    Raises:
        Outdated: the index holds what the tables do not, or another reading of a record.
        OSError: a file of the generation cannot be read.
    """
    if dict(database.execute("SELECT name, value FROM about")).get("format") != FORMAT:
        raise Outdated("the search index has another format")
    with _transaction(database):
        known = {name for (name,) in database.execute("SELECT sha256 FROM files")}
        database.execute("CREATE TEMP TABLE IF NOT EXISTS touched (city, url)")
        database.execute("DELETE FROM touched")
        came = 0
        for path, file in zip(state.paths("pages"), state.files["pages"], strict=True):
            if file.sha256 not in known:
                came += _read(database, path)
        database.execute(_NEWEST)
        if _count(database) != state.rows("pages"):
            raise Outdated("the search index has not the records of the tables")
        database.execute("DELETE FROM files")
        names = [[file.sha256] for file in state.files["pages"]]
        database.executemany("INSERT INTO files VALUES (?)", names)
        database.execute("INSERT OR REPLACE INTO about VALUES ('state', ?)", [_state(state)])
    return came


def _state(state: Generation) -> str:
    return " ".join(sorted(file.sha256 for file in state.files["pages"]))


def _count(database: sqlite3.Connection) -> int:
    count: int = database.execute("SELECT count(*) FROM records").fetchone()[0]
    return count


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _read(database: sqlite3.Connection, path: Path) -> int:
    """Index the records of a file that the index does not have; a compaction brings none."""
    fresh = _unknown(database, path)
    if not fresh:
        return 0
    only = [Among("record_id", pa.array(fresh, pa.string()))]
    # Few new rows lie in few row groups, and only those are read; many are read piece by piece.
    few = len(fresh) <= _FEW
    pieces = [read([path], PAGES, COLUMNS, only)] if few else batches(path, PAGES, COLUMNS, only)
    return sum(_add(database, rows) for rows in pieces)


def _unknown(database: sqlite3.Connection, path: Path) -> list[str]:
    """Ids of the records of a file that the index does not have."""
    database.execute("CREATE TEMP TABLE IF NOT EXISTS held (record_id TEXT, reading TEXT)")
    database.execute("DELETE FROM held")
    for rows in batches(path, PAGES, ["record_id", "content_digest", "extractor_version"]):
        pairs = ((row["record_id"], _reading(row)) for row in rows.to_pylist())
        database.executemany("INSERT INTO held VALUES (?, ?)", pairs)
    again = database.execute(
        "SELECT record_id FROM held JOIN records USING (record_id) "
        "WHERE held.reading <> records.reading LIMIT 1"
    ).fetchone()
    if again:
        raise Outdated(f"record {again[0]} was read again")
    fresh = database.execute(
        "SELECT record_id FROM held WHERE record_id NOT IN (SELECT record_id FROM records)"
    )
    return [record_id for (record_id,) in fresh]


def _reading(row: dict[str, Any]) -> str:
    return f"{row['content_digest']} {row['extractor_version']}"


def _add(database: sqlite3.Connection, rows: pa.Table) -> int:
    vocabulary: set[str] = set()
    came = 0
    for row in table_to_rows(rows):
        texts = _texts(row)
        split = [words(text) for text in texts]
        vocabulary.update(*split)
        place = _insert(database, row, texts)
        stems = [" ".join(map(stem, found)) for found in split]
        marks = ", ".join("?" * len(FIELDS))
        database.execute(
            f"INSERT INTO stems (rowid, {', '.join(FIELDS)}) VALUES (?, {marks})",  # noqa: S608
            [place, *stems],
        )
        database.execute("INSERT INTO touched VALUES (?, ?)", [row["city"], row["canonical_url"]])
        came += 1
    lexicon.learn(database, vocabulary)
    return came


def _insert(database: sqlite3.Connection, row: dict[str, Any], texts: Sequence[str]) -> int:
    published = row["published"].isoformat() if row["published"] else None
    cursor = database.execute(
        "INSERT INTO records (record_id, reading, city, kind, canonical_url, version, fetched_at, "
        "published, day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *(row["record_id"], _reading(row), row["city"], row["kind"], row["canonical_url"]),
            *(row["version"], iso(row["fetched_at"]), published),
            published or polish_day(row["fetched_at"]).isoformat(),
        ],
    )
    place: int = cursor.lastrowid or 0
    plain = json.dumps(texts, ensure_ascii=False).encode("utf-8", "replace")
    packed = zlib.compress(plain)
    database.execute("INSERT INTO texts VALUES (?, ?)", [place, packed])
    return place


def unpacked(packed: bytes) -> dict[str, str]:
    """The texts of a record, by field."""
    return dict(zip(FIELDS, json.loads(zlib.decompress(packed)), strict=True))


def _texts(row: dict[str, Any]) -> list[str]:
    """The texts of a record in the order of `FIELDS`."""
    files = [attachment["label"] or "" for attachment in row["attachments"] or []]
    badges = dict.fromkeys(badge["text"] or "" for badge in row["badges"] or [])
    return [
        row["title"] or "",
        row["lead"] or "",
        row["body_text"] or "",
        "\n".join(files),
        "\n".join(badges),
    ]
