"""What benchmarks/archive.py does: make an archive; ask it, add to it and compact it."""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _rows import START, VERSIONS_OF, Maker, url_of
from _tasks import TASKS

from archive import Archive
from archive.layout import Layout
from archive.search.opened import rebuild
from archive.tables import TableStore

ROOT = Path(__file__).parents[1]
SCRIPT = Path(__file__).with_name("archive.py")
TOOLS = ("kronika", "pandas", "polars", "duckdb")
BATCH = 10_000
#: Questions where the plain tools ask something else, so that the numbers found may differ.
LOOSE = ("text",)


def fill(root: Path, rows: int) -> None:
    """Make the archive, as a crawl of many years would: in commits, oldest rows first."""
    Layout.create_or_open(root, lambda: START)
    store, maker = TableStore(root), Maker()
    making = storing = 0.0
    for first in range(store.current().rows("pages"), rows, BATCH):
        begin = time.perf_counter()
        batch = maker.batch(first, min(BATCH, rows - first))
        made = time.perf_counter()
        store.commit(batch)
        making, storing = making + made - begin, storing + time.perf_counter() - made
        print(f"\r{first + BATCH:>10,} of {rows:,} rows", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    if storing:
        print(f"filled: {rows / storing:,.0f} rows stored a second ({rows / making:,.0f} made)")


def measured(act: Callable[[], Any], repeat: int) -> dict[str, Any]:
    """What an act returns, medians of its seconds (elapsed, of CPU), and this process's peak MB."""
    found, took, worked = None, [], []
    for _ in range(repeat):
        begin, busy = time.perf_counter(), time.process_time()
        found = act()
        took.append(time.perf_counter() - begin)
        worked.append(time.process_time() - busy)
    middle = statistics.median
    return {"found": found, "s": middle(took), "cpu": middle(worked), "mb": peak()}


def peak() -> float:
    """Peak memory of this process in MB; what its parent held before the fork does not count."""
    facts = Path("/proc/self/status")
    if facts.exists():
        return int(facts.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def child(root: Path, job: str, repeat: int) -> dict[str, Any]:
    """Do one job in a fresh process."""
    command = [sys.executable, SCRIPT, "--job", job, "--keep", str(root), "--repeat", str(repeat)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        return {
            "found": None,
            **dict.fromkeys(("s", "cpu", "mb"), float("nan")),
            "why": ran.stderr[-300:],
        }
    return json.loads(ran.stdout)


def job(root: Path, name: str, repeat: int) -> dict[str, Any]:
    """One job, in this process."""
    what, _, tool = name.partition(":")
    if what in TASKS:
        for library in {tool, "pyarrow.compute"} - {"kronika"}:
            __import__(library)
        return measured(lambda: TASKS[what][1][tool](root), repeat)
    store = TableStore(root)
    if what == "commit":
        maker, first = Maker(), store.current().rows("pages")
        batches = iter([maker.batch(first + 500 * n, 500) for n in range(repeat)])
        return measured(lambda: store.commit(next(batches)).number, repeat)
    if what == "again":
        same = Maker().batch(store.current().rows("pages") - 500, 500)
        return measured(lambda: store.commit(same).number, repeat)
    if what == "compact":
        return measured(lambda: len(store.compact().files["pages"]), 1)
    if what == "index":
        return measured(lambda: rebuild(Archive(root)), 1)
    raise SystemExit(f"no job {name}")


def ask(root: Path, repeat: int) -> None:
    """Ask everything of everybody and print a table: seconds, seconds of CPU, peak MB."""
    print(f"{'':<50}" + "".join(f"{tool:>25}" for tool in TOOLS))
    for name, (title, tools) in TASKS.items():
        told = {tool: child(root, f"{name}:{tool}", repeat) for tool in tools}
        cells = [
            "{s:.3f} / {cpu:.2f} / {mb:,.0f}".format_map(told[tool]) if tool in told else ""
            for tool in TOOLS
        ]
        print(f"{title:<50}" + "".join(f"{cell:>25}" for cell in cells), flush=True)
        found = {one["found"] for one in told.values()}
        if len(found) > 1 and name not in LOOSE:
            print(f"  they differ: { ({tool: one['found'] for tool, one in told.items()}) }")


def tell(root: Path, what: str, title: str, repeat: int) -> None:
    """Do one job and print a line."""
    one = child(root, what, repeat)
    told = "{s:>10.3f} s{cpu:>8.2f} s of CPU{mb:>8,.0f} MB".format_map(one)
    print(f"{title:<50}{told}  {one.get('why', '')}", flush=True)


def command(root: Path, *arguments: str) -> None:
    """Time a kronika command as a person meets it."""
    run = [sys.executable, "-c", "from crawler.cli import main; main()", *arguments]
    took = []
    for _ in range(3):
        begin = time.perf_counter()
        subprocess.run([*run, "--archive", str(root)], check=True, capture_output=True, cwd=ROOT)
        took.append(time.perf_counter() - begin)
    print(f"kronika {' '.join(arguments)[:40]:<42}{statistics.median(took):>10.3f} s", flush=True)


def sizes(root: Path) -> None:
    """Print how many files hold the rows, and how large they are."""
    files = TableStore(root).current().files["pages"]
    size = sum(file.bytes for file in files)
    rows = sum(file.rows for file in files)
    print(f"pages: {rows:,} rows in {len(files)} files, {size / 1e6:,.0f} MB")


def run(root: Path, rows: int, repeat: int) -> None:
    """Everything, in the order in which it disturbs least."""
    fill(root, rows)
    sizes(root)
    if not (root / ".search" / "index.sqlite").exists():
        tell(root, "index", "make the search index", 1)
    index = (root / ".search" / "index.sqlite").stat().st_size
    print(f"search index: {index / 1e6:,.0f} MB\n")
    ask(root, repeat)
    print()
    tell(root, "commit", "commit 500 pages and visits", max(5, repeat))
    tell(root, "again", "commit the same again: nothing new", repeat)
    tell(root, "text:kronika", "search after these commits", 1)
    command(root, "show", url_of(VERSIONS_OF))
    command(root, "history", url_of(VERSIONS_OF))
    command(root, "search", "remont drogi")
    command(root, "info")
    print()
    tell(root, "compact", "compact", 1)
    tell(root, "text:kronika", "search after the compaction", 1)
    sizes(root)
    print()
    ask(root, repeat)


def main() -> None:
    """Make an archive, or take the one that is there, and measure."""
    parser = argparse.ArgumentParser(prog=SCRIPT.name)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="make the archive here and leave it")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--job", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.job:
        print(json.dumps(job(given.keep, given.job, given.repeat)))
        return
    with tempfile.TemporaryDirectory() as folder:
        run(given.keep or Path(folder) / "archive", given.rows, given.repeat)
