"""Seconds to fill, open, ask, commit to and compact an archive of made rows.

    python benchmarks/tables.py [--rows 100000] [--keep DIR]

Texts are random Polish words, about 2.5 KB a page, stored three times as real rows store them
(section, body, blocks). Each reading command is timed as a person meets it: a fresh process.
Memory is the peak resident set of this process after each step, in MB.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive import Archive
from archive.known import known_pages
from archive.layout import Layout
from archive.model import Block, Contact, Section, SnapshotPointer
from archive.rows import rows_to_table
from archive.schema import PAGES, VISITS
from archive.tables import TableStore

ROOT = Path(__file__).parents[1]
START = datetime(2020, 1, 1, tzinfo=UTC)
CITIES = ("gliwice", "olsztyn", "zabrze", "zawiercie")
BATCH = 10_000
STEMS = (
    "miasto rada urząd remont ulica droga szkoła budżet projekt mieszkaniec prezydent spotkanie "
    "konsultacje wniosek dotacja program środowisko woda park sport kultura inwestycja termin "
    "przetarg umowa wykonawca budowa oświata zdrowie senior rodzina festyn koncert biblioteka"
).split()
ENDINGS = ("", "a", "u", "ów", "ami", "ach", "owi", "em", "y", "i", "owy", "owego", "ne", "nych")
WORDS = [stem + ending for stem in STEMS for ending in ENDINGS]


def page_row(number: int, chance: random.Random) -> dict[str, Any]:
    """A page of made text; its city, address and time follow from its number."""
    city = CITIES[number % len(CITIES)]
    url = f"https://{city}.example/aktualnosci/{number:07}-{chance.choice(WORDS)}/"
    paragraphs = [" ".join(chance.choices(WORDS, k=80)) for _ in range(4)]
    body = "\n\n".join(paragraphs)
    return dict.fromkeys(PAGES.schema.names) | {
        "record_id": f"{chance.getrandbits(128):032x}",
        "city": city,
        "kind": "article",
        "url": url,
        "canonical_url": url,
        "fetched_at": START + timedelta(seconds=180 * number),
        "run_id": f"r{number // 500}",
        "version": 1,
        "title": paragraphs[0][:70],
        "sections": [Section("header", f"Urząd Miasta {city}"), Section("main", body)],
        "body_text": body,
        "blocks": [Block("paragraph", text) for text in paragraphs],
        "badges": [],
        "dates": [],
        "contact": Contact(),
        "content_digest": f"{chance.getrandbits(128):032x}",
        "issues": [],
        "snapshot": SnapshotPointer(f"snapshots/{city}/x.warc.gz", number, 1, url, "sha256:0"),
        "extractor_version": "0",
    }


def visit_row(page: dict[str, Any]) -> dict[str, Any]:
    """The visit a page came from."""
    same = ("city", "run_id", "url", "canonical_url", "fetched_at", "record_id", "snapshot")
    return (
        dict.fromkeys(VISITS.schema.names)
        | {name: page[name] for name in same}
        | {
            "visit_id": page["record_id"][::-1],
            "purpose": "page",
            "outcome": "new",
            "http_status": 200,
            "etag": page["content_digest"],
        }
    )


def tables(first: int, count: int, chance: random.Random) -> dict[str, Any]:
    """Pages and their visits, ready to commit."""
    rows = [page_row(number, chance) for number in range(first, first + count)]
    return {
        "pages": rows_to_table(PAGES, rows),
        "visits": rows_to_table(VISITS, [visit_row(row) for row in rows]),
    }


def timed(label: str, act: Callable[[], Any]) -> Any:
    """Do something; print how long it took and the peak memory so far."""
    begin = time.perf_counter()
    result = act()
    took = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label:<58}{took:>9.3f} s{peak:>8.0f} MB", flush=True)
    return result


def command(*arguments: str) -> None:
    """Run a kronika command in a fresh process."""
    run = [sys.executable, "-c", "from crawler.cli import main; main()", *arguments]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


def fill(root: Path, count: int, chance: random.Random) -> TableStore:
    """Commit so many rows; print how fast, without the time it takes to make them up."""
    Layout.create_or_open(root, lambda: START)
    store = TableStore(root)
    making = storing = 0.0
    for first in range(0, count, BATCH):
        begin = time.perf_counter()
        batch = tables(first, min(BATCH, count - first), chance)
        made = time.perf_counter()
        store.commit(batch)
        making, storing = making + made - begin, storing + time.perf_counter() - made
    print(f"{count} pages and visits: {count / making:.0f} made, {count / storing:.0f} stored a s")
    return store


def reads(root: Path) -> None:
    """Ask the archive what people ask it."""
    archive = timed("open", lambda: Archive(root))
    timed("repr, with all cities", lambda: repr(archive))
    month = {"since": "2020-03", "until": "2020-03"}
    timed("count by city and month", lambda: len(archive.pages("zabrze", columns=["url"], **month)))
    timed("titles of one city", lambda: archive.pages("zabrze", columns=["title", "published"]))
    url = archive.pages(columns=["canonical_url"])["canonical_url"][-1].as_py()
    timed("one page by its address, every column", lambda: archive.pages(url=url))
    timed(
        "newest version of each page, one city", lambda: archive.latest("zabrze", columns=["url"])
    )
    timed("known pages of one city, for a crawl", lambda: known_pages(archive, "zabrze"))
    asked = ("--archive", str(root))
    timed("kronika show URL (new process)", lambda: command("show", url, *asked))
    timed("kronika runs (new process)", lambda: command("runs", *asked))
    timed("export jsonl, all", lambda: command("export", "--as", "jsonl", *asked))


def main() -> None:
    """Fill an archive and time it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="make the archive here and leave it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = given.keep or Path(folder) / "archive"
        chance = random.Random(1)
        store = fill(root, given.rows, chance)
        files = store.current().files["pages"]
        size = sum(file.bytes for file in files) / 1e6
        print(f"pages: {len(files)} files, {size:.0f} MB")
        reads(root)
        batch = tables(given.rows, 500, chance)
        timed("commit 500 pages and visits", lambda: store.commit(batch))
        timed("commit the same again: nothing new", lambda: store.commit(batch))
        fresh = TableStore(root)
        more = tables(given.rows + 500, 500, chance)
        timed("commit 500 more, store just opened", lambda: fresh.commit(more))
        timed("compact", store.compact)
        print(f"pages: {len(store.current().files['pages'])} files")
        reads(root)


if __name__ == "__main__":
    main()
