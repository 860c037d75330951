"""Find one record by what a person types: an address, or a record's id."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from archive.api import Archive
from archive.errors import ConfigurationError
from archive.rows import table_to_rows
from archive.schema import PAGES

_PLACE = ["record_id", "canonical_url", "url", "version", "fetched_at"]
#: Above so many addresses, only those that share a word are compared letter by letter.
_MOST = 2_000


def find(
    archive: Archive, what: str, version: int | None = None, columns: Sequence[str] | None = None
) -> dict[str, Any]:
    """The record of a page at an address, its newest version unless one is named, as a dict.

    ``what`` is an address as canonical or as fetched, or a record's id.

    Raises:
        ConfigurationError: there is no such page or version; the message names the nearest.
    """
    what = what.strip()
    rows = _versions(archive, what)
    if not rows:
        raise ConfigurationError(_no_page(archive, what))
    chosen = [row for row in rows if version is None or row["version"] == version]
    if not chosen:
        there = ", ".join(str(row["version"]) for row in rows)
        raise ConfigurationError(f"{what} has no version {version}; there are: {there}")
    return archive.record(chosen[-1]["record_id"], columns)


def _versions(archive: Archive, what: str) -> list[dict[str, Any]]:
    """All versions of a page, oldest first; just the one when a record's id was given."""
    found = archive.pages(url=what, columns=_PLACE)
    if not len(found):
        return _rows(archive.pages(record_id=what, columns=_PLACE))
    if what not in found["canonical_url"].to_pylist():
        page = _rows(found)[-1]["canonical_url"]
        found = archive.pages(url=page, columns=_PLACE)
        what = page
    return [row for row in _rows(found) if row["canonical_url"] == what]


def _rows(found: pa.Table) -> list[dict[str, Any]]:
    return sorted(
        table_to_rows(found), key=lambda row: (row["version"], row["fetched_at"], row["record_id"])
    )


def _no_page(archive: Archive, what: str) -> str:
    addresses = pc.unique(archive.read_table(PAGES, ["canonical_url"])["canonical_url"])
    told = f"{archive.path} has no page {what!r}"
    if not len(addresses):
        return f"{told}; it holds no pages yet"
    near = _near(what, addresses)
    return f"{told}; nearest:\n" + "\n".join(f"  {url}" for url in near) if near else told


def _near(what: str, addresses: pa.Array) -> list[str]:
    bare = re.sub(r"^\w+://", "", what).rstrip("/")
    inside = addresses.filter(pc.match_substring(addresses, bare, ignore_case=True))
    if len(addresses) > _MOST:
        words = re.findall(r"\w{3,}", bare)
        word = max(words, key=len) if words else bare
        addresses = addresses.filter(pc.match_substring(addresses, word, ignore_case=True))
    close = difflib.get_close_matches(what, addresses.slice(0, _MOST).to_pylist(), n=5, cutoff=0.6)
    return list(dict.fromkeys([*inside.slice(0, 5).to_pylist(), *close]))[:5]
