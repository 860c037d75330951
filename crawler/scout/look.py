"""What was seen of a site: the facts a profile is written from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from crawler.scout.systems import Guess


@dataclass(slots=True)
class Seen:
    """An answer: ``url`` after redirects, ``body`` with its codings undone, moment in UTC.

    ``sitemaps`` are those that robots.txt of the asked host names.
    """

    url: str
    body: bytes
    headers: dict[str, str]
    fetched_at: datetime
    sitemaps: list[str] = field(default_factory=list)


#: Asks for an address for a purpose; None when no good answer came (`Site.silent` says why).
Ask = Callable[[str, str], Awaitable[Seen | None]]


@dataclass(slots=True)
class Record:
    """One article as it was read; ``doubts`` are codes of docs/issues.md."""

    seen: Seen
    title: str | None
    site_name: str | None
    vendor: str | None
    published: date | None
    published_source: str | None
    text: str
    doubts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Source:
    """A feed, sitemap or listing that was read; ``count`` is how many pages it announced.

    ``named`` tells that the site itself points to it; else it was found where such things lie.
    """

    url: str
    count: int
    named: bool = True


@dataclass(slots=True)
class SiteLook:
    """Everything seen of one site.

    ``said`` are sources a profile names already, purpose and address: they are asked first.
    ``silent`` maps addresses that gave no good answer to the reason; ``doubts`` are sentences for
    people: what could not be told.
    """

    name: str
    asked: str
    said: list[tuple[str, str]] = field(default_factory=list)
    home: str = ""
    kind: str = "article"
    hosts: list[str] = field(default_factory=list)
    title: str = ""
    guess: Guess | None = None
    feeds: list[Source] = field(default_factory=list)
    sitemaps: list[Source] = field(default_factory=list)
    listings: list[Source] = field(default_factory=list)
    registers: list[Source] = field(default_factory=list)
    posts: Source | None = None
    patterns: list[str] = field(default_factory=list)
    paging: list[str] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    silent: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        """Whether the front page answered with something that can be read."""
        return bool(self.home)

    @property
    def dated(self) -> int:
        """How many of the records have a publication day."""
        return sum(record.published is not None for record in self.records)
