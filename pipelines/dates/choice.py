"""Which of a page's dates is its publication day; none is invented.

Sources are ranked by how directly the page speaks: words beside the title, then machine-readable
marks, then what others say of the page. Among labels "data publikacji" comes before "data
udostępnienia", and the day a document was made speaks only when nothing else does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from archive.model import DateCandidate
from pipelines.dates.alone import local_moment, read_date
from pipelines.dates.words import fold

#: Sources from the most to the least trusted; a profile's selector goes before all. A sitemap
#: speaks of changes only.
SOURCES = (
    "selector", "label", "time element", "bare line", "json-ld", "meta", "feed", "listing", "url",
    "sitemap",
)  # fmt: skip
#: Words of a label, from the most to the least telling.
_LABELS = tuple(
    re.compile(words)
    for words in (
        r"publikacj",
        r"opublikow|publikow|publish",
        r"udostepni|wprowadz|zamieszcz|umieszcz|ogloszen|wywiesz",
        r"doda[nlj]",
        r"wytworz|utworz|sporzadz|powstan",
    )
)
_MADE = len(_LABELS) - 1
#: Where a candidate ranks whose label says nothing.
_ROLE_RANKS = {"published": 0, "entered": 2, "created": _MADE}
#: The first page of the web (6 August 1991): an older publication day is a machine's zero.
EARLIEST = date(1991, 8, 6)


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen days (Polish local days) and the sources they come from; null when none."""

    published: date | None = None
    published_source: str | None = None
    modified: date | None = None
    modified_source: str | None = None


def choose(candidates: list[DateCandidate], fetched_at: datetime) -> Choice:
    """Choose the publication day and the day of the last change among what the page states.

    Fills ``value`` and ``time`` of every candidate that names a full day, in place; a month, a
    year or a time of day leaves it null. ``fetched_at`` (UTC when it carries no zone) is what
    relative words count from, and no day after it is chosen. The same list gives the same choice
    in any order, save between equals, where the first stands.
    """
    moment = local_moment(fetched_at if fetched_at.tzinfo else fetched_at.replace(tzinfo=UTC))
    for candidate in candidates:
        _read(candidate, moment)
    usable = [c for c in candidates if c.value and EARLIEST <= c.value <= moment.date()]
    published = min(filter(_may_publish, usable), key=_publication_rank, default=None)
    changes = [c for c in usable if c.role == "updated" or c.source == "sitemap"]
    modified = min(changes, key=_change_rank, default=None)
    return Choice(
        published=published.value if published else None,
        published_source=published.source if published else None,
        modified=modified.value if modified else None,
        modified_source=modified.source if modified else None,
    )


def _read(candidate: DateCandidate, moment: datetime) -> None:
    if candidate.value is not None:
        return
    stated = read_date(candidate.text, moment)
    if stated and stated.precision == "day":
        candidate.value, candidate.time = stated.value, stated.time


def _may_publish(candidate: DateCandidate) -> bool:
    """Tell whether a candidate speaks of publication; a date of no known role must stand alone."""
    if candidate.source == "sitemap":
        return False
    if candidate.role == "other":
        return candidate.source in ("bare line", "url")
    return candidate.role in ("published", "entered", "created")


def _publication_rank(candidate: DateCandidate) -> tuple[bool, int, int]:
    """Order: what is published before what is merely made, then source, then label."""
    return _label_rank(candidate) == _MADE, _source_rank(candidate), _label_rank(candidate)


def _change_rank(candidate: DateCandidate) -> tuple[int, int]:
    """Order: source, then the latest day."""
    return _source_rank(candidate), -candidate.value.toordinal() if candidate.value else 0


def _source_rank(candidate: DateCandidate) -> int:
    return SOURCES.index(candidate.source) if candidate.source in SOURCES else len(SOURCES)


def _label_rank(candidate: DateCandidate) -> int:
    label = fold(candidate.label or "")
    for rank, words in enumerate(_LABELS):
        if words.search(label):
            return rank
    return _ROLE_RANKS.get(candidate.role, 0)
