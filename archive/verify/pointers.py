"""Where rows say their snapshots lie, by segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from archive.query import Names, equal
from archive.schema import PAGES, VISITS, Table
from archive.tables.scan import read

_PLACE = ("warc_file", "warc_offset", "warc_length", "warc_record_id", "payload_digest")


@dataclass(frozen=True, slots=True)
class Pointer:
    """One row's pointer; ``revisit_of`` is null for a row of ``pages``."""

    table: str
    key: str
    revisit_of: str | None
    warc_file: str
    warc_offset: int
    warc_length: int
    warc_record_id: str
    payload_digest: str

    @property
    def end(self) -> int:
        """The byte after the record."""
        return self.warc_offset + self.warc_length


class Pointers:
    """All pointers of some cities, sorted by segment and place."""

    def __init__(self, pages: Sequence[Path], visits: Sequence[Path], cities: Names) -> None:
        found = pa.concat_tables([_load(PAGES, pages, cities), _load(VISITS, visits, cities)])
        self._rows = found.sort_by([("warc_file", "ascending"), ("warc_offset", "ascending")])
        self._places: dict[str, tuple[int, int]] = {}
        start = 0
        for group in pc.value_counts(self._rows["warc_file"]).to_pylist():
            self._places[group["values"]] = (start, group["counts"])
            start += group["counts"]

    def __len__(self) -> int:
        return len(self._rows)

    def segments(self) -> list[str]:
        """Names of the segments rows point into."""
        return list(self._places)

    def into(self, segment: str) -> list[Pointer]:
        """The pointers into a segment, by place."""
        start, count = self._places.get(segment, (0, 0))
        return [Pointer(**row) for row in self._rows.slice(start, count).to_pylist()]


def _load(table: Table, paths: Sequence[Path], cities: Names) -> pa.Table:
    also = ["revisit_of"] if table is VISITS else []
    rows = read(paths, table, [table.key, "snapshot", *also], equal((("city",), cities)))
    rows = rows.filter(pc.is_valid(rows["snapshot"]))
    count = len(rows)
    columns = {
        "table": pa.repeat(table.name, count),
        "key": rows[table.key],
        "revisit_of": rows["revisit_of"] if also else pa.nulls(count, pa.string()),
        **{name: pc.struct_field(rows["snapshot"], name) for name in _PLACE},
    }
    return pa.table(columns)
