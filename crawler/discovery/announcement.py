"""An announcement: an address that a listing, feed or sitemap names, and what it says of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.model import DateCandidate


@dataclass(slots=True)
class Announcement:
    """A link to a page, as found; ``url`` is absolute. Dates are kept as written.

    ``text`` is what the source calls the page; empty when it only gives the address.
    """

    url: str
    dates: list[DateCandidate] = field(default_factory=list)
    text: str = ""

    @property
    def said(self) -> str:
        """What the source says of the page's last change; it differs when the page has changed.

        Empty when the source says nothing that could tell.
        """
        return " ".join(sorted({f"{date.source}:{date.text}" for date in self.dates}))


@dataclass(slots=True)
class Announcements:
    """What one listing, feed or sitemap gave: pages, and more of its own kind to read."""

    pages: list[Announcement] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    readable: bool = True
