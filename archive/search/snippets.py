"""The passage of a text where most of the words looked for stand together, with them marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from archive.search.words import WORD, stem

#: Length of a passage, in words.
WIDTH = 32
#: Words shown before the first mark.
_BEFORE = 6
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; ``hit`` tells that it was looked for."""

    text: str
    hit: bool


def marked(text: str, stems: Collection[str]) -> tuple[Piece, ...]:
    """A whole text with the words marked whose stem is one of ``stems``."""
    return _pieces(text, [match.span() for match in WORD.finditer(text) if stem(match[0]) in stems])


def passage(texts: Sequence[str], stems: Collection[str]) -> tuple[Piece, ...]:
    """The best passage of any of the texts; the beginning of the first when there is no hit."""
    best = max((_best(text, stems) for text in texts), key=lambda found: found[0], default=None)
    if best is None:
        return ()
    _, text, first = best
    spans = [match.span() for match in WORD.finditer(text)]
    if not spans:
        return ()
    first = max(0, min(first - _BEFORE, len(spans) - WIDTH))
    last = min(len(spans), first + WIDTH) - 1
    start = spans[first][0] if first else 0
    end = spans[last][1] if last < len(spans) - 1 else len(text)
    head = (Piece("… ", hit=False),) if first else ()
    tail = (Piece(" …", hit=False),) if end < len(text) else ()
    return (*head, *marked(text[start:end], stems), *tail)


def _best(text: str, stems: Collection[str]) -> tuple[tuple[int, int], str, int]:
    """How good the best passage is (distinct words, then hits), and its first hit's place."""
    hits = [(n, s) for n, m in enumerate(WORD.finditer(text)) if (s := stem(m[0])) in stems]
    best, first, seen, start = (0, 0), 0, Counter[str](), 0
    for end, (place, found) in enumerate(hits):
        seen[found] += 1
        while place - hits[start][0] > WIDTH - 2 * _BEFORE:
            seen[hits[start][1]] -= 1
            start += 1
        score = (len(+seen), end - start + 1)
        if score > best:
            best, first = score, hits[start][0]
    return best, text, first


def _pieces(text: str, hits: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Cut a text at the hits; hits parted by blanks only are one."""
    pieces: list[Piece] = []
    at = 0
    for start, end in [*hits, (len(text), len(text))]:
        between = _BLANKS.sub(" ", text[at:start])
        if between == " " and pieces and start < end:
            pieces[-1] = Piece(f"{pieces[-1].text} {text[start:end]}", hit=True)
        else:
            pieces += [Piece(between, hit=False)] if between else []
            pieces += [Piece(text[start:end], hit=True)] if start < end else []
        at = end
    return tuple(pieces)
