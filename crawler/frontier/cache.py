"""A small SQLite file that holds what can be found again: lost or torn, it is begun anew."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import ArchiveFault


class Cache:
    """Opens the file with ``schema``, in WAL mode; one process at a time (the city's lock).

    Raises:
        ArchiveFault: the file cannot be written.
    """

    def __init__(self, path: Path, schema: str) -> None:
        self._path = path
        self._schema = schema
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = self._open()
        except (OSError, sqlite3.OperationalError) as error:
            raise ArchiveFault(f"cannot open {path}: {error}") from error
        except sqlite3.DatabaseError:  # a cache that cannot be read is no loss
            self.remove()
            self._db = self._open()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._db
        except sqlite3.OperationalError as error:
            raise ArchiveFault(
                f"cannot write {self._path}: {error}. Nothing acknowledged is lost; "
                "make room or fix the folder and run again."
            ) from error

    def close(self) -> None:
        """Close the file. What cannot be written on the way is found again."""
        with contextlib.suppress(sqlite3.OperationalError):
            self._db.commit()
        self._db.close()

    def remove(self) -> None:
        """Delete the file and its companions."""
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.executescript(self._schema)
        return db
