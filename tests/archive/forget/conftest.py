"""An archive with something to take down, and one look over all of its bytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from archive.forget.takedown import carry_out, planned
from archive.snapshots.exchange import Tape
from archive.verify import verify
from tests.archive.verify.making import SITE, Maker, answer, clock, html, make_archive

#: The page that is taken down in most tests: fetched, and found unchanged a day later (304).
URL = f"{SITE}/2"


@pytest.fixture
def maker(tmp_path: Path) -> Maker:
    """Two runs: pages, requisites, revisits of both kinds."""
    return make_archive(tmp_path / "archive")


def take_down(root: Path, *urls: str, reason: str = "request 14/2026") -> dict:
    """A takedown as the command does it; the last line of the register."""
    with planned(root, urls or (URL,), clock) as plan:
        return carry_out(root, plan, reason=reason, by="archivist", clock=clock)


def faults(root: Path) -> list[tuple[str, str]]:
    """What verify finds wrong."""
    return [(each.code, each.message) for each in verify(root, clock=clock).faults]


def everything(root: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file below a folder, with packed ones unpacked; hidden ones too."""
    for path in root.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        data = path.read_bytes()
        if ".warc.gz" in path.name and not path.name.endswith((".sha256", ".cdxj")):
            data = unpacked(data)
        elif path.suffix == ".parquet":
            data = str(pq.ParquetFile(path).read().to_pylist()).encode()
        yield path, data


def unpacked(data: bytes) -> bytes:
    """All gzip members, one after the other."""
    parts = []
    while data:
        inflate = zlib.decompressobj(31)
        parts.append(inflate.decompress(data))
        data = inflate.unused_data
    return b"".join(parts)


def text_of(number: int) -> bytes:
    """Words that only page ``number`` has."""
    return html(number).partition(b"<p>")[2][:200]


def redirect(maker: Maker, path: str, to: str) -> None:
    """Fetch an address that redirects, as a crawl notes it."""
    exchange = answer(f"{SITE}{path}", b"", maker.tick())
    moved = f"HTTP/1.1 301 Moved Permanently\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
    exchange.head = moved.encode()
    exchange.body = Tape(exchange.head)
    maker.keep(exchange)
    visit = maker._visits[-1]
    visit.outcome, visit.location, visit.record_id = "redirected", f"{SITE}{to}", None
