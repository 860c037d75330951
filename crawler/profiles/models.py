"""A city profile in memory: frozen, checked, and able to answer for its addresses."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict
from pydantic.json_schema import SkipJsonSchema

from crawler.profiles.values import (
    DayHours,
    Flag,
    HostName,
    PathPattern,
    Selector,
    Teryt,
    Text,
    Voivodeship,
    WebAddress,
)
from pipelines.urls import UrlRules, canonicalize, host_of

#: Parts of a page a layout may point at: sections first, then single facts. ``drop`` marks
#: elements that are never content.
SelectorName = Literal[
    "header", "badges", "navigation", "breadcrumb", "main", "newsletter", "footer",
    "title", "lead", "published", "modified", "vendor", "drop",
]  # fmt: skip
RecordKind = Literal["article", "notice"]

_PATH_AND_QUERY = re.compile(r"[a-z]+://[^/?#]*([^#]*)", re.I)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pace(_Model):
    """How fast one host is asked: ``delay_s`` seconds between requests, so many at once.

    ``hours`` is the window of the day in which it is asked, in Polish local time.
    """

    delay_s: Annotated[float, Strict(), Field(ge=0, le=3600, allow_inf_nan=False)] = 1.5
    concurrency: Annotated[int, Strict(), Field(ge=1, le=8)] = 1
    hours: DayHours | None = None


class Robots(_Model):
    """Whether robots.txt and noarchive are obeyed, and reservations of text and data mining.

    ``tdm``: "honour" makes no record of a page that reserves it, "note" only says so. ``reason``
    says in words why either is not obeyed.
    """

    obey: Flag = True
    tdm: Literal["honour", "note"] = "honour"
    reason: Annotated[str, Strict()] = ""


class Snapshots(_Model):
    """What is kept beside the pages so that they can be shown again.

    ``requisites``: "look" keeps style sheets, logos and badges, "all" every picture and script of
    the pages too, "none" nothing.
    """

    requisites: Literal["look", "all", "none"] = "look"


class Expect(_Model):
    """What a healthy run brings: pages seen, and the share 0..1 of articles with a date."""

    min_records: Annotated[int, Strict(), Field(ge=1)] = 1
    min_share_dated: Annotated[float, Strict(), Field(ge=0, le=1)] = 0.0


class Address(_Model):
    """Where new pages are announced; ``confirmed`` is false until somebody has seen it work."""

    url: WebAddress
    confirmed: Flag = True


class Layout(_Model):
    """Selectors (CSS) of one look of a site; ``valid_until`` is its last day online."""

    valid_until: Annotated[date, Strict()] | None = None
    selectors: dict[SelectorName, Selector] = Field(min_length=1)


def _address(value: Any) -> Any:
    """A bare address is short for a confirmed one."""
    return {"url": value} if isinstance(value, str) else value


Addresses = tuple[Annotated[Address, BeforeValidator(_address)], ...]


class Site(_Model):
    """One site of a city. ``name`` is its key in the file: news, bulletin ..."""

    name: SkipJsonSchema[Annotated[str, Field(exclude=True)]] = ""
    home: WebAddress
    hosts: tuple[HostName, ...] = ()
    kind: RecordKind = "article"
    listings: Addresses = ()
    feeds: Addresses = ()
    sitemaps: Addresses = ()
    registers: Addresses = ()
    wordpress: Flag = False
    articles: tuple[PathPattern, ...] = ()
    deny: tuple[PathPattern, ...] = ()
    drop_params: tuple[Text, ...] = ()
    keep_params: tuple[Text, ...] = ()
    layouts: tuple[Layout, ...] = ()
    pdf_text: Flag = False

    @cached_property
    def host(self) -> str:
        """The chief host: that of ``home``."""
        return host_of(self.home)

    @property
    def scheme(self) -> str:
        """The scheme of ``home``: http or https."""
        return self.home.partition(":")[0].lower()

    @property
    def addresses(self) -> Addresses:
        """Listings, feeds, sitemaps and registers, in this order."""
        return self.listings + self.feeds + self.sitemaps + self.registers

    def is_article(self, url: str) -> bool:
        """Whether one of ``articles`` matches the path and query of ``url``."""
        return _matches(self.articles, url)

    def is_denied(self, url: str) -> bool:
        """Whether one of ``deny`` matches the path and query of ``url``."""
        return _matches(self.deny, url)

    def kind_of(self, url: str) -> str:
        """The kind of record a page becomes: ``kind`` for articles, else "page"."""
        return self.kind if self.is_article(url) else "page"

    def layout_on(self, day: date) -> Layout | None:
        """The layout online on ``day`` (Polish local day), or None when there is none."""
        for layout in self.layouts:  # in order of their last day; the current one comes last
            if layout.valid_until is None or day <= layout.valid_until:
                return layout
        return None


class CityProfile(_Model):
    """One city hall and its sites; made by `load_profile`, never by hand."""

    slug: SkipJsonSchema[Annotated[str, Field(exclude=True)]] = ""
    name: Text
    aliases: tuple[Text, ...] = ()
    teryt: Teryt | None = None
    voivodeship: Voivodeship | None = None
    builtin: Literal["demo"] | None = None
    pace: Pace = Pace()
    robots: Robots = Robots()
    expect: Expect = Expect()
    snapshots: Snapshots = Snapshots()
    sites: dict[str, Site] = Field(min_length=1)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all that the file says, as "sha256:" and hex; comments do not count."""
        content = {"slug": self.slug, **self.model_dump(mode="json")}
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"

    @cached_property
    def hosts(self) -> Mapping[str, str]:
        """Each host of the city, chief hosts too, and the chief host it stands for."""
        return {host: site.host for host, site in self._sites_by_host.items()}

    @cached_property
    def schemes(self) -> Mapping[str, str]:
        """The scheme of each chief host."""
        return {site.host: site.scheme for site in self.sites.values()}

    @cached_property
    def _sites_by_host(self) -> dict[str, Site]:
        return {host: site for site in self.sites.values() for host in (site.host, *site.hosts)}

    @cached_property
    def _rules(self) -> dict[str, UrlRules]:
        return {
            site.host: UrlRules(
                self.hosts, self.schemes, frozenset(site.drop_params), frozenset(site.keep_params)
            )
            for site in self.sites.values()
        }

    def site_for(self, url: str) -> Site | None:
        """The site an absolute URL belongs to; None for hosts of others."""
        return self._sites_by_host.get(host_of(url))

    def url_rules(self, url: str) -> UrlRules:
        """The identity rules of the site ``url`` belongs to."""
        return self._rules.get(self.hosts.get(host_of(url), ""), UrlRules(self.hosts, self.schemes))

    def canonical(self, url: str) -> str:
        """The one spelling of an address, by the rules of its site."""
        site = self.site_for(url)
        if site is None:
            return canonicalize(url)
        return self._rules[site.host].canonical(url)

    def layout_for(self, url: str, day: date) -> Layout | None:
        """The layout a page had on ``day`` (Polish local day of the fetch), if it has any."""
        site = self.site_for(url)
        return site.layout_on(day) if site else None


def _matches(patterns: tuple[re.Pattern[str], ...], url: str) -> bool:
    if not patterns:
        return False
    found = _PATH_AND_QUERY.match(url)
    return found is not None and any(pattern.search(found[1] or "/") for pattern in patterns)
