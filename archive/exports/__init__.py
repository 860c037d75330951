"""Exports: an archive in formats for other hands, one file a format.

The module ``archive.exports.<name>`` writes a format and is listed here; what several share lies
in ``archive.exports.parts``. Formats that are a stream of records have
``write(batches, out, *, raw) -> int``; those that are a file or a folder have
``write(order, path) -> int``, where nothing lies yet, or an empty folder. Both return how many
records there were. wacz alone is made of snapshots: its ``write`` takes the archive itself.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import IO, TYPE_CHECKING, Literal, Protocol

import pyarrow as pa

if TYPE_CHECKING:
    from archive.exports.parts.order import Order


@dataclass(frozen=True, slots=True)
class Format:
    """What a format is for, and whether it is a stream, a file or a folder."""

    about: str
    shape: Literal["stream", "snapshots", "file", "folder"]


EXPORTS: dict[str, Format] = {
    "jsonl": Format("one JSON object a line", "stream"),
    "csv": Format("one flat row a record, for spreadsheets", "stream"),
    "parquet": Format("a folder of Parquet files, one a month, for an object store", "folder"),
    "delta": Format("the same folder, registered as Delta Lake tables", "folder"),
    "sqlite": Format("one database with full-text search, for Datasette", "file"),
    "wacz": Format("the snapshots in one file that players open (docs/replay.md)", "snapshots"),
    "bagit": Format("tables and snapshots in a folder that proves itself whole", "folder"),
}


class Write(Protocol):
    """Write records to a binary stream; ``raw`` leaves out what only spreadsheets need."""

    def __call__(self, batches: Iterable[pa.Table], out: IO[bytes], *, raw: bool = False) -> int:
        """Return how many records were written."""


def writer(name: str) -> Write:
    """The function that writes a format to a stream; its module is loaded only now.

    Raises:
        KeyError: there is no such format.
    """
    write: Write = _module(name, "stream").write
    return write


def maker(name: str) -> Callable[[Order, Path], int]:
    """The function that writes a format to a file or into an empty folder.

    Raises:
        KeyError: there is no such format.
    """
    write: Callable[[Order, Path], int] = _module(name, "file", "folder").write
    return write


def _module(name: str, *shapes: str) -> ModuleType:
    if EXPORTS[name].shape not in shapes:
        raise KeyError(name)
    return importlib.import_module(f"archive.exports.{name}")
