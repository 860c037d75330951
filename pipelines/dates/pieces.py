"""Pieces of regular expressions that the rules of the grammar are put together from.

All of them read folded text. Blanks are bounded and possessive, so that no run of blanks, digits
or separators is ever scanned more than a fixed number of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TypeAlias

from pipelines.dates.words import day_words, month_forms, short_months, weekday_forms

#: Blanks with at most one line break among them: any number, and at least one.
B = r"[ \t]{0,9}+(?:\n[ \t]{0,9}+)?+"
S = r"(?:[ \t]{1,9}+(?:\n[ \t]{0,9}+)?+|\n[ \t]{0,9}+)"

D = r"(?:0?[1-9]|[12][0-9]|3[0-9])(?![0-9])"
M = r"(?:0?[1-9]|1[0-9])(?![0-9])"
#: A year of four digits; a clock time may be glued to it (18.06.202009:13).
Y = r"(?:1[0-9]|2[01])[0-9]{2}(?:(?![0-9])|(?=[0-2][0-9]:[0-5][0-9]))"
#: "r.", "roku", "rok" after a year.
R = rf"(?:{B}r(?:oku|okiem|ok|{B}\.)(?![a-z0-9])|[ ]?r(?![a-z0-9]))"
#: What follows an amount, not a year.
NO_UNIT = (
    rf"(?!{B}(?:zl|pln|eur|osob|m2|m3|m\b|mkw|mb\b|szt|ha\b|tys|mln|egz|miejsc|mieszkan|kg\b|km\b"
    rf"|kwh|%|proc|godz|punkt|pkt\b|znak|uczest|ton\b|litr|dni\b|lat\b|minut))"
)
ROMAN = r"(?:viii|vii|vi|v|iv|ix|iii|ii|i|xii|xi|x)"
_ORDINAL = r"(?:-?(?:szego|giego|ciego|tego|mego|ego|go|ty|y|szy)\b)?+(?:\.(?![0-9]))?+"
_BRACKET = r"(?:[ ]?\([a-z.]{2,13}\))?+"
#: Between days that share a month.
BETWEEN = rf"{B}(?:[,/-]|i\b|oraz\b|lub\b|albo\b|do\b(?:{S}dnia)?|a\b|na\b){B}"
#: Days that share a month: "5", "3-5", "23, 24 i 25", "1. do 15."
RUN = (
    rf"[0-9]{{1,2}}(?![0-9]){_ORDINAL}{_BRACKET}"
    rf"(?:{BETWEEN}[0-9]{{1,2}}(?![0-9:]){_ORDINAL}{_BRACKET}){{0,16}}+"
)
#: How a year is named without its number.
THIS = (
    rf"(?:b\.?{B}r\b\.?|biez(?:acego|\.)?{B}r(?:oku\b|\.)|(?:tego|obecnego|biezacego){S}roku\b"
    rf"|roku{S}(?:biezacego|obecnego)\b)"
)
LAST = (
    rf"(?:ub\.?{B}r\b\.?|ub\.{S}roku\b|(?:ubieglego|zeszlego|minionego|poprzedniego){S}roku\b"
    rf"|roku{S}(?:ubieglego|zeszlego|minionego)\b)"
)
NEXT = rf"(?:przyszlego{S}roku\b|roku{S}przyszlego\b|przyszl\.{B}r\.)"
#: Years that nothing fixes: "stycznia kolejnego roku".
UNFIXED = (
    rf"(?:roku{S}(?:nastepnego|kolejnego)\b|(?:nastepnego|kolejnego|drugiego|ktoregos){S}roku\b)"
)
EACH = (
    rf"(?:(?:kazdego|kazdym|danego){S}(?:(?:kolejnego|nastepnego|kalendarzowego){S})?roku\b|co{S}rok(?:u)?\b"
    rf"|corocznie\b|roku{S}nastepujacego)"
)


_Tree: TypeAlias = "dict[str, _Tree]"


def trie(words: Iterable[str]) -> str:
    """Make one expression that matches the longest of the words, sharing their beginnings."""
    tree: _Tree = {}
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branch(tree)


def _branch(node: _Tree) -> str:
    options = []
    for char, below in sorted(node.items(), reverse=True):
        if char:
            options.append((S if char == " " else re.escape(char)) + _branch(below))
    if not options:
        return ""
    body = options[0] if len(options) == 1 and "" not in node else f"(?:{'|'.join(options)})"
    return f"{body}?" if "" in node else body


@cache
def month_words() -> str:
    """Any full form of a month's name."""
    return trie(month_forms()) + r"(?![a-z])"


@cache
def short_month_words() -> str:
    """An abbreviated month, with or without its dot."""
    return trie(short_months()) + r"(?![a-z])\.?"


@cache
def weekday_words() -> str:
    """Any form of a weekday's name."""
    return trie(weekday_forms()) + r"(?![a-z])\.?"


@cache
def spelled_days() -> str:
    """A day of the month spelled out: "dwudziestego pierwszego"."""
    return trie(day_words()) + r"(?![a-z])"


@cache
def tail() -> str:
    """The year after a month or another part of a year, in figures or named, or nothing."""
    weekday = rf"(?:{B}\(?{weekday_words()}\)?,?(?={B}{Y}))?+"
    year = rf"(?P<year>(?!1[0-4]){Y}|{Y}(?={R}))"
    return (
        rf"(?:{weekday},?{B}{year}(?:{R}|{NO_UNIT})"
        rf"|,?{B}'?(?P<short_year>[0-9]{{2}}(?![0-9]))(?:(?<='[0-9][0-9])|{B}r(?:\.|oku\b))"
        rf"|,?{B}(?P<this>{THIS})|,?{B}(?P<last>{LAST})|{B}(?P<next>{NEXT})"
        rf"|(?={B}(?P<each>{EACH}))|(?={B}(?P<unfixed>{UNFIXED})))?+"
    )
