"""What is asked next: links are looked up here before a Request exists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from archive.forget import Tombstones
from archive.model import DateCandidate
from crawler.discovery.traps import Traps
from crawler.frontier.store import FrontierStore
from crawler.frontier.target import Target
from crawler.profiles import CityProfile, Site
from pipelines.urls import reject

#: Pages of one site let through in a sweep: what names more is a way without an end.
MOST_OF_SITE = 500_000
#: What ends the name of a file, and the endings under which a PDF is found: its own, and scripts'.
_EXTENSION = re.compile(r"\.[a-z0-9]{2,5}$")
_READABLE = (".pdf", ".php", ".aspx", ".asp", ".jsp", ".do", ".html", ".htm")


class Frontier:
    """Decides which links of a city become targets, and remembers every page of the sweep.

    ``limit`` bounds how many pages are let through (0: all). ``documents`` are the canonical
    addresses of documents the archive has. ``tombstones`` are the addresses that
    were taken down; ``traps`` sees ways without an end. ``pages`` counts the pages; ``refused``
    counts, by reason code, the links that were found and will not be asked.
    """

    def __init__(
        self,
        profile: CityProfile,
        store: FrontierStore,
        *,
        limit: int = 0,
        tombstones: Tombstones = Tombstones(),  # noqa: B008 - immutable
        traps: Traps | None = None,
        documents: Collection[str] = (),
    ) -> None:
        self._profile = profile
        self._tombstones = tombstones
        self._traps = traps or Traps()
        self._documents = frozenset(documents)
        self._limit = limit
        self.store = store
        self._met = {hash(canonical) for canonical in store.identities()}
        self.pages = store.pages()
        self._of_site: Counter[str] = Counter()
        self._entries = {
            profile.canonical(address.url)
            for site in profile.sites.values()
            for address in site.addresses
        }
        self.refused: Counter[str] = Counter()

    @property
    def full(self) -> bool:
        """Whether the limit is reached."""
        return bool(self._limit) and self.pages >= self._limit

    def offer(self, url: str, dates: Iterable[DateCandidate] = (), *, listed: bool = False) -> bool:
        """Take a link; true when it is new, on the city's sites, and allowed.

        ``listed`` says that a listing or feed named it: then it is taken for an article where the
        profile has no pattern for articles, and left alone where it has and none fits.
        """
        if reason := reject(url):
            self.refused[reason] += 1
            return False
        site = self._profile.site_for(url)
        if site is None:
            self.refused["off_site"] += 1
            return False
        canonical = self._profile.canonical(url)
        if hash(canonical) in self._met or canonical in self._entries:
            return False
        if canonical in self._documents or (site.pdf_text and _file(url).endswith(".pdf")):
            return self.offer_document(url)
        if self._forgotten(url, canonical):
            return False
        if trap := self._traps.judge(canonical):
            self.refused[trap] += 1
            return False
        kind = self._kind(url, site, listed=listed)
        if kind is None:
            return False
        address = url.partition("#")[0]  # a fragment never goes over the wire
        self.admit(Target(address, canonical, site.name, kind, list(dates)))
        return True

    def offer_requisite(self, url: str) -> bool:
        """Take the address of a style sheet or picture; true when it is new and the city's own."""
        site = self._profile.site_for(url)
        if site is None or hash(url) in self._met or reject(url) or self._forgotten(url, url):
            return False
        self.admit(Target(url, url, site.name, "requisite"))
        return True

    def offer_document(self, url: str) -> bool:
        """Take the address of a file a page offers; true when it may be a PDF we read the text of.

        Whether it is one its bytes tell; an extension that says otherwise is believed.
        """
        site = self._profile.site_for(url)
        if site is None or not site.pdf_text or site.is_denied(url) or reject(url):
            return False
        canonical = self._profile.canonical(url)
        other = _EXTENSION.search(_file(url)) and not _file(url).endswith(_READABLE)
        if other or hash(canonical) in self._met or self._forgotten(url, canonical):
            return False
        address = url.partition("#")[0]
        self.admit(Target(address, canonical, site.name, "document"))
        return True

    def admit(self, target: Target, *, done: bool = False) -> None:
        """Note a target without asking the rules; ``done`` when the archive already has it."""
        self._met.add(hash(target.canonical_url))
        self.pages += target.purpose == "page"
        self._of_site[target.site] += target.purpose == "page"
        self.store.add(target, done=done)

    def _forgotten(self, url: str, canonical: str) -> bool:
        if url in self._tombstones or canonical in self._tombstones:
            self.refused["forgotten"] += 1
            return True
        return False

    def denied(self, url: str) -> bool:
        """Whether an address lies on no site of the city or is denied by its profile."""
        site = self._profile.site_for(url)
        return site is None or site.is_denied(url)

    def _kind(self, url: str, site: Site, *, listed: bool) -> str | None:
        """The kind of record a link promises; None when it is not to be asked."""
        if site.is_denied(url):
            self.refused["denied"] += 1
            return None
        if listed and site.articles and not site.is_article(url):
            return None
        if self.full or self._of_site[site.name] >= MOST_OF_SITE:
            self.refused["limit" if self.full else "trap_site_full"] += 1
            return None
        return site.kind if listed else site.kind_of(url)


def _file(url: str) -> str:
    """The last part of an address's path, in lower case."""
    return urlsplit(url).path.rpartition("/")[2].lower()
