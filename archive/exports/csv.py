"""CSV (RFC 4180): one flat row a record, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import IO, Any

import pyarrow as pa

from archive.record import iso
from archive.rows import table_to_rows

Cell = Callable[[dict[str, Any]], Any]

#: A cell that begins so is run as a formula by spreadsheets (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BYTE_ORDER_MARK = "\ufeff".encode()


def _column(name: str) -> Cell:
    return lambda row: row[name]


def _joined(column: str, field: str) -> Cell:
    def cell(row: dict[str, Any]) -> str:
        found = (part[field] for part in row[column] or [])
        return "\n".join(dict.fromkeys(text for text in found if text))

    return cell


def _contact(field: str) -> Cell:
    def cell(row: dict[str, Any]) -> str:
        value = (row["contact"] or {}).get(field) or ""
        if isinstance(value, list):
            return "\n".join(v["text"] if isinstance(v, dict) else v for v in value)
        return str(value)

    return cell


#: Columns of the file: name, what it holds, and how it is made from a row of ``pages``.
COLUMNS: tuple[tuple[str, str, Cell], ...] = (
    ("record_id", "Id of the record.", _column("record_id")),
    ("city", "Slug of the city.", _column("city")),
    ("site", "Which of the city's sites.", _column("site")),
    ("kind", "article, notice or page.", _column("kind")),
    ("url", "Address the page was fetched from.", _column("url")),
    ("canonical_url", "The page's one address.", _column("canonical_url")),
    ("fetched_at", "When it was fetched, UTC.", lambda row: iso(row["fetched_at"])),
    ("version", "1 for the first version of the page, then 2, 3 ...", _column("version")),
    ("title", "Title.", _column("title")),
    ("lead", "Opening paragraph set apart by the page.", _column("lead")),
    ("published", "Publication day, empty when the page does not say.", _column("published")),
    ("modified", "Day of the last change the page owns up to.", _column("modified")),
    ("site_name", "Who publishes, as the page says.", _column("site_name")),
    ("vendor", "Contractor credited in the footer.", _column("vendor")),
    ("body_text", "Main content without its title.", _column("body_text")),
    ("badges", "Signs that name who pays, one a line.", _joined("badges", "text")),
    ("funder_ids", "Ids of the funders they name, one a line.", _joined("badges", "funder_id")),
    ("attachment_urls", "Files the page offers, one a line.", _joined("attachments", "url")),
    ("image_urls", "Images of the main content, one a line.", _joined("images", "url")),
    ("emails", "E-mail addresses of the office, one a line.", _contact("emails")),
    ("phones", "Phone numbers as printed, one a line.", _contact("phones")),
    ("address", "Postal address of the office.", _contact("address")),
    ("issues", "Codes of doubts, one a line.", lambda row: "\n".join(row["issues"] or [])),
    ("warc_file", "File of the snapshot.", lambda row: row["snapshot"]["warc_file"]),
    ("warc_offset", "Byte it begins at.", lambda row: row["snapshot"]["warc_offset"]),
)


def write(batches: Iterable[pa.Table], out: IO[bytes], *, raw: bool = False) -> int:
    """Write a header and one row a record; return how many records there were.

    For spreadsheets the file begins with a byte order mark and a text that would run as a formula
    gets an apostrophe in front. ``raw`` leaves both out.
    """
    if not raw:
        out.write(_BYTE_ORDER_MARK)
    count = 0
    out.write(_lines([[name for name, _, _ in COLUMNS]]))
    for batch in batches:
        rows = [[make(row) for _, _, make in COLUMNS] for row in table_to_rows(batch)]
        out.write(_lines(rows if raw else [[harmless(cell) for cell in row] for row in rows]))
        count += len(rows)
    return count


def harmless(cell: Any) -> Any:
    """A cell no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _lines(rows: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
