"""Golden cases from what was looked at: each article that was read becomes one."""

from __future__ import annotations

import re
from pathlib import Path

from crawler.golden import Case, Facts, make_case
from crawler.scout.look import Record

#: Headers a page is read by; the others say nothing of its content.
_READ_BY = ("content-type", "content-language", "x-robots-tag")


def write_cases(cities_dir: Path, slug: str, records: list[Record]) -> list[Case]:
    """Write a case a record into ``golden/`` beside the profiles; cases that exist stay.

    Raises:
        OSError: the folder cannot be written.
    """
    folder = cities_dir / "golden"
    made = []
    for record in records:
        seen, name = record.seen, case_name(record.seen.url)
        if (folder / slug / name).exists():
            continue
        headers = {k.lower(): v for k, v in seen.headers.items() if k.lower() in _READ_BY}
        facts = Facts(seen.url, seen.fetched_at, headers)
        made.append(make_case(folder, slug, name, seen.body, facts, cities_dir))
    return made


def case_name(url: str) -> str:
    """A folder name of letters, digits and hyphens: the end of the path, from a word on."""
    host, _, path = url.partition("://")[2].lower().partition("/")
    words = re.sub(r"[^a-z0-9]+", "-", path).strip("-") or re.sub(r"[^a-z0-9]+", "-", host)
    cut = words[-60:]
    if len(cut) < len(words) and "-" in cut:
        cut = cut.partition("-")[2]
    return cut.strip("-") or "page"
