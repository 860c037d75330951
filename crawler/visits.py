"""Make the visit of an exchange: the same from the wire and from a stored snapshot."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from archive.model import READ_PURPOSES, SnapshotPointer, Visit
from archive.snapshots.http import Head

#: Statuses of a page that need no look at what is known of it.
_JUDGED_BY_STATUS = frozenset(range(400, 600)) - {404, 410}
#: Purposes of requests about a site itself: what it answers for any page, what it reserves.
_ASKS_ABOUT = ("probe", "tdmrep")
#: Statuses that tell what a site does with an address it does not have.
_TELLING = frozenset({*range(200, 400), 404, 410})


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for what, and when (UTC): what a visit is told by beside the answer."""

    city: str
    run_id: str
    url: str
    purpose: str
    site: str | None
    started_at: datetime

    @property
    def visit_id(self) -> str:
        """Id of the visit: the same exchange of the same run has the same id everywhere."""
        told = f"{self.run_id}\n{self.url}\n{self.started_at.isoformat()}\n"
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def make_visit(
    asked: Asked,
    head: Head | None,
    *,
    reason: str | None = None,
    size_bytes: int = 0,
    elapsed_ms: int = 0,
    ip_address: str | None = None,
    snapshot: SnapshotPointer | None = None,
) -> Visit:
    """The visit of an exchange; ``reason`` is a code when no whole answer came.

    Its outcome is final but for a page that was answered: that one is judged by
    `crawler.reader.Reader` and stays "pending" here, unless its status alone says all.
    """
    visit = Visit(
        visit_id=asked.visit_id,
        city=asked.city,
        site=asked.site,
        run_id=asked.run_id,
        url=asked.url,
        purpose=asked.purpose,
        fetched_at=asked.started_at,
        elapsed_ms=elapsed_ms,
        ip_address=ip_address,
        snapshot=snapshot,
    )
    if head is not None:
        location = head.get("location")
        visit.http_status = head.status
        visit.media_type = (head.get("content-type") or "").partition(";")[0].strip() or None
        visit.size_bytes = size_bytes
        visit.etag = head.get("etag")
        visit.last_modified = head.get("last-modified")
        visit.location = _absolute(asked.url, location) if location else None
    if reason:
        visit.outcome, visit.reason = "failed", reason
    elif head is not None and asked.purpose in _ASKS_ABOUT and head.status in _TELLING:
        visit.outcome = "read"  # "not found" is an answer here
    elif head is not None and (
        asked.purpose not in READ_PURPOSES or head.status in _JUDGED_BY_STATUS
    ):
        visit.outcome, visit.reason = outcome_of(head.status)
    return visit


def not_asked(asked: Asked, canonical_url: str | None, reason: str) -> Visit:
    """The visit of an address we may not ask: refused, with no snapshot."""
    visit = make_visit(asked, None)
    visit.outcome, visit.reason, visit.canonical_url = "refused", reason, canonical_url
    visit.elapsed_ms = None
    return visit


def outcome_of(status: int) -> tuple[str, str | None]:
    """What a status means for something that is not read as a page: outcome and reason code."""
    if status < 300:
        return "read", None
    if status == 304:
        return "unchanged", None
    if status < 400:
        return "redirected", None
    if status in (401, 403, 407, 429, 451):
        return "refused", f"http_{status}"
    return "failed", f"http_{status}"


def _absolute(url: str, location: str) -> str | None:
    try:
        return urljoin(url, location)
    except ValueError:  # an address no parser takes: the snapshot has it as sent
        return None
