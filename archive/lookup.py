"""Find one record by what a person types: an address, or a record's id."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from archive.errors import ConfigurationError
from archive.query import equal
from archive.reader import Reader
from archive.rows import table_to_rows
from archive.schema import PAGES
from archive.selection import Selection
from archive.when import When, end_of

_PLACE = ["record_id", "city", "canonical_url", "url", "version", "fetched_at"]
#: Above so many addresses, only those that share a word are compared letter by letter.
_MOST = 2_000


def find(
    archive: Reader,
    what: str,
    version: int | None = None,
    columns: Sequence[str] | None = None,
    *,
    as_of: int | When | None = None,
) -> dict[str, Any]:
    """The record of a page at an address, its newest version unless one is named, as a dict.

    ``what`` is an address as canonical or as fetched, or a record's id.

    Raises:
        ConfigurationError: there is no such page or version (the message names the nearest), or
            the page was not there at that time.
    """
    state, moment = archive.then(as_of)
    rows = versions(state, what)
    if moment is not None:
        rows = _shown(state, rows, end_of(moment))
    if not rows:
        raise ConfigurationError(f"{what} was not there as of {as_of}, as far as visits tell")
    chosen = [row for row in rows if version is None or row["version"] == version]
    if not chosen:
        there = ", ".join(str(row["version"]) for row in rows)
        raise ConfigurationError(f"{what} has no version {version}; there are: {there}")
    return state.record(chosen[-1]["record_id"], columns)


def _shown(
    archive: Reader, rows: Sequence[dict[str, Any]], moment: datetime
) -> list[dict[str, Any]]:
    """The one of a page's versions that was on show just before a moment, if any."""
    asked = {"city": rows[0]["city"]}
    wheres = equal((("record_id",), [row["record_id"] for row in rows]))
    ids = Selection(archive, asked, tuple(wheres), moment).to_arrow(["record_id"])["record_id"]
    return [row for row in rows if row["record_id"] in ids.to_pylist()]


def versions(archive: Reader, what: str) -> list[dict[str, Any]]:
    """All versions of a page, oldest first; just the one when a record's id was given.

    Each row tells ids, addresses, version, city and when it was fetched, no more.

    Raises:
        ConfigurationError: there is no such page; the message names the nearest.
    """
    what = what.strip()
    found = _rows(archive, ("canonical_url", "url"), what)
    if not found:
        found = _rows(archive, ("record_id",), what)
        if not found:
            raise ConfigurationError(_no_page(archive, what))
        return found
    ours = [row for row in found if row["canonical_url"] == what]
    return ours or _rows(archive, ("canonical_url",), found[-1]["canonical_url"])


def _rows(archive: Reader, columns: tuple[str, ...], what: str) -> list[dict[str, Any]]:
    rows = table_to_rows(archive.read_table(PAGES, _PLACE, equal((columns, what))))
    return sorted(rows, key=lambda row: (row["version"], row["fetched_at"], row["record_id"]))


def _no_page(archive: Reader, what: str) -> str:
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
