"""The tables of an archive: published by generations, each swapped in as one.

``tables`` is a symbolic link to ``.store/g000042``, a folder with one folder of plain Parquet
files for each table. A commit builds the next such folder beside it (hard links to the files that
stay, new files for new rows), brings it onto the disk, and swaps the link. Whoever reads sees the
old state or the new one. Why so: docs/decisions/0002-tables-as-generations.md.
"""

from __future__ import annotations

import contextlib
import math
import shutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import pyarrow as pa

from archive.errors import ArchiveFault, SchemaError
from archive.rows import check, known_table
from archive.schema import SCHEMA_VERSION, TABLES, Table
from archive.tables import write
from archive.tables.disk import locked, swap_link, sync
from archive.tables.draft import Draft
from archive.tables.generation import DataFile, Generation, is_whole, load, number_of
from archive.tables.keys import forget_unused, only_new
from archive.tables.merge import in_order, merged, order
from archive.tables.replace import replace, rewrite
from archive.tables.retention import Retention
from archive.when import utc_now

#: So many files of one magnitude become one file, as part of a commit. More are never merged at
#: once: an open file takes 8 MB (a page and a decompressor for each column).
MERGE_AFTER = 16

#: Chooses files by name.
Choice = Callable[[Sequence[DataFile]], Collection[str]]


