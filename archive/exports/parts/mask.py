"""Take persons out of rows: what `persons` finds is covered, letter for letter.

A covered text is as long as before, so that places in it (``dates.start``) stay right.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from archive.exports.parts.persons import names, number_of, persons
from archive.rows import rows_to_table, table_to_rows
from archive.schema import PAGES, RUNS, Table

COVER = "█"
#: Columns of ``pages`` that are no words of the page, or are dealt with by themselves. What is not
#: named here is covered, so that a new column cannot let anybody through.
_NO_TEXTS = frozenset(
    {
        *("record_id", "city", "site", "kind", "url", "canonical_url", "fetched_at", "run_id"),
        *("http_status", "version", "previous_record_id", "published", "published_source"),
        *("modified", "modified_source", "about_year", "about_year_source", "language", "charset"),
        *("contact", "content_digest", "issues", "snapshot", "extractor_version"),
        *("profile_digest", "template"),
    }
)
_TEXTS = tuple(column.name for column in PAGES.columns if column.name not in _NO_TEXTS)
#: Fields that are no words: addresses of files and pages, and kinds of things.
_NO_WORDS = frozenset({"url", "href", "src", "kind", "name", "found_by", "source", "rule", "role"})
_LINES = re.compile(r"\S")


class Mask:
    """Covers persons in the rows of one export.

    A digest over a text would let anyone try numbers until it fits: ``content_digest`` becomes a
    pseudonym, equal for equal contents within this export, and ``payload_digest`` is left out.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def rows(self, batch: pa.Table, table: Table) -> pa.Table:
        """The same rows of a table, masked."""
        made = [self._row(row, table) for row in table_to_rows(batch)]
        return rows_to_table(table, made)

    def _row(self, row: dict[str, Any], table: Table) -> dict[str, Any]:
        if table is RUNS:
            row["settings"] = {key: cover(text or "") for key, text in row["settings"] or []}
            for name in ("message", "causes"):
                row[name] = _covered(row[name], frozenset(), None)
            return row
        if row["snapshot"]:
            row["snapshot"]["payload_digest"] = None
        if table is PAGES:
            self._page(row)
        return row

    def _page(self, row: dict[str, Any]) -> None:
        digest = hmac.new(self._key, row["content_digest"].encode(), hashlib.sha256)
        row["content_digest"] = digest.hexdigest()[: len(row["content_digest"])]
        contact = row["contact"] or {}
        office = frozenset(number_of(phone["text"] or "") for phone in contact.get("phones") or [])
        everything = list(_words([row[name] for name in _TEXTS]))
        known = _literals(everything, office)
        for name in _TEXTS:
            row[name] = _covered(row[name], office, known)
        if contact:
            contact["emails"] = [mail for mail in contact["emails"] or [] if cover(mail) == mail]
            for name in ("name", "address", "hours"):
                contact[name] = _covered(contact[name], office, known)
        for part in (*(row["blocks"] or []), *(row["images"] or [])):
            part["author"] = None


def cover(
    text: str, office_numbers: frozenset[str] = frozenset(), known: re.Pattern[str] | None = None
) -> str:
    """A text with persons covered; ``known`` finds what was found elsewhere on the page."""
    spans = list(persons(text, office_numbers))
    if known is not None:
        spans += [match.span() for match in known.finditer(text)]
    if not spans:
        return text
    letters = list(text)
    for start, end in spans:
        letters[start:end] = _LINES.sub(COVER, text[start:end])
    return "".join(letters)


def _literals(texts: Iterable[str], office: frozenset[str]) -> re.Pattern[str] | None:
    """What was found anywhere on a page, to be covered all over it.

    A label may stand in one block and the name in the next: only the whole text shows both.
    """
    found: set[str] = set()
    for text in texts:
        found.update(text[start:end] for start, end in persons(text, office))
        found -= {text[start:end] for start, end in names(text) if not _telling(text[start:end])}
    if not found:
        return None
    ordered = sorted(found, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)")


def _telling(name: str) -> bool:
    """Whether a name can be looked for by itself: one word could mean anything."""
    return " " in name.strip() and len(name) >= 6


def _words(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in _NO_WORDS:
                yield from _words(part)
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)


def _covered(value: Any, office: frozenset[str], known: re.Pattern[str] | None) -> Any:
    if isinstance(value, str):
        return cover(value, office, known)
    if isinstance(value, dict):
        return {
            name: part if name in _NO_WORDS else _covered(part, office, known)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_covered(part, office, known) for part in value]
    return value
