"""The search index on disk: made, brought up to date, opened; whole or not there."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from archive.errors import ArchiveFault
from archive.reader import Reader, published
from archive.search import index
from archive.tables.disk import locked
from archive.tables.generation import Generation

#: Memory for pages of an index in the making.
_CACHE_KIB = 64 * 1024
#: Called once before work that takes time, with words for it.
Tell = Callable[[str], contextlib.AbstractContextManager[None]]


def rebuild(archive: Reader, tell: Tell | None = None) -> int:
    """Make the index again from the tables; return how many records it has.

    Raises:
        ArchiveFault: the tables cannot be read, or the index not be written.
    """
    folder = _folder(archive.layout.root)
    state = published(archive.layout.root)
    with _faults(folder), locked(folder / "lock"):
        return _make(folder, state, tell)


@contextlib.contextmanager
def opened(root: Path, tell: Tell | None = None) -> Iterator[sqlite3.Connection]:
    """The index of an archive, up to date.

    Where it cannot be written, an index that is up to date is still read.

    Raises:
        ArchiveFault: the tables cannot be read, or the index can neither be read nor written.
    """
    folder, state = _folder(root), published(root)
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
