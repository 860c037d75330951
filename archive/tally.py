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

    ``dated`` counts the records with a publication day among the ``datable`` (articles, notices).
    ``failed`` names the pages that were asked and not read, with the reason code of the last try.
    ``reasons`` counts reason codes of visits and issue codes of records.
    """

    pages: Counter[str] = field(default_factory=Counter)
    entries: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    visits: int = 0
    records: int = 0
    bytes: int = 0
    datable: int = 0
    dated: int = 0
    failed: dict[str, str] = field(default_factory=dict)

    def add(self, visit: Visit) -> None:
        """Count a visit; a page gone before is not gone once more, one retried fails once."""
        outcome = "still_gone" if visit.reason == "still_gone" else visit.outcome
        if visit.purpose != "page":
            self.entries[outcome] += 1
        elif outcome == "failed":
            self.failed[visit.url] = visit.reason or ""
        else:
            self.pages[outcome] += 1
            self.failed.pop(visit.url, None)  # a retry that went well
        self.visits += 1
        self.bytes += visit.size_bytes or 0
        if visit.reason:
            self.reasons[visit.reason] += 1

    def copy(self) -> Tally:
        """An independent copy."""
        return deepcopy(self)

    def counts(self) -> dict[str, int]:
        """The struct ``runs.counts``."""
        counted = {name: self.pages[name] for name in OUTCOMES} | {"failed": len(self.failed)}
        return {"visits": self.visits, "records": self.records, "bytes": self.bytes, **counted}
