"""Parquet for an object store: a folder for each table, a file for each month, a description.

No links, no hidden folders, no names that a tool would read as partitions: what ``kronika`` keeps
with links (docs/archive-layout.md) can be copied from here anywhere.
"""

from __future__ import annotations

from pathlib import Path

from archive.exports.parts.describe import describe
from archive.exports.parts.months import MonthFile, write_months
from archive.exports.parts.order import Order
from archive.schema import TABLES


def write(order: Order, folder: Path) -> int:
    """Write all three tables into an empty folder; return how many records of pages there are.

    Raises:
        ConfigurationError: no such city, or an unreadable day.
        ArchiveFault: the archive cannot be read.
        OSError: the disk refuses.
    """
    return describe(folder, order, write_tables(order, folder))


def write_tables(order: Order, folder: Path) -> dict[str, list[MonthFile]]:
    """Write the files of the tables alone; return them by table."""
    return {
        name: write_months(folder / name, table, order.batches(table))
        for name, table in TABLES.items()
    }
