"""Plain readers of the folders get the right rows: pandas, polars, DuckDB, pyarrow, R's way."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from archive import Archive
from archive.tables import TableStore
from tests.archive import factory

Read = Callable[[Path, list[str]], pa.Table]


def with_pandas(folder: Path, columns: list[str]) -> pa.Table:
    """pd.read_parquet on the folder."""
    return pa.Table.from_pandas(pd.read_parquet(folder, columns=columns), preserve_index=False)


def with_polars(folder: Path, columns: list[str]) -> pa.Table:
    """pl.scan_parquet on the folder."""
    return pl.scan_parquet(folder).select(columns).collect().to_arrow()


def with_duckdb(folder: Path, columns: list[str]) -> pa.Table:
    """DuckDB on the files of the folder."""
    with duckdb.connect() as engine:
        names = ", ".join(columns)
        return engine.sql(
            f"select {names} from read_parquet('{folder}/*.parquet')"
        ).to_arrow_table()


def with_duckdb_folder(folder: Path, columns: list[str]) -> pa.Table:
    """DuckDB on the folder itself."""
    with duckdb.connect() as engine:
        names = ", ".join(columns)
        return engine.sql(f"select {names} from read_parquet('{folder}')").to_arrow_table()


def with_dataset(folder: Path, columns: list[str]) -> pa.Table:
    """pyarrow.dataset on the folder."""
    return ds.dataset(folder, format="parquet").to_table(columns=columns)


def file_by_file(folder: Path, columns: list[str]) -> pa.Table:
    """As R does it: list.files, read each (nanoparquet, arrow::read_parquet), bind the rows."""
    files = sorted(os.path.join(folder, name) for name in os.listdir(folder))
    return pa.concat_tables(
        [pq.read_table(file, columns=columns, partitioning=None) for file in files]
    )


READERS: list[Read] = [
    *(with_pandas, with_polars, with_duckdb, with_duckdb_folder, with_dataset, file_by_file)
]
COLUMNS = ["record_id", "canonical_url", "version", "published", "fetched_at", "title"]


def plain(table: pa.Table) -> list[tuple[object, ...]]:
    """Rows as comparable tuples, sorted; the readers differ in string and time types only."""
    rows = table.to_pylist()
    for row in rows:
        for name, value in row.items():
            if hasattr(value, "date") and name == "published":
                row[name] = value.date()
            if name == "fetched_at":
                row[name] = value.timestamp()
    return sorted(tuple(row[name] for name in table.schema.names) for row in rows)


@pytest.fixture(params=READERS, ids=lambda read: read.__name__)
def read(request) -> Read:
    """Each plain reader in turn."""
    return request.param


def test_all_readers_see_the_same_rows(filled, read):
    """Every reader of the folder finds what Archive finds."""
    right = plain(Archive(filled).pages(columns=COLUMNS))
    assert len(right) == 6
    assert plain(read(filled / "tables" / "pages", COLUMNS)) == right


def test_all_readers_see_the_same_rows_after_compaction(filled, read):
    """One file or many, the rows are the same."""
    right = plain(Archive(filled).pages(columns=COLUMNS))
    TableStore(filled, clock=factory.clock).compact()
    assert plain(read(filled / "tables" / "pages", COLUMNS)) == right


def test_an_empty_table_is_a_table(root, store, read):
    """Before the first crawl every reader finds the columns and no rows."""
    found = read(root / "tables" / "pages", COLUMNS)
    assert found.schema.names == COLUMNS
    assert len(found) == 0


@pytest.mark.parametrize("table", ["pages", "visits", "runs"])
def test_every_column_can_be_read_by_every_reader(filled, table):
    """No type of ours is one that a reader cannot take, whole tables with nested columns."""
    folder = filled / "tables" / table
    names = pa.schema(ds.dataset(folder).schema).names
    count = ds.dataset(folder).count_rows()
    assert list(pd.read_parquet(folder).columns) == names
    assert pl.read_parquet(folder).columns == names
    with duckdb.connect() as engine:
        found = engine.sql(f"from '{folder}/*.parquet'")
        assert found.columns == names
        assert len(found.fetchall()) == count


def test_nested_values_survive_other_readers(filled):
    """Blocks, contacts and settings read elsewhere are what was stored."""
    pages = pl.read_parquet(filled / "tables" / "pages").sort("fetched_at")
    assert pages["blocks"][0][2]["rows"] == [["rok", "kwota"], ["2026", "1 000 zł"]]
    with duckdb.connect() as engine:
        phones = engine.sql(
            f"select distinct contact.phones[1].e164 from '{filled}/tables/pages/*.parquet'"
        )
        pace = engine.sql(f"select distinct settings['pace'] from '{filled}/tables/runs/*.parquet'")
        assert phones.fetchall() == [("+48325550100",)]
        assert pace.fetchall() == [("1.5",)]


def test_nothing_but_parquet_lies_in_the_folders(filled):
    """What analysts point their tools at holds data files only."""
    for table in ("pages", "visits", "runs"):
        assert {path.suffix for path in (filled / "tables" / table).iterdir()} == {".parquet"}


LAST = 36
#: What a reader may raise when the files it listed were merged away.
LOST = (OSError, duckdb.IOException, pa.ArrowInvalid)
#: How the readers say that what they listed is gone; the last is a folder found without files.
NAMES_THE_LOSS = re.compile(r"pages-|No such file|No match for FieldRef")
WRITER = """
import sys
from pathlib import Path
from archive.tables import TableStore
from tests.archive import factory

