"""What compacting and pruning would do, told beforehand; `archive.tables.TableStore` does it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.errors import ArchiveFault
from archive.tables.generation import Generation, is_whole, number_of
from archive.tables.retention import Retention
from archive.tables.store import TableStore
from archive.tables.write import FILE_BYTES


@dataclass(frozen=True, slots=True)
class Prunable:
    """Old generations that a prune removes, oldest first, and the bytes on disk that frees."""

    numbers: tuple[int, ...]
    bytes: int


def generation_names(root: Path) -> list[str]:
    """Names of the generations an archive keeps, oldest first."""
    store = root / ".store"
    found = [path for path in store.iterdir() if is_generation(path)] if store.is_dir() else []
    return sorted((path.name for path in found), key=lambda name: number_of(name) or 0)


def is_generation(path: Path) -> bool:
    """Tell whether a folder is a whole generation."""
    return number_of(path.name) is not None and is_whole(path)


def mergeable(generation: Generation | None) -> dict[str, int]:
    """How many files of each table a compaction merges; empty when there is nothing to do."""
    if generation is None:
        return {}
    small = {
        name: sum(file.bytes < FILE_BYTES for file in files)
        for name, files in generation.files.items()
    }
    if all(count < 2 for count in small.values()):
        return {}
    return {name: count for name, count in small.items() if count}


def prunable(store: TableStore, retention: Retention, now: datetime) -> Prunable:
    """What `TableStore.prune` removes when it is asked at this moment (UTC).

    Raises:
        ArchiveFault: the generations cannot be read.
    """
    kept = store.generations()
    old = retention.superfluous(kept, now)
    numbers = {generation.number for generation in old}
    try:
        needed = _files(g for g in kept if g.number not in numbers)
        freed = {inode: size for inode, size in _files(old).items() if inode not in needed}
    except OSError as error:
        raise ArchiveFault(f"cannot read {store.store}: {error.strerror or error}") from error
    return Prunable(tuple(sorted(numbers)), sum(freed.values()))


def _files(generations: Iterable[Generation]) -> dict[tuple[int, int], int]:
    """Size of each file on disk, by what identifies it: generations share files by hard links."""
    found = {}
    for generation in generations:
        for table in generation.files:
            for entry in os.scandir(generation.path / table):
                facts = entry.stat()
                found[facts.st_dev, facts.st_ino] = facts.st_size
    return found
