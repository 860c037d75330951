"""Every column of every table, once: name, type, unit or zone, source, meaning.

The meaning travels inside the Parquet files as field metadata and is printed by ``kronika
schema``. The structs that lie in columns are in `archive.structs`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from archive.structs import (
    ATTACHMENT,
    BADGE,
    BLOCK,
    CAUSE,
    CONTACT,
    COUNTS,
    DATE_CANDIDATE,
    DATE_MENTION,
    DAY,
    IMAGE,
    LEGAL_LINK,
    PROJECT,
    REASON,
    SECTION,
    SNAPSHOT,
    STRINGS,
    TEXT,
    UTC,
)

#: Semantic version of the tables: major for a change of meaning, minor for a new column.
SCHEMA_VERSION = "1.1.0"


@dataclass(frozen=True)
class Column:
    """One column: what it holds, in which unit or time zone, where it comes from."""

    name: str
    type: pa.DataType
    meaning: str
    source: str
    unit: str = ""
    nullable: bool = True
    since: str = "1.0.0"

    @property
    def field(self) -> pa.Field:
        """The Arrow field, with meaning, source, unit and first version as metadata."""
        notes = {"meaning": self.meaning, "source": self.source, "since": self.since}
        if self.unit:
            notes["unit"] = self.unit
        return pa.field(self.name, self.type, nullable=self.nullable, metadata=notes)


@dataclass(frozen=True)
class Table:
    """One table: its columns, its key, and the order rows lie in after compaction."""

    name: str
    meaning: str
    key: str
    order: tuple[str, ...]
    columns: tuple[Column, ...]

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema every file of this table has, metadata included."""
        notes = {"kronika.table": self.name, "kronika.schema_version": SCHEMA_VERSION}
        return pa.schema([column.field for column in self.columns], metadata=notes)


_LOCAL_DAY = "day, Europe/Warsaw"
_CODES = "docs/issues.md"

PAGES = Table(
    name="pages",
    meaning="One row is one version of one page.",
    key="record_id",
    order=("city", "canonical_url", "fetched_at"),
    columns=(
        Column(
            "record_id",
            TEXT,
            "Stable id of this version: same snapshot, same id.",
            "sha256 over city, canonical_url and warc_record_id, 32 hex digits",
            nullable=False,
        ),
        Column("city", TEXT, "Slug of the city.", "city profile", nullable=False),
        Column("site", TEXT, "Which of the city's sites: news, bulletin ...", "city profile"),
        Column(
            "kind",
            TEXT,
            "article, notice, page, or document: a PDF a page offers (docs/pdf.md).",
            "site and page",
            nullable=False,
        ),
        Column("url", TEXT, "Address the page was fetched from.", "request", nullable=False),
        Column(
            "canonical_url",
            TEXT,
            "The page's one address: its identity across versions.",
            "canonical link, host aliases and URL rules",
            nullable=False,
        ),
        Column(
            "fetched_at",
            UTC,
            "When the request was sent; the WARC-Date of the snapshot.",
            "crawler's clock",
            "UTC",
            nullable=False,
        ),
        Column("run_id", TEXT, "Run that fetched it; key of runs.", "run", nullable=False),
        Column("http_status", pa.int16(), "Status of the answer.", "response"),
        Column(
            "version",
            pa.int32(),
            "1 for the first version of the page, then 2, 3 ...",
            "change step",
            nullable=False,
        ),
        Column(
            "previous_record_id",
            TEXT,
            "Record of the version before; null for the first.",
            "change step",
        ),
        Column("title", TEXT, "Title as shown on the page.", "page"),
        Column("lead", TEXT, "Opening paragraph set apart by the page.", "page"),
        Column(
            "published",
            DAY,
            "Publication day; null when nothing says it.",
            "best of date_candidates",
            _LOCAL_DAY,
        ),
        Column("published_source", TEXT, "Where published comes from.", "date_candidates.source"),
        Column(
            "modified",
            DAY,
            "Day of the last change the page owns up to.",
            "best of date_candidates",
            _LOCAL_DAY,
        ),
        Column("modified_source", TEXT, "Where modified comes from.", "date_candidates.source"),
        Column(
            "about_year",
            pa.int16(),
            "Year the page is about, for pages with no publication "
            "day. Derived; not a publication date.",
            "dates in title, then text",
            "year",
        ),
        Column(
            "about_year_source", TEXT, "Where about_year comes from: title or text.", "dates step"
        ),
        Column(
            "date_candidates",
            pa.list_(DATE_CANDIDATE),
            "Every statement about when the page was published or changed, as written and as read.",
            "page, feed, listing, sitemap",
            _LOCAL_DAY,
        ),
        Column("site_name", TEXT, "Who publishes, as the page says.", "header, metadata"),
        Column("vendor", TEXT, "Contractor credited in the footer.", "footer"),
        Column("language", TEXT, "Language the page declares, BCP 47.", "html lang, headers"),
        Column("charset", TEXT, "Encoding the bytes were read in.", "bytes, then declarations"),
        Column(
            "sections",
            pa.list_(SECTION),
            "Parts of the page as plain text, in page order.",
            "page",
            "confidence 0..1",
        ),
        Column("body_text", TEXT, "Main content without its title, as plain text.", "page"),
        Column("blocks", pa.list_(BLOCK), "Main content block by block, in reading order.", "page"),
        Column("badges", pa.list_(BADGE), "Signs and words that name who pays.", "page, funders"),
        Column(
            "dates",
            pa.list_(DATE_MENTION),
            "Dates in running text (docs/dates.md); start and "
            "end are code points into the text of the section.",
            "sections",
            _LOCAL_DAY,
        ),
        Column("attachments", pa.list_(ATTACHMENT), "Files the page offers.", "page", "bytes"),
        Column("images", pa.list_(IMAGE), "Images of the main content.", "page"),
        Column("contact", CONTACT, "The office behind the page.", "footer, header"),
        Column(
            "content_digest",
            TEXT,
            "Digest over what a reader reads; equal digests, same version.",
            "title, lead, blocks, attachments",
            nullable=False,
        ),
        Column("issues", STRINGS, "Doubts about this record.", _CODES),
        Column(
            "snapshot", SNAPSHOT, "Where the bytes lie.", "snapshot writer", "bytes", nullable=False
        ),
        Column(
            "extractor_version",
            TEXT,
            "Version of the code that read the page.",
            "kronika",
            nullable=False,
        ),
        Column(
            "profile_digest",
            TEXT,
            "Digest of the city profile the page was read with.",
            "city profile",
        ),
        Column(
            "template",
            TEXT,
            "Fingerprint of the page's markup, 16 hex digits: pages made by one template differ "
            "in few of its 64 bits (docs/health.md).",
            "class names and ids of the page",
            since="1.1.0",
        ),
        Column(
            "projects",
            pa.list_(PROJECT),
            "Funded projects that tables and labelled lines of the page describe.",
            "blocks",
            "amounts: hundredths of the currency",
            since="1.1.0",
        ),
        Column(
            "legal_links",
            pa.list_(LEGAL_LINK),
            "Links to the site's own rules.",
            "footer",
            since="1.1.0",
        ),
    ),
)

