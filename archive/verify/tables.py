"""Check the tables: the link, every generation's manifest, every Parquet file, the keys."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from archive.errors import ArchiveFault
from archive.schema import SCHEMA_VERSION, TABLES, Table
from archive.tables.disk import write_whole
from archive.tables.generation import MANIFEST, DataFile, Generation, is_whole, load, number_of
from archive.tables.keys import FOLDER as KEYS
from archive.tables.keys import remember
from archive.verify.findings import Report

_READ = 1024 * 1024


class TablesCheck:
    """The published generation as far as it is good: ``good`` are its files that may be read."""

    def __init__(self, root: Path, report: Report, on_read: Callable[[int], object]) -> None:
        self.current: Generation | None = None
        self.good: set[Path] = set()
        self._root = root
        self._store = root / ".store"
        self._link = root / "tables"
        self._report = report
        self._on_read = on_read
        self._seen: dict[tuple[int, int], tuple[str, bool]] = {}
        self._sums: set[str] = set()  # of all files that any manifest names
        self._keys_seen: set[str] = set()

    def files(self, table: Table) -> list[Path] | None:
        """The files of a table, or None when not all of them are good."""
        if self.current is None:
            return None
        paths = self.current.paths(table.name)
        return paths if self.good.issuperset(paths) else None

    def total_bytes(self) -> int:
        """How many bytes there are to read."""
        found = {p.stat().st_ino: p.stat().st_size for p in self._store.glob("g*/*/*.parquet")}
        return sum(found.values())

    def run(self, *, repair: bool = False) -> None:
        """Check everything; with ``repair`` wrong key indexes are written anew."""
        published = self._published()
        folders = sorted(self._store.iterdir()) if self._store.is_dir() else []
        whole = [path for path in folders if number_of(path.name) and is_whole(path)]
        if published == self._link:
            whole.append(published)
        for path in whole:
            generation = self._manifest(path)
            if generation is not None:
                self._files(generation, repair=repair)
                if path == published:
                    self.current = generation
        self._leftovers([path for path in folders if path not in whole and path.name != KEYS])
        if self.current is not None:
            self._report.generation = self.current.number
            self._keys_of_rows(self.current)
            self._newer(whole, self.current)
        self._orphans()

    def _published(self) -> Path | None:
        """The folder of the published generation, if the link leads to one."""
        link, report = self._link, self._report
        if link.is_symlink():
            target = self._store / link.readlink().name
            leads_there = link.readlink() == target.relative_to(self._root)
            if leads_there and number_of(target.name) and is_whole(target):
                return target
            report.add("tables_link", "tables", f"it leads to {link.readlink()}")
        elif link.is_dir() and is_whole(link):
            report.add("tables_copied", "tables", "a plain folder with a manifest")
            return link
        else:
            report.add("tables_missing", "tables", "there is no link to a generation")
        return None

    def _manifest(self, path: Path) -> Generation | None:
        name = self._name(path / MANIFEST)
        try:
            generation = load(path)
            written = (path / MANIFEST).read_bytes()
        except (ArchiveFault, OSError, UnicodeError) as error:
            self._report.add("manifest_damaged", name, str(error))
            return None
        self._report.counts["generations"] += 1
        if number_of(path.name) not in (None, generation.number):
            words = f"it is that of generation {generation.number}"
        elif written != generation.manifest().encode():
            words = "it is not letter for letter as Kronika writes it"
        else:
            return generation
        self._report.add("manifest_damaged", name, words)
        return generation

    def _files(self, generation: Generation, *, repair: bool) -> None:
        report = self._report
        for name, table in TABLES.items():
            pairs = zip(generation.paths(name), generation.files[name], strict=True)
            for path, file in pairs:
                if self._file(path, file, table, generation):
                    self.good.add(path)
                    self._keys(path, file, table, repair=repair)
            self._sums.update(file.sha256 for file in generation.files[name])
            known = {file.name for file in generation.files[name]}
            for path in sorted((generation.path / name).glob("*")):
                if path.name not in known:
                    words = "whoever reads the folder reads it too"
                    report.add("parquet_extra", self._name(path), words)
        for path in sorted(generation.path.iterdir()):
            if path.name not in (*TABLES, MANIFEST):
                report.add("file_unknown", self._name(path), "it belongs to no table")

    def _file(self, path: Path, file: DataFile, table: Table, generation: Generation) -> bool:
        """Check one Parquet file; files that generations share are read once."""
        name, report = self._name(path), self._report
        try:
            facts = path.stat()
            inode = (facts.st_dev, facts.st_ino)
            found, good = self._seen.get(inode) or (self._sum(path), None)
        except FileNotFoundError:
            report.add("parquet_missing", name, f"{file.rows:,} rows")
            return False
        except OSError as error:
            report.add("parquet_unreadable", name, error.strerror or str(error))
            return False
        if facts.st_size != file.bytes or found != file.sha256:
            words = f"{facts.st_size:,} bytes with SHA-256 {found}; the manifest says "
            report.add("parquet_changed", name, f"{words}{file.bytes:,} and {file.sha256}")
            good = False
        if good is None:
            good = self._footer(path, file, table, generation)
        self._seen[inode] = (found, good)
        return good

    def _footer(self, path: Path, file: DataFile, table: Table, generation: Generation) -> bool:
        name, report = self._name(path), self._report
        try:
            with pq.ParquetFile(path) as parquet:
                rows, schema = parquet.metadata.num_rows, parquet.schema_arrow
        except (OSError, pa.ArrowException) as error:
            report.add("parquet_unreadable", name, str(error))
            return False
        if rows != file.rows:
            report.add("parquet_rows", name, f"{rows:,} rows; the manifest says {file.rows:,}")
            return False
        ours = generation.schema_version == SCHEMA_VERSION
        if ours and not schema.equals(table.schema, check_metadata=False):
            report.add("parquet_schema", name, f"not that of {table.name} {SCHEMA_VERSION}")
            return False
        return True

    def _sum(self, path: Path) -> str:
        digest = hashlib.sha256()
        with path.open("rb", buffering=0) as file:
            while chunk := file.read(_READ):
                digest.update(chunk)
                self._on_read(len(chunk))
                self._report.counts["table_bytes"] += len(chunk)
        self._report.counts["table_files"] += 1
        return digest.hexdigest()

    def _keys(self, path: Path, file: DataFile, table: Table, *, repair: bool) -> None:
        """Compare the index of keys of a file, if there is one, with one made anew."""
        index = self._store / KEYS / file.sha256
        if file.sha256 in self._keys_seen or not index.is_file():
            return
        self._keys_seen.add(file.sha256)
        with tempfile.TemporaryDirectory() as folder:
            remember(path, file, table, Path(folder))
            wanted = (Path(folder) / KEYS / file.sha256).read_bytes()
        if index.read_bytes() != wanted:
            words = f"it is that of {path.name}; a repeated row would not be known by it"
            finding = self._report.add("keys_wrong", self._name(index), words)
            if repair:
                write_whole(index, wanted)
                finding.mended = True

    def _keys_of_rows(self, generation: Generation) -> None:
        for name, table in TABLES.items():
            self._report.counts["rows"] += generation.rows(name)
            paths = self.files(table)
            if not paths:
                continue
            keys = pa.chunked_array(
                [chunk for path in paths for chunk in _column(path, table.key)], pa.string()
            )
            twice = len(keys) - pc.count_distinct(keys).as_py()
            if twice:
                words = f"{twice:,} rows repeat the {table.key} of another"
                self._report.add("key_twice", f"tables/{name}", words)

    def _newer(self, whole: list[Path], current: Generation) -> None:
        published = number_of(self._link.readlink().name) if self._link.is_symlink() else None
        for path in whole:  # one that was published meanwhile is no finding
            if (number_of(path.name) or 0) > max(current.number, published or 0):
                words = f"published is {current.name}"
                self._report.add("tables_newer", self._name(path), words)

    def _leftovers(self, paths: list[Path]) -> None:
        for path in paths:
            known = number_of(path.name) or path.suffix == ".old" or path.name.startswith(".")
            code = "tables_leftover" if known else "file_unknown"
            self._report.add(code, self._name(path), "it belongs to no whole generation")

    def _orphans(self) -> None:
        folder = self._store / KEYS
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            if path.name not in self._sums:
                self._report.add("keys_orphan", self._name(path), "no manifest names this SHA-256")

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()


def _column(path: Path, name: str) -> Iterator[pa.Array]:
    with pq.ParquetFile(path) as file:
        yield from file.read(columns=[name])[name].chunks
