"""Delta Lake: the very files of the Parquet export, read back by the engines' own reader."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import polars as pl
import pyarrow.parquet as pq
import pytest

deltalake = pytest.importorskip("deltalake", reason="deltalake is not installed")


def test_nothing_is_copied(two_months, export):
    """Every file the log names lies in the folder, and is the only copy."""
    folder = export(two_months, "delta") / "pages"
    log = folder / "_delta_log" / "00000000000000000000.json"
    actions = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    named = {action["add"]["path"]: action["add"]["size"] for action in actions if "add" in action}
    assert named == {path.name: path.stat().st_size for path in folder.glob("*.parquet")}
    assert {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}} in actions


@pytest.mark.parametrize("table", ["pages", "visits", "runs"])
def test_deltalake_reads_every_column(two_months, export, table):
    """Names, types, nulls and values are those of the Parquet files."""
    folder = export(two_months, "delta") / table
    found = deltalake.DeltaTable(str(folder))
    assert found.version() == 0
    assert found.metadata().name == table
    rows = pl.read_delta(str(folder))
    assert rows.equals(pl.read_parquet(folder / "*.parquet").select(rows.columns))
    assert rows.columns == pq.read_schema(next(folder.glob("*.parquet"))).names


def test_an_engine_passes_over_months_by_the_log(two_months, export):
    """The bounds in the log are right: a question about June opens one file."""
    table = deltalake.DeltaTable(str(export(two_months, "delta") / "pages"))
    june = datetime(2026, 6, 1, tzinfo=UTC)
    assert len(pl.scan_delta(table).filter(pl.col("fetched_at") >= june).collect()) == 2
    bounds = {
        add["path"]: (add["min.fetched_at"], add["max.fetched_at"])
        for add in pl.DataFrame(table.get_add_actions(flatten=True)).to_dicts()
    }
    assert bounds["pages-2026-06.parquet"] == (datetime(2026, 6, 3, 7, tzinfo=UTC),) * 2
