"""What a new reading of pages changes: values that appear, vanish or change, column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from crawler.repetition import Repeated

Row = dict[str, Any]
How = Literal["appeared", "vanished", "changed"]

#: Columns that say who read the page and with what: they may differ where nothing else does.
PROVENANCE = frozenset({"extractor_version", "profile_digest"})


@dataclass(frozen=True, slots=True)
class Sample:
    """One value before and after."""

    how: How
    url: str
    was: Any
    now: Any


@dataclass(slots=True)
class FieldChange:
    """How a column differs: counts of rows by how they differ, and samples of each."""

    counts: Counter[How] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)

    def note(self, url: str, was: Any, now: Any, most: int) -> None:
        """Count one row whose value differs; keep at most ``most`` samples of each kind."""
        how: How = "appeared" if empty(was) else "vanished" if empty(now) else "changed"
        self.counts[how] += 1
        if self.counts[how] <= most:
            self.samples.append(Sample(how, url, was, now))


@dataclass(slots=True)
class Comparison:
    """What a new reading of a city's snapshots would change.

    ``records`` were read again and compared; ``fields`` are the columns that differ, by name, and
    ``differing`` the ids of the rows to be published, ``added`` among them: ids of records that
    only the new reading makes. ``kept`` counts, by reason, records that could not be read again
    and stay as they are; ``marked`` records that stay although the new reading would make none.
    ``repeated`` are blocks of content that many pages of a site share.
    """

    records: int = 0
    fields: dict[str, FieldChange] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)
    differing: set[str] = field(default_factory=set)
    kept: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    repeated: list[Repeated] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Whether nothing but provenance differs."""
        return not self.added and not set(self.fields) - PROVENANCE

    def note(self, was: Row | None, now: Row | None, most: int) -> None:
        """Compare one record; one of the two may be None, but not both."""
        if now is None:
            return
        if was is None:
            self.added.add(now["record_id"])
            self.differing.add(now["record_id"])
            return
        self.records += 1
        for name, value in was.items():
            if value != now[name]:
                change = self.fields.setdefault(name, FieldChange())
                change.note(now["url"], value, now[name], most)
                self.differing.add(now["record_id"])


def paired(old: Iterator[Row], new: Iterator[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Join rows of ``pages`` by their record; both must come in the order of the table."""
    was, now = next(old, None), next(new, None)
    while was is not None or now is not None:
        before = was is not None and (now is None or _place(was) < _place(now))
        after = now is not None and (was is None or _place(now) < _place(was))
        if before:
            yield was, None
            was = next(old, None)
        elif after:
            yield None, now
            now = next(new, None)
        else:
            yield was, now
            was, now = next(old, None), next(new, None)


def empty(value: Any) -> bool:
    """Whether a value says nothing: null, no text, no items, or a struct of such."""
    if isinstance(value, dict):
        return all(map(empty, value.values()))
    return value is None or value in ("", [])


def _place(row: Row) -> tuple[Any, ...]:
    return row["city"], row["canonical_url"], row["fetched_at"], row["record_id"]
