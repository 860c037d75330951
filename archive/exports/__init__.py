"""Exports: the records of an archive in formats for other hands, one file a format.

A format's module has ``write(batches, out, *, raw) -> int``: it writes pieces of the table
``pages``, in the order they come, and returns how many records there were. It is listed here.
wacz alone is made of snapshots: its ``write`` takes the archive itself.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import IO, Protocol

import pyarrow as pa

#: Name of each format and what it is for; the module ``archive.exports.<name>`` writes it.
EXPORTS: dict[str, str] = {
    "jsonl": "one JSON object a line (docs/export-jsonl.md)",
    "csv": "one flat row a record, for spreadsheets",
    "wacz": "snapshots in one file that players open (docs/replay.md)",
}


class Write(Protocol):
    """Write records to a binary stream; ``raw`` leaves out what only spreadsheets need."""

    def __call__(self, batches: Iterable[pa.Table], out: IO[bytes], *, raw: bool = False) -> int:
        """Return how many records were written."""


def writer(name: str) -> Write:
    """The function that writes a format of records; its module is loaded only now.

    Raises:
        KeyError: there is no such format of records.
    """
    if name not in EXPORTS or name == "wacz":
        raise KeyError(name)
    write: Write = importlib.import_module(f"archive.exports.{name}").write
    return write
