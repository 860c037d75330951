"""Pages already read from their snapshots, kept on disk until the whole reading is done."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Self

from archive.errors import ArchiveFault
from archive.model import Visit
from crawler.profiles import CityProfile
from pipelines.item import Item

if TYPE_CHECKING:
    from pydantic import TypeAdapter

#: Pages read between two commits: a kill costs no more.
_BATCH = 64
#: What decides how a page is read: our own code and data, and these packages.
_CODE = ("archive/model.py", "crawler", "pipelines")
_PACKAGES = ("kronika", "lxml", "beautifulsoup4", "dateparser")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS maker (key TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS reading (snapshot TEXT PRIMARY KEY, item BLOB NOT NULL) WITHOUT ROWID;
"""


class Draft:
    """Pages already read, by the snapshot they were read from; a file of SQLite at ``path``.

    What other code read, or with another profile, is forgotten at once. It is a cache: what is
    lost with it is read again.

    Raises:
        ArchiveFault: the file cannot be written.
    """

    def __init__(self, path: Path, profile: CityProfile) -> None:
        self._path = path
        self._waiting = 0
        key = reader_key(profile)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._db = self._open(key)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:  # a cache that cannot be read is no loss
                path.unlink()
                self._db = self._open(key)
        except (OSError, sqlite3.OperationalError) as error:
            raise self._fault(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, profile: CityProfile, visit: Visit) -> Item | None:
        """The item of the page a visit fetched, when it was read before."""
        row = self._db.execute(
            "SELECT item FROM reading WHERE snapshot = ?", (_snapshot(visit),)
        ).fetchone()
        if row is None:
            return None
        item: Item = _items().validate_json(zlib.decompress(row[0]))
        item.rules = profile.url_rules(visit.url)
        return item

    def put(self, item: Item) -> None:
        """Keep an item; on disk at the latest a batch later.

        Raises:
            ArchiveFault: the disk refuses.
        """
        from pydantic_core import PydanticSerializationError

        try:
            told = _items().dump_json(replace(item, rules=None))
        except PydanticSerializationError:  # half a surrogate pair: then it is read once more
            return
        row = (_snapshot(item.visit), zlib.compress(told, 1))
        try:
            self._db.execute("INSERT OR REPLACE INTO reading VALUES (?, ?)", row)
            self._waiting += 1
            if self._waiting >= _BATCH:
                self._db.commit()
                self._waiting = 0
        except sqlite3.OperationalError as error:
            raise self._fault(error) from error

    def close(self) -> None:
        """Bring everything onto the disk and close the file."""
        try:
            self._db.commit()
        except sqlite3.OperationalError as error:
            raise self._fault(error) from error
        finally:
            self._db.close()

    def _open(self, key: str) -> sqlite3.Connection:
        db = sqlite3.connect(self._path)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.executescript(_SCHEMA)
        if db.execute("SELECT key FROM maker").fetchone() != (key,):
            db.execute("DELETE FROM reading")
            db.execute("DELETE FROM maker")
            db.execute("INSERT INTO maker VALUES (?)", (key,))
            db.commit()
        return db

    def _fault(self, error: Exception) -> ArchiveFault:
        return ArchiveFault(
            f"cannot write {self._path}: {error}. Nothing in the archive has changed; make room "
            "or fix the folder and run the same command again: it goes on."
        )


def reader_key(profile: CityProfile) -> str:
    """Digest of everything that decides what is read from a page's bytes."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256(profile.digest.encode())
    for package in _PACKAGES:
        digest.update(f"{package} {version(package)}\n".encode())
    for place in map(root.joinpath, _CODE):
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"{file.relative_to(root)}\n".encode() + file.read_bytes())
    return digest.hexdigest()


@cache
def _items() -> TypeAdapter[Item]:
    from pydantic import TypeAdapter

    return TypeAdapter(Item)


def _snapshot(visit: Visit) -> str:
    assert visit.snapshot is not None
    return visit.snapshot.warc_record_id
