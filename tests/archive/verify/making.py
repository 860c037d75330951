"""A small archive made by the real writers: two runs, revisits, odd answers, several segments."""

from __future__ import annotations

import gzip
import random
import shutil
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from archive.layout import Layout
from archive.model import SnapshotPointer, Visit
from archive.rows import rows_to_table
from archive.schema import PAGES, RUNS, VISITS
from archive.snapshots import Exchange, Original, SnapshotWriter, Tls, pack, warc
from archive.snapshots.complete import complete_segment, sum_path
from archive.snapshots.exchange import Tape
from archive.snapshots.packing import Packed
from archive.tables import TableStore
from tests.archive import factory

START = datetime(2026, 5, 1, 10, 0, 0, 250_000, tzinfo=UTC)
SITE = "http://www.olszynow.example"
WORDS = [
    "remont",
    "ulicy",
    "Długiej",
    "rozpoczął",
    "się",
    "wczoraj",
    "burmistrz",
    "zaprasza",
    "mieszkańców",
    "żłobek",
]


def clock() -> datetime:
    """A clock that stands still."""
    return START


def html(number: int, words: int = 120) -> bytes:
    """A page's body: the same number, the same bytes."""
    chosen = random.Random(number).choices(WORDS, k=words)
    title = f"<title>Aktualność {number}</title><link rel=stylesheet href=/style.css>"
    return f"<html><head>{title}</head><body><p>{' '.join(chosen)}</p></body></html>".encode()


def answer(
    url: str,
    body: bytes,
    moment: datetime,
    *,
    status: str = "200 OK",
    media_type: str = "text/html; charset=utf-8",
    **more: Any,
) -> Exchange:
    """An exchange as the fetcher makes it; ``more`` sets its other fields."""
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    tape = Tape(head)
    tape.write(body)
    path = url.removeprefix(SITE)
    request = f"GET {path} HTTP/1.1\r\nHost: www.olszynow.example\r\n\r\n".encode()
    return Exchange(url, request, moment, head=head, body=tape, elapsed_ms=12, **more)


def pack_as_before(exchange: Exchange) -> Packed:
    """Pack as first versions did: the head of a 304 is the block of its revisit."""
    packed = pack(exchange)
    if exchange.original is not None and not exchange.body.size:
        *_, _head_aside, revisit = packed.members
        header = gzip.decompress(revisit.read()).partition(b"\r\n\r\n")[0]
        length = b"Content-Length: %d" % len(exchange.head)
        header = header.replace(b"Content-Length: 0", length)
        header = header.replace(warc.sha256(b"").encode(), warc.sha256(exchange.head).encode())
        packed.members[-2:] = [warc.member(header + b"\r\n\r\n", [exchange.head])]
    return packed


