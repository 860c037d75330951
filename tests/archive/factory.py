"""Rows as a crawl makes them, from a number: the same number, the same row."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from archive.layout import Layout
from archive.model import (
    Attachment,
    Badge,
    Block,
    Contact,
    DateCandidate,
    DateMention,
    Image,
    Phone,
    Section,
    SnapshotPointer,
)
from archive.rows import rows_to_table
from archive.schema import PAGES, RUNS, TABLES, VISITS, Table
from archive.tables import TableStore

START = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
SITE = "http://www.olszynow.example"


def clock() -> datetime:
    """A clock that stands still."""
    return START


def digest(*parts: object) -> str:
    """32 hex digits that stand for the parts."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]


def pointer(number: int, city: str = "demo") -> SnapshotPointer:
    """A pointer to a snapshot that need not exist."""
    return SnapshotPointer(
        warc_file=f"snapshots/{city}/kronika-{city}-20260501100000-00001-r1.warc.gz",
        warc_offset=1_000 * number,
        warc_length=900,
        warc_record_id=f"<urn:uuid:{digest('warc', number)}>",
        payload_digest=f"sha256:{digest('payload', number) * 2}",
    )


def nulls(table: Table) -> dict[str, Any]:
    """A row with nothing in it, so that a new column needs no change here."""
    return dict.fromkeys(table.schema.names)


def page_row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """One row of ``pages``; ``changes`` replace columns."""
    body = f"Rozpoczął się {number}. etap remontu ulicy Długiej.\n\n- jezdnia\n\n- chodnik"
    title = f"Remont ulicy Długiej – etap {number}"
    url = f"{SITE}/2026/05/01/remont-{number}/"
    day = date(2026, 1, 1) + timedelta(days=number % 120)
    row = {
        "record_id": digest("record", number),
        "city": "demo",
        "site": "news",
        "kind": "article",
        "url": url,
        "canonical_url": url,
        "fetched_at": START + timedelta(seconds=number),
        "run_id": "20260501T100000Z-r1",
        "http_status": 200,
        "version": 1,
        "previous_record_id": None,
        "title": title,
        "lead": "Utrudnienia potrwają do jesieni.",
        "published": day,
        "published_source": "time element",
        "modified": None,
        "modified_source": None,
        "about_year": None,
        "about_year_source": None,
        "date_candidates": [DateCandidate("published", str(day), "time element", value=day)],
        "site_name": "Urząd Miasta Olszynów",
        "vendor": "e-direct",
        "language": "pl",
        "charset": "utf-8",
        "sections": [
            Section("header", "Urząd Miasta Olszynów"),
            Section("badges", "Dofinansowanie - Narodowy Fundusz"),
            Section("main", f"{title}\n\n{body}", heading="Treść główna"),
            Section("footer", "e-direct", heading="Zawartość stopki", heading_gap=1),
        ],
        "body_text": body,
        "blocks": [
            Block("paragraph", body.partition("\n\n")[0]),
            Block("list", "- jezdnia\n\n- chodnik", ordered=False, items=["jezdnia", "chodnik"]),
            Block(
                "table", "rok\tkwota\n2026\t1 000 zł", rows=[["rok", "kwota"], ["2026", "1 000 zł"]]
            ),
        ],
        "badges": [Badge("Dofinansowanie - Narodowy Fundusz", "Dofinansowanie", "nfosigw")],
        "dates": [
            DateMention(0, 4, "2026", "main", "2026", "year", date(2026, 1, 1), date(2026, 12, 31))
        ],
        "attachments": [
            Attachment(f"{SITE}/plan-{number}.pdf", "Plan (PDF)", "pdf", size_bytes=1200)
        ],
        "images": [Image(f"{SITE}/droga-{number}.jpg", "Ulica Długa")],
        "contact": Contact(
            address="Rynek 1, 00-001 Olszynów",
            emails=["urzad@olszynow.example"],
            phones=[Phone("+48 32 555 01 00", "+48325550100"), Phone("wew. 12")],
        ),
        "content_digest": digest("content", number, title),
        "issues": [],
        "snapshot": pointer(number),
        "extractor_version": "0.1.0",
        "profile_digest": None,
    }
    return nulls(PAGES) | row | changes


def visit_row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """One row of ``visits`` that led to the page of the same number."""
    page = page_row(number)
    row = {
        "visit_id": digest("visit", number),
        "city": "demo",
        "site": "news",
        "run_id": page["run_id"],
        "url": page["url"],
        "purpose": "page",
        "fetched_at": page["fetched_at"],
        "outcome": "new",
        "reason": None,
        "http_status": 200,
        "media_type": "text/html",
        "size_bytes": 6_000 + number,
        "elapsed_ms": 12,
        "ip_address": "127.0.0.1",
        "etag": f'"e{number}"',
        "last_modified": None,
        "location": None,
        "canonical_url": page["canonical_url"],
        "record_id": page["record_id"],
        "snapshot": page["snapshot"],
    }
    return nulls(VISITS) | row | changes


def run_row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """One row of ``runs``."""
    started = START + timedelta(days=number - 1)
    row = {
        "run_id": f"{started:%Y%m%dT%H%M%SZ}-r{number}",
        "city": "demo",
        "started_at": started,
        "finished_at": started + timedelta(seconds=75),
        "verdict": "ok",
        "exit_code": 0,
        "message": "12 new pages",
        "counts": {
            "visits": 20,
            "records": 12,
            "new": 12,
            "changed": 0,
            "unchanged": 5,
            "gone": 1,
            "refused": 1,
            "failed": 1,
            "bytes": 120_000,
        },
        "reasons": [{"code": "robots", "count": 1}],
        "settings": {"pace": "1.5"},
        "software": "kronika 0.1.0",
        "profile_digest": None,
    }
    return nulls(RUNS) | row | changes


def pages(*numbers: int, **changes: Any) -> pa.Table:
    """Rows of ``pages`` as a table."""
    return rows_to_table(PAGES, [page_row(number, **changes) for number in numbers])


def visits(*numbers: int, **changes: Any) -> pa.Table:
    """Rows of ``visits`` as a table."""
    return rows_to_table(VISITS, [visit_row(number, **changes) for number in numbers])


def runs(*numbers: int, **changes: Any) -> pa.Table:
    """Rows of ``runs`` as a table."""
    return rows_to_table(RUNS, [run_row(number, **changes) for number in numbers])


def new_archive(root: Path) -> TableStore:
    """An archive with nothing in it but its frame."""
    Layout.create_or_open(root, clock)
    return TableStore(root, clock=clock)


def ids(root: Path, table: str = "pages") -> list[str]:
    """Keys of a table as plain readers see them, sorted."""
    key = TABLES[table].key
    files = sorted((root / "tables" / table).iterdir())
    return sorted(k for file in files for k in pq.ParquetFile(file).read([key])[key].to_pylist())


def expected(*numbers: int) -> list[str]:
    """Keys of the pages of these numbers, sorted."""
    return sorted(digest("record", number) for number in numbers)
