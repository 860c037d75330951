"""The folder of an archive: what lies where, how it is begun, how it is known again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from archive import about
from archive.errors import ArchiveFault, ConfigurationError, NotAnArchive, SchemaError
from archive.schema import SCHEMA_VERSION
from archive.tables.disk import write_whole
from archive.tables.generation import Generation
from archive.tables.store import TableStore

MARKER_FILE = "datapackage.json"
#: What may lie in a folder without making it "not empty": a file system's own, and our leftovers.
_NOTHING = {"lost+found", ".DS_Store", f".{MARKER_FILE}.next"}


@dataclass(frozen=True, slots=True)
class Layout:
    """The places in an archive's folder ``root``."""

    root: Path

    @property
    def marker(self) -> Path:
        """datapackage.json, which makes a folder an archive."""
        return self.root / MARKER_FILE

    @property
    def readme(self) -> Path:
        """README.md, for people."""
        return self.root / "README.md"

    @property
    def tables(self) -> Path:
        """The published tables: ``tables/pages``, ``tables/visits``, ``tables/runs``."""
        return self.root / "tables"

    @property
    def locks(self) -> Path:
        """Lock files."""
        return self.root / ".locks"

    def snapshots(self, city: str) -> Path:
        """The WARC segments of a city."""
        return self.root / "snapshots" / city

    def drafts(self, city: str) -> Path:
        """What a new reading of a city's snapshots has come to, until it is published."""
        return self.root / ".reextract" / city

    def begun(self, city: str) -> bool:
        """Tell whether a crawl of the city ever began here, be it the one under way."""
        return self.snapshots(city).is_dir() or (self.locks / f"{city}.lock").is_file()

    @classmethod
    def create_or_open(cls, root: Path, clock: Callable[[], datetime]) -> Layout:
        """Open an archive for writing; begin one where there is nothing yet.

        A creation that was cut short is completed. ``clock`` gives UTC moments.

        Raises:
            NotAnArchive: the folder holds something else; nothing was written.
            SchemaError: a newer Kronika made the archive.
            ArchiveFault: the folder cannot be read or written.
        """
        layout = cls(root)
        try:
            if not layout.marker.exists():
                layout._refuse_strangers()
                (root / "snapshots").mkdir(parents=True, exist_ok=True)
                write_whole(layout.marker, about.datapackage(clock()).encode())
            else:
                layout._check(writing=True)
            if not layout.readme.exists():
                write_whole(layout.readme, about.readme(clock()).encode())
        except OSError as error:
            raise ArchiveFault(
                f"cannot write the archive {root}: {error.strerror or error}"
            ) from error
        store = TableStore(root, clock=clock)
        if store.current() is None:
            store.commit({})
        return layout

    @classmethod
    def open_existing(cls, root: Path) -> Layout:
        """Open an archive to read it; nothing is written.

        Raises:
            ConfigurationError: there is no such folder.
            NotAnArchive: the folder is no archive.
            SchemaError: a Kronika of another generation made the archive.
            ArchiveFault: the folder cannot be read.
        """
        layout = cls(root)
        try:
            if not layout.marker.exists():
                layout._explain_absence()
            layout._check(writing=False)
        except OSError as error:
            raise ArchiveFault(f"cannot read {root}: {error.strerror or error}") from error
        return layout

    def migrate(self, clock: Callable[[], datetime]) -> Generation | None:
        """Bring the tables and their description to this Kronika's schema; cut short, go on.

        Returns the generation published after it, None when the archive has no tables yet.

        Raises:
            ArchiveFault: the disk refuses; the archive stays as it was.
        """
        generation = TableStore(self.root, clock=clock).migrate()
        if self._schema_version() != _numbers(SCHEMA_VERSION):
            begun = datetime.fromisoformat(json.loads(self.marker.read_text("utf-8"))["created"])
            try:
                write_whole(self.marker, about.datapackage(begun).encode())
            except OSError as error:
                raise ArchiveFault(f"cannot write {self.marker}: {error.strerror}") from error
        return generation

    def _explain_absence(self) -> None:
        if self.root.is_dir() and any(self.root.iterdir()):
            raise NotAnArchive(
                f"{self.root} is no Kronika archive: it has no {MARKER_FILE}. "
                "Name the archive's folder with --archive DIR."
            )
        raise ConfigurationError(
            f"there is no archive at {self.root}. Name one with --archive DIR, or make one: "
            f"kronika crawl demo --archive {self.root}"
        )

    def _refuse_strangers(self) -> None:
        if self.root.exists() and not self.root.is_dir():
            raise NotAnArchive(f"{self.root} is a file; an archive is a folder.")
        if self.root.is_dir():
            left = {path.name for path in self.root.iterdir()} - _NOTHING
            # A creation cut short left nothing but an empty folder for snapshots.
            if left == {"snapshots"} and not any((self.root / "snapshots").iterdir()):
                return
            if left:
                raise NotAnArchive(
                    f"{self.root} holds something else ({', '.join(sorted(left)[:3])} ...) and "
                    f"no {MARKER_FILE}; nothing was written. Choose a new or empty folder."
                )

    def _check(self, *, writing: bool) -> None:
        found = self._schema_version()
        ours = _numbers(SCHEMA_VERSION)
        if found[0] > ours[0] or (writing and found > ours):
            raise SchemaError(
                f"{self.root} was made by a newer Kronika (tables {_dotted(found)}, this one "
                f"knows {SCHEMA_VERSION}). Update Kronika to "
                f"{'write to' if writing else 'read'} it."
            )
        if writing and found < ours:
            raise SchemaError(
                f"{self.root} has tables of schema {_dotted(found)}, this Kronika writes "
                f"{SCHEMA_VERSION}. Reading works; to write, rewrite them first: "
                f"kronika migrate --archive {self.root}"
            )
        if found[0] < ours[0]:
            raise SchemaError(
                f"{self.root} has tables of schema {_dotted(found)}; this Kronika reads "
                f"{SCHEMA_VERSION}. Read it with the Kronika that made it."
            )

    def _schema_version(self) -> tuple[int, ...]:
        try:
            found: Any = json.loads(self.marker.read_text("utf-8"))
        except ValueError as error:
            raise NotAnArchive(f"{self.marker} is no JSON ({error})") from error
        mark = found.get(about.MARKER) if isinstance(found, dict) else None
        if not isinstance(mark, dict):
            raise NotAnArchive(
                f"{self.root} is no Kronika archive: its {MARKER_FILE} belongs to something else"
            )
        try:
            return _numbers(mark["schema_version"])
        except (KeyError, ValueError, AttributeError) as error:
            raise NotAnArchive(f"{self.marker} names no schema version") from error


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
