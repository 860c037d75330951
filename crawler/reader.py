"""Judge one answer to a page request: the same for a live crawl and for a stored snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from archive.known import KnownPage
from archive.model import Visit
from archive.snapshots.http import Head
from crawler.documents import DOCUMENT
from crawler.frontier.target import Target
from crawler.probes import SOFT_404, Probes
from crawler.profiles import CityProfile
from crawler.reading import Unread
from crawler.reservations import TDM_NOTED, TDM_RESERVED
from crawler.visits import outcome_of
from pipelines.checks import NOT_CONTENT
from pipelines.item import Item

_HTML = ("text/html", "application/xhtml+xml", "")


@dataclass
class Reader:
    """Reads the pages of one city. ``known`` maps canonical addresses to their last version.

    ``probes`` knows how the city's sites answer for pages they do not have.
    """

    profile: CityProfile
    known: Mapping[str, KnownPage]
    probes: Probes

    @cached_property
    def _known_at(self) -> dict[str, str]:
        """Canonical address by own address, which a canonical link of the page may hide."""
        return {self.profile.canonical(page.url): name for name, page in self.known.items()}

    def page_of(self, target: Target) -> str:
        """The canonical address under which the archive knows a target's page."""
        return self._known_at.get(target.canonical_url, target.canonical_url)

    def known_page(self, target: Target) -> KnownPage | None:
        """What the archive holds of a target's page."""
        return self.known.get(self.page_of(target))

    def judge(self, visit: Visit, target: Target, head: Head, body: bytes) -> Unread | None:
        """Say what came of a visit, unless it is a page to be read: then give that back.

        The outcome of a page that is to be read is set by the item steps. ``body`` has its
        content coding undone.
        """
        known = self.known_page(target)
        visit.canonical_url = self.page_of(target)
        if head.status == 304 and known is not None:
            visit.outcome, visit.record_id = "unchanged", known.record_id
            visit.reason = "returned" if known.gone else None
        elif head.status in (404, 410):
            _gone(visit, known)
        elif 300 <= head.status < 400:
            self._redirected(visit)
        elif head.status >= 400:
            visit.outcome, visit.reason = outcome_of(head.status)
        elif target.kind != DOCUMENT and not _is_html(visit):
            visit.outcome, visit.reason = "failed", "not_html"
        else:
            return Unread(visit, target, dict(head.headers), body)
        return None

    def lets_go(self, item: Item) -> bool:
        """Whether a page that was read makes no record by what is known of its site.

        Its site shows it for any address, or reserves it (tdmrep.json); then its visit says so.
        """
        visit = item.visit
        if item.tdm_reserved is None and self.probes.mining.reserves(visit.url):
            if self.profile.robots.tdm == "honour":
                visit.outcome, visit.reason = NOT_CONTENT[TDM_RESERVED], TDM_RESERVED
                return True
            item.page.issues.append(TDM_NOTED)
        if item.kind == DOCUMENT or not self.probes.looks_lost(visit, item.page):
            return False
        visit.outcome, visit.reason = "failed", SOFT_404
        return True

    def _redirected(self, visit: Visit) -> None:
        visit.outcome = "redirected"
        if self.probes.leads_nowhere(visit):
            visit.outcome, visit.reason = "failed", SOFT_404
        elif not visit.location:
            visit.outcome, visit.reason = "failed", "redirect_nowhere"
        elif self.profile.site_for(visit.location) is None:
            visit.reason = "redirect_off_site"


def to_be_read(visit: Visit, target: Target, head: Head) -> bool:
    """Whether the answer to a page request is a page, whatever is known of it so far."""
    answered = visit.outcome == "pending" and head.status < 300
    return answered and (target.kind == DOCUMENT or _is_html(visit))


def _is_html(visit: Visit) -> bool:
    return (visit.media_type or "").lower() in _HTML


def _gone(visit: Visit, known: KnownPage | None) -> None:
    """Gone is what was there before; an address that never led anywhere failed."""
    if known is None:
        visit.outcome, visit.reason = "failed", f"http_{visit.http_status}"
        return
    visit.outcome, visit.record_id = "gone", known.record_id
    visit.reason = "still_gone" if known.gone else None
