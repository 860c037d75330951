"""Who pays, and every spelling of their names: the data file, with its names declined.

A name in the data is a row of words; words in square brackets are declined together, so
``[Narodowy Fundusz] Ochrony Środowiska`` stands for all its cases. A name that begins with ``=``
is an acronym and counts only in exactly these letters. See docs/funders.md.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import permutations
from typing import Any, Literal

from pipelines.folding import fold
from pipelines.funders.declension import CASES, Noun, Words, group_forms

#: Where a spelling counts: anywhere; in running text only beside a funding cue; on badges only;
#: everywhere only beside a funding cue.
Scope = Literal["names", "cued", "badge", "paid"]
SCOPES: tuple[Scope, ...] = ("names", "cued", "badge", "paid")

WORD = re.compile(r"\w+|\+")
_PART = re.compile(r"\[([^\]]+)\]|([^\[]+)")


@dataclass(frozen=True, slots=True)
class Funder:
    """A body, fund, programme or mark, as the data file knows it.

    ``parent`` is the id of the pot the money comes from, ``region`` the only voivodeship it pays
    in. ``numbers`` are prefixes of project numbers, ``files`` words of logo file names, ``links``
    addresses of its own. When ``near`` is given, one of these beginnings of words must stand in
    the same text; right behind one of ``not_after`` the name means no money.
    """

    id: str
    name: str
    level: str
    kind: str
    region: str | None = None
    parent: str | None = None
    period: str | None = None
    numbers: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write one name (or, coordinated, two): words as they are matched.

    Words of an ``exact`` spelling are compared letter for letter, others folded.
    """

    words: Words
    ids: tuple[str, ...]
    scope: Scope
    exact: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    """A name cut into parts; a part is a declined group or fixed words."""

    parts: tuple[tuple[bool, Words], ...]
    id: str
    scope: Scope

    @property
    def noun(self) -> str | None:
        """The noun of a name of the form "[adjective noun] complement"."""
        shape = [(declined, len(words)) for declined, words in self.parts]
        return self.parts[0][1][1] if len(shape) == 2 and shape[0] == (True, 2) else None


@cache
def funders() -> Mapping[str, Funder]:
    """All funders by id, in the order of the data file."""
    found: dict[str, Funder] = {}
    for key, entry in _data()["funders"].items():
        facts: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in entry.items()
            if name not in SCOPES
        }
        found[key] = Funder(key, **facts)
    return found


def spellings() -> Iterator[Spelling]:
    """Every spelling of every name, in all cases, and of names that share their noun."""
    names: list[_Name] = []
    for key, entry in _data()["funders"].items():
        for scope in SCOPES:
            for written in entry.get(scope, ()):
                if written.startswith("="):
                    words = tuple(WORD.findall(unicodedata.normalize("NFC", written[1:])))
                    yield Spelling(words, (key,), scope, exact=True)
                else:
                    names.append(_Name(_parts(written), key, scope))
    for name in names:
        for words in _declined(name):
            yield Spelling(words, (name.id,), name.scope)
    yield from _coordinated(names)


@cache
def _data() -> Mapping[str, Any]:
    text = (files("pipelines") / "data" / "funders.json").read_text("utf-8")
    data: Mapping[str, Any] = json.loads(text)
    return data


@cache
def _nouns() -> Mapping[str, Noun]:
    """Nouns by their nominative of either number."""
    found: dict[str, Noun] = {}
    for facts in _data()["nouns"].values():
        forms = {number: tuple(facts.get(number, "").split()) for number in ("singular", "plural")}
        noun = Noun(facts["gender"], **forms)
        found |= {words[0]: noun for words in forms.values() if words}
    return found


def _parts(written: str) -> tuple[tuple[bool, Words], ...]:
    parts = (
        (bool(group), tuple(WORD.findall(fold(group or fixed))))
        for group, fixed in _PART.findall(written)
    )
    return tuple((declined, words) for declined, words in parts if words)


def _forms(part: tuple[bool, Words]) -> list[Words]:
    declined, words = part
    return group_forms(words, _nouns()) if declined else [words] * 2 * len(CASES)


def _declined(name: _Name) -> set[Words]:
    """The name in every case; all its groups in the same one."""
    rows = zip(*map(_forms, name.parts), strict=True)
    return {sum(row, ()) for row in rows if () not in row}


def _coordinated(names: list[_Name]) -> Iterator[Spelling]:
    """Two names that share noun and complement: "Narodowego i Wojewódzkiego Funduszu …"."""
    candidates = [name for name in names if name.noun]
    for first, second in permutations(candidates, 2):
        if first.id != second.id and _share(first, second):
            for words in _joined(first, second):
                yield Spelling(words, (first.id, second.id), second.scope)


def _share(first: _Name, second: _Name) -> bool:
    """Whether both are "[adjective noun] complement", alike but for the adjective.

    A place may follow the complement of one of them.
    """
    if first.noun != second.noun or first.parts[0] == second.parts[0]:
        return False
    short, long = sorted((first.parts[1][1], second.parts[1][1]), key=len)
    place = long[len(short) :]
    return long[: len(short)] == short and (not place or place[0] in ("w", "we"))


def _joined(first: _Name, second: _Name) -> set[Words]:
    """The two adjectives joined, the noun in the singular or the plural, the longer complement."""
    tail = max(first.parts[1][1], second.parts[1][1], key=len)
    ones, others = _forms(first.parts[0]), _forms(second.parts[0])
    joined = set()
    for case in CASES:
        (adjective, noun), (other, _) = ones[case], others[case]
        plural = ones[case + len(CASES)][1:] or (noun,)
        for conjunction in ("i", "oraz"):
            for head in {noun, *plural}:
                joined.add((adjective, conjunction, other, head, *tail))
    return joined
