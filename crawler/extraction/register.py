"""What bulletins keep below a text: the register of its changes, the list of its old versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.model import DateCandidate
from crawler.extraction.outline import Line, Node
from crawler.extraction.reading import ENTRY, Reading
from crawler.extraction.words import names

_HEADS = frozenset(("rejestr zmian", "historia zmian", "rejestr zmian artykulu"))
#: What heads a table of old versions, and the columns it has.
_VERSIONS = frozenset(
    ("archiwum", "artykuly archiwalne", "wersje archiwalne", "archiwalne wersje", "historia wersji")
)
_COLUMNS = frozenset(("data modyfikacji", "zredagowal"))
#: What was done, after who did it: "Jan Nowak - Aktualizacja danych".
_DONE = re.compile(
    r".*[-:] ?(?:aktualiz|archiwiz|doda|edyc|korekt|modyf|opubl|poprawi|przenies|publik|usuni"
    r"|utworz|uzupeln|wprowadz|zmian|zmien)"
)
#: What may stand between the heading and its first entry, and between two entries.
_APART = 8
_DEAF = names("navigation breadcrumb footer header")
#: So many entries without a heading are a register.
_MANY = 3


@dataclass(frozen=True, slots=True)
class Register:
    """The lines of a register: ``head``, where one does, those with the ``entries``' days, all.

    Of a list of old versions the entries are not told: their days are no days of change.
    """

    head: int | None
    entries: list[int]
    lines: range


def claim(reading: Reading) -> None:
    """Take it out of main: a page of which only the register has grown is the same.

    A page that is the register itself keeps it.
    """
    headline, owner = reading.headline, reading.owner
    taken = {index for register in _registers(reading) for index in register.lines}
    main = {index for index, whose in enumerate(owner) if whose == "main"}
    if main <= taken or (headline is not None and reading.lines[headline].key in _HEADS):
        return
    for index in taken:
        if owner[index] in ("main", None):
            owner[index] = "register"


def find_last_change(reading: Reading) -> list[DateCandidate]:
    """First and last entry of the register, as candidates for the last change: either may be new.

    Registers run from the newest to the oldest or the other way round; the later day is chosen by
    `pipelines.dates.choose`.
    """
    lines = reading.lines
    for register in _registers(reading):
        if register.entries:
            label = None if register.head is None else lines[register.head].text
            ends = (lines[index].text for index in (register.entries[0], register.entries[-1]))
            days = dict.fromkeys(hit[0] for text in ends if (hit := ENTRY.match(text)))
            return [DateCandidate("updated", day, "label", label) for day in days]
    return []


def _registers(reading: Reading) -> Iterator[Register]:
    """Runs of entries below a heading, or so many that speak of changes that none is needed.

    And tables of old versions, also such as have no rows yet.
    """
    lines = reading.lines
    for run in _runs([n for n, line in enumerate(lines) if ENTRY.match(line.text)]):
        above = range(run[0] - 1, max(-1, run[0] - 1 - _APART), -1)
        head = next((n for n in above if _heads(lines[n])), None)
        done = len(run) >= _MANY and all(_DONE.match(lines[n].key) for n in run)
        if head is not None or done:
            first = run[0] if head is None else head
            yield Register(head, run, range(first, _end(reading, run[-1])))
    for table in reading.outline.nodes:
        if table.tag == "table" and _lists_versions(reading, table):
            before = table.first - 1
            headed = before >= 0 and lines[before].key in _VERSIONS
            yield Register(None, [], range(before if headed else table.first, table.last))


def _lists_versions(reading: Reading, table: Node) -> bool:
    """Whether a table, and none inside it, has the columns "Data modyfikacji" and "Zredagował"."""
    lines, nodes = reading.lines, reading.outline.nodes
    if any(node.tag == "table" for node in nodes[table.index + 1 : table.end]):
        return False
    first = lines[table.first : min(table.last, table.first + _APART)]
    titles = {line.key for line in first if nodes[line.node].tag == "th"}
    return titles >= _COLUMNS


def _end(reading: Reading, last: int) -> int:
    """The line after the row of the last entry; rows that lay out a page are longer."""
    above = reading.outline.ancestors(reading.lines[last].node)
    row = next((node for node in above if node.tag == "tr"), None)
    return row.last if row and row.last - row.first <= _APART else last + 1


def _runs(entries: list[int]) -> Iterator[list[int]]:
    """Lines that stand close enough together."""
    run: list[int] = []
    for index in entries:
        if run and index - run[-1] > _APART:
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _heads(line: Line) -> bool:
    return line.key in _HEADS and not line.links and line.region not in _DEAF