VISITS = Table(
    name="visits",
    meaning="One row is one attempt on a URL, whatever came of it.",
    key="visit_id",
    order=("city", "fetched_at", "visit_id"),
    columns=(
        Column("visit_id", TEXT, "Id of the visit.", "uuid of the request record", nullable=False),
        Column("city", TEXT, "Slug of the city.", "city profile", nullable=False),
        Column("site", TEXT, "Which of the city's sites.", "city profile"),
        Column("run_id", TEXT, "Run that made it.", "run", nullable=False),
        Column("url", TEXT, "Address asked.", "request", nullable=False),
        Column(
            "purpose",
            TEXT,
            "page, attachment, listing, feed, sitemap, robots, probe, tdmrep or requisite.",
            "crawler",
            nullable=False,
        ),
        Column(
            "fetched_at",
            UTC,
            "When the request was sent; the WARC-Date of the snapshot.",
            "crawler's clock",
            "UTC",
            nullable=False,
        ),
        Column(
            "outcome",
            TEXT,
            "new, changed, unchanged, gone, refused, failed, redirected or read.",
            "response, change step",
            nullable=False,
        ),
        Column("reason", TEXT, "Why, when the outcome needs a reason.", _CODES),
        Column("http_status", pa.int16(), "Status of the answer; null when none came.", "response"),
        Column("media_type", TEXT, "Declared media type.", "Content-Type"),
        Column("size_bytes", pa.int64(), "Size of the body as sent.", "response", "bytes"),
        Column(
            "elapsed_ms",
            pa.int32(),
            "From the request's first byte to the answer's last.",
            "crawler's clock",
            "ms",
        ),
        Column("ip_address", TEXT, "Address of the server.", "socket"),
        Column("etag", TEXT, "ETag as sent.", "response"),
        Column("last_modified", TEXT, "Last-Modified as sent.", "response"),
        Column("location", TEXT, "Where a redirect points, absolute.", "Location"),
        Column("canonical_url", TEXT, "Page the visit led to.", "identity step"),
        Column(
            "record_id", TEXT, "Record the visit made or confirmed; key of pages.", "change step"
        ),
        Column(
            "revisit_of",
            TEXT,
            "WARC-Record-ID of the earlier response whose body this visit "
            "found again; null when the snapshot holds a body of its own.",
            "snapshot writer",
        ),
        Column(
            "snapshot",
            SNAPSHOT,
            "Where the bytes lie; null when no answer came.",
            "snapshot writer",
            "bytes",
        ),
    ),
)

RUNS = Table(
    name="runs",
    meaning="One row is one execution of a crawl.",
    key="run_id",
    order=("started_at", "run_id"),
    columns=(
        Column(
            "run_id", TEXT, "Id of the run, sortable by start.", "clock and chance", nullable=False
        ),
        Column("city", TEXT, "Slug of the city.", "command", nullable=False),
        Column("started_at", UTC, "Start.", "crawler's clock", "UTC", nullable=False),
        Column("finished_at", UTC, "End.", "crawler's clock", "UTC"),
        Column(
            "verdict",
            TEXT,
            "ok, nothing_new, degraded, blocked, site_down, nothing_found, "
            "interrupted or archive_fault.",
            "run",
            nullable=False,
        ),
        Column(
            "exit_code",
            pa.int16(),
            "Exit code of the command.",
            "docs/exit-codes.md",
            nullable=False,
        ),
        Column("message", TEXT, "The verdict in a sentence.", "run"),
        Column("counts", COUNTS, "What came of it.", "visits of the run", "visits; bytes"),
        Column(
            "reasons",
            pa.list_(REASON),
            "How often each reason or issue code occurred.",
            _CODES,
        ),
        Column("settings", pa.map_(TEXT, TEXT), "Settings that shaped the run.", "command"),
        Column("software", TEXT, "Kronika, Python and Scrapy versions.", "kronika", nullable=False),
        Column("profile_digest", TEXT, "Digest of the city profile.", "city profile"),
        Column(
            "causes",
            pa.list_(CAUSE),
            "What was wrong or worth a word, each with its evidence in a sentence; "
            "grave ones made the verdict.",
            "docs/health.md",
            since="1.1.0",
        ),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in (PAGES, VISITS, RUNS)}
