"""What changed between two versions of a page: parts added, removed, edited, moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from archive.history.parts import Part

EditKind = Literal["added", "removed", "edited", "moved"]
SpanKind = Literal["same", "added", "removed"]

#: Two parts that share at least this share of their words are one part, edited.
ALIKE = 0.4
#: More pairs than this are not compared word by word; such parts count as removed and added.
_MOST_PAIRS = 40_000
#: More words than this, multiplied, are compared roughly.
_MOST_WORDS = 4_000_000


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words: in both versions, only in the new one (added), only in the old (removed)."""

    kind: SpanKind
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One part that is not as it was.

    ``part`` is its kind: title, lead, attachment, heading, paragraph, list, table, quote or
    figure. ``before`` and ``after`` are its texts, null where it was not there; ``spans`` marks
    the words of an edited part and is empty for the others. An edited attachment or figure may
    have the same words and another file behind: then ``targets`` names both, old one first.
    """

    kind: EditKind
    part: str
    before: str | None
    after: str | None
    spans: tuple[Span, ...] = ()
    targets: tuple[str, str] | None = None


def compare(before: Sequence[Part], after: Sequence[Part]) -> list[Edit]:
    """The edits that lead from one version to the next, in the order of the new page.

    What was removed stands where it was. A part that is the same elsewhere has moved; one that
    keeps a good share of its words was edited.
    """
    old: dict[int, int] = {}  # places in the old page, and where that is in the new one
    new: list[int] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            old |= {i: min(c + i - a, d) for i in range(a, b)}
            new.extend(range(c, d))
    found: list[tuple[int, int, Edit]] = []
    for i, j in [*_moved(before, after, old, new), *_edited(before, after, old, new)]:
        found.append((j, 1, _edit(before[i], after[j])))
    found += [(j, 1, Edit("added", after[j].kind, None, after[j].text)) for j in new]
    found += [(j, 0, Edit("removed", before[i].kind, before[i].text, None)) for i, j in old.items()]
    return [edit for _, _, edit in sorted(found, key=lambda each: each[:2])]


def words_marked(before: str, after: str) -> tuple[Span, ...]:
    """Two texts as one row of words: what stayed, what went, what came."""
    old, new = before.split(), after.split()
    rough = len(old) * len(new) > _MOST_WORDS
    spans: list[Span] = []
    for _, a, b, c, d in SequenceMatcher(None, old, new, autojunk=rough).get_opcodes():
        if old[a:b] == new[c:d]:
            spans.append(Span("same", " ".join(old[a:b])))
            continue
        if a < b:
            spans.append(Span("removed", " ".join(old[a:b])))
        if c < d:
            spans.append(Span("added", " ".join(new[c:d])))
    return tuple(spans)


def _moved(
    before: Sequence[Part], after: Sequence[Part], old: dict[int, int], new: list[int]
) -> list[tuple[int, int]]:
    """Take the parts that are the same elsewhere out of both lists, as pairs of places."""
    places: dict[Part, list[int]] = {}
    for i in reversed(old):
        places.setdefault(before[i], []).append(i)
    return _take(((places[after[j]].pop(), j) for j in [*new] if places.get(after[j])), old, new)


def _edited(
    before: Sequence[Part], after: Sequence[Part], old: dict[int, int], new: list[int]
) -> list[tuple[int, int]]:
    """Take the parts that are alike out of both lists, as pairs; the most alike first."""
    if len(old) * len(new) > _MOST_PAIRS:
        return []
    words = {i: Counter(before[i].words) for i in old}
    others = {j: Counter(after[j].words) for j in new}
    scored = [
        (-score, abs(old[i] - j), i, j)
        for i in old
        for j in new
        if (score := _likeness(before[i], after[j], words[i], others[j])) >= ALIKE
    ]
    return _take(((i, j) for _, _, i, j in sorted(scored)), old, new)


def _take(
    pairs: Iterable[tuple[int, int]], old: dict[int, int], new: list[int]
) -> list[tuple[int, int]]:
    """The pairs whose two places are both still free; they are free no longer."""
    taken = []
    for i, j in pairs:
        if i in old and j in new:
            del old[i]
            new.remove(j)
            taken.append((i, j))
    return taken


def _likeness(old: Part, new: Part, words: Counter[str], others: Counter[str]) -> float:
    """How much of two parts is the same, 0 to 1; parts of two kinds are not alike."""
    if old.kind != new.kind:
        return 0.0
    if old.kind in ("title", "lead") or (old.target and old.target == new.target):
        return 1.0
    total = words.total() + others.total()
    return 2 * (words & others).total() / total if total else 0.0


def _edit(old: Part, new: Part) -> Edit:
    if old == new:
        return Edit("moved", new.kind, old.text, new.text)
    targets = (old.target, new.target) if old.target != new.target else None
    return Edit("edited", new.kind, old.text, new.text, words_marked(old.text, new.text), targets)
