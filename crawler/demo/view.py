"""What every page of a day is rendered from, and how its addresses are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from string import Template

from crawler.demo.content import Document, Origins, SiteName, today
from crawler.demo.markup import plain


@dataclass(frozen=True, slots=True)
class View:
    """The day, the addresses in use, and the texts of the day by site and path, newest first."""

    day: int
    origins: Origins
    texts: Mapping[tuple[SiteName, str], Document]

    @property
    def documents(self) -> list[Document]:
        """All texts of the day, newest first, those without a date last."""
        return list(self.texts.values())

    @property
    def today(self) -> date:
        """The date of the day."""
        return today(self.day)

    def listed(self, site: SiteName, category: str = "") -> list[Document]:
        """Dated texts of a site as its lists show them."""
        return [
            document
            for document in self.documents
            if document.site == site
            and document.published
            and not document.unlisted
            and category in ("", document.category)
        ]

    def resolve(self, href: str) -> str:
        """Write an address of a text as the page needs it: ``www:`` and ``bip:`` name the sites."""
        if href.startswith("www:"):
            return self.origins.news + href.removeprefix("www:")
        if href.startswith("bip:"):
            return self.origins.bulletin + href.removeprefix("bip:")
        return href


@cache
def template(name: str) -> Template:
    """A template file of the package."""
    return Template((files("crawler.demo") / "templates" / name).read_text("utf-8"))


def excerpt(document: Document, limit: int = 220) -> str:
    """The first words of a text, cut at a word."""
    first = next(b.text for b in document.blocks if b.kind in ("lead", "paragraph"))
    text = plain(first)
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + "…"
