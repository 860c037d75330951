"""Count the requests a new or changed page costs, day after day, on the demo town.

python benchmarks/revisits.py [DAYS]     default 3, the days on which something happens

Each day is crawled at its own hour, 24 hours after the one before, over HTTP on loopback. "pages"
are requests for pages, retries and redirects included; "all" also robots.txt, tdmrep.json, the
probe, listings, feeds, sitemaps, style sheets and pictures. Costs are those per new or changed
page; "missed" and "too many" compare what was found with what the town says it changed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from archive.api import Archive
from archive.when import utc_now
from crawler.demo.town import expected
from crawler.etiquette import examine
from crawler.process import crawl_city

#: When the first crawl begins; in Poland it is an hour later.
FIRST = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
HEADS = ("day", "pages", "all", "new", "changed", "gone", "pages/change", "all/change", "missed",
         "too many", "breaches", "CPU s")  # fmt: skip


def crawl(root: Path, day: int) -> str:
    """Crawl the town on a day as if it were that day; returns the run's id."""
    lag = utc_now() - FIRST - timedelta(days=day - 1)

    def then() -> datetime:
        return utc_now() - lag

    settings = {"KRONIKA_ARCHIVE": str(root), "KRONIKA_DEMO_DAY": day, "KRONIKA_PROGRESS": False}
    with patch("crawler.runs.opening.utc_now", then), patch("crawler.sweep.utc_now", then):
        return crawl_city("demo", settings, handle_signals=False).run.run_id


def row(root: Path, day: int) -> list[str]:
    """One day of the table."""
    began = time.process_time()
    run_id = crawl(root, day)
    seconds = time.process_time() - began
    archive = Archive(root)
    visits: list[dict[str, Any]] = archive.visits(run_id=run_id).to_pylist()
    asked = [visit for visit in visits if visit["snapshot"]]
    pages = [visit for visit in asked if visit["purpose"] == "page"]
    events = [visit for visit in pages if visit["reason"] != "still_gone"]
    found = {
        name: {v["canonical_url"] for v in events if v["outcome"] == name}
        for name in ("new", "changed", "gone")
    }
    hoped = {name: getattr(expected(day), name) for name in found}
    changes = len(found["new"]) + len(found["changed"])
    missed = sum(len(hoped[name] - found[name]) for name in found)
    surplus = sum(len(found[name] - hoped[name]) for name in found)
    cells = [day, len(pages), len(asked), *map(len, found.values())]
    costs = [f"{n / changes:.2f}" if changes else "-" for n in (len(pages), len(asked))]
    breaches = examine(archive, run_id).breaches
    return [*map(str, cells), *costs, str(missed), str(surplus), str(breaches), f"{seconds:.1f}"]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("days", type=int, nargs="?", default=3)
    days = parser.parse_args().days
    with tempfile.TemporaryDirectory() as folder:
        rows = [list(HEADS), *(row(Path(folder) / "archive", day) for day in range(1, days + 1))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for cells in rows:
        line = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
        sys.stdout.write("  ".join(line) + "\n")


if __name__ == "__main__":  # worker processes import this file again
    main()
