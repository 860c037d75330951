"""The shapes everything else speaks of: a page as it was read, and its parts.

They live in ``archive`` because the archive must be able to hold them; ``crawler.extraction``
fills them from HTML and ``pipelines`` carries them on to a row. Field names are the column and
struct names of `archive.schema`, letter for letter (a test compares the two).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from archive.project import Project

SectionName = Literal[
    "header", "badges", "navigation", "breadcrumb", "main", "newsletter", "footer", "other"
]
BlockKind = Literal["heading", "paragraph", "list", "table", "quote", "figure", "video"]
BadgeRole = Literal["badge", "acknowledgement", "table", "mention"]
BadgeScope = Literal["site", "page"]
DateRole = Literal["published", "updated", "created", "entered", "other"]

#: Kinds of record that a city dates when it publishes them.
DATED_KINDS = ("article", "notice")
#: Verdicts of a run that need nobody's attention.
FINE_VERDICTS = ("ok", "nothing_new")
#: Sections a reader reads, in the order of the page; together they are `Page.text`.
READ_SECTIONS: tuple[SectionName, ...] = ("header", "badges", "main", "newsletter", "footer")


@dataclass(slots=True)
class Section:
    """One part of a page, as plain text.

    ``heading`` is the (usually hidden) heading that opens the section, such as "Treść główna";
    it is not part of ``text``. ``heading_gap`` counts the line breaks between the two: 2 when the
    heading is a block of its own, 1 when the text follows on the next line. ``found_by`` names
    the evidence ("landmark", "hidden heading", "cue words", "position", "selector" ...) and
    ``confidence`` (0..1) how far to trust it.
    """

    name: SectionName
    text: str
    heading: str | None = None
    heading_gap: int = 2
    found_by: str = "landmark"
    confidence: float = 1.0


@dataclass(slots=True)
class Block:
    """One block of the main content, in reading order.

    ``text`` is the block as plain text (list items as ``- item``, parted by blank lines; table
    cells parted by tabs, rows by line breaks) and is always filled. ``level`` is 1 to 6 for
    headings; ``items`` belong to lists, ``rows`` to tables (first row first, cells as text).
    ``src``, ``alt``, ``caption`` and ``author`` belong to figures; ``src`` is absolute. A video is
    a link: ``src`` is where it plays, ``text`` its title.
    """

    kind: BlockKind
    text: str
    level: int | None = None
    ordered: bool | None = None
    items: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    src: str | None = None
    alt: str | None = None
    caption: str | None = None
    author: str | None = None


@dataclass(slots=True)
class Badge:
    """A sign on a page that names who pays, tied to at most one funder.

    ``text`` is the whole sign as read; ``label`` what it says of the money ("Dofinansowanie").
    ``source`` tells where on the page the words stood: alt, title, aria-label, hidden text, text,
    file name or link. ``funder_id`` is null until the funders step knows the name; a sign that
    names two funders becomes two badges with the same ``text``.
    """

    text: str
    label: str | None = None
    funder_id: str | None = None
    funder_name: str | None = None
    role: BadgeRole = "badge"
    scope: BadgeScope = "page"
    source: str = "text"
    href: str | None = None
    src: str | None = None


@dataclass(slots=True)
class Attachment:
    """A file the page offers. ``size_bytes`` is what the page claims, not a measurement."""

    url: str
    label: str
    extension: str | None = None
    media_type: str | None = None
    size_bytes: int | None = None


@dataclass(slots=True)
class Image:
    """An image of the main content; ``url`` is absolute, ``alt`` null when absent."""

    url: str
    alt: str | None = None
    caption: str | None = None
    author: str | None = None


@dataclass(slots=True)
class Phone:
    """A phone number as printed and, where it can be told, in E.164 form."""

    text: str
    e164: str | None = None


@dataclass(slots=True)
class Contact:
    """What a page says of the office behind it."""

    name: str | None = None
    address: str | None = None
    emails: list[str] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    nip: str | None = None
    regon: str | None = None
    epuap: str | None = None
    hours: str | None = None


@dataclass(slots=True)
class LegalLink:
    """A link to the site's own rules: accessibility, privacy, reuse, cookies or terms."""

    kind: str
    label: str
    url: str


