"""Reservations of text and data mining for a whole host: /.well-known/tdmrep.json (TDMRep).

See https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/. What a page says of
itself (`crawler.reservations`) goes before what the file says of its path.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from archive.model import Visit
from crawler.profiles import CityProfile, Site
from pipelines.urls import host_of

TDMREP = "tdmrep"
#: Bytes of the file that are read, as of robots.txt.
MAX_BYTES = 500 * 1024
_SAID = {1: True, "1": True, 0: False, "0": False}


@dataclass(frozen=True, slots=True)
class MiningRules:
    """What a file reserves: locations, as robots.txt spells paths, and whether each is reserved."""

    rules: tuple[tuple[str, bool], ...] = ()

    def reserves(self, url: str) -> bool:
        """Whether the longest location that fits reserves an address; of equals, one that does."""
        parts = urlsplit(url)
        path = unquote(parts.path or "/") + (f"?{unquote(parts.query)}" if parts.query else "")
        fitting = [
            (len(place), reserved) for place, reserved in self.rules if _fits(unquote(place), path)
        ]
        return max(fitting, default=(0, False))[1]


def read_mining_rules(status: int, body: bytes) -> MiningRules | None:
    """What an answer for the file says; None when it tells nothing (5xx, 403, a redirect ...).

    What is no such file, as a page of HTML, has no rules; neither has what is not there.
    """
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return MiningRules()
    if status != HTTPStatus.OK:
        return None
    try:
        told = json.loads(body[:MAX_BYTES].decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return MiningRules()
    return MiningRules(tuple(_rules(told if isinstance(told, list) else [told])))


def _rules(told: list[Any]) -> Iterator[tuple[str, bool]]:
    for rule in told:
        if not isinstance(rule, dict):
            continue
        place, said = rule.get("location"), rule.get("tdm-reservation")
        if isinstance(place, str) and isinstance(said, int | str) and said in _SAID:
            yield place, _SAID[said]


def _fits(place: str, path: str) -> bool:
    """Whether a path begins as a location says; ``*`` is anything, ``$`` the end (as RFC 9309)."""
    first, *rest = place.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    last = rest.pop() if rest and place.endswith("$") else None
    for piece in rest:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if last is not None:
        return path.endswith(last) and len(path) - len(last) >= at
    return not place.endswith("$") or at == len(path)


def mining_url(site: Site) -> str:
    """Where a site's file lies."""
    return urljoin(site.home, "/.well-known/tdmrep.json")


@dataclass
class Mining:
    """The rules of each of a city's sites, by chief host, and when they were read."""

    profile: CityProfile
    known: dict[str, tuple[datetime, MiningRules]] = field(default_factory=dict)

    def due(self, site: Site, now: datetime, days: float) -> bool:
        """Whether a site's file is to be read, as it never was or ``days`` ago."""
        known = self.known.get(site.host)
        return known is None or now - known[0] >= timedelta(days=days)

    def learn(self, visit: Visit, body: bytes) -> None:
        """Take an answer; one that tells nothing leaves what was known."""
        rules = read_mining_rules(visit.http_status or 0, body)
        if rules is not None:
            self.known[self._chief(visit.url)] = visit.fetched_at, rules

    def reserves(self, url: str) -> bool:
        """Whether the host of a page reserves it."""
        known = self.known.get(self._chief(url))
        return known is not None and known[1].reserves(url)

    def _chief(self, url: str) -> str:
        host = host_of(url)
        return self.profile.hosts.get(host, host)
