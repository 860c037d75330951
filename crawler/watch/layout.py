"""Whether the pages of a site still read as they did. Pure: two portraits in, doubts out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.watch.odds import so_few, so_many
from crawler.watch.portrait import Portrait
from crawler.watch.template import is_familiar

#: Fewer records than this prove nothing, and of those under a template not met before this few.
MIN_ROWS, MIN_STRANGE = 3, 2
#: An essential field missing is grave when so unlikely, and so far below what it was (shares 0..1).
UNLIKELY_ESSENTIAL, FALL_ESSENTIAL = 1e-5, 0.25
#: The same for fields and sections a record can do without.
UNLIKELY_OTHER, FALL_OTHER = 1e-7, 0.5
#: Texts of usual length are those between these quantiles of the texts before.
SHORTEST, LONGEST = 0.025, 0.975
#: When so many known pages change in one run, under a template not met before, they read
#: differently; fewer than this many prove nothing.
MASS_CHANGE, MIN_CHANGED = 0.5, 10


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that reads otherwise than before; ``grave``: the records are not to be trusted."""

    grave: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class Revisits:
    """Known pages that read differently than before, of those that were asked and read."""

    changed: int = 0
    read: int = 0


def doubts(kind: str, now: Portrait, before: Portrait, revisits: Revisits) -> Iterator[Doubt]:
    """Compare records of one site and kind with those before; ``kind`` is for the sentences.

    ``revisits`` are those of the whole site.
    """
    strange = now.rows >= MIN_STRANGE and new_templates(now, before) == now.rows
    if before.rows < MIN_ROWS or (now.rows < MIN_ROWS and not strange):
        return
    yield from _missing(kind, now, before, strange=strange)
    if now.rows < MIN_ROWS:
        return
    yield from _lengths(kind, now, before)
    yield from _rewritten(kind, now, before, revisits)


def new_templates(now: Portrait, before: Portrait) -> int:
    """How many records have markup unlike any before; 0 when nothing is known of it."""
    if not before.templates:
        return 0
    return sum(
        count
        for template, count in now.templates.items()
        if not is_familiar(template, before.templates)
    )


def _missing(kind: str, now: Portrait, before: Portrait, *, strange: bool) -> Iterator[Doubt]:
    """Fields that fell away; that all markup is ``strange`` makes it the less likely by chance.

    So the two or three pages a quiet day brings are enough to see a new look by.
    """
    by_chance = so_many(now.rows, now.rows, 0, before.rows) if strange else 1.0
    for name in sorted({*now.essential, *before.filled}):
        grave = name in now.essential
        fall, unlikely = (
            (FALL_ESSENTIAL, UNLIKELY_ESSENTIAL) if grave else (FALL_OTHER, UNLIKELY_OTHER)
        )
        if before.share(name) - now.share(name) < fall:
            continue
        odds = so_few(now.filled[name], now.rows, before.filled[name], before.rows)
        if odds * (by_chance if grave else 1.0) < unlikely:
            told = ", all under markup unlike any before" if grave and strange else ""
            yield Doubt(
                grave,
                f"{now.filled[name]} of {now.rows} {kind}s have {_words(name)}, "
                f"{before.share(name):.0%} had before{told}",
            )


def _lengths(kind: str, now: Portrait, before: Portrait) -> Iterator[Doubt]:
    usual = sorted(before.lengths)
    low = usual[int(SHORTEST * (len(usual) - 1))]
    high = usual[round(LONGEST * (len(usual) - 1))]
    for word, hits, hits_before in (
        ("shorter", sum(n < low for n in now.lengths), bisect_left(usual, low)),
        ("longer", sum(n > high for n in now.lengths), len(usual) - bisect_right(usual, high)),
    ):
        share = hits / now.rows
        if share - hits_before / before.rows < FALL_OTHER:
            continue
        if so_many(hits, now.rows, hits_before, before.rows) < UNLIKELY_ESSENTIAL:
            yield Doubt(
                grave=True,
                evidence=f"{hits} of {now.rows} {kind}s have a text {word} than "
                f"{1 - SHORTEST:.0%} had before ({low} to {high} characters are usual)",
            )


def _rewritten(kind: str, now: Portrait, before: Portrait, revisits: Revisits) -> Iterator[Doubt]:
    fresh = new_templates(now, before)
    if fresh < max(MIN_ROWS, MASS_CHANGE * now.rows):
        return
    told = f"the markup of {fresh} of {now.rows} {kind}s is unlike any before"
    same_reader = now.readers <= before.readers
    changed = revisits.changed
    if same_reader and changed >= max(MIN_CHANGED, MASS_CHANGE * revisits.read):
        yield Doubt(
            grave=True,
            evidence=f"{told}, and {changed} of {revisits.read} known pages read differently "
            "at once",
        )
    else:
        yield Doubt(grave=False, evidence=told)


def _words(name: str) -> str:
    words = {
        "title": "a title of their own",
        "published": "a publication day",
        "text": "any main content",
    }
    if name.startswith("section:"):
        return f"a section {name.partition(':')[2]}"
    return words.get(name, name.replace("_", " "))
