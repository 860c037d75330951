"""Seconds to commit to and to read an archive that grows by very many small commits.

    python benchmarks/commits.py [--commits 10000] [--rows 20]

Each commit brings a few pages and their visits, as a crawl that publishes every few seconds would.
At 10, 100, 1,000 and 10,000 commits: seconds of a commit (median since the line before), files and
generations on disk, and seconds of a reader that opens the archive and counts, chooses a month of
one city, and reads the folder with plain pandas (medians of five). The last line is an archive of
the same rows from a single commit: what many commits cost a reader.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from _rows import CITIES, START, Maker

from archive import Archive
from archive.layout import Layout
from archive.tables import Retention, TableStore
from archive.upkeep import generation_names

HEADS = ("commits", "rows", "commit", "files", "generations", "open+count", "city+month", "pandas")


def seconds(act: Callable[[], Any], times: int = 5) -> float:
    """The median of a few goes."""
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        act()
        took.append(time.perf_counter() - begin)
    return statistics.median(took)


def line(root: Path, commits: int, took: list[float]) -> None:
    """Read the archive as it is now, and print a line."""
    archive = Archive(root)
    cells = (
        f"{commits:,}",
        f"{archive.select().count():,}",
        f"{statistics.median(took):.4f}",
        f"{len(archive.files('pages'))}",
        f"{len(generation_names(root)):,}",
        f"{seconds(lambda: Archive(root).select().count()):.4f}",
        f"{seconds(lambda: _month(root)):.4f}",
        f"{seconds(lambda: pd.read_parquet(root / 'tables' / 'pages', columns=['title'])):.4f}",
    )
    print("".join(f"{cell:>13}" for cell in cells), flush=True)


def _month(root: Path) -> int:
    chosen = Archive(root).select(CITIES[3], since="2018-01", until="2018-01")
    return len(chosen.to_arrow(["title"]))


def main() -> None:
    """Commit and commit, and read now and then."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--commits", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=20)
    given = parser.parse_args()
    print("".join(f"{head:>13}" for head in HEADS))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "many"
        Layout.create_or_open(root, lambda: START)
        store, maker, took = TableStore(root), Maker(), list[float]()
        for number in range(1, given.commits + 1):
            batch = maker.batch((number - 1) * given.rows, given.rows)
            took.append(seconds(lambda batch=batch: store.commit(batch), 1))
            if number in (10, 100, 1_000, given.commits):
                line(root, number, took)
                took.clear()
            if number % 500 == 0:  # as the end of a run does
                store.prune(Retention())
        one = Path(folder) / "one"
        Layout.create_or_open(one, lambda: START)
        rows = {name: Archive(root).read_table(table, None) for name, table in _tables().items()}
        line(one, 1, [seconds(lambda: TableStore(one).commit(rows), 1)])
        shutil.rmtree(root)


def _tables() -> dict[str, Any]:
    from archive.schema import PAGES, VISITS

    return {"pages": PAGES, "visits": VISITS}


if __name__ == "__main__":
    main()
