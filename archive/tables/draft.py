"""A generation in the making: a folder nobody reads until it is whole and published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import count
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

    def keep(self, table: Table, path: Path, file: DataFile) -> None:
        """Take over a file of an older generation, unchanged."""
        link_or_copy(path, self.path / table.name / file.name)
        self._files[table.name].append(file)

    def rename(self, table: Table, path: Path, file: DataFile) -> None:
        """Take over a file of an older generation under a name nobody has seen."""
        place = next(self._places[table.name])
        self.keep(table, path, replace(file, name=place.name))

    def add(self, table: Table, chunks: Iterable[pa.Table]) -> None:
        """Write rows, sorted as `archive.tables.merge.order` says, into new files."""
        for path, file in write_files(self._places[table.name], table, chunks):
            remember(path, file, table, self.path.parent)
            self._files[table.name].append(file)

    def seal(self, created_at: datetime) -> Generation:
        """Bring everything onto the disk, the manifest last."""
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

    def _new_places(self, table: str) -> Iterator[Path]:
        """Names no file of this archive had before: the generation's number is in them."""
        for serial in count(1):
            yield self.path / table / f"{table}-{self._number:06}-{serial}.parquet"
