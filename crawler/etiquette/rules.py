"""The rules of politeness, each computed anew from the requests that went out. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from itertools import pairwise

from crawler.etiquette.contact import has_contact
from crawler.etiquette.reserved import ReservationsSeen
from crawler.etiquette.robots_seen import RobotsSeen
from crawler.etiquette.traffic import Sent, Traffic
from crawler.fetch.addresses import is_public
from crawler.fetch.pace import retry_after_s
from crawler.tdmrep import MiningRules

#: Between the clock of the pace and that of the snapshots, in seconds.
TOLERANCE_S = 0.05
_POSES = re.compile(r"Mozilla|AppleWebKit|Chrome/|Safari/|Gecko|Googlebot|bingbot", re.I)
_ABOUT_IT = ("if-none-match", "if-modified-since")


@dataclass(frozen=True, slots=True)
class Manners:
    """What a run promised: its settings.

    ``delay_s`` seconds between starts and ``at_once`` requests under way, per host and per
    address; ``agent`` is the product token robots.txt is read for. ``robots_waived`` says why
    robots.txt was not obeyed, when the profile says so. ``validators`` are the addresses of pages
    whose last answer before the run had an ETag or Last-Modified. ``reserved_before`` is what the
    tdmrep.json of each host said before the run, ``records`` the addresses of pages that became
    records; ``tdm_noted`` says that the profile only notes reservations.
    """

    delay_s: float
    at_once: int
    agent: str = "Kronika"
    robots_waived: str = ""
    validators: frozenset[str] = frozenset()
    reserved_before: Mapping[str, MiningRules] = field(default_factory=dict)
    records: frozenset[str] = frozenset()
    tdm_noted: bool = False


@dataclass(frozen=True, slots=True)
class Breach:
    """One request that broke a rule, when it went out (UTC), and how."""

    url: str
    at: datetime
    what: str


@dataclass(slots=True)
class Finding:
    """What came of one rule: how often it applied, and every breach."""

    rule: str
    meaning: str
    checked: int = 0
    breaches: list[Breach] = field(default_factory=list)

    def look(self, sent: Sent, what: str | None) -> None:
        """Count one case; ``what`` says what was wrong."""
        self.checked += 1
        if what:
            self.breaches.append(Breach(sent.url, sent.started_at, what))


def check(traffic: Traffic, manners: Manners) -> list[Finding]:
    """Every rule, in the order of the report."""
    hosts, addresses = traffic.by(lambda sent: sent.host), traffic.by(lambda sent: sent.address)
    addresses.pop("", None)
    robots = RobotsSeen(traffic)
    apart = f"at least {manners.delay_s:g} s between requests to one"
    at_most = f"at most {manners.at_once} under way at one"
    return [
        _robots(traffic, robots, manners),
        _gaps("pace_host", f"{apart} host", hosts, lambda _: manners.delay_s),
        _gaps("pace_address", f"{apart} address", addresses, lambda _: manners.delay_s),
        _crowd("at_once_host", f"{at_most} host", hosts, manners.at_once),
        _crowd("at_once_address", f"{at_most} address", addresses, manners.at_once),
        _crawl_delay(traffic, robots, manners),
        _retry_after(hosts),
        _user_agent(traffic),
        _conditional(traffic, manners),
        _reservations(traffic, manners),
    ]


def _robots(traffic: Traffic, robots: RobotsSeen, manners: Manners) -> Finding:
    meaning = "robots.txt was read before, and allows the address"
    finding = Finding("robots", meaning)
    if manners.robots_waived:
        finding.meaning = f"not obeyed, as the profile says: {manners.robots_waived}"
        return finding
    if hosts := robots.without_rules():
        finding.meaning += f" (a page of HTML, no rules: {', '.join(hosts)})"
    for sent in traffic.requests:
        if sent.purpose != "robots":
            finding.look(sent, robots.objection(sent, manners.agent))
    return finding


def _gaps(
    rule: str,
    meaning: str,
    places: Mapping[str, list[Sent]],
    wanted_s: Callable[[Sent], float],
) -> Finding:
    finding = Finding(rule, meaning)
    for place, requests in places.items():
        for before, sent in pairwise(requests):
            gap = (sent.started_at - before.started_at).total_seconds()
            wanted = wanted_s(sent)
            short = gap < wanted - TOLERANCE_S
            finding.look(sent, f"{gap:.2f} s after {before.url} at {place}" if short else None)
    return finding


def _crowd(rule: str, meaning: str, places: Mapping[str, list[Sent]], at_once: int) -> Finding:
    finding = Finding(rule, meaning)
    for place, requests in places.items():
        under_way: list[Sent] = []
        for sent in requests:
            under_way = [one for one in under_way if one.ended_at > sent.started_at]
            under_way.append(sent)
            many = len(under_way) > at_once
            finding.look(sent, f"{len(under_way)} under way at {place}" if many else None)
    return finding


def _crawl_delay(traffic: Traffic, robots: RobotsSeen, manners: Manners) -> Finding:
    def wanted_s(sent: Sent) -> float:
        if manners.robots_waived:
            return 0.0
        known = robots.known_at(sent)
        return known.crawl_delay_s(manners.agent) if known else 0.0

    asked = {
        host: requests
        for host, requests in traffic.by(lambda sent: sent.host).items()
        if any(map(wanted_s, requests))
    }
    return _gaps("crawl_delay", "Crawl-delay kept (up to 60 s)", asked, wanted_s)


def _retry_after(hosts: Mapping[str, list[Sent]]) -> Finding:
    finding = Finding("retry_after", "nothing asked before Retry-After was over")
    for requests in hosts.values():
        for answered, until in _wishes(requests):
            begins = answered.ended_at + timedelta(seconds=TOLERANCE_S)
            early = [one for one in requests if begins < one.started_at < until]
            finding.checked += not early
            for sent in early:
                left = (until - sent.started_at).total_seconds()
                finding.look(sent, f"{left:.1f} s too early: {answered.url} asked to wait")
    return finding


def _wishes(requests: Iterable[Sent]) -> Iterator[tuple[Sent, datetime]]:
    """Answers that asked to wait, and until when, less the tolerance."""
    for sent in requests:
        if sent.head is None or 200 <= sent.status < 300:
            continue
        seconds = retry_after_s(sent.head.get("retry-after"), sent.ended_at)
        if seconds:
            seconds = min(seconds - TOLERANCE_S, 366 * 86_400.0)
            yield sent, sent.ended_at + timedelta(seconds=seconds)


def _user_agent(traffic: Traffic) -> Finding:
    finding = Finding("user_agent", "says Kronika, poses as nobody, names a contact")
    for sent in traffic.requests:
        finding.look(sent, _dishonest(sent))
    return finding


def _dishonest(sent: Sent) -> str | None:
    agent = sent.headers.get("user-agent", "")
    if not agent.startswith("Kronika/"):
        return f"User-Agent is {agent!r}" if agent else "no User-Agent"
    if _POSES.search(agent):
        return f"User-Agent poses as a browser: {agent!r}"
    if is_public(sent.address) and not has_contact(agent):
        return f"User-Agent names no contact: {agent!r}"
    return None


def _conditional(traffic: Traffic, manners: Manners) -> Finding:
    """A 304 against an announced change may be doubted once: then the page is asked in full."""
    finding = Finding("conditional", "pages with a validator are asked only whether they changed")
    doubtful: set[str] = set()
    for sent in traffic.requests:
        if sent.purpose == "page" and sent.url in manners.validators:
            asked = any(name in sent.headers for name in _ABOUT_IT)
            fine = asked or sent.url in doubtful
            finding.look(sent, None if fine else "neither If-None-Match nor If-Modified-Since")
            doubtful.discard(sent.url)
            if asked and sent.status == HTTPStatus.NOT_MODIFIED:
                doubtful.add(sent.url)
    return finding


def _reservations(traffic: Traffic, manners: Manners) -> Finding:
    finding = Finding("reservations", "what reserves text and data mining made no record")
    if manners.tdm_noted:
        finding.meaning = "reservations of text and data mining are noted, as the profile says"
        return finding
    seen = ReservationsSeen(traffic, manners.reserved_before)
    for sent in traffic.requests:
        if sent.purpose == "page" and sent.status == HTTPStatus.OK:
            broken = sent.url in manners.records and seen.reserves(sent)
            finding.look(sent, "a record was made, though the host reserves it" if broken else None)
    return finding
