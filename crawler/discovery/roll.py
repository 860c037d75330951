"""The roll of a sweep: which source named which page, and what is asked because of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from archive.apart import KEPT_APART
from archive.known import KnownPage
from archive.model import Visit
from crawler.discovery.announcement import Announcement
from crawler.discovery.memory import Memory, Past
from crawler.discovery.revisit import STALE, Kind, Told, Why, why_ask
from crawler.discovery.traps import Shape, shape_of
from crawler.discovery.trust import Trust
from crawler.frontier.target import Target
from crawler.profiles import CityProfile

#: Pages with trouble up to this many, or this share of a site's, have it for themselves.
_LONE, _LONE_SHARE = 2, 0.05
_OK, _DAY = 200, 86400.0
_SERVED = ("new", "changed", "unchanged")


@dataclass(slots=True)
class Due:
    """A known page that is to be asked in this sweep."""

    url: str
    told: Told | None
    why: Why


@dataclass(slots=True)
class Roll:
    """Hears what the sources of a city say, and keeps in memory what came of the pages.

    ``known`` is what the archive holds, by canonical URL; ``now`` the start of the run in seconds
    since 1970, UTC. In an ``audit`` every known page is asked. ``told`` is what was heard of each
    address, ``new`` those not met in an earlier sweep. After `settle`, ``rested`` counts
    by site the known pages that were left as they are, ``why`` tells why the others are asked.
    """

    profile: CityProfile
    memory: Memory
    known: Mapping[str, KnownPage]
    now: float
    audit: bool = False
    told: dict[str, Told] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    why: dict[str, Why] = field(default_factory=dict)
    rested: Counter[str] = field(default_factory=Counter)
    _whole: dict[str, set[str]] = field(default_factory=dict)
    _telling: set[tuple[str, str]] = field(default_factory=set)
    _days: dict[str, float] = field(default_factory=dict)
    _doubted: set[str] = field(default_factory=set)
    _trust: Trust = field(init=False)

    def __post_init__(self) -> None:
        self._trust = Trust(self.memory, self.now)

    def hear(self, kind: Kind, page: Announcement) -> str:
        """Note that a source names a page; returns the key it is remembered by."""
        key = self.profile.canonical(page.url)
        if key not in self.told and not self.remembers(key):
            self.new.add(key)
        told = self.told.setdefault(key, Told(page.url))
        told.said.setdefault(kind, _words(kind, page))
        told.dates += [date for date in page.dates if date not in told.dates]
        return key

    def told_anew(self, kind: Kind, pages: Iterable[Announcement]) -> int:
        """How many of the pages are not remembered, or are spoken of in other words than before."""
        return sum(self._anew(kind, page) for page in pages)

    def _anew(self, kind: Kind, page: Announcement) -> bool:
        key = self.profile.canonical(page.url)
        past = self.memory.pages.get(key) if self.remembers(key) else None
        return past is None or past.said.get(kind) not in (_words(kind, page), STALE)

    def believes_304(self, url: str) -> bool:
        """Whether a host may say that nothing changed; see `Trust`."""
        return self._trust.believes_304(url)

    def failed_before(self, key: str) -> bool:
        """Whether the server failed at an address in an earlier run: one try is enough then."""
        past = self.memory.pages.get(key)
        return past is not None and past.trouble > 0

    def doubts_304(self, target: Target) -> bool:
        """Whether a 304 contradicts an announced change of a page; it is asked in full then."""
        key = target.canonical_url
        if self.why.get(key) != "announced" or key in self._doubted:
            return False
        if not self._trust.doubts_304(target.url):
            return False
        self._doubted.add(key)
        return True

    def remembers(self, key: str) -> bool:
        """Whether an address was asked before, and the archive still has what it led to."""
        past = self.memory.pages.get(key)
        return past is not None and (
            bool(past.barren or past.trouble) or key in self.known or past.page in self.known
        )

    def read_whole(self, site: str, kind: Kind) -> None:
        """Note that all a site's sources of a kind were read to their end."""
        self._whole.setdefault(site, set()).add(kind)

    def was_read_whole(self, site: str, kind: str) -> bool:
        """Whether all a site's sources of a kind were read to their end."""
        return kind in self._whole.get(site, ())

    def tells_changes(self, site: str, kind: Kind) -> None:
        """Note that a site's sources of a kind say when pages changed."""
        self._telling.add((site, kind))

    def settle(self) -> Iterator[Due]:
        """The known pages to ask, those a source names first; the others rest."""
        unnamed = {self.profile.canonical(page.url): page.url for page in self.known.values()}
        lone = self._lone_trouble()
        for key in (*self.told, *(unnamed.keys() - self.told.keys())):
            if not self.remembers(key) and key in self.told:
                continue  # asked when it was heard of
            told = self.told.get(key)
            if why := self._why(key, told, lone):
                self.why[key] = why
                yield Due(told.url if told else unnamed[key], told, why)
        self.memory.keep_pages(self._said_anew())

    @property
    def resting(self) -> int:
        """How many pages the archive holds rest in this sweep."""
        return sum(self.rested.values())

    def end(self, *, whole: bool) -> None:
        """Remember that the sweep went through to its end."""
        if self.audit and whole:
            self.memory.keep_number("audited", self.now)
            self.memory.keep_text("profile", self.profile.digest)

    def covered(self, key: str, told: Told | None, site: str) -> bool:
        """Whether the sources, found honest so far, tell of every change of a page."""
        if not self._trust.honest(site):
            return False
        if (site, "register") in self._telling:
            return True
        said = told.said if told else {}
        return any((site, kind) in self._telling for kind in ("sitemap", "posts") if kind in said)

    def _why(self, key: str, told: Told | None, lone: set[str]) -> Why | None:
        past = self.memory.pages.get(key) if self.remembers(key) else None
        site = self._site(key)
        why = why_ask(
            past,
            told,
            self.now,
            covered=self.covered(key, told, site),
            read_whole=self._whole.get(site, ()),
            audit=self.audit,
            lone_trouble=site in lone,
        )
        if why == "announced" and self._trust.cries_wolf(site) and past is not None:
            why = why_ask(past, Told("", dict(past.said)), self.now)
        if why is None:
            self.rested[site] += not past or not (past.barren or past.trouble)
        return why

    def _lone_trouble(self) -> set[str]:
        """Sites whose server failed at a few pages only."""
        pages, troubled = Counter[str](), Counter[str]()
        for key, past in self.memory.pages.items():
            site = self._site(key)
            pages[site] += 1
            troubled[site] += bool(past.trouble)
        return {
            site for site, count in pages.items()
            if troubled[site] <= max(_LONE, _LONE_SHARE * count) < count / 2
        }  # fmt: skip

    def _said_anew(self) -> dict[str, Past]:
        """Resting pages whose sources named them in a new place."""
        anew = {}
        for key, told in self.told.items():
            past = self.memory.pages.get(key)
            if past is not None and key not in self.why and told.said.keys() - past.said.keys():
                past.said |= told.said
                anew[key] = past
        return anew

    def dated(self, url: str, published: date | None) -> None:
        """Note the publication day of a page that was read: since then it has stood."""
        if published is not None:
            moment = datetime.combine(published, time(12), tzinfo=UTC)
            self._days[self.profile.canonical(url)] = moment.timestamp()

    def published(self, visits: Iterable[Visit]) -> None:
        """Remember what came of pages whose visits are on disk."""
        pages: dict[str, Past] = {}
        shapes: set[str] = set()
        for visit in visits:
            key = self.profile.canonical(visit.url)
            if visit.outcome == "refused" and visit.reason != "robots":
                continue  # we were turned away: nothing was learned of the page
            if visit.reason == KEPT_APART:
                continue  # as if it had not been asked: the next run asks for it again
            pages[key] = self._remembered(key, visit)
            shapes.add(self._learned(key, visit))
            self._weigh(key, visit)
        self.memory.keep_pages(pages)
        self.memory.keep_shapes(shapes)
        self._trust.keep()

    def withdrawn(self, urls: Iterable[str]) -> None:
        """Note pages whose records were taken back: they are due whatever was learned of them."""
        keys = {self.profile.canonical(url) for url in urls} & self.memory.pages.keys()
        self.memory.keep_pages(
            {key: replace(self.memory.pages[key], said={}, checked=0.0) for key in keys}
        )

    def _remembered(self, key: str, visit: Visit) -> Past:
        before, at = self.memory.pages.get(key), visit.fetched_at.timestamp()
        past = before or Past(changed=at)
        told, site = self.told.get(key), self._site(key)
        whole = self._whole.get(site, set())
        changed = visit.outcome in ("new", "changed")
        kept = {
            kind: STALE if changed else words
            for kind, words in past.said.items()
            if kind not in whole
        }
        past.said = kept | (told.said if told else {})
        past.page, past.checked = visit.canonical_url or key, at
        if visit.outcome == "new":
            past.changed = min(self._days.get(key, at), at)
        elif changed:
            past.changed = at
        served = visit.outcome in _SERVED
        troubled = _is_trouble(visit)
        past.trouble = past.trouble + 1 if troubled else 0
        past.barren = 0 if served else past.barren + (not troubled)
        return past

    def _learned(self, key: str, visit: Visit) -> str:
        name = shape_of(key)
        shape = self.memory.shapes.setdefault(name, Shape())
        shape.asked += 1
        shape.pages += visit.outcome in _SERVED and visit.reason != "alias"
        return name

    def _weigh(self, key: str, visit: Visit) -> None:
        if key in self._doubted and visit.http_status == _OK:
            self._doubted.discard(key)
            self._trust.tested_304(visit.url, lied=visit.outcome == "changed")
        site, why = self._site(key), self.why.get(key)
        if why in ("aged", "audit") and self.covered(key, self.told.get(key), site):
            self._trust.checked(site, changed=visit.outcome == "changed")
        elif why == "announced":
            self._trust.alarmed(site, false=visit.outcome == "unchanged")

    def _site(self, key: str) -> str:
        site = self.profile.site_for(key)
        return site.name if site else ""


def audit_due(memory: Memory, profile_digest: str, now: float, days: float) -> bool:
    """Whether everything is to be asked again: the last audit was long ago, or of other rules."""
    late = now - memory.number("audited") >= days * _DAY
    return late or memory.text("profile") != profile_digest


def _words(kind: Kind, page: Announcement) -> str:
    """What a source says of a page; a listing shows its title, a sitemap only its change."""
    return " ".join(filter(None, (page.said, page.text if kind == "listing" else "")))


def _is_trouble(visit: Visit) -> bool:
    """Whether the server failed, rather than that there is no page."""
    reason = visit.reason or ""
    if visit.outcome != "failed":
        return False
    return visit.http_status is None or visit.http_status >= 500 or reason == "reader_died"
