"""Find names of funders in a text: one walk over its words through a tree of spellings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from pipelines.folding import fold, words_of
from pipelines.funders.names import WORD, Scope, Spelling, funders, spellings

#: A tree of words: each word leads to a branch; the key None holds the spellings that end there.
Branch = dict[str | None, Any]

#: What may stand between two words of one name: never the end of a sentence, of a cell or of a
#: paragraph.
_GAP = re.compile(r"(?![ \r]*\n[ \r]*\n)[ \u00a0\u2009\u202f\n\r/„”“\"'«»,:–—−‐‑-]{0,5}")
#: "(UE) 2016/679" and "(UE) nr 305/2011" are numbers of legal acts.
_LEGAL_ACT = re.compile(r"\)\s*(?:nr\s*)?\d")


@dataclass(frozen=True, slots=True)
class Match:
    """A name in a text: its place in code points, and whom it may mean.

    ``ids`` are all named when ``together``, else it is one of them. ``cued`` says that the name
    counts here only beside a funding cue.
    """

    start: int
    end: int
    ids: tuple[str, ...]
    together: bool
    cued: bool


@dataclass(frozen=True, slots=True)
class _Trees:
    """Spellings as trees of words, and the first words of all, folded."""

    folded: Branch
    exact: Branch
    heads: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Openings:
    """How names and numbers begin, folded: their only word, or their first two.

    A "+" is no word here.
    """

    single: frozenset[str]
    double: frozenset[tuple[str, str]]


def may_name(text: str) -> bool:
    """Whether ``text`` (NFC) may name anybody, told by how names begin: most texts do not."""
    openings, words = _openings(), words_of(text)
    return not (openings.single.isdisjoint(words) and openings.double.isdisjoint(pairwise(words)))


def find_names(text: str, *, badge: bool) -> list[Match]:
    """All names in ``text`` (NFC), in order, the longest one at each place.

    On a ``badge`` marks and flags count; in running text they do not.
    """
    folded = fold(text)
    spans = [found.span() for found in WORD.finditer(folded)]
    words = [folded[start:end] for start, end in spans]
    heads = _trees().heads
    places = [place for place, word in enumerate(words) if word in heads]
    found, free = [], 0
    for place in places:
        if place < free or not (best := _longest(text, folded, spans, words, place, badge)):
            continue
        count, match = best
        if not _is_legal_act(text, match):
            found.append(match)
        free = place + count
    return found


def find_numbers(text: str) -> list[Match]:
    """Project numbers such as ``FESL.10.06``: each names its programme without doubt."""
    pattern, ids = _numbers()
    return [
        Match(found.start(), found.end(), ids[found[1]], together=False, cued=False)
        for found in pattern.finditer(text)
    ]


def _longest(
    text: str,
    folded: str,
    spans: list[tuple[int, int]],
    words: list[str],
    place: int,
    badge: bool,
) -> tuple[int, Match] | None:
    """The longest name that begins at a word: how many words it has, and the match."""
    trees = _trees()
    loose: Branch | None = trees.folded
    exact: Branch | None = trees.exact
    best, at = None, place
    while at < len(words) and (loose or exact):
        start, end = spans[at]
        if at > place and not _GAP.fullmatch(folded, spans[at - 1][1], start):
            break
        loose = loose.get(words[at]) if loose else None
        exact = exact.get(text[start:end]) if exact else None
        ended = [s for branch in (loose, exact) if branch for s in branch.get(None, ())]
        if chosen := _choose(ended, badge=badge):
            best = at - place + 1, Match(spans[place][0], end, *chosen)
        at += 1
    return best


def _choose(ended: list[Spelling], *, badge: bool) -> tuple[tuple[str, ...], bool, bool] | None:
    """Whom spellings of the same words mean here: ids, whether together, whether cued."""
    scopes: tuple[Scope, ...] = ("names", "cued", "paid")
    if badge:
        scopes = ("badge", *scopes)
    for scope in scopes:
        fitting = [spelling for spelling in ended if spelling.scope == scope]
        if fitting:
            ids = tuple(dict.fromkeys(key for spelling in fitting for key in spelling.ids))
            together = len(fitting) == 1 and len(ids) > 1
            return ids, together, scope == "paid" or (scope == "cued" and not badge)
    return None


def _is_legal_act(text: str, match: Match) -> bool:
    return text[match.start - 1 : match.start] == "(" and bool(_LEGAL_ACT.match(text, match.end))


@cache
def _trees() -> _Trees:
    folded: Branch = {}
    exact: Branch = {}
    for spelling in spellings():
        branch = exact if spelling.exact else folded
        for word in spelling.words:
            branch = branch.setdefault(word, {})
        ended = branch.setdefault(None, [])
        if spelling not in ended:
            ended.append(spelling)
    return _Trees(folded, exact, frozenset(fold(s.words[0]) for s in spellings()))


@cache
def _openings() -> _Openings:
    begun = {tuple(fold(w) for w in s.words if w != "+")[:2] for s in spellings()}
    begun |= {(fold(prefix),) for prefix in _numbers()[1]}
    return _Openings(
        frozenset(words[0] for words in begun if len(words) == 1),
        frozenset((words[0], words[1]) for words in begun if len(words) == 2),
    )


@cache
def _numbers() -> tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]]:
    ids: dict[str, tuple[str, ...]] = {}
    for funder in funders().values():
        for prefix in funder.numbers:
            ids[prefix] = (*ids.get(prefix, ()), funder.id)
    prefixes = "|".join(sorted(ids))
    return re.compile(rf"\b({prefixes})(?:[.\-]\d{{2}})+[\w.\-/]*"), ids