class Maker:
    """Makes an archive of one city, run by run, in the order a crawl does."""

    def __init__(
        self,
        root: Path,
        city: str = "demo",
        segment_bytes: int = 1_000_000,
        pack: Callable[[Exchange], Packed] = pack,
    ) -> None:
        self.root = root
        self.pack = pack
        self.city = city
        self.layout = Layout.create_or_open(root, clock)
        self.store = TableStore(root, clock=clock)
        self.originals: dict[str, Original] = {}
        self.moment = START
        self.run_id = ""
        self._segment_bytes = segment_bytes
        self._runs = 0
        self._visits: list[Visit] = []
        self._pages: list[dict[str, Any]] = []
        self._fresh: dict[str, Original] = {}
        self._records: dict[str, str] = {}

    def begin(self) -> None:
        """Open the next run, a day after the one before."""
        self._runs += 1
        self.moment = START + timedelta(days=self._runs - 1)
        tail = f"r{self._runs:05}"
        self.run_id = f"{self.moment:%Y%m%dT%H%M%SZ}-{tail}"
        self.writer = SnapshotWriter(
            self.root,
            self.layout.snapshots(self.city),
            stem=f"kronika-{self.city}-{tail}",
            info=[("software", "Kronika"), ("format", "WARC File Format 1.1")],
            segment_bytes=self._segment_bytes,
        )

    def keep(self, exchange: Exchange, purpose: str = "page") -> SnapshotPointer:
        """Write an exchange and its visit, and the page's row for a page that is no revisit."""
        exchange.facts = {"city": self.city, "run": self.run_id, "purpose": purpose}
        status = int(exchange.head.split(b" ")[1])
        pointer = self.writer.append(self.pack(exchange), exchange.started_at)
        assert pointer is not None
        revisit = exchange.original
        page = purpose == "page" and status == 200 and revisit is None
        record_id = factory.digest(self.city, exchange.url, pointer.warc_record_id)
        self._visits.append(
            Visit(
                visit_id=factory.digest(self.run_id, exchange.url, exchange.started_at),
                city=self.city,
                site="news",
                run_id=self.run_id,
                url=exchange.url,
                purpose=purpose,
                fetched_at=exchange.started_at,
                outcome=("new" if page else "read" if status == 200 else "unchanged"),
                http_status=status,
                media_type="text/html" if purpose == "page" else "text/css",
                size_bytes=exchange.body.size,
                record_id=record_id if page else self._records.get(exchange.url),
                revisit_of=revisit.pointer.warc_record_id if revisit else None,
                snapshot=pointer,
            )
        )
        if page:
            self._records[exchange.url] = record_id
            self._pages.append(
                factory.page_row(
                    record_id=record_id,
                    city=self.city,
                    url=exchange.url,
                    canonical_url=exchange.url,
                    title=f"Aktualność {exchange.url.rpartition('/')[2]}",
                    fetched_at=exchange.started_at,
                    run_id=self.run_id,
                    snapshot=pointer,
                )
            )
        if revisit is None and status == 200:
            self._fresh[exchange.url] = Original(exchange.url, exchange.started_at, pointer)
        return pointer

    def tick(self) -> datetime:
        """The next moment."""
        self.moment += timedelta(seconds=1)
        return self.moment

    def page(self, number: int, **more: Any) -> SnapshotPointer:
        """Fetch page ``number``; with an ``original`` it becomes a revisit."""
        return self.keep(answer(f"{SITE}/{number}", html(number), self.tick(), **more))

    def commit(self) -> None:
        """Publish what was kept: snapshots first, then rows."""
        self.writer.flush()
        self.store.commit(
            {
                "visits": rows_to_table(VISITS, [asdict(visit) for visit in self._visits]),
                "pages": rows_to_table(PAGES, self._pages),
            }
        )
        self._visits, self._pages = [], []

    def die(self) -> Path:
        """The archive as a run that is killed now leaves it: a copy of it, whose root is given."""
        copy = self.root.with_name(self.root.name + "-dead")
        shutil.copytree(self.root, copy, symlinks=True)
        self.writer.close()
        return copy

    def end(self) -> None:
        """Complete the last segment, publish the rest and the run; originals can be used now."""
        self.writer.close()
        complete_all(self.layout.snapshots(self.city))
        self.commit()
        row = factory.run_row(run_id=self.run_id, city=self.city, started_at=self.moment)
        self.store.commit({"runs": rows_to_table(RUNS, [row])})
        self.originals |= self._fresh


def complete_all(folder: Path) -> None:
    """See that each complete segment has index and sum, as a crawl leaves it."""
    for segment in folder.glob("*.warc.gz"):
        if not sum_path(segment).exists():
            complete_segment(segment)


def make_archive(root: Path, city: str = "demo", **more: Any) -> Maker:
    """Two runs: pages, a style sheet, odd answers; then revisits of both kinds and a new page."""
    maker = Maker(root, city, **more)
    maker.begin()
    for number in range(1, 6):
        maker.page(number)
    noise = random.Random(7).randbytes(20_000)  # not compressible: stored blocks in the gzip
    maker.keep(answer(f"{SITE}/logo.png", noise, maker.tick(), media_type="image/png"), "requisite")
    css = b"body { color: #222 }\n" * 20
    maker.keep(answer(f"{SITE}/style.css", css, maker.tick(), media_type="text/css"), "requisite")
    maker.commit()
    more = {
        "interim": b"HTTP/1.1 103 Early Hints\r\n\r\n",
        "tls": Tls("tls/1.3", "TLS_AES_256_GCM_SHA384", "complete"),
        "ip_address": "127.0.0.1",
    }
    maker.keep(answer(f"{SITE}/gone", b"", maker.tick(), status="404 Not Found", **more))
    maker.end()
    maker.begin()
    same = maker.originals[f"{SITE}/1"]
    maker.page(1, original=same)
    not_modified = answer(f"{SITE}/2", b"", maker.tick(), status="304 Not Modified")
    not_modified.original = maker.originals[f"{SITE}/2"]
    maker.keep(not_modified)
    maker.page(6)
    maker.end()
    return maker


def count_records(root: Path) -> int:
    """How many records the segments of an archive hold, as warcio counts them."""
    count = 0
    for segment in root.glob("snapshots/*/*.warc.gz"):
        with segment.open("rb") as file:
            count += sum(1 for _ in ArchiveIterator(file))
    return count


def half_published(root: Path) -> Path:
    """That archive, and a third run that died: its page 11 has a row, its page 12 none yet."""
    maker = make_archive(root)
    maker.begin()
    maker.page(11)
    maker.commit()
    maker.page(12)
    return maker.die()
