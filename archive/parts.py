"""Exploded views: the parts of records (dates, badges, attachments ...), one row each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from archive.errors import ConfigurationError
from archive.frames import Rows
from archive.query import no_such
from archive.schema import PAGES

if TYPE_CHECKING:
    from archive.selection import Selection

#: The columns of ``pages`` that hold parts: lists of structs.
PARTS = tuple(
    field.name
    for field in PAGES.schema
    if pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type)
)
#: What each part says of its record.
KEYS = ("record_id", "city", "canonical_url", "version", "fetched_at", "published")


@dataclass(frozen=True)
class Parts(Rows):
    """The parts of one kind of the selected records: one row is one part.

    The columns are those of the record named in `KEYS`, ``position`` (the part's place in its
    record, from 0, in page order) and the fields of the part as in `archive.schema`. A record
    without such parts has no row.
    """

    selection: Selection
    name: str

    def __repr__(self) -> str:
        return f"<{self.name} of {self.selection!r}>"

    def count(self) -> int:
        """How many parts there are."""
        lists = self.selection.to_arrow([self.name])[self.name]
        return pc.sum(pc.list_value_length(lists)).as_py() or 0

    def to_arrow(self, columns: Sequence[str] | None = None) -> pa.Table:
        """The parts as ``pyarrow.Table``: these columns, or all.

        Raises:
            ConfigurationError: there is no such column.
            ArchiveFault: a file cannot be read.
        """
        schema = schema_of(self.name)
        wanted = schema.names if columns is None else list(columns)
        for column in wanted:
            if column not in schema.names:
                raise ConfigurationError(no_such("column", column, schema.names))
        rows = self.selection.to_arrow([*KEYS, self.name])
        pieces = [_exploded(batch, self.name, schema) for batch in rows.to_batches()]
        return pa.Table.from_batches(pieces, schema).select(wanted)


@cache
def schema_of(name: str) -> pa.Schema:
    """The columns of an exploded view."""
    place = pa.field("position", pa.int32(), nullable=False)
    item = PAGES.schema.field(name).type.value_type
    return pa.schema([*(PAGES.schema.field(key) for key in KEYS), place, *item])


def _exploded(rows: pa.RecordBatch, name: str, schema: pa.Schema) -> pa.RecordBatch:
    lists = rows[name]
    owners, items = pc.list_parent_indices(lists), pc.list_flatten(lists)
    lengths = pc.fill_null(pc.list_value_length(lists), 0)
    starts = pc.subtract(pc.cumulative_sum(lengths), lengths)
    places = pc.subtract(pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int32()), len(items))), 1)
    position = pc.subtract(places, starts.take(owners)).cast(pa.int32())
    record = rows.select(list(KEYS)).take(owners)
    return pa.RecordBatch.from_arrays([*record.columns, position, *items.flatten()], schema=schema)
