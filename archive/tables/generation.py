"""A generation: one whole, unchanging state of all tables, with a manifest of its files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.errors import ArchiveFault
from archive.schema import SCHEMA_VERSION, TABLES

#: Name of the folder of a generation inside the store.
NAME = re.compile(r"g(\d{6,})")
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file of a generation, as its manifest vouches for it."""

    name: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Generation:
    """One state of all tables. ``created_at`` is UTC; ``path`` is a real folder, no link.

    ``sealed`` tells whether the manifest carries a digest of itself; first versions wrote none.
    """

    number: int
    path: Path
    created_at: datetime
    schema_version: str
    files: Mapping[str, tuple[DataFile, ...]]
    sealed: bool = True

    @property
    def name(self) -> str:
        """Name of the generation's folder."""
        return folder_name(self.number)

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        return sum(file.rows for file in self.files[table])

    def paths(self, table: str) -> list[Path]:
        """The Parquet files of a table."""
        return [self.path / table / file.name for file in self.files[table]]

    def manifest(self) -> str:
        """The manifest as JSON text; it ends with a digest of all that stands before."""
        told: dict[str, Any] = {
            "generation": self.number,
            "created_at": self.created_at.isoformat(),
            "schema_version": self.schema_version,
            "tables": {
                table: {"rows": self.rows(table), "files": [asdict(file) for file in files]}
                for table, files in self.files.items()
            },
        }
        if self.sealed:
            told["sha256"] = hashlib.sha256(json.dumps(told).encode()).hexdigest()
        return json.dumps(told, indent=1)


def nothing(root: Path) -> Generation:
    """What an archive holds before its first commit."""
    start = datetime.fromtimestamp(0, UTC)
    return Generation(0, root, start, SCHEMA_VERSION, dict.fromkeys(TABLES, ()))


def folder_name(number: int) -> str:
    """Name of the folder of a generation."""
    return f"g{number:06}"


def number_of(name: str) -> int | None:
    """The number in a generation's folder name; None for any other name."""
    match = NAME.fullmatch(name)
    return int(match[1]) if match else None


def is_whole(path: Path) -> bool:
    """Tell whether a generation was written to the end: its manifest is written last."""
    return (path / MANIFEST).is_file()


def load(path: Path) -> Generation:
    """Read the manifest of a generation.

    Raises:
        FileNotFoundError: there is no manifest.
        ArchiveFault: the manifest is no manifest of ours.
    """
    text = (path / MANIFEST).read_text("utf-8")
    try:
        return _parse(json.loads(text), path)
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveFault(f"{path / MANIFEST} is damaged ({error!r})") from error


def _parse(found: dict[str, Any], path: Path) -> Generation:
    return Generation(
        number=int(found["generation"]),
        path=path,
        created_at=datetime.fromisoformat(found["created_at"]),
        schema_version=found["schema_version"],
        files={
            table: tuple(DataFile(**file) for file in _described(found["tables"], table))
            for table in TABLES
        },
        sealed="sha256" in found,
    )


def _described(tables: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The files of a table; none in a generation older than the table."""
    files: list[dict[str, Any]] = tables[name]["files"] if name in tables else []
    return files
