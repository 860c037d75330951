"""What came of the requests to one site, counted; the same from a live run and from tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from urllib.parse import urlsplit

from archive.model import Visit

#: No answer came, or none that is HTTP.
UNREACHABLE = frozenset(
    {
        *("dns", "connection_refused", "connect_timeout", "unreachable", "timeout", "reset", "tls"),
        *("tls_incomplete", "tls_self_signed", "tls_expired", "tls_wrong_host", "tls_untrusted"),
        *("early_close", "malformed", "stale_connection", "robots_unreachable", "backed_off"),
    }
)
#: The server did not want to give it to us.
KEPT_OUT = frozenset({"challenge", "login_page", "noarchive", "tdm_reserved"})
#: A page came that is not the page.
NO_PAGE = frozenset({"empty_shell", "soft_404", "parked_domain"})
#: Purposes of requests for what announces pages.
ENTRIES = ("listing", "feed", "sitemap")
_REFUSALS = (401, 403, 407, 429, 451)
_SAMPLES = 5_000


@dataclass(slots=True)
class Traffic:
    """Counts over the visits of one site but those to style sheets and pictures.

    ``asked`` counts pages and entries (listings, feeds, sitemaps); ``answered`` those that came
    whole and were what was asked for; ``unreachable`` those without an answer or with a status of
    5xx; ``kept_out`` refusals of the server; ``waiting`` waiting rooms; ``no_page`` answers that
    were not the page. ``off_site`` counts redirects by foreign host. ``elapsed_ms`` are those of
    whole pages. ``example`` holds one address for each reason.
    """

    asked: int = 0
    answered: int = 0
    unreachable: int = 0
    kept_out: int = 0
    waiting: int = 0
    no_page: int = 0
    forbidden: int = 0
    entries: int = 0
    entries_read: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    off_site: Counter[str] = field(default_factory=Counter)
    elapsed_ms: list[int] = field(default_factory=list)
    example: dict[str, str] = field(default_factory=dict)

    def add(self, visit: Visit, *, off_site: bool = False) -> None:
        """Count one visit; ``off_site`` tells that it was redirected to a host of others."""
        if visit.purpose == "requisite":
            return
        if visit.reason:
            self.reasons[visit.reason] += 1
            self.example.setdefault(visit.reason, visit.url)
        if visit.http_status:
            self.statuses[f"{visit.http_status // 100}xx"] += 1
        if visit.purpose not in (*ENTRIES, "page"):
            return
        self.asked += 1
        if off_site:
            self.off_site[urlsplit(visit.location or "").hostname or ""] += 1
        self._sort(visit)
        if visit.purpose == "page":
            self.outcomes[visit.outcome] += 1
            room = len(self.elapsed_ms) < _SAMPLES
            if room and visit.http_status == 200 and visit.elapsed_ms is not None:
                self.elapsed_ms.append(visit.elapsed_ms)
        else:
            self.entries += 1
            self.entries_read += visit.outcome in ("read", "unchanged")

    @property
    def median_ms(self) -> float | None:
        """The median time of a whole page, in milliseconds."""
        return median(self.elapsed_ms) if self.elapsed_ms else None

    def _sort(self, visit: Visit) -> None:
        status, reason = visit.http_status or 0, visit.reason or ""
        if reason in UNREACHABLE or status >= 500:
            self.unreachable += 1
        elif reason == "waiting_room":
            self.waiting += 1
        elif reason in KEPT_OUT or status in _REFUSALS:
            self.kept_out += 1
        elif reason in NO_PAGE:
            self.no_page += 1
        elif reason == "robots":
            self.forbidden += 1
        elif visit.outcome not in ("failed", "redirected"):
            self.answered += 1