@dataclass(slots=True)
class DateCandidate:
    """One statement about when the page was published or changed.

    ``text`` is the date as written, ``label`` the words beside it. ``source`` is one of selector,
    label, bare line, time element, json-ld, meta, feed, listing, url, sitemap. ``value`` is the
    Polish local day; null while unread or unreadable. ``time`` is local "HH:MM" or null.
    """

    role: DateRole
    text: str
    source: str
    label: str | None = None
    value: date | None = None
    time: str | None = None


@dataclass(slots=True)
class DateMention:
    """A date in running text: where it stands, what it means, what it is for.

    ``start`` and ``end`` are code points into the text of ``section``. ``edtf`` is an ISO
    8601-2:2019 value, ``lo`` and ``hi`` its first and last day. Scheme: docs/dates.md.
    """

    start: int
    end: int
    text: str
    section: str
    edtf: str
    precision: str
    lo: date | None
    hi: date | None
    mod: str | None = None
    time: str | None = None
    anchor: str | None = None
    role: str = "mentioned"
    cue: str | None = None
    rule: str = ""


@dataclass(slots=True, frozen=True)
class SnapshotPointer:
    """Where a snapshot lies: enough to seek, read and check it.

    ``warc_file`` is relative to the archive's folder; offset and length count bytes of the
    compressed file. ``payload_digest`` is "sha256:" and hex over the body as sent, its codings kept
    (docs/decisions/0005-snapshots.md).
    """

    warc_file: str
    warc_offset: int
    warc_length: int
    warc_record_id: str
    payload_digest: str


@dataclass(slots=True)
class Page:
    """One HTML document as `crawler.extraction.extract` read it; what is not found is empty.

    ``published`` and ``modified`` are Polish local days chosen from ``date_candidates``, null
    when the page does not say. ``issues`` are codes (docs/issues.md). ``noarchive`` is true when
    robots meta or X-Robots-Tag says so. ``template`` is the fingerprint of its markup
    (`crawler.watch.template`).
    """

    url: str
    canonical_url: str | None = None
    kind: str = "page"
    title: str | None = None
    lead: str | None = None
    site_name: str | None = None
    vendor: str | None = None
    language: str | None = None
    charset: str | None = None
    sections: list[Section] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    badges: list[Badge] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    contact: Contact = field(default_factory=Contact)
    legal_links: list[LegalLink] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    date_candidates: list[DateCandidate] = field(default_factory=list)
    published: date | None = None
    published_source: str | None = None
    modified: date | None = None
    modified_source: str | None = None
    noarchive: bool = False
    template: str | None = None
    issues: list[str] = field(default_factory=list)

    def section(self, name: SectionName) -> Section | None:
        """The first section of that name, or None."""
        return next((s for s in self.sections if s.name == name), None)

    @property
    def body_text(self) -> str:
        """The main content without its title: all blocks, parted by blank lines."""
        return "\n\n".join(block.text for block in self.blocks if block.text)

    @property
    def text(self) -> str:
        """The page as a reader reads it: the read sections with their headings."""
        return page_text(self.sections)


def page_text(sections: list[Section]) -> str:
    """Join the sections a reader reads into one text, headings included, no newline at the end."""
    return "\n\n".join(
        f"{s.heading}{chr(10) * s.heading_gap}{s.text}" if s.heading else s.text
        for s in sections
        if s.name in READ_SECTIONS and (s.text or s.heading)
    )


#: Purposes of visits that lead to records: of pages, and of the documents they offer.
READ_PURPOSES = ("page", "attachment")


@dataclass(slots=True)
class Visit:
    """One attempt on a URL, whatever came of it (one row of ``visits``).

    ``purpose`` is page, attachment, listing, feed, sitemap, robots, probe, tdmrep or requisite.
    ``outcome`` is new, changed, unchanged, gone, refused, failed, redirected or read (an answer
    that is no page and was read for links); it is "pending" only in memory, until the page behind
    it is judged.
    ``reason`` is a code from docs/issues.md when the outcome needs one. Times are UTC.
    """

    visit_id: str
    city: str
    site: str | None
    run_id: str
    url: str
    purpose: str
    fetched_at: datetime
    outcome: str = "pending"
    reason: str | None = None
    http_status: int | None = None
    media_type: str | None = None
    size_bytes: int | None = None
    elapsed_ms: int | None = None
    ip_address: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    location: str | None = None
    canonical_url: str | None = None
    record_id: str | None = None
    revisit_of: str | None = None
    snapshot: SnapshotPointer | None = None
