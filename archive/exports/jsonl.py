"""JSON lines: one object a record, UTF-8, as docs/exports.md promises."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO

import pyarrow as pa

from archive.record import KEYS, exported
from archive.rows import table_to_rows


def write(batches: Iterable[pa.Table], out: IO[bytes], *, raw: bool = False) -> int:
    """Write one line a record and return how many there were; ``raw`` changes nothing."""
    del raw
    count = 0
    for batch in batches:
        for row in table_to_rows(batch.select(list(KEYS))):
            line = json.dumps(exported(row), ensure_ascii=False, separators=(",", ":"))
            out.write(line.encode() + b"\n")
            count += 1
    return count
