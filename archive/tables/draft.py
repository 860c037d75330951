"""A generation in the making: a folder nobody reads until it is whole and published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain, count
from pathlib import Path

import pyarrow as pa

from archive.schema import SCHEMA_VERSION, TABLES, Table
from archive.tables.disk import link_or_copy, sync, write_whole
from archive.tables.generation import MANIFEST, DataFile, Generation, folder_name
from archive.tables.keys import remember
from archive.tables.write import write_files


class Draft:
    """Collect the files of the next generation, then `seal` it.

    Raises:
        OSError: the disk refuses.
    """

    def __init__(self, store: Path, number: int) -> None:
        self.path = store / folder_name(number)
        self._number = number
        self._files: dict[str, list[DataFile]] = {name: [] for name in TABLES}
        self._places = {name: self._new_places(name) for name in TABLES}
        self.path.mkdir()
        for name in TABLES:
            (self.path / name).mkdir()

    def take_over(self, table: Table, now: Generation | None, due: Collection[str]) -> list[Path]:
        """Take over the files of a generation, except those ``due``: their paths are returned.

        A reader that listed the old folder before must not find some of the names after, and take
        them for all: where files go, every name goes. See docs/decisions/0002.
        """
        left = []
        files = zip(now.paths(table.name), now.files[table.name], strict=True) if now else ()
        for path, file in files:
            if file.name in due:
                left.append(path)
            elif due:
                self._keep(table, path, replace(file, name=next(self._places[table.name]).name))
            else:
                self._keep(table, path, file)
        return left

    def add(self, table: Table, chunks: Iterable[pa.Table]) -> None:
        """Write rows, sorted as `archive.tables.merge.order` says, into new files, if any come."""
        filled = (chunk for chunk in chunks if len(chunk))
        first = next(filled, None)
        if first is not None:
            self._write(table, chain([first], filled))

    def seal(self, created_at: datetime) -> Generation:
        """Bring everything onto the disk, the manifest last; an empty table has one empty file."""
        for name, files in self._files.items():
            if not files:
                self._write(TABLES[name], ())
        generation = Generation(
            number=self._number,
            path=self.path,
            created_at=created_at,
            schema_version=SCHEMA_VERSION,
            files={name: tuple(files) for name, files in self._files.items()},
        )
        for name in TABLES:
            sync(self.path / name)
        write_whole(self.path / MANIFEST, generation.manifest().encode())
        sync(self.path.parent)
        return generation

    def _keep(self, table: Table, path: Path, file: DataFile) -> None:
        link_or_copy(path, self.path / table.name / file.name)
        self._files[table.name].append(file)

    def _write(self, table: Table, chunks: Iterable[pa.Table]) -> None:
        for path, file in write_files(self._places[table.name], table, chunks):
            remember(path, file, table, self.path.parent)
            self._files[table.name].append(file)

    def _new_places(self, table: str) -> Iterator[Path]:
        """Names no file of this archive had before: the generation's number is in them."""
        for serial in count(1):
            yield self.path / table / f"{table}-{self._number:06}-{serial}.parquet"
