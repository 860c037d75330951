"""What an export is made of: which rows of which archive, for whom, when, by what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from archive.api import Archive
from archive.exports.parts.mask import Mask
from archive.query import Names, equal, names, span
from archive.register import note, who
from archive.schema import PAGES, RUNS, Table
from archive.tables.merge import merged

#: Rows handed on at once: as Python objects they take about ten times the room they have in Arrow.
PIECE_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Order:
    """One export: an archive and what of it is asked for; days as in `archive.api.Archive`.

    ``latest`` keeps the newest version of each page. ``masked`` takes persons out of the text
    (docs/exports.md). ``created`` is UTC. ``on_rows`` is told how many rows came, piece by piece.
    """

    archive: Archive
    created: datetime
    software: str
    cities: Names = None
    since: str | None = None
    until: str | None = None
    latest: bool = False
    masked: bool = False
    on_rows: Callable[[int], object] = lambda _: None

    def batches(self, table: Table = PAGES) -> Iterator[pa.Table]:
        """The rows of a table that were asked for, in pieces, sorted; memory stays bounded.

        Raises:
            ConfigurationError: no such city, or an unreadable day.
            ArchiveFault: a file cannot be read.
        """
        rows = self._pages() if table is PAGES else self._others(table)
        masking = Mask() if self.masked else None
        for batch in rows:
            for start in range(0, len(batch), PIECE_ROWS):
                piece = batch.slice(start, PIECE_ROWS)
                yield masking.rows(piece, table) if masking else piece
                self.on_rows(len(piece))

    def filter(self) -> dict[str, Any]:
        """What was asked for, as the descriptions and the register tell it."""
        asked = {
            "cities": list(names(self.cities)) or None,
            "since": self.since,
            "until": self.until,
            "latest": self.latest or None,
            "masked": self.masked or None,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def in_words(self) -> str:
        """What was asked for, in a sentence without its full stop."""
        cities = list(names(self.cities)) or self.archive.cities()
        told = f"{', '.join(cities) or 'no city yet'}, fetched {self.since or 'from the start'}"
        told += f" to {self.until or 'the last crawl'}"
        told += "; newest versions only" if self.latest else ""
        return told + ("; persons masked" if self.masked else "")

    def _pages(self) -> Iterator[pa.Table]:
        cities = list(names(self.cities)) or None
        return self.archive.page_batches(
            cities, since=self.since, until=self.until, latest=self.latest
        )

    def _others(self, table: Table) -> Iterator[pa.Table]:
        wheres = equal((("city",), names(self.cities) or None))
        moment = "started_at" if table is RUNS else "fetched_at"
        wheres += span(moment, self.since, self.until)
        return merged(self.archive.files(table.name), table, wheres=wheres)


def noted(order: Order, form: str, where: str, told: str) -> None:
    """Note an export in the register of its archive: ``where`` it went and what was ``told`` of it.

    Raises:
        OSError: the register cannot be written.
    """
    state = order.archive.generation
    facts: dict[str, Any] = {"format": form, "where": where, "what": told, "filter": order.filter()}
    facts |= {"generation": state.number, "by": who(), "software": order.software}
    note(order.archive.path, "export", facts, lambda: order.created)