class TableStore:
    """Read and publish the generations of one archive; any number of processes at once.

    ``root`` is the archive's folder, ``clock`` gives UTC moments for the manifests.
    """

    def __init__(
        self,
        root: Path,
        *,
        clock: Callable[[], datetime] = utc_now,
        merge_after: int = MERGE_AFTER,
    ) -> None:
        self.link = root / "tables"
        self.store = root / ".store"
        self._lock = root / ".locks" / "tables.lock"
        self._clock = clock
        self._merge_after = merge_after

    def current(self) -> Generation | None:
        """The published generation; None before the first commit.

        Raises:
            ArchiveFault: there are tables, and they cannot be read.
        """
        for _ in range(5):  # a prune may take the folder between two steps; then look again
            with contextlib.suppress(FileNotFoundError):
                if self.link.is_symlink():
                    return load(self.link.resolve(strict=True))
                if self.link.is_dir():  # a copy made without symbolic links
                    return load(self.link)
                return next(iter(reversed(self._whole())), None)
        raise ArchiveFault(f"{self.link} points to {self.link.resolve()}, which is not whole")

    def generations(self) -> list[Generation]:
        """All generations still kept up to the published one, oldest first."""
        now = self.current()
        return [] if now is None else [g for g in self._whole() if g.number <= now.number]

    def commit(self, tables: Mapping[str, pa.Table]) -> Generation:
        """Publish rows of any tables in one step; rows whose key is already there are dropped.

        Nothing new means no new generation, except for the first, which is made even of nothing.

        Raises:
            SchemaError: rows do not fit `archive.schema`; nothing was written.
            ArchiveFault: the disk refuses; the old state stays published.
        """
        checked = {name: check(known_table(name), rows) for name, rows in tables.items()}
        with self._writing():
            now = self._settled()
            fresh = {
                name: only_new(rows, TABLES[name], now, self.store) if now else rows
                for name, rows in checked.items()
            }
            if now and not any(len(rows) for rows in fresh.values()):
                return now

            def change(draft: Draft, table: Table) -> None:
                self._merge(draft, table, now, self._crowded)
                if table.name in fresh:
                    draft.add(table, [in_order(fresh[table.name], order(table))])

            return self._publish(now, change)

    def replace(
        self, name: str, rows: pa.Table | Iterable[pa.Table], gone: Collection[str] = ()
    ) -> Generation:
        """Publish rows in the place of those with their keys, and drop the rows ``gone`` by key.

        Rows may come in batches, best in the order of the table: then they need not fit in memory,
        only their keys. They are read while the tables are locked.

        Raises:
            SchemaError: rows do not fit `archive.schema`; nothing was published.
            ArchiveFault: the disk refuses; the old state stays published.
        """
        known_table(name)
        pieces = [rows] if isinstance(rows, pa.Table) else rows
        with self._writing():
            now = self._settled()

            def change(draft: Draft, table: Table) -> None:
                if table.name == name:
                    replace(draft, table, now, pieces, gone)
                else:
                    draft.take_over(table, now, ())

            return self._publish(now, change)

    def compact(self) -> Generation | None:
        """Rewrite small files into few large sorted ones: the same rows, in new generations.

        A generation merges ``merge_after`` files at most, the smallest first, so that memory stays
        bounded; one is published after the other until no two small files are left.

        Raises:
            ArchiveFault: the disk refuses; what was published last stays.
        """
        with self._writing():
            now = self._settled()
            while now and any(map(self._smallest, now.files.values())):
                now = self._publish(now, partial(self._merge, now=now, choose=self._smallest))
            return now

    def migrate(self) -> Generation | None:
        """Rewrite tables of an older schema with the columns of this one: a new generation.

        The rows stay; what the older Kronika did not write is null. Tables of this schema are left
        as they are.

        Raises:
            ArchiveFault: the disk refuses; the old state stays published.
        """
        with self._writing():
            now = self._settle()
            if now is None or now.schema_version == SCHEMA_VERSION:
                return now
            return self._publish(now, lambda draft, table: rewrite(draft, table, now))

    def prune(self, retention: Retention = Retention()) -> list[int]:  # noqa: B008 - immutable
        """Remove old generations that are not worth keeping; return their numbers.

        Raises:
            ArchiveFault: the disk refuses.
        """
        with self._writing():
            self._settle()
            kept = self.generations()
            old = retention.superfluous(kept, self._clock())
            for generation in old:
                self._remove(generation.path)
            numbers = [generation.number for generation in old]
            left = [generation for generation in kept if generation.number not in numbers]
            forget_unused(self.store, (f for g in left for t in g.files.values() for f in t))
            return numbers

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with locked(self._lock):
                yield
        except OSError as error:
            raise ArchiveFault(
                f"cannot write the tables in {self.link.parent}: {error.strerror or error}. "
                "What was published before still is; make room or fix the folder and run again."
            ) from error

    def _settled(self) -> Generation | None:
        """The published generation, fit to be added to; under the lock."""
        now = self._settle()
        if now and now.schema_version != SCHEMA_VERSION:
            raise SchemaError(
                f"the tables in {self.link.parent} have schema {now.schema_version}, this "
                f"Kronika writes {SCHEMA_VERSION}. Rewrite them: "
                f"kronika migrate --archive {self.link.parent}"
            )
        return now

    def _settle(self) -> Generation | None:
        """Clear away what a commit cut short left, and restore a lost link; under the lock."""
        self.store.mkdir(exist_ok=True)
        if self.link.is_dir() and not self.link.is_symlink():
            raise ArchiveFault(
                f"{self.link} is a plain folder, as in a copy made without symbolic links: good "
                f"to read, not to write. Move it into {self.store} under the name of its "
                "generation and link it back, or copy the archive again with links (cp -a)."
            )
        now = self.current()
        if now and not self.link.is_symlink():
            swap_link(self.link, f"{self.store.name}/{now.name}")
        for path in self.store.iterdir():
            if path.suffix == ".old" or _never_published(path, now):
                shutil.rmtree(path)
        return now

    def _publish(
        self, now: Generation | None, change: Callable[[Draft, Table], None]
    ) -> Generation:
        """Build the next generation, table by table by ``change``, and swap it in."""
        draft = Draft(self.store, now.number + 1 if now else 1)
        try:
            for table in TABLES.values():
                change(draft, table)
            generation = draft.seal(self._clock())
        except BaseException:
            shutil.rmtree(draft.path, ignore_errors=True)
            raise
        swap_link(self.link, f"{self.store.name}/{generation.name}")
        return generation

    def _merge(self, draft: Draft, table: Table, now: Generation | None, choose: Choice) -> None:
        """Take over the files of a table, those chosen merged into one stream."""
        due = choose(now.files[table.name]) if now else ()
        draft.add(table, merged(draft.take_over(table, now, due), table))

    def _crowded(self, files: Sequence[DataFile]) -> list[str]:
        """Files of one magnitude, once there are too many of them: each row is rewritten rarely."""
        tiers: dict[int, list[str]] = defaultdict(list)
        for file in files:
            if file.bytes < write.FILE_BYTES:
                tiers[int(math.log(max(1, file.rows), self._merge_after))].append(file.name)
        crowded = (names for names in tiers.values() if len(names) >= self._merge_after)
        return next(crowded, [])[: self._merge_after]

    def _smallest(self, files: Sequence[DataFile]) -> list[str]:
        """The smallest files, if there are two that are worth merging."""
        small = sorted((file.rows, file.name) for file in files if file.bytes < write.FILE_BYTES)
        return [name for _, name in small[: self._merge_after]] if len(small) > 1 else []

    def _whole(self) -> list[Generation]:
        if not self.store.is_dir():
            return []
        found = [path for path in self.store.iterdir() if number_of(path.name) and is_whole(path)]
        return sorted((load(path) for path in found), key=lambda generation: generation.number)

    def _remove(self, path: Path) -> None:
        doomed = path.with_name(f"{path.name}.old")
        path.rename(doomed)
        sync(self.store)
        shutil.rmtree(doomed)


def _never_published(path: Path, now: Generation | None) -> bool:
    number = number_of(path.name)
    return number is not None and (now is None or number > now.number)
