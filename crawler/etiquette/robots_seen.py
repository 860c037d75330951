"""What a run had learned of robots.txt at any moment, told from its snapshots alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from urllib.parse import urldefrag, urljoin

from crawler.etiquette.traffic import Sent, Traffic
from crawler.fetch.addresses import Origin
from crawler.fetch.robots import MAX_AGE, UNREACHABLE, Robots, read_robots, robots_url

_HOPS = 5  # RFC 9309, 2.3.1.2
_SLACK = timedelta(seconds=1)  # between the age of the rules and the request they are for


class RobotsSeen:
    """The rules of each origin with the moment they were whole, redirects followed."""

    def __init__(self, traffic: Traffic) -> None:
        self._known: dict[Origin, list[tuple[datetime, Robots]]] = defaultdict(list)
        waiting = [sent for sent in traffic.requests if sent.purpose == "robots"]
        while waiting:
            first = waiting.pop(0)
            if first.url != robots_url(first.origin):
                continue  # reached by no redirect: it is nobody's robots.txt
            last, hops = first, 0
            while hops < _HOPS and (onward := _next(last, waiting)):
                waiting.remove(onward)
                last, hops = onward, hops + 1
            self._known[first.origin].append((last.ended_at, _rules(last)))

    def known_at(self, sent: Sent) -> Robots | None:
        """The rules of a request's origin that were known when it went out; None: not yet."""
        told = [robots for at, robots in self._known[sent.origin] if at <= sent.started_at]
        return told[-1] if told else None

    def without_rules(self) -> list[str]:
        """Hosts that sent a page of HTML in the place of robots.txt: it counts as no rules."""
        return sorted(
            origin[1]
            for origin, told in self._known.items()
            if any(robots.remark for _, robots in told)
        )

    def objection(self, sent: Sent, agent: str) -> str | None:
        """Why a request should not have gone out; None when it was fine."""
        known = self.known_at(sent)
        if known is None:
            return "asked before robots.txt was read"
        if known.barred:
            return "asked though robots.txt was out of reach"
        at = max(at for at, _ in self._known[sent.origin] if at <= sent.started_at)
        if sent.started_at - at > MAX_AGE + _SLACK:
            return "asked by rules older than a day"
        return None if known.allows(sent.url, agent) else "robots.txt forbids it"


def _next(sent: Sent, later: list[Sent]) -> Sent | None:
    """Where a redirect of robots.txt went on."""
    location = sent.head.get("location") if sent.head and 300 <= sent.status < 400 else None
    if not location:
        return None
    target = urldefrag(urljoin(sent.url, location)).url
    return next((one for one in later if urldefrag(one.url).url == target), None)


def _rules(sent: Sent) -> Robots:
    return read_robots(sent.status, sent.body) if sent.head else UNREACHABLE
