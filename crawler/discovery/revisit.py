"""Which known pages are asked again: those said to have changed, those that vanished, those due.

Nothing here asks or reads the clock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from archive.model import DateCandidate
from crawler.discovery.memory import Past

#: Sources, as memory names them.
Kind = Literal["feed", "sitemap", "posts", "listing", "register"]
#: Words of a source that named a page but was not read this far when the page changed.
STALE = "?"
#: Why a page is asked.
Why = Literal["first", "audit", "announced", "vanished", "aged", "again"]

#: Sources in which a page that appears anew was just published or changed.
_WINDOWS = ("feed", "register")
_DAY = 86400.0
#: A page is asked again after this share of the time it has stood unchanged ...
SHARE_UNTOLD, SHARE_TOLD = 0.2, 0.5
#: ... but within these bounds, in seconds: without and with sources that tell of changes.
BOUNDS_UNTOLD, BOUNDS_TOLD = (0.0, 30 * _DAY), (7 * _DAY, 90 * _DAY)
#: An address that gave no page is asked again after so long, twice as long each further time.
BARREN_FIRST, BARREN_LONGEST = 2 * _DAY, 30 * _DAY


@dataclass(slots=True)
class Told:
    """What this sweep's sources say of one address: words by kind, and the dates among them."""

    url: str
    said: dict[str, str] = field(default_factory=dict)
    dates: list[DateCandidate] = field(default_factory=list)


def why_ask(
    past: Past | None,
    told: Told | None,
    now: float,
    *,
    covered: bool = False,
    read_whole: Collection[str] = (),
    audit: bool = False,
    lone_trouble: bool = False,
) -> Why | None:
    """Why a page is to be asked in this sweep; None when it can rest.

    ``covered`` says that the sources tell of every change of this page and were found honest;
    ``read_whole`` names the kinds of source that were read to their end, so that a page they no
    longer name has vanished from them. ``lone_trouble`` says that the server fails at few pages
    only, so that the trouble is the page's own. ``now`` is in seconds since 1970, UTC.
    """
    if past is None:
        return "first"
    if audit:
        return "audit"
    said = told.said if told else {}
    if differs(past.said, said):
        return "announced"
    waited = now - past.checked
    if past.trouble and not lone_trouble:
        return "again"
    if fruitless := past.barren or past.trouble:
        return "again" if waited >= barren_rest_s(fruitless) else None
    if any(kind in read_whole and kind not in said for kind in past.said):
        return "vanished"
    return "aged" if waited >= rest_s(past, covered=covered) else None


def differs(before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether a source says something else than before, or names a page anew among the latest."""
    return any(
        before[kind] not in (words, STALE) if kind in before else kind in _WINDOWS and bool(before)
        for kind, words in now.items()
    )


def rest_s(past: Past, *, covered: bool) -> float:
    """How long a page may rest: longer the longer it has stood; in seconds."""
    share = SHARE_TOLD if covered else SHARE_UNTOLD
    shortest, longest = BOUNDS_TOLD if covered else BOUNDS_UNTOLD
    return min(max(share * (past.checked - past.changed), shortest), longest)


def barren_rest_s(times: int) -> float:
    """How long an address rests that gave no page so many times in a row; in seconds."""
    return float(min(BARREN_FIRST * 2 ** min(times - 1, 10), BARREN_LONGEST))
