"""Stored pages read again a second, with no process beside the one that asks, with one, with two.

    python benchmarks/reextract.py [--pages 2000] [--rounds 1] [--workers 0,1,2]

The local site of the crawl benchmark is crawled once; then ``kronika reextract`` reads its
snapshots again, each time from the start, report included. "x" is the speed beside the first
column's; seconds of CPU are those of all processes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _site import serving
from crawl import commands

from archive import Archive
from archive.layout import Layout


def main() -> None:
    """Crawl once, read again with each number of processes, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--workers", default="0,1,2")
    options = parser.parse_args()
    counts = [int(count) for count in options.workers.split(",")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serving(options.pages) as port:
            subprocess.run(commands("kronika", port, folder), check=True)
        pages = Archive(folder / "archive").pages(columns=["record_id"]).num_rows
        runs = {count: [] for count in counts}
        for _ in range(options.rounds):
            for count in counts:
                runs[count].append(read_again(folder, count))
    show(runs, pages)


def read_again(folder: Path, workers: int) -> tuple[float, float]:
    """Seconds, and seconds of CPU, of one reading; nothing read before is there to go on from."""
    archive = folder / "archive"
    shutil.rmtree(Layout.open_existing(archive).drafts("miasto"), ignore_errors=True)
    kronika = str(Path(sys.executable).parent / "kronika")
    began = time.monotonic()
    process = subprocess.Popen(
        [kronika, "reextract", "--archive", str(archive), "--cities", str(folder),
         "--workers", str(workers)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"reextract ended with {process.returncode}")
    return seconds, used.ru_utime + used.ru_stime


def show(runs: dict[int, list[tuple[float, float]]], pages: int) -> None:
    """Print medians, and the speed beside that of the first number of processes."""
    seconds = {count: statistics.median(run[0] for run in told) for count, told in runs.items()}
    first = next(iter(seconds.values()))
    print(f"{pages} stored pages of about 60 KB on {os.cpu_count()} cores")
    print(f"{'processes':>10}{'pages/s':>10}{'x':>7}{'CPU s':>9}")
    for count, told in runs.items():
        cpu = statistics.median(run[1] for run in told)
        rate, gain = pages / seconds[count], first / seconds[count]
        print(f"{count:10}{rate:10.0f}{gain:7.2f}{cpu:9.1f}")


if __name__ == "__main__":
    main()
