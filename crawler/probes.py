"""What a site answers at an address it never had: one random path, asked now and then.

A site that answers such a path with status 200, or sends it to its front page, does the same for
every page it has removed. What looks like that answer is a soft 404, whatever it says.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urljoin

import pyarrow as pa

from archive import Archive
from archive.errors import ArchiveFault
from archive.known import VISIT, Known
from archive.model import Page, SnapshotPointer, Visit
from archive.query import equal, last_of_each, span
from archive.rows import table_to_rows
from archive.schema import VISITS
from archive.snapshots import read_snapshot
from archive.tables.where import mask
from crawler.extraction import extract
from crawler.profiles import CityProfile, Site
from crawler.tdmrep import TDMREP, Mining

PROBE, SOFT_404 = "probe", "soft_404"
#: Visits that tell what a site does.
_TOLD = equal((("purpose",), (PROBE, TDMREP)), (("outcome",), "read"))
#: Share of words two answers must have in common, and the fewest words that tell anything.
_ALIKE, _FEW = 0.95, 5
#: Statuses that settle what a site does: the right ones for what is not there, or another answer.
_HONEST = (404, 410)
#: Hex digits as letters that make no word: a path that holds none is none of a page's words.
_LETTERS = str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How a site answered a random path: where it redirected to, or the words it showed."""

    asked_at: datetime
    location: str | None = None
    words: Counter[str] = field(default_factory=Counter)


@dataclass
class Probes:
    """The newest fingerprint of each site of a city, and what looks like it.

    ``mining`` is what the sites reserve: asked for once in a while, and kept, in the same way.
    """

    profile: CityProfile
    known: dict[str, Fingerprint] = field(default_factory=dict)
    mining: Mining = field(init=False)

    def __post_init__(self) -> None:
        self.mining = Mining(self.profile)

    def due(self, site: Site, now: datetime, days: float) -> bool:
        """Whether a site is to be asked, as its fingerprint is missing or older than ``days``."""
        known = self.known.get(site.name)
        return known is None or now - known.asked_at >= timedelta(days=days)

    def learn(self, visit: Visit, headers: Mapping[str, str], body: bytes) -> None:
        """Take the answer to a probe; one that tells nothing (5xx, 403 ...) changes nothing."""
        if visit.purpose == TDMREP:
            self.mining.learn(visit, body)
            return
        status, site = visit.http_status or 0, visit.site or ""
        if status in _HONEST:
            self.known[site] = Fingerprint(visit.fetched_at)
        elif 300 <= status < 400 and visit.location:
            canonical = self.profile.canonical(visit.location)
            own = canonical == self.profile.canonical(visit.url)  # http to https tells nothing
            self.known[site] = Fingerprint(visit.fetched_at, None if own else canonical)
        elif status == 200:
            page = extract(
                body,
                visit.url,
                headers=headers,
                profile=self.profile,
                fetched_at=visit.fetched_at,
            )
            self.known[site] = Fingerprint(visit.fetched_at, words=_words(page))

    def looks_lost(self, visit: Visit, page: Page) -> bool:
        """Whether a page is what its site answers for a page it does not have."""
        known = self.known.get(visit.site or "")
        if known is None or known.words.total() < _FEW or self._is_entry(visit):
            return False
        address = set(_WORD.findall(unquote(visit.url).lower()))  # some answers repeat it
        here, there = (_without(words, address) for words in (_words(page), known.words))
        return (here & there).total() >= _ALIKE * max(here.total(), there.total(), _FEW)

    def leads_nowhere(self, visit: Visit) -> bool:
        """Whether a redirect goes where its site sends everything it does not have."""
        known = self.known.get(visit.site or "")
        if known is None or known.location is None or visit.location is None:
            return False
        canonical = self.profile.canonical(visit.location)
        return canonical == known.location != self.profile.canonical(visit.url)

    def _is_entry(self, visit: Visit) -> bool:
        """The front page and the listings are what they are, even if a random path shows them."""
        site = self.profile.sites.get(visit.site or "")
        if site is None:
            return False
        entries = [site.home, *(address.url for address in site.addresses)]
        return self.profile.canonical(visit.url) in map(self.profile.canonical, entries)


def probe_url(site: Site, run_id: str) -> str:
    """An address a site never had; each run has its own."""
    chance = hashlib.sha256(f"{run_id}\n{site.name}".encode()).hexdigest()[:20]
    return urljoin(site.home, f"/{chance.translate(_LETTERS)}/")


def known_probes(
    archive: Archive, profile: CityProfile, *, until: datetime | None = None
) -> Probes:
    """The fingerprints of a city's sites, from the snapshots of their last probes.

    With ``until`` (UTC) those that were known at that moment. One whose snapshot cannot be read
    is not known.

    Raises:
        ArchiveFault: the tables cannot be read.
    """
    ours = [*equal((("city",), profile.slug)), *span("fetched_at", None, until)]
    visits = archive.read_table(VISITS, list(VISIT), [*ours, *_TOLD])
    return _learned(archive.layout.root, profile, visits)


def probes_of(found: Known, profile: CityProfile) -> Probes:
    """The same, told from visits that were read already.

    Raises:
        ArchiveFault: the tables cannot be read.
    """
    visits = found.visits
    return _learned(found.root, profile, visits.filter(mask(visits, _TOLD)))


def _learned(root: Path, profile: CityProfile, visits: pa.Table) -> Probes:
    probes = Probes(profile)
    for row in table_to_rows(last_of_each(visits, ["site", "purpose"], ["fetched_at", "visit_id"])):
        pointer = SnapshotPointer(**row["snapshot"])
        try:
            stored = read_snapshot(root, pointer)
        except ArchiveFault:
            continue
        probes.learn(Visit(**row | {"snapshot": pointer}), dict(stored.headers), stored.body)
    return probes


def _words(page: Page) -> Counter[str]:
    """The words of title and main text; numbers do not count."""
    text = f"{page.title or ''} {page.lead or ''} {page.body_text}"
    return Counter(_WORD.findall(text.lower()))


def _without(words: Counter[str], left: set[str]) -> Counter[str]:
    return Counter({word: count for word, count in words.items() if word not in left})
