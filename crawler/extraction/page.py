"""A page read whole: bytes in, `archive.model.Page` out. Pure, never raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from archive.model import Page
from crawler.extraction import register
from crawler.extraction.attachments import find_attachments
from crawler.extraction.blocks import build_blocks, images_of
from crawler.extraction.charset import decode
from crawler.extraction.content import edges
from crawler.extraction.dates import find_candidates
from crawler.extraction.gather import gather_contact, gather_sections
from crawler.extraction.identity import find_site_name
from crawler.extraction.legal import find_legal_links
from crawler.extraction.markup import MAX_DEPTH, parse
from crawler.extraction.metadata import Metadata, read_metadata
from crawler.extraction.mojibake import looks_broken
from crawler.extraction.outline import Line
from crawler.extraction.reading import Reading
from crawler.extraction.regions import mark_regions
from crawler.extraction.sections import (
    badges,
    breadcrumb,
    footer,
    header,
    main,
    navigation,
    newsletter,
)
from crawler.extraction.selectors import apply_selectors, select_line, select_text
from crawler.extraction.title import clean_title, find_headline, find_title, names_publisher
from crawler.extraction.vendor import find_vendor
from crawler.extraction.verdict import verdicts
from crawler.extraction.walk import outline
from crawler.extraction.words import key
from pipelines.dates import choose

#: Within these many bytes a file's first ones stand, white space before them.
_HEAD_BYTES = 512
#: Files that are no HTML, by their first bytes.
_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
)


class Layout(Protocol):
    """Selectors (CSS) of one look of a site, by section or fact."""

    @property
    def selectors(self) -> Mapping[Any, str]:
        """A selector for each section or fact it knows better."""


class Profile(Protocol):
    """What extraction asks of a city profile."""

    def layout_for(self, url: str, day: date) -> Layout | None:
        """The layout a page had on a day (Polish local day), if it has any."""


@dataclass(slots=True)
class ReadPage:
    """A page with the desk it was read on; ``content`` are the lines of main without its title."""

    page: Page
    reading: Reading | None = None
    content: list[int] = field(default_factory=list)
    base: str = ""


def extract(
    body: bytes,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    profile: Profile | None = None,
    fetched_at: datetime | None = None,
) -> Page:
    """Read one HTML page: sections, title, blocks, dates, badges, contact, files.

    ``body`` is the page with its content coding undone; ``fetched_at`` (UTC when it carries no
    zone) is the day after which no date is believed. Never raises: what cannot be read is empty
    and named in ``issues``. The same arguments give the same page.
    """
    return read_page(body, url, headers=headers, profile=profile, fetched_at=fetched_at).page


def read_page(
    body: bytes,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    profile: Profile | None = None,
    fetched_at: datetime | None = None,
) -> ReadPage:
    """`extract`, with what it worked on, for those who render the page again."""
    page = Page(url=url)
    if body[:_HEAD_BYTES].lstrip().startswith(_MAGIC):
        page.issues.append("not_html")
        return ReadPage(page)
    decoded = decode(body, headers)
    page.charset = decoded.charset
    mending = looks_broken(decoded.text)
    parsed = parse(decoded.text, encoded=decoded.utf8)
    lines = outline(parsed.root, mending=mending)
    if lines.depth > MAX_DEPTH + 20:
        parsed = parse(decoded.text, unwrap=True)
        lines = outline(parsed.root, mending=mending)
    page.issues += decoded.issues + parsed.issues
    meta = read_metadata(parsed.root, url, headers)
    if lines.cut and "too_long" not in page.issues:
        page.issues.append("too_long")
    reading = Reading(lines, url, _selectors(profile, url, fetched_at))
    _find_sections(reading, meta)
    content = _fill(page, reading, meta)
    page.issues += verdicts(reading, meta, page.title, decoded.text)
    _choose_dates(page, fetched_at)
    return ReadPage(page, reading, content, meta.base)


def _selectors(profile: Profile | None, url: str, fetched_at: datetime | None) -> dict[str, str]:
    if profile is None:
        return {}
    if fetched_at is None:
        day = date.max
    else:
        moment = fetched_at if fetched_at.tzinfo else fetched_at.replace(tzinfo=UTC)
        day = moment.astimezone(ZoneInfo("Europe/Warsaw")).date()
    layout = profile.layout_for(url, day)
    return dict(layout.selectors) if layout else {}


def _find_sections(reading: Reading, meta: Metadata) -> None:
    """Let every section claim its lines; what is sure comes first."""
    reading.weigh(frozenset())
    reading.weigh_prose()
    reading.headline = find_headline(reading, meta)
    mark_regions(reading)
    apply_selectors(reading)
    newsletter.claim(reading)
    breadcrumb.claim(reading)
    main.claim(reading)
    footer.claim(reading)
    register.claim(reading)
    badges.claim(reading)


def _fill(page: Page, reading: Reading, meta: Metadata) -> list[int]:
    """Read the facts off the claimed lines; give the lines of the content."""
    indexes = [i for i, owner in enumerate(reading.owner) if owner == "main"]
    title = _take_title(page, reading, indexes, meta)
    indexes = [i for i in indexes if i != title and not _says_title(page, reading.lines[i])]
    _leave_publisher(reading, indexes, title, meta)
    first = _first_said(reading, indexes, title)
    header.claim(reading, first)
    navigation.claim(reading)
    single = edges.is_single(reading, title, indexes)
    page.date_candidates = find_candidates(reading, title, meta, single=single)
    indexes = edges.without_particulars(reading, indexes, title, single=single)
    page.blocks = build_blocks(reading, indexes, meta.base)
    page.lead = select_text(reading, "lead")
    if single and not page.lead:
        page.lead = edges.find_lead(reading, indexes)
    page.images = images_of(page.blocks)
    page.badges = badges.find_badges(reading, meta.base)
    page.attachments = find_attachments(reading, meta.base)
    page.vendor = find_vendor(reading)
    page.legal_links = find_legal_links(reading, meta.base)
    page.site_name = find_site_name(reading, meta, page.title)
    page.language, page.noarchive = meta.language, meta.noarchive
    page.canonical_url = meta.canonical
    page.sections = gather_sections(page, reading)
    page.contact = gather_contact(page, reading)
    return indexes


def _take_title(page: Page, reading: Reading, main: list[int], meta: Metadata) -> int | None:
    """Set the page's title and give the line it stands in, which is then no content."""
    said = select_text(reading, "title")
    index = select_line(reading, "title") if said else find_title(reading, main, meta)
    if index is not None:
        said = said or " ".join(reading.lines[index].text.split())
        reading.owner[index] = "title"
    if said:
        page.title, glued = clean_title(said)
        if glued and (find := reading.finds.get("main")):
            find.heading = find.heading or glued
    return index


