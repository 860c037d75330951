"""What came of a run's visits, counted."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field

from archive.model import Visit

#: Outcomes of page visits, in the order a summary tells them.
OUTCOMES = ("new", "changed", "unchanged", "gone", "refused", "failed")


@dataclass(slots=True)
class Tally:
    """Counts of visits: ``pages`` by outcome, ``entries`` (all that is no page) by outcome.

    ``reasons`` counts reason codes of visits and issue codes of records.
    """

    pages: Counter[str] = field(default_factory=Counter)
    entries: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    records: int = 0
    bytes: int = 0

    def add(self, visit: Visit) -> None:
        """Count a visit; a page that was gone before is not gone once more."""
        outcome = "still_gone" if visit.reason == "still_gone" else visit.outcome
        (self.pages if visit.purpose == "page" else self.entries)[outcome] += 1
        self.bytes += visit.size_bytes or 0
        if visit.reason:
            self.reasons[visit.reason] += 1

    def copy(self) -> Tally:
        """An independent copy."""
        return deepcopy(self)

    def counts(self) -> dict[str, int]:
        """The struct ``runs.counts``."""
        visits = self.pages.total() + self.entries.total()
        counted = {name: self.pages[name] for name in OUTCOMES}
        return {"visits": visits, "records": self.records, "bytes": self.bytes, **counted}
