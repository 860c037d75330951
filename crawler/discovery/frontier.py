"""What is asked next: links are looked up here before a Request exists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.model import DateCandidate
from crawler.profiles import CityProfile, Site
from pipelines.urls import canonicalize, reject


@dataclass(slots=True)
class Target:
    """A page to ask for: its address as found, its identity, and what was said of it."""

    url: str
    canonical_url: str
    site: str
    kind: str
    announced: list[DateCandidate] = field(default_factory=list)


class Frontier:
    """Knows which pages of a city were already found in this run.

    ``limit`` bounds how many pages are let through (0: all). ``refused`` counts, by reason code,
    the links that were found and will not be asked.
    """

    def __init__(self, profile: CityProfile, *, limit: int = 0) -> None:
        self._profile = profile
        self._limit = limit
        self._targets: dict[str, Target] = {}
        self._articles = _patterns(profile, "articles")
        self._denied = _patterns(profile, "deny")
        self._entries = {
            self.identity(address.url, site)
            for site in profile.sites.values()
            for address in (*site.listings, *site.feeds, *site.sitemaps)
        }
        self.refused: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._targets)

    @property
    def full(self) -> bool:
        """Whether the limit is reached."""
        return bool(self._limit) and len(self._targets) >= self._limit

    def offer(
        self, url: str, dates: Iterable[DateCandidate] = (), *, listed: bool = False
    ) -> Target | None:
        """A target when the address is new, on the city's sites, and allowed; else None.

        ``listed`` says that a listing or feed named it: then it is taken for an article where the
        profile has no pattern for articles, and left alone where it has and none fits.
        """
        if reason := reject(url):
            self.refused[reason] += 1
            return None
        site = self._profile.site_for(url)
        if site is None:
            self.refused["off_site"] += 1
            return None
        canonical = self.identity(url, site)
        if known := self._targets.get(canonical):
            known.announced.extend(dates)
            return None
        return self._admit(url, canonical, site, list(dates), listed=listed)

    def identity(self, url: str, site: Site) -> str:
        """The canonical form of an address of a site."""
        return canonicalize(
            url,
            self._profile.hosts,
            drop_params=site.drop_params,
            keep_params=site.keep_params,
        )

    def denied(self, url: str) -> bool:
        """Whether the profile denies an address of one of its sites."""
        site = self._profile.site_for(url)
        return site is not None and any(
            pattern.search(_path(url)) for pattern in self._denied[site.name]
        )

    def _admit(
        self, url: str, canonical: str, site: Site, dates: list[DateCandidate], *, listed: bool
    ) -> Target | None:
        path = _path(url)
        if any(pattern.search(path) for pattern in self._denied[site.name]):
            self.refused["denied"] += 1
            return None
        if canonical in self._entries:
            return None
        articles = self._articles[site.name]
        is_article = any(pattern.search(path) for pattern in articles)
        if listed and articles and not is_article:
            return None
        if self.full:
            self.refused["limit"] += 1
            return None
        kind = site.kind if is_article or (listed and not articles) else "page"
        target = Target(url, canonical, site.name, kind, dates)
        self._targets[canonical] = target
        return target


def _patterns(profile: CityProfile, name: str) -> dict[str, list[re.Pattern[str]]]:
    return {
        site: [re.compile(pattern) for pattern in getattr(facts, name)]
        for site, facts in profile.sites.items()
    }


def _path(url: str) -> str:
    """Path and query: what the patterns of a profile are written for."""
    rest = url.split("://", 1)[-1].partition("#")[0]
    slash = rest.find("/")
    return rest[slash:] if slash >= 0 else "/"
