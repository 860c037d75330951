"""The grammar: all rules in one compiled expression.

The expression only finds where a rule matches; the rule's own pattern then reads the parts. It
opens with the character before a word (a set, which the engine skips to quickly) and a look-ahead
on the first letters of all rules, which keeps running text cheap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from pipelines.dates.age_rules import age_rules
from pipelines.dates.atoms import Atom, Found, Rule, Source
from pipelines.dates.day_rules import day_rules
from pipelines.dates.holiday_rules import holiday_rules
from pipelines.dates.month_rules import month_rules
from pipelines.dates.part_rules import part_rules
from pipelines.dates.pieces import B, tail, trie
from pipelines.dates.relative_rules import relative_rules
from pipelines.dates.weekday_rules import weekday_rules
from pipelines.dates.words import month_forms, short_months
from pipelines.dates.year_rules import year_rules

#: The rules, first come first served where two match at one place.
_RULES = (
    day_rules, month_rules, age_rules, year_rules, part_rules, relative_rules, weekday_rules,
    holiday_rules,
)  # fmt: skip
#: Words that may be glued in front of a number: dnia16, z2017r.
_GLUED = ("dniach", "dniu", "dnia", "dn", "godz", "we", "w", "do", "od", "na", "po", "z", "o", "r")
#: A mark between two figures: what follows is the rest of an amount, a parcel or a time.
_INSIDE = r"[0-9][.,:]"
#: How what follows one or two figures may begin, beside months, marks and figures.
_AFTER_NUMBER = (
    "i ", "oraz ", "lub ", "albo ", "do ", "a ", "na ", "go ", "ego ", "tego ", "kw", "pol", "dni",
    "dzi", "tyg", "mie", "lat", "rok", "min", "god", "sek", "wiek", "r ", "r.", "v", "x", "ii",
    "iv", "ix", "i.", "i/", "i-", "i\n", "bm.", "b.m", "biez", "ub.", "ubieg", "tego mi", "zesz",
    "szego",
)  # fmt: skip
_WORD = re.compile("[a-z0-9]+")


class Grammar(NamedTuple):
    """The compiled grammar: one pattern to find, one pattern a rule to read."""

    finder: re.Pattern[str]
    readers: dict[str, tuple[Rule, re.Pattern[str]]]


@cache
def grammar() -> Grammar:
    """Compile the grammar, once, when the first text comes."""
    rules = [rule for build in _RULES for rule in build()]
    by_letter = [rule for rule in rules if rule.starts]
    by_year = [rule for rule in rules if rule.year_first]
    by_digit = [rule for rule in rules if not rule.starts and not rule.year_first]
    readers: dict[str, tuple[Rule, re.Pattern[str]]] = {}
    openings = {start for rule in by_letter for start in rule.starts}
    openings |= {f"{word}{figure}" for word in _GLUED for figure in "0123"}
    finder = re.compile(
        # The character before a word; the word's first letters, three at most, then all of them.
        rf"[^a-z0-9](?=[0-9]|{trie({start[:3] for start in openings})})"
        rf"(?:(?=[0-9])(?<!{_INSIDE})|(?={trie(openings)})(?:(?:{'|'.join(_GLUED)})(?=[0-9]))?+)"
        rf"(?:(?=[12][0-9]{{3}})(?:{_alternatives(by_year, readers)})"
        rf"|(?={_promising_number()})(?:{_alternatives(by_digit, readers)})"
        rf"|(?![0-9])(?:{_alternatives(by_letter, readers)}))",
        re.ASCII,
    )
    return Grammar(finder, readers)


def _promising_number() -> str:
    """One or two figures before a mark and a figure, a word of dates, or a bracket."""
    months = {form[:3] for form in (*month_forms(), *short_months())}
    words = trie({*_AFTER_NUMBER, *months})
    return (
        rf"[0-9]{{1,3}}(?![0-9])(?:[.]?{B}[.,/-]{B}(?:[0-9]{{1,2}}(?![0-9])|[12][0-9]{{3}}|[ivx])"
        rf"|[ ][01][0-9][ ]"
        rf"|[.]?[ -]?{B}(?:{words}|[(]))"
    )


def _alternatives(rules: Iterable[Rule], readers: dict[str, tuple[Rule, re.Pattern[str]]]) -> str:
    """Join rules to alternatives, each in a group that names it, and compile their readers."""
    parts = []
    for rule in rules:
        group = f"r{len(readers)}"
        readers[group] = rule, re.compile(rule.pattern + (tail() if rule.tail else ""), re.ASCII)
        pattern = re.sub(r"[(][?]P<[a-z_]+>", "(?:", rule.pattern)
        first = "".join(sorted({start[0] for start in rule.starts}))
        parts.append(f"(?P<{group}>{f'(?=[{first}])' if first else ''}{pattern})")
    return "|".join(parts)


def find_atoms(source: Source) -> Iterator[Atom]:
    """Give every date expression of a text, from left to right, never overlapping."""
    finder, readers = grammar()
    folded = source.folded
    shifted = f"\n{folded}"
    place = 0
    while match := finder.search(shifted, place):
        group = match.lastgroup or ""
        rule, reader = readers[group]
        read = reader.match(folded, match.start(group) - 1)
        atom = rule.build(Found(read, rule.name, source)) if read else None
        if atom and read:
            place = read.end()
            yield atom
        else:  # go on behind the first word: "i 2022" is no January, but 2022 is a year
            word = _WORD.match(folded, match.start(group) - 1)
            assert word, "every rule begins with a letter or a digit"
            place = word.end()
