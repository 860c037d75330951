"""Blocks of content that stand on many pages of a site: what the rules took for content of each.

A page is read by itself, so that its first reading and every later one agree; what its neighbours
show changes nothing in it. What repeats is told instead, and a profile's ``drop`` takes it out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

#: Share of a site's pages on which a block is furniture, and so few pages that prove nothing.
SHARE, FEW_PAGES = 0.5, 8
#: Shorter blocks are told apart by nothing; "Załączniki:" may stand anywhere.
_SHORTEST = 20


@dataclass(frozen=True, slots=True)
class Repeated:
    """A block found on ``pages`` of the ``of`` pages of a site; ``url`` is one of them."""

    site: str
    text: str
    pages: int
    of: int
    url: str


class Repetition:
    """Counts blocks over the pages of a city, each page once whatever its versions.

    Rows of ``pages`` must come with all versions of a page behind each other.
    """

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()
        self._shown: Counter[tuple[str, int]] = Counter()
        self._met: dict[tuple[str, int], tuple[str, str]] = {}
        self._page = ""
        self._of_page: set[int] = set()

    def see(self, row: dict[str, Any]) -> None:
        """Count one row."""
        site = row["site"] or ""
        if row["canonical_url"] != self._page:
            self._page, self._of_page = row["canonical_url"], set()
            self._pages[site] += 1
        for block in row["blocks"] or ():
            text = block["text"] or ""
            mark = hash(text)
            if len(text) < _SHORTEST or mark in self._of_page:
                continue
            self._of_page.add(mark)
            self._shown[site, mark] += 1
            if self._shown[site, mark] == FEW_PAGES // 2:  # words are only held of what repeats
                self._met[site, mark] = text, row["url"]

    def found(self) -> list[Repeated]:
        """Blocks that at least half of a site's pages show, the most frequent first."""
        told = [
            Repeated(site, text, self._shown[site, mark], self._pages[site], url)
            for (site, mark), (text, url) in self._met.items()
            if self._pages[site] >= FEW_PAGES
            and self._shown[site, mark] >= SHARE * self._pages[site]
        ]
        return sorted(told, key=lambda one: (-one.pages / one.of, one.site, one.text))
