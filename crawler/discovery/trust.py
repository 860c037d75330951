"""Lies learned: sources that hide changes or cry wolf, hosts whose 304 was wrong."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from crawler.discovery.memory import Memory

#: Changes nobody told of: so many, and this share of all that were looked for, is a lie.
_LIES, _LIE_SHARE = 2, 0.05
#: Announced changes that were none: after so many, this share makes a source cry wolf.
_ALARMS, _FALSE_SHARE = 20, 0.8
#: A host whose 304 was wrong is asked in full so long, in seconds.
_DISTRUST_S = 90 * 86400.0
#: A host is no longer doubted after so many 304s that held.
_PROVEN = 5


class Trust:
    """How far what a city's servers say of changes can be believed.

    ``now`` is in seconds since 1970, UTC. Numbers are kept in ``memory`` by `keep`.
    """

    def __init__(self, memory: Memory, now: float) -> None:
        self._memory = memory
        self._now = now
        self._counted: Counter[str] = Counter()

    def honest(self, site: str) -> bool:
        """Whether a site's sources tell of nearly every change."""
        lies = self._number(f"lies:{site}")
        return lies < _LIES or lies <= _LIE_SHARE * self._number(f"checks:{site}")

    def cries_wolf(self, site: str) -> bool:
        """Whether most changes a site announces are none: a lastmod that is always today."""
        alarms = self._number(f"alarms:{site}")
        return alarms >= _ALARMS and self._number(f"false:{site}") > _FALSE_SHARE * alarms

    def checked(self, site: str, *, changed: bool) -> None:
        """Count a page that was asked though nobody said that it had changed."""
        self._counted[f"checks:{site}"] += 1
        self._counted[f"lies:{site}"] += changed

    def alarmed(self, site: str, *, false: bool) -> None:
        """Count a page that was asked because it was said to have changed."""
        self._counted[f"alarms:{site}"] += 1
        self._counted[f"false:{site}"] += false

    def believes_304(self, url: str) -> bool:
        """Whether the host of an address may say that nothing changed."""
        return host(url) not in distrusted(self._memory, self._now)

    def doubts_304(self, url: str) -> bool:
        """Whether a 304 against an announced change is to be looked through."""
        return self._number(f"held304:{host(url)}") < _PROVEN

    def tested_304(self, url: str, *, lied: bool) -> None:
        """Note what asking in full after a 304 showed."""
        if lied:
            self._memory.keep_number(f"lied304:{host(url)}", self._now)
        else:
            self._counted[f"held304:{host(url)}"] += 1

    def keep(self) -> None:
        """Write what was counted."""
        for name, count in self._counted.items():
            if count:
                self._memory.keep_number(name, self._memory.number(name) + count)
        self._counted.clear()

    def _number(self, name: str) -> float:
        return self._memory.number(name) + self._counted[name]


def distrusted(memory: Memory, now: float) -> list[str]:
    """Hosts whose 304 was wrong not long ago; ``now`` in seconds since 1970, UTC."""
    told = memory.facts("lied304:")
    return sorted(name for name, at in told.items() if now - float(at) < _DISTRUST_S)


def host(url: str) -> str:
    """The host of an address, with its port."""
    return urlsplit(url).netloc.lower()
