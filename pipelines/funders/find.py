"""Which funders a text names, and in which role."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from archive.model import BadgeRole
from pipelines.folding import fold
from pipelines.funders.cues import (
    Sentence,
    cue_of,
    is_about_money,
    is_still_asked,
    label_of,
    sentences,
)
from pipelines.funders.matcher import Match, find_names, find_numbers, may_name
from pipelines.funders.names import funders

#: A sign is made of names; a line of which names are a smaller share only speaks of them.
_SHARE_NAMED = 0.4
#: The years of a programme, at the end of a line.
_PERIOD = re.compile(r"\W{0,3}(?:na lata )?20\d\d ?[-–/] ?20\d\d\W*")


@dataclass(frozen=True, slots=True)
class FunderHit:
    """A funder named in a text.

    ``start`` and ``end`` are code points into the text in NFC. ``funder_id`` and ``name`` are
    null when the name may mean several funders and nothing decides; then ``candidates`` has
    their ids. ``label`` is the cue as written; ``sentence`` the sentence around an
    acknowledgement, for a badge the whole text.
    """

    start: int
    end: int
    text: str
    funder_id: str | None
    name: str | None
    role: BadgeRole
    label: str | None = None
    sentence: str = ""
    candidates: tuple[str, ...] = ()


def find_funders(
    text: str, *, badge: bool = False, cued: bool = False, region: str | None = None
) -> list[FunderHit]:
    """Every funder that ``text`` names, in order of place; the longest name wins.

    In running text a name beside a funding cue in its sentence is an acknowledgement, any other
    a mention; names too common to mean a funder alone (ministries, short acronyms, the city
    itself) count only beside a cue. ``badge`` reads the text as a sign of its own: there marks
    and flags count too and hardly any name needs a cue; a line that says much else besides, such as
    the headline of a piece of news, is still a mention. ``cued`` says that words before the text
    are a cue. ``region`` is the voivodeship of the page ("śląskie"): it settles which of several
    regional programmes a shared acronym means, when no project number does.
    """
    return list(_found(unicodedata.normalize("NFC", text), badge, cued, region))


@lru_cache(maxsize=512)  # badges and footers are the same on every page of a site
def _found(text: str, badge: bool, cued: bool, region: str | None) -> tuple[FunderHit, ...]:
    if not may_name(text):
        return ()
    numbers = find_numbers(text)
    names = _outside(find_names(text, badge=badge), numbers)
    if not names and not numbers:
        return ()
    folded = fold(text)
    decided = _decide(names, numbers, folded, region)
    if badge:
        return tuple(_signs(text, folded, decided))
    return tuple(_in_sentences(text, folded, decided, cued=cued))


def _decide(
    names: list[Match], numbers: list[Match], folded: str, region: str | None
) -> list[Match]:
    """Settle what several names and numbers say together, and drop what they rule out."""
    named = {key for match in names for key in match.ids}
    numbered = {key for match in numbers for key in match.ids if len(match.ids) == 1}
    local = _paying_in(region) if region else frozenset()
    settled = [
        *(_settled(_settled(match, numbered), local) for match in names),
        *(_settled(match, named) for match in numbers),
    ]
    settled.sort(key=lambda match: match.start)
    wanted = {word for match in settled for key in match.ids for word in funders()[key].near}
    near = {word: word in folded for word in wanted}
    return [
        match
        for before, match in zip([None, *settled], settled, strict=False)
        if _fits(match, folded, near) and not _is_apposition(match, before)
    ]


@cache
def _paying_in(region: str) -> frozenset[str]:
    return frozenset(key for key, funder in funders().items() if funder.region == region)


def _settled(match: Match, known: Set[str]) -> Match:
    if len(match.ids) == 1 or match.together:
        return match
    left = tuple(key for key in match.ids if key in known)
    return replace(match, ids=left) if len(left) == 1 else match


def _outside(names: list[Match], numbers: list[Match]) -> list[Match]:
    """The names that are no part of a project number; both lists are in order of place."""
    starts = [number.start for number in numbers]
    kept = []
    for name in names:
        place = bisect_right(starts, name.start)
        if place == 0 or numbers[place - 1].end < name.end:
            kept.append(name)
    return kept


def _fits(match: Match, folded: str, near: Mapping[str, bool]) -> bool:
    """Whether the words around allow the name to mean money."""
    meant = [funders()[key] for key in match.ids]
    wanted = [near[word] for funder in meant for word in funder.near]
    if wanted and not any(wanted):
        return False
    before = folded[max(0, match.start - 40) : match.start].rstrip()
    return not any(before.endswith(fold(word)) for funder in meant for word in funder.not_after)


def _is_apposition(match: Match, before: Match | None) -> bool:
    """Whether a fund was just named, and this says of what kind it is."""
    return (
        before is not None
        and match.ids == ("panstwowy-fundusz-celowy",)
        and match.start - before.end <= 4
    )


def _signs(text: str, folded: str, matches: list[Match]) -> Iterable[FunderHit]:
    whole, end = Sentence(0, len(text)), 0
    named = sum(_letters(folded[match.start : match.end]) for match in matches)
    is_sign = named >= _SHARE_NAMED * _letters(folded) or is_about_money(folded)
    is_sign = is_sign or (not is_still_asked(folded) and _ends_in_period(folded, matches))
    for match in matches:
        if match.cued and not cue_of(folded, whole, match.start, match.end):
            continue
        label = label_of(text[max(end, match.start - 120) : match.start])
        yield from _hits(text, match, "badge" if is_sign else "mention", label, text)
        end = match.end


def _ends_in_period(folded: str, matches: list[Match]) -> bool:
    """Whether a line ends in a programme and its years: "Budowa drogi - PROW 2014-2020"."""
    return any(_PERIOD.fullmatch(folded, match.end) for match in matches)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _in_sentences(
    text: str, folded: str, matches: list[Match], *, cued: bool
) -> Iterable[FunderHit]:
    cut = sentences(text, folded)
    starts = [sentence.start for sentence in cut]
    for match in matches:
        around = cut[bisect_right(starts, match.start) - 1]
        cue = cue_of(folded, around, match.start, match.end)
        role: BadgeRole = "acknowledgement" if cue or cued else "mention"
        if role == "mention" and match.cued:
            continue
        label = text[cue[0] : cue[1]] if cue else None
        yield from _hits(text, match, role, label, text[around.start : around.end].strip())


def _hits(
    text: str, match: Match, role: BadgeRole, label: str | None, around: str
) -> Iterable[FunderHit]:
    words = text[match.start : match.end]
    hit = FunderHit(match.start, match.end, words, None, None, role, label, around, match.ids)
    if len(match.ids) > 1 and not match.together:
        yield hit
    else:
        for key in match.ids:
            yield replace(hit, funder_id=key, name=funders()[key].name, candidates=())
