"""Whether a badge belongs to its page or to the whole site: told by how many pages show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from archive.model import Badge
from pipelines.item import Item

#: Share of a site's pages that must show a sign before it says nothing of the single page.
SITE_SHARE = 0.8
#: So few pages of a site prove nothing: their signs keep the scope they have.
FEW_PAGES = 5


class Scopes:
    """Counts the badges of a run's pages, site by site, and settles the scope of rows.

    Only signs (role badge) can be a site's; an acknowledgement in an article stays the page's.
    """

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()
        self._shown: Counter[tuple[str, str]] = Counter()

    def see(self, item: Item) -> None:
        """Count a page, be it stored or as it was."""
        site = item.visit.site or ""
        self._pages[site] += 1
        self._shown.update({(site, badge.text) for badge in _signs(item.page.badges)})

    def settle(self, rows: Iterable[dict[str, Any]]) -> None:
        """Set the scope of the badges of rows that are about to be published."""
        for row in rows:
            site = row["site"] or ""
            pages = self._pages[site]
            if pages < FEW_PAGES:
                continue
            for badge in _signs(row["badges"]):
                shown = self._shown[site, badge.text]
                badge.scope = "site" if shown >= SITE_SHARE * pages else "page"


def _signs(badges: Iterable[Badge]) -> list[Badge]:
    return [badge for badge in badges if badge.role == "badge"]
