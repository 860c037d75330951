"""Ways without an end: calendars, facets, sessions, loops, and shapes that never gave a page.

A link is judged by its shape: path and query with numbers and values left out. What is known of
shapes comes from earlier runs (`crawler.discovery.memory`), so a cap is learned once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

#: Addresses of one calendar shape taken in a sweep: one shows that there is nothing to read.
CALENDAR_CAP = 2
#: Sets of parameters one path may come with, and values of a session-like parameter.
FACET_CAP, SESSION_CAP = 12, 3
#: So many addresses of a shape are asked before it can count as barren, with so small a share
#: of pages among them.
BARREN_AFTER, BARREN_SHARE = 20, 0.1
#: Segments of a path; no page of a city lies deeper.
MAX_DEPTH = 16

_DIGITS = re.compile(r"\d+")
_CALENDAR = re.compile(
    r"/(?:kalendarz|kalendarium|calendar)(?=[/?]|$)"
    r"|[?&](?:kalendarz|calendar|miesiac|month|tribe-bar-date|eventdate|event-date|dzien)="
    r"|/(?:archiwum|wydarzenia|events?|imprezy)/(?:\d{8}|\d{4}[-/]\d{1,2}(?:[-/]\d{1,2})?)/?$",
    re.IGNORECASE,
)
_SESSION_VALUE = re.compile(r"[0-9a-f]{24,}|[0-9a-z]{26}", re.IGNORECASE)


@lru_cache(maxsize=65536)
def shape_of(url: str) -> str:
    """Host and path with every number as N, and the names of the parameters in order.

    Without parameters the last segment counts only for being a number or a word: pages of one
    folder share a shape.
    """
    parts = urlsplit(url)
    folder, _, last = parts.path.rstrip("/").rpartition("/")
    word = _DIGITS.sub("N", last) if parts.query else "*"
    leaf = "N" if last.isdigit() else word if last else ""
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    query = f"?{'&'.join(names)}" if names else ""
    return f"{parts.netloc}{_DIGITS.sub('N', folder)}/{leaf}{query}"


def looping(path: str) -> bool:
    """Whether segments of a path come round again: /a/a/a or /a/b/a/b/a/b."""
    segments = [segment for segment in path.split("/") if segment]
    if len(segments) > MAX_DEPTH:
        return True
    for size in (1, 2, 3):
        pieces = [tuple(segments[n : n + size]) for n in range(len(segments) - size + 1)]
        if any(
            one == two == three
            for one, two, three in zip(pieces, pieces[size:], pieces[2 * size :], strict=False)
        ):
            return True
    return False


def is_calendar(url: str) -> bool:
    """Whether an address is that of a day or month of a calendar."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return bool(_CALENDAR.search(parts.path + query))


@dataclass(slots=True)
class Shape:
    """What became of the addresses of one shape: how many were asked, how many gave a page."""

    asked: int = 0
    pages: int = 0

    @property
    def barren(self) -> bool:
        """Whether asking for more of them is pointless."""
        return self.asked >= BARREN_AFTER and self.pages < BARREN_SHARE * self.asked


@dataclass(slots=True)
class Traps:
    """Judges the links of one sweep; ``shapes`` is what earlier runs learned, by `shape_of`."""

    shapes: Mapping[str, Shape] = field(default_factory=dict)
    _calendars: Counter[str] = field(default_factory=Counter)
    _facets: dict[str, set[str]] = field(default_factory=dict)
    _sessions: dict[str, set[str]] = field(default_factory=dict)

    def judge(self, url: str) -> str | None:
        """Why a link is not followed (a code of docs/issues.md), or None. Judging counts it."""
        parts = urlsplit(url)
        if looping(parts.path):
            return "trap_path_loop"
        shape = shape_of(url)
        if is_calendar(url):
            self._calendars[shape] += 1
            return "trap_calendar" if self._calendars[shape] > CALENDAR_CAP else None
        learned = self.shapes.get(shape)
        if learned is not None and learned.barren:
            return "trap_barren"
        return self._params(parts.netloc + parts.path, parts.query) if parts.query else None

    def _params(self, place: str, query: str) -> str | None:
        pairs = parse_qsl(query, keep_blank_values=True)
        for name, value in pairs:
            if _SESSION_VALUE.fullmatch(value):
                met = self._sessions.setdefault(f"{place}?{name}", set())
                met.add(value)
                return "trap_session" if len(met) > SESSION_CAP else None
        names = "&".join(sorted({name for name, _ in pairs}))
        met = self._facets.setdefault(place, set())
        met.add(names)
        return "trap_facets" if len(met) > FACET_CAP else None
