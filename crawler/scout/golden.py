"""Golden cases from what was looked at: a saved page, its facts, and what was read of it."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

from crawler.extraction import extract
from crawler.scout.look import Record

#: Headers a page is read by; the others say nothing of its content.
_READ_BY = ("content-type", "content-language", "x-robots-tag")


def write_cases(folder: Path, records: list[Record]) -> list[Path]:
    """Write one case folder a record; returns the folders, existing ones left as they are.

    ``page.html.gz`` has the bytes with their codings undone, ``page.toml`` address and moment,
    ``expected.json`` title, day and issues as they were read: a person has to confirm them.

    Raises:
        OSError: the folder cannot be written.
    """
    written = []
    for record in records:
        case = folder / _case_name(record)
        if case.exists():
            continue
        case.mkdir(parents=True)
        seen = record.seen
        (case / "page.html.gz").write_bytes(gzip.compress(seen.body, mtime=0))
        (case / "page.toml").write_text(_facts(record), "utf-8")
        (case / "expected.json").write_text(_expected(record), "utf-8")
        written.append(case)
    return written


def _case_name(record: Record) -> str:
    """A folder name of letters, digits and hyphens, whatever the address holds."""
    words = re.sub(r"[^a-z0-9]+", "-", record.seen.url.partition("://")[2].lower())
    return words.strip("-")[-60:].strip("-") or "page"


def _facts(record: Record) -> str:
    seen = record.seen
    headers = {k.lower(): v for k, v in seen.headers.items() if k.lower() in _READ_BY}
    lines = [
        f"url = {json.dumps(seen.url)}",
        f"fetched_at = {seen.fetched_at.isoformat().replace('+00:00', 'Z')}",
        'about = "Seen by kronika cities add; expected.json is what was read, to be confirmed."',
    ]
    if headers:
        lines += ["[headers]", *(f"{name} = {json.dumps(v)}" for name, v in headers.items())]
    return "\n".join(lines) + "\n"


def _expected(record: Record) -> str:
    """What extraction alone says of the page, as the golden runner reads it."""
    seen = record.seen
    page = extract(seen.body, seen.url, headers=seen.headers, fetched_at=seen.fetched_at)
    opening = next((block.text for block in page.blocks if block.kind == "paragraph"), "")
    expected = {
        "title": page.title,
        "published": page.published.isoformat() if page.published else None,
        "charset": page.charset,
        "issues": page.issues,
        "contains": {"main": [opening[:80]] if opening else []},
    }
    return json.dumps(expected, ensure_ascii=False, indent=2) + "\n"
