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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from archive.errors import ArchiveFault, SchemaError
from archive.rows import check, known_table
from archive.schema import SCHEMA_VERSION, TABLES, Table
from archive.tables.disk import locked, swap_link, sync
from archive.tables.draft import Draft
from archive.tables.generation import DataFile, Generation, is_whole, load, number_of
from archive.tables.keys import forget_unused, only_new
from archive.tables.merge import in_order, merged, order
from archive.tables.replace import holding, without
from archive.tables.retention import Retention
from archive.tables.write import FILE_BYTES
from archive.when import utc_now

#: So many files of one magnitude become one file, as part of a commit.
MERGE_AFTER = 64


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
            return self._publish(now, fresh, self._crowded)

    def replace(self, name: str, rows: pa.Table, gone: Collection[str] = ()) -> Generation:
        """Publish rows in the place of those with their keys, and drop the rows ``gone`` by key.

        Raises:
            SchemaError: rows do not fit `archive.schema`; nothing was written.
            ArchiveFault: the disk refuses; the old state stays published.
        """
        table = known_table(name)
        fresh = check(table, rows)
        keys = pa.array({*fresh[table.key].to_pylist(), *gone}, pa.string())
        with self._writing():
            now = self._settled()
            touched = holding(now.paths(name), table, keys) if now else set()
            return self._publish(now, {name: fresh}, lambda files: touched & _names(files), keys)

    def compact(self) -> Generation | None:
        """Rewrite small files into few large sorted ones: the same rows, a new generation.

        Raises:
            ArchiveFault: the disk refuses; the old state stays published.
        """
        with self._writing():
            now = self._settled()
            if now is None or not any(map(_worth_merging, now.files.values())):
                return now
            return self._publish(now, {}, _small)

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
            return self._publish(now, {}, _names)

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
        self,
        now: Generation | None,
        fresh: Mapping[str, pa.Table],
        choose: Callable[[tuple[DataFile, ...]], set[str]],
        gone: pa.Array | None = None,
    ) -> Generation:
        """Build the next generation and swap it in.

        ``choose`` names the files to be merged; rows in them with a key in ``gone`` are left out.
        """
        draft = Draft(self.store, now.number + 1 if now else 1)
        try:
            for name, table in TABLES.items():
                self._fill(draft, table, now, fresh.get(name), choose, gone)
            generation = draft.seal(self._clock())
        except BaseException:
            shutil.rmtree(draft.path, ignore_errors=True)
            raise
        swap_link(self.link, f"{self.store.name}/{generation.name}")
        return generation

    def _fill(
        self,
        draft: Draft,
        table: Table,
        now: Generation | None,
        rows: pa.Table | None,
        choose: Callable[[tuple[DataFile, ...]], set[str]],
        gone: pa.Array | None,
    ) -> None:
        files = now.files[table.name] if now else ()
        paths = now.paths(table.name) if now else []
        due = choose(files)
        # A reader that listed this folder before must not find some of the names after, and take
        # them for all: where files go, every name goes. See docs/decisions/0002.
        take_over = draft.rename if due else draft.keep
        for path, file in zip(paths, files, strict=True):
            if file.name not in due:
                take_over(table, path, file)
        chunks: list[pa.Table] = [in_order(rows, order(table))] if rows is not None else []
        old = [path for path in paths if path.name in due]
        if old:
            rest = merged(old, table)
            draft.add(table, rest if gone is None else without(rest, table, gone))
        if (chunks and len(chunks[0])) or not files:
            draft.add(table, chunks)

    def _crowded(self, files: tuple[DataFile, ...]) -> set[str]:
        """Files of one magnitude, once there are too many of them: each row is rewritten rarely."""
        tiers: dict[int, set[str]] = defaultdict(set)
        for file in files:
            if file.bytes < FILE_BYTES:
                tiers[int(math.log(max(1, file.rows), self._merge_after))].add(file.name)
        return next((names for names in tiers.values() if len(names) >= self._merge_after), set())

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


def _small(files: tuple[DataFile, ...]) -> set[str]:
    return _names(file for file in files if file.bytes < FILE_BYTES)


def _names(files: Iterable[DataFile]) -> set[str]:
    return {file.name for file in files}


def _worth_merging(files: tuple[DataFile, ...]) -> bool:
    return len(_small(files)) > 1


def _never_published(path: Path, now: Generation | None) -> bool:
    number = number_of(path.name)
    return number is not None and (now is None or number > now.number)
