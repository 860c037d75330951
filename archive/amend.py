"""Look once more at the badges a run has published, when the run knows more than it did then."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from archive.model import Badge
from archive.query import equal
from archive.reader import Reader
from archive.rows import rows_to_table, table_to_rows
from archive.schema import PAGES
from archive.tables import TableStore
from archive.tables.merge import merged

Row = dict[str, Any]
#: Changes the badges (`archive.model.Badge`) of rows in place.
Settle = Callable[[list[Row]], None]


def amend(root: Path, run_id: str, settle: Settle, clock: Callable[[], datetime]) -> int:
    """Publish again the rows of a run that ``settle`` changes, in one generation; say how many.

    To find them it is given rows of ``record_id``, ``site`` and ``badges`` only; what it does
    must not depend on more.

    Raises:
        ArchiveFault: the tables cannot be read or written; what was published before still is.
    """
    archive = Reader(root)
    columns = ["record_id", "site", "badges"]
    rows = badged(archive.read_table(PAGES, columns, equal((("run_id",), run_id))))
    before = [_scopes(row) for row in rows]
    settle(rows)
    wrong = {r["record_id"] for r, was in zip(rows, before, strict=True) if _scopes(r) != was}
    if wrong:
        amended = _amended(archive.files("pages"), run_id, wrong, settle)
        TableStore(root, clock=clock).replace("pages", amended)
    return len(wrong)


def badged(rows: pa.Table) -> list[Row]:
    """Rows of ``pages`` with their badges as objects."""
    found = table_to_rows(rows)
    for row in found:
        row["badges"] = [Badge(**badge) for badge in row["badges"] or []]
    return found


def _amended(
    files: list[Path], run_id: str, wrong: Collection[str], settle: Settle
) -> Iterator[pa.Table]:
    ids = pa.array(wrong, pa.string())
    for batch in merged(files, PAGES, wheres=equal((("run_id",), run_id))):
        rows = badged(batch.filter(pc.is_in(batch["record_id"], value_set=ids)))
        settle(rows)
        yield rows_to_table(PAGES, rows)


def _scopes(row: Row) -> list[str]:
    return [badge.scope for badge in row["badges"]]
