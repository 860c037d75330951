"""Funders of logos without words: by what the picture's file is called, or where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from pipelines.folding import fold
from pipelines.funders.names import funders

_WORD = re.compile(r"[a-z0-9]+")
#: Beginnings of words are looked up by so many letters.
_STEM = 3


def find_files(name: str, region: str | None = None) -> list[tuple[str, ...]]:
    """Whom the name of a logo's file speaks of, in order; the longest wording at each place.

    Each entry has one id, or several of which it may be any: the programmes of the regions share
    wordings such as "rpo". ``region`` (the voivodeship of the page) decides between them, and so
    does a name that stands elsewhere in the file's.
    """
    words = _WORD.findall(fold(name))
    found: list[tuple[str, ...]] = []
    place = 0
    while place < len(words):
        length, groups = _longest(words, place)
        found += groups
        place += length or 1
    sure = {ids[0] for ids in found if len(ids) == 1}
    local = {key for key, funder in funders().items() if region and funder.region == region}
    settled = (_settled(ids, sure, local) for ids in found)
    return list(dict.fromkeys(settled))


def find_links(url: str) -> Iterator[str]:
    """Ids of the funders a link leads to, by the most exact address."""
    address = url.partition("://")[2].lower().removeprefix("www.")
    best: dict[str, int] = {}
    for funder in funders().values():
        for link in funder.links:
            if re.match(rf"(?:[\w-]+\.)*{re.escape(link)}(?:[/?#:]|$)", address):
                best[funder.id] = max(best.get(funder.id, 0), len(link))
    longest = max(best.values(), default=0)
    yield from (key for key, size in best.items() if size == longest)


def _settled(ids: tuple[str, ...], sure: set[str], local: set[str]) -> tuple[str, ...]:
    for known in (sure, local):
        left = tuple(key for key in ids if key in known)
        if len(ids) > 1 and left:
            return left
    return ids


def _longest(words: list[str], place: int) -> tuple[int, list[tuple[str, ...]]]:
    """The longest wordings that begin at a word: how many words, and whom they mean."""
    found = [
        ((len(parts), sum(map(len, parts))), key)
        for head in (words[place], words[place][:_STEM] + "*")
        for parts, key in _wordings().get(head, ())
        if _fits(parts, words, place)
    ]
    best = max((size for size, _ in found), default=(0, 0))
    ids = dict.fromkeys(key for size, key in found if size == best)
    regional = tuple(key for key in ids if funders()[key].region)
    others = [(key,) for key in ids if key not in regional]
    return best[0], [*([regional] if regional else []), *others]


def _fits(parts: tuple[str, ...], words: list[str], place: int) -> bool:
    """Whether words stand there; one that ends in "*" is only the beginning of a word."""
    there = words[place : place + len(parts)]
    return len(there) == len(parts) and all(
        word.startswith(part[:-1]) if part.endswith("*") else word == part
        for part, word in zip(parts, there, strict=True)
    )


@cache
def _wordings() -> Mapping[str, list[tuple[tuple[str, ...], str]]]:
    """All wordings by their first word, or by how it begins."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for funder in funders().values():
        for wanted in funder.files:
            parts = tuple(wanted.split("-"))
            head = parts[0][:_STEM] + "*" if parts[0].endswith("*") else parts[0]
            found.setdefault(head, []).append((parts, funder.id))
    return found
