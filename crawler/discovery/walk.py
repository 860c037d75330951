"""How far a listing is followed: as deep as pages were late, and now and then to its end."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.discovery.listing import page_key
from crawler.discovery.memory import Memory

#: Pages of a listing without anything new that are passed before one knows better.
FIRST_LATENESS = 1


@dataclass(slots=True)
class Walk:
    """One walk over the pages of a listing.

    ``length`` is how many pages it had at the last whole walk (0: never walked), ``lateness`` how
    many pages without anything new lay, at most, before a page with something new: entries dated
    back, or pushed down by pinned ones. A ``whole`` walk goes to the end whatever it sees.
    """

    start: str
    length: int = 0
    lateness: int = FIRST_LATENESS
    whole: bool = False
    pages: int = 0
    _quiet: int = 0
    _late: int = 0
    _any_new: bool = False
    _queue: dict[str, str] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._queue[page_key(self.start) or ""] = self.start

    def next(self) -> str | None:
        """The next page to read, in the order of their numbers; None at the end."""
        if not self._queue:
            return None
        key = min(self._queue, key=_number)
        self._asked.add(key)
        return self._queue.pop(key)

    def more(self, urls: list[str]) -> None:
        """Note further pages; each number is walked once, in whatever order or facet it comes."""
        for url in urls:
            key = page_key(url) or ("" if url == self.start else url)
            if key not in self._asked:
                self._queue.setdefault(key, url)

    def saw(self, new: int) -> None:
        """Note a page that was read and how many of its entries were new or said anew."""
        self.pages += 1
        if new:
            self._late = max(self._late, self._quiet)
            self._quiet, self._any_new = 0, True
        else:
            self._quiet += 1

    @property
    def enough(self) -> bool:
        """Whether further pages would give nothing, by what earlier walks found."""
        if self.whole or not self.length:
            return False
        unchanged = not self._any_new and self.pages >= self.length
        return unchanged or self._quiet > self.lateness

    @property
    def at_end(self) -> bool:
        """Whether every page the listing had was read."""
        return not self._queue or (not self._any_new and 0 < self.length <= self.pages)

    def keep(self, memory: Memory) -> None:
        """Remember length and lateness for the next walk."""
        first = not self.length
        if self.at_end:
            memory.keep_number(f"length:{self.start}", self.pages)
        if first:
            return  # all was new: that says nothing of lateness
        late = self.lateness
        if self._late > late or (self.whole and self._late):
            late = self._late
        elif self.whole:
            late = max(0, late - 1)
        memory.keep_number(f"lateness:{self.start}", late)


def begin_walk(start: str, memory: Memory, *, whole: bool) -> Walk:
    """A walk that knows what earlier ones learned."""
    return Walk(
        start,
        length=int(memory.number(f"length:{start}")),
        lateness=int(memory.number(f"lateness:{start}", FIRST_LATENESS)),
        whole=whole,
    )


def _number(key: str) -> tuple[float, str]:
    """First page first, then by number, then what has none (a "next" without a number)."""
    digits = key.rpartition("=")[2]
    if not key:
        return 0.0, key
    return (float(digits), key) if digits.isdigit() else (float("inf"), key)