store = TableStore(Path(sys.argv[1]), clock=factory.clock, merge_after=1000)
compacting = sys.argv[2] == "compact"
LAST = int(sys.argv[3])
sys.stdin.read(1)
for number in range(1, LAST + 1):
    store.commit({"pages": factory.pages(number), "visits": factory.visits(number)})
    if compacting and number % 3 == 0:
        store.compact()
print("done", flush=True)
"""


class Commits:
    """A process that commits many times, one page and one visit each."""

    def __init__(self, root: Path, mode: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(root), mode, str(LAST)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
        )

    def __enter__(self) -> Commits:
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()
        return self

    def __exit__(self, *_) -> None:
        self._process.stdin.close()
        assert self._process.wait() == 0

    def kill(self) -> None:
        """SIGKILL, in the middle of whatever it does."""
        self._process.send_signal(signal.SIGKILL)
        self._process.stdin.close()
        self._process.wait()

    def going_on(self) -> bool:
        """Tell whether there is more to come."""
        return self._process.poll() is None


def states() -> dict[int, list[str]]:
    """The keys that are right after each number of commits."""
    keys = [factory.digest("record", number) for number in range(1, LAST + 1)]
    return {count: sorted(keys[:count]) for count in range(LAST + 1)}


def right(read: Read, folder: Path, least: int) -> int:
    """How many rows a reader finds now: a state of the table, and none older than the ``least``."""
    found = sorted(read(folder, ["record_id"])["record_id"].to_pylist())
    assert found == states()[len(found)], read.__name__
    assert len(found) >= least, read.__name__
    return len(found)


def test_plain_readers_are_right_during_commits(root, store):
    """While another process commits, each read is one of its states, and never an older one."""
    pages, readers, last = root / "tables" / "pages", itertools.cycle(READERS), 0
    with Commits(root, "commit") as commits:
        while commits.going_on():
            last = right(next(readers), pages, last)
    assert [right(read, pages, last) for read in READERS] == [LAST] * len(READERS)


def test_plain_readers_are_right_or_fail_during_compaction(root, store):
    """A reader whose files are merged away under it may fail, but it is never wrong."""
    pages, readers, last = root / "tables" / "pages", itertools.cycle(READERS), 0
    with Commits(root, "compact") as commits:
        while commits.going_on():
            try:
                last = right(next(readers), pages, last)
            except LOST as error:
                assert NAMES_THE_LOSS.search(str(error))
    assert [right(read, pages, last) for read in READERS] == [LAST] * len(READERS)


def test_plain_readers_are_right_when_the_writer_is_killed(root, store):
    """Killed while it commits and compacts, and begun again: what is read is a state, not half."""
    pages, readers, last = root / "tables" / "pages", itertools.cycle(READERS), 0
    for kill_at in (3, 10, 17):
        writer = Commits(root, "compact").__enter__()
        while writer.going_on() and last < kill_at:
            with contextlib.suppress(*LOST):
                last = right(next(readers), pages, last)
        writer.kill()
        for read in READERS:
            last = right(read, pages, last)
    assert last >= 17


@pytest.mark.parametrize("merge", ["commit", "compact", "replace"])
def test_no_name_outlives_a_merge(root, store, merge):
    """A list of names made before a merge finds nothing after it, never a part of the rows."""
    store = TableStore(root, clock=factory.clock, merge_after=4)
    for number in (1, 2, 3):
        store.commit({"pages": factory.pages(number)})
    before = {path.name for path in store.current().paths("pages")}
    if merge == "commit":
        store.commit({"pages": factory.pages(4)})
        store.commit({"pages": factory.pages(5)})
    elif merge == "compact":
        store.compact()
    else:
        store.replace("pages", factory.pages(2))
    after = {path.name for path in store.current().paths("pages")}
    assert after
    assert before.isdisjoint(after)
    assert {path.name for path in (root / "tables" / "pages").iterdir()} == after


def test_the_archive_is_right_even_during_compaction(root, store):
    """Archive resolves a generation once: pages and visits belong together, and nothing fails."""
    reads = 0
    with Commits(root, "compact") as commits:
        while commits.going_on():
            archive = Archive(root)
            pages = archive.pages(columns=["record_id"])["record_id"].to_pylist()
            visits = archive.visits(columns=["record_id"])["record_id"].to_pylist()
            assert sorted(pages) == sorted(visits)
            assert sorted(pages) == states()[len(pages)]
            reads += 1
    assert reads > 0


def test_any_reader_is_right_on_the_files_of_an_archive(root, store):
    """``Archive.files`` gives paths that no commit or compaction moves."""
    readers = itertools.cycle(READERS)
    with Commits(root, "compact") as commits:
        while commits.going_on():
            archive = Archive(root)
            rows = archive.generation.rows("pages")
            assert right(next(readers), archive.files("pages")[0].parent, rows) == rows
