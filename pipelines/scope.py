"""Whether a badge belongs to its page or to the whole site: told by how many pages show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.amend import amend, badged
from archive.model import READ_PURPOSES, Badge
from archive.query import equal
from archive.reader import Reader
from archive.rows import table_to_rows
from archive.schema import PAGES, VISITS
from pipelines.item import Item

#: Share of a site's pages that must show a sign before it says nothing of the single page.
SITE_SHARE = 0.8
#: So few pages of a site prove nothing: their signs keep the scope they have.
FEW_PAGES = 5
_READ = ("new", "changed", "unchanged")


class Scopes:
    """Counts the badges of a run's pages, site by site, and settles the scope of rows.

    The whole run decides: rows published before its end are settled again (`archive.amend`).
    Only signs (role badge) can be a site's; an acknowledgement in an article stays the page's.
    """

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()
        self._shown: Counter[tuple[str, str]] = Counter()

    def see(self, item: Item) -> None:
        """Count a page, be it stored or as it was."""
        self.count(item.visit.site, item.page.badges)

    def count(self, site: str | None, badges: Iterable[Badge]) -> None:
        """Count one page of a site by the badges it shows."""
        self._pages[site or ""] += 1
        self._shown.update({(site or "", badge.text) for badge in _signs(badges)})

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


def settle_from_tables(root: Path, city: str, run_id: str, clock: Callable[[], datetime]) -> int:
    """Settle all rows of a run that could not do it itself; say how many changed.

    Pages the run found as they were count by the badges of the version they are.

    Raises:
        ArchiveFault: the tables cannot be read or written.
    """
    archive = Reader(root)
    pages = archive.read_table(PAGES, ["record_id", "badges"], equal((("city",), city)))
    shown = {row["record_id"]: row["badges"] for row in badged(pages)}
    asked = equal((("run_id",), run_id), (("outcome",), _READ), (("purpose",), READ_PURPOSES))
    columns = ["site", "record_id", "http_status"]
    scopes = Scopes()
    for visit in table_to_rows(archive.read_table(VISITS, columns, asked)):
        if visit["record_id"] in shown and visit["http_status"] != 304:
            scopes.count(visit["site"], shown[visit["record_id"]])
    return amend(root, run_id, scopes.settle, clock)


def _signs(badges: Iterable[Badge]) -> list[Badge]:
    return [badge for badge in badges if badge.role == "badge"]
