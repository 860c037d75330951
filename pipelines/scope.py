"""Whether a badge belongs to its page or to the whole site: told by how many pages show it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Self

from archive.amend import amend, badged
from archive.model import READ_PURPOSES, Badge, BadgeScope
from archive.query import equal
from archive.reader import Reader
from archive.rows import table_to_rows
from archive.schema import PAGES, VISITS
from pipelines.item import Item

#: Share of a site's pages that must show a sign before it says nothing of the single page.
SITE_SHARE = 0.8
#: So few pages of a site prove nothing: then the run before tells.
FEW_PAGES = 5
_READ = ("new", "changed", "unchanged")


class Earlier:
    """The scope each sign of a city had in each run; ``rows`` are rows of ``pages``, badged."""

    def __init__(self, rows: Iterable[dict[str, Any]] = ()) -> None:
        told: defaultdict[tuple[str, str], dict[str, BadgeScope]] = defaultdict(dict)
        for row in rows:
            for badge in _signs(row["badges"]):
                told[row["site"] or "", badge.text][row["run_id"]] = badge.scope
        self._told = {sign: sorted(scopes.items()) for sign, scopes in told.items()}

    def scope(self, site: str, text: str, run_id: str) -> BadgeScope | None:
        """The scope a sign had in the last run before ``run_id`` that stored it."""
        runs = self._told.get((site, text), [])
        place = bisect_left(runs, run_id, key=lambda told: told[0])
        return runs[place - 1][1] if place else None

    @classmethod
    def read(cls, root: Path, city: str) -> Self:
        """Read what an archive holds of a city.

        Raises:
            ArchiveFault: it cannot be read.
        """
        columns = ["run_id", "site", "badges"]
        return cls(badged(Reader(root).read_table(PAGES, columns, equal((("city",), city)))))


class Scopes:
    """Counts the badges of a run's pages, site by site, and settles the scope of rows.

    The whole run decides: rows published before its end are settled again (`archive.amend`).
    Only signs (role badge) can be a site's; an acknowledgement in an article stays the page's.
    Where a run reads too few pages of a site, the scope of a sign is that of the run before:
    ``earlier`` is asked for then, at most once.
    """

    def __init__(self, run_id: str = "", earlier: Callable[[], Earlier] = Earlier) -> None:
        self._run_id = run_id
        self._earlier = earlier
        self._told: Earlier | None = None
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
            for badge in _signs(row["badges"]):
                badge.scope = self._scope(site, badge)

    def _scope(self, site: str, badge: Badge) -> BadgeScope:
        pages = self._pages[site]
        if pages >= FEW_PAGES:
            return "site" if self._shown[site, badge.text] >= SITE_SHARE * pages else "page"
        self._told = self._told or self._earlier()
        return self._told.scope(site, badge.text, self._run_id) or badge.scope


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
    scopes = Scopes(run_id, partial(Earlier.read, root, city))
    for visit in table_to_rows(archive.read_table(VISITS, columns, asked)):
        if visit["record_id"] in shown and visit["http_status"] != 304:
            scopes.count(visit["site"], shown[visit["record_id"]])
    return amend(root, run_id, scopes.settle, clock)


def _signs(badges: Iterable[Badge]) -> list[Badge]:
    return [badge for badge in badges if badge.role == "badge"]
