"""Measure `kronika verify` beside `warcio check`, `gzip -t` and `sha256sum` on one made archive.

python benchmarks/verify.py [PAGES]      default 3000 pages of about 60 KB
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.layout import Layout
from archive.model import Visit
from archive.rows import rows_to_table
from archive.schema import VISITS
from archive.snapshots import Exchange, SnapshotWriter, pack
from archive.snapshots.complete import complete_segment, sum_path
from archive.snapshots.exchange import Tape
from archive.tables import TableStore
from archive.verify import verify

START = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
WORDS = "remont ulicy Długiej burmistrz zaprasza mieszkańców żłobek przetarg uchwała sesja".split()


def page(number: int) -> bytes:
    """About 60 KB of markup that compresses about as pages do: frames alike, texts different."""
    rng = random.Random(number)
    menu = "".join(
        f'<li class="menu-item"><a href="/dzial/{n}/">Dział {n}</a></li>' for n in range(250)
    )
    text = "".join(
        f"<p>{' '.join(rng.choices(WORDS, k=40))} {rng.randrange(10**6)}</p>\n" for _ in range(130)
    )
    return f"<html><body><ul>{menu}</ul><main>{text}</main></body></html>".encode()


def make(root: Path, pages: int) -> int:
    """Make the archive through the real writers; return the bytes of all bodies."""
    layout = Layout.create_or_open(root, lambda: START)
    writer = SnapshotWriter(
        root, layout.snapshots("demo"), stem="kronika-demo-bench", info=[("software", "bench")]
    )
    visits, size = [], 0
    for number in range(pages):
        body = page(number)
        size += len(body)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(
            body
        )
        tape = Tape(head)
        tape.write(body)
        url, moment = f"http://www.olszynow.example/{number}/", START + timedelta(seconds=number)
        facts = {"run": "bench", "city": "demo", "purpose": "page"}
        request = b"GET / HTTP/1.1\r\nHost: www.olszynow.example\r\n\r\n"
        exchange = Exchange(url, request, moment, head=head, body=tape, facts=facts)
        pointer = writer.append(pack(exchange), moment)
        visits.append(
            Visit(str(number), "demo", "news", "bench", url, "page", moment, snapshot=pointer)
        )
    writer.close()
    for segment in layout.snapshots("demo").glob("*.warc.gz"):
        if not sum_path(segment).exists():
            complete_segment(segment)
    TableStore(root).commit({"visits": rows_to_table(VISITS, [asdict(v) for v in visits])})
    return size


def timed(action: Callable[[], object]) -> tuple[float, float]:
    """The best of three: seconds, and seconds of CPU, of this process and those it waited for."""
    best = float("inf"), float("inf")
    for _ in range(3):
        began, worked = time.perf_counter(), sum(os.times()[:4])
        action()
        best = min(best, (time.perf_counter() - began, sum(os.times()[:4]) - worked))
    return best


def main() -> None:
    """Make the archive and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=int, nargs="?", default=3000)
    pages = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "archive"
        bodies = make(root, pages)
        segments = [str(path) for path in (root / "snapshots").rglob("*.warc.gz")]
        packed = sum(Path(path).stat().st_size for path in segments)

        def ours() -> None:
            assert not verify(root, clock=lambda: START).findings

        def tool(*command: str) -> Callable[[], object]:
            return lambda: subprocess.run(
                [*command, *segments], check=True, capture_output=True, timeout=600
            )

        warcio = str(Path(sys.executable).with_name("warcio"))
        rows = [
            ("kronika verify (all of it)", ours),
            ("warcio check", tool(warcio, "check")),
            ("gzip -t", tool("gzip", "-t")),
            ("sha256sum", tool("sha256sum")),
        ]
        print(f"{pages} pages, {packed / 1e6:.1f} MB packed, {bodies / 1e6:.1f} MB of bodies")
        print(f"{'':28} {'s':>7} {'s CPU':>7} {'MB/s packed':>12} {'unpacked':>9} {'by CPU':>7}")
        for name, action in rows:
            seconds, worked = timed(action)
            rates = f"{packed / seconds / 1e6:12.0f} {bodies / seconds / 1e6:9.0f}"
            print(f"{name:28} {seconds:7.2f} {worked:7.2f} {rates} {bodies / worked / 1e6:7.0f}")


if __name__ == "__main__":
    main()
