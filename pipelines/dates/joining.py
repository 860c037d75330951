"""From atoms to spans: which atoms belong together, and what they share.

Neighbours with nothing but a connector between them share what they leave out: "28 kwietnia - 5
maja 2024 r." is one interval, "17.08 i 19.08.2024" two days of one year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from pipelines.dates import values
from pipelines.dates.atoms import Atom, Source
from pipelines.dates.pieces import B, S
from pipelines.dates.resolving import resolve
from pipelines.dates.values import Value

_LONGEST_GAP = 30
_ECHO = re.compile(r"[ \t\n,;().-]{0,5}(?:dnia |dn\. |we? )?\(?$", re.ASCII)
_TURN = re.compile(r"\bprzelom\w*[ \t\n](?:(?:lat|roku)[ \t\n])?$", re.ASCII)
_RANGE = re.compile(rf"\.?,?{B}(?:-{B}do\b|-|do\b)(?:{S}(?:dnia|konca|dn\.)\b)?{B}$", re.ASCII)
_BETWEEN = re.compile(rf"{B}a\b{B}$", re.ASCII)
_SLASH = re.compile(r"[ ]?/[ ]?$")
_LIST = re.compile(
    rf"{B}(?:,|,?{B}\b(?:i|oraz|lub|albo|a)\b)(?:{B}(?:we?|dnia|w{S}dniu|od|do)\b)?{B}$", re.ASCII
)
_BEFORE_RANGE = re.compile(
    r"\b(?:od|miedzy|pomiedzy|dniach|latach|lata|okresie)(?:[ \t\n]dnia)?[ \t\n]$"
)


@dataclass(slots=True)
class Span:
    """A finished date: where it stands, its value, what resolved it, and the rule behind it."""

    start: int
    end: int
    value: Value
    anchor: str | None
    rule: str


def join(atoms: list[Atom], source: Source, heading_year: int | None) -> list[Span]:
    """Give the spans of the atoms of one text, in order."""
    if len(atoms) < 2:
        lone = [_single(atom, source, heading_year) for atom in atoms if not atom.weak]
        return [span for span in lone if span]
    atoms = _without_echoes(atoms, source)
    links = [_link(a, b, source) for a, b in pairwise(atoms)]
    _share_years(atoms, links)
    kept = _trusted(atoms, links, source)
    spans: list[Span] = []
    index = 0
    while index < len(atoms):
        step = 1
        if kept[index]:
            pair = atoms[index : index + 2] if index + 1 < len(atoms) and kept[index + 1] else []
            span = _range(pair, links[index], source, heading_year) if len(pair) == 2 else None
            step = 2 if span else 1
            span = span or _single(atoms[index], source, heading_year)
            if span:
                spans.append(span)
        index += step
    return spans


def _without_echoes(atoms: list[Atom], source: Source) -> list[Atom]:
    """Drop weekdays that stand beside a date and only repeat it: "w czwartek (02.11)"."""
    kept = []
    for index, atom in enumerate(atoms):
        if atom.rule in ("weekday", "weekend"):
            after = atoms[index + 1 : index + 2]
            gap_after = source.folded[atom.end : after[0].start] if after else None
            gap_before = source.folded[atoms[index - 1].end : atom.start] if index else None
            if (gap_after is not None and _ECHO.match(gap_after)) or (
                gap_before is not None and _ECHO.match(gap_before)
            ):
                continue
        kept.append(atom)
    return kept


def _link(left: Atom, right: Atom, source: Source) -> str:
    """Name what stands between two atoms: "range", "list" or nothing ("")."""
    if right.start - left.end > _LONGEST_GAP or {left.level, right.level} - {
        "day",
        "month",
        "year",
    }:
        return ""
    gap = source.folded[left.end : right.start]
    if _RANGE.match(gap):
        return "range"
    if _SLASH.match(gap):
        return "range" if left.level == right.level else ""
    if _BETWEEN.match(gap) and re.search(
        r"miedzy[ ]$", source.folded[max(0, left.start - 12) : left.start]
    ):
        return "range"
    if not _LIST.match(gap):
        return ""
    return "range" if _TURN.search(source.folded[max(0, left.start - 20) : left.start]) else "list"


def _share_years(atoms: list[Atom], links: list[str]) -> None:
    """Hand the year of a date to the neighbours that leave theirs out, first leftwards."""
    for index in range(len(links) - 1, -1, -1):
        left, right = atoms[index], atoms[index + 1]
        if not links[index] or left.value or left.year or left.year_word or left.level == "year":
            continue
        if right.year_word:
            left.year_word = right.year_word if right.year_word != "unfixed" else ""
        elif right.year and right.month:
            left.year = right.year - (_in_year(left) > _in_year(right))
    for index, link in enumerate(links):
        left, right = atoms[index], atoms[index + 1]
        if not link or right.value or right.year or right.year_word or right.level == "year":
            continue
        if left.year and left.month:
            right.year = left.year + (_in_year(right) < _in_year(left))
            right.anchor = "previous_date"


def _in_year(atom: Atom) -> tuple[int, int]:
    return atom.month or 0, atom.days[0][0] if atom.days else 0


def _trusted(atoms: list[Atom], links: list[str], source: Source) -> list[bool]:
    """Tell which atoms count: a weak one needs a link to a trusted one of its own level."""
    kept = [not atom.weak for atom in atoms]
    order = [*range(len(links)), *range(len(links) - 1, -1, -1)]
    for index in order:
        left, right = atoms[index], atoms[index + 1]
        if links[index] and left.level == right.level:
            both = kept[index] or kept[index + 1] or _vouch(left, right, links[index], source)
            kept[index] = kept[index + 1] = both
    return kept


def _vouch(left: Atom, right: Atom, link: str, source: Source) -> bool:
    """Tell whether two weak atoms vouch for each other: the ends of a range."""
    if link != "range":
        return left.rule == right.rule == "day.month" and _in_year(left) < _in_year(right)
    opened = _BEFORE_RANGE.search(source.folded[max(0, left.start - 20) : left.start])
    if left.level == "year":
        return bool(opened) and (left.year or 0) < (right.year or 0)
    if left.level == "month":
        return True
    return bool(opened) or _in_year(left) < _in_year(right)


def _range(pair: list[Atom], link: str, source: Source, heading_year: int | None) -> Span | None:
    """Make one interval of two linked atoms, or None when they do not make one."""
    left, right = pair
    if link != "range" or "each" in (left.year_word, right.year_word):
        return None
    if left.level != right.level and "year" in (left.level, right.level):
        return None
    if len(left.days) > 1 or len(right.days) > 1:
        return None
    first = resolve(left, source.reference, heading_year)
    if right.year is None and not right.year_word and left.year:
        right.year = left.year + (_in_year(right) < _in_year(left))
        right.anchor = left.anchor
    last = resolve(right, source.reference, heading_year)
    whole = values.interval(first, last) if first and last else None
    return Span(left.start, right.end, whole, left.anchor, "range") if whole else None


def _single(atom: Atom, source: Source, heading_year: int | None) -> Span | None:
    value = resolve(atom, source.reference, heading_year)
    return Span(atom.start, atom.end, value, atom.anchor, atom.rule) if value else None
