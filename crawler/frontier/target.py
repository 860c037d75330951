"""A target: a page that was found and is to be asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from archive.model import DateCandidate


@dataclass(slots=True)
class Target:
    """A page to ask for: its address as found, its identity, and what was said of it.

    ``kind`` is the kind of record it promises, "document" for a PDF a page offers, or "requisite"
    for what pages need to look right.
    """

    url: str
    canonical_url: str
    site: str
    kind: str
    announced: list[DateCandidate] = field(default_factory=list)

    @property
    def purpose(self) -> str:
        """The purpose of the visit: page, attachment or requisite."""
        return {"requisite": "requisite", "document": "attachment"}.get(self.kind, "page")


def dump_dates(dates: Iterable[DateCandidate]) -> str:
    """Announced dates as JSON, for the frontier and for the facts beside a snapshot."""
    told = [
        {name: value for name, value in asdict(date).items() if value is not None} for date in dates
    ]
    return json.dumps(told, ensure_ascii=False) if told else ""


def load_dates(told: str) -> list[DateCandidate]:
    """The dates `dump_dates` wrote; values are read again from their text."""
    return [DateCandidate(**date) for date in json.loads(told)] if told else []