def _says_title(page: Page, line: Line) -> bool:
    """A heading read aloud only that says the title again, as themes put above the content."""
    return line.unseen and line.level > 0 and line.key.startswith(key(page.title or "\0"))


def _leave_publisher(
    reading: Reading, indexes: list[int], title: int | None, meta: Metadata
) -> None:
    """The office's name above the title belongs to the header, where nothing parts the two."""
    above = [i for i in indexes if title is not None and i < title]
    for index in [i for i in above if names_publisher(reading.lines[i], meta)]:
        reading.owner[index] = None
        indexes.remove(index)


def _first_said(reading: Reading, indexes: list[int], title: int | None) -> int:
    """The first line of main that says anything; logos above it belong to the header."""
    said = [i for i in indexes if reading.lines[i].picture is None]
    first = min([*said, *([title] if title is not None else [])], default=len(reading.lines))
    for index in [i for i in indexes if i < first and header.is_logo(reading.lines[i])]:
        reading.owner[index] = None
        indexes.remove(index)
    return first


def _choose_dates(page: Page, fetched_at: datetime | None) -> None:
    """Resolve the candidates; without a fetch day relative words ("wczoraj") mean nothing."""
    candidates = page.date_candidates
    if fetched_at is None:
        candidates = [
            c
            for c in candidates
            if any(char.isdigit() for char in c.text) and not c.text.endswith("temu")
        ]
    choice = choose(candidates, fetched_at or datetime(9999, 12, 1, tzinfo=UTC))
    page.published, page.published_source = choice.published, choice.published_source
    page.modified, page.modified_source = choice.modified, choice.modified_source
