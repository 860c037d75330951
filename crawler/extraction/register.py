"""The register of changes of a bulletin: its newest entry is the day of the page's last change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.model import DateCandidate
from crawler.extraction.reading import Reading
from crawler.extraction.words import names

_HEADS = frozenset(("rejestr zmian", "historia zmian", "rejestr zmian artykulu"))
#: An entry begins with day and time: "26 października 2017 15:21 Jan Nowak - Aktualizacja".
_ENTRY = re.compile(
    r"\d{1,2}[. /-]\w{1,12}[. /-]\d{4},? \d{1,2}[:.]\d\d|\d{4}-\d\d-\d\d,? \d\d:\d\d"
)
#: What may stand between the heading and its first entry.
_APART = 8
_DEAF = names("navigation breadcrumb footer header")


def find_last_change(reading: Reading) -> list[DateCandidate]:
    """First and last entry of the register, as candidates for the last change: either may be new.

    Registers run from the newest to the oldest or the other way round; the later day is chosen by
    `pipelines.dates.choose`.
    """
    for index, line in enumerate(reading.lines):
        if line.key in _HEADS and not line.links and line.region not in _DEAF:
            days = list(_entries(reading, index))
            ends = dict.fromkeys([*days[:1], *days[-1:]])
            if ends:
                return [DateCandidate("updated", day, "label", line.text) for day in ends]
    return []


def _entries(reading: Reading, head: int) -> Iterator[str]:
    """Day and time of each entry below a heading."""
    apart = 0
    for line in reading.lines[head + 1 :]:
        if entry := _ENTRY.match(line.text):
            apart = 0
            yield entry[0]
        elif (apart := apart + 1) > _APART:
            return
