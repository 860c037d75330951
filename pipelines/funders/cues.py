"""Words that turn a name into a statement about money, and words that forbid it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from pipelines.folding import fold

#: Something was paid: participles and verbs, not the noun "dofinansowanie", which news for
#: residents are full of.
_PAID = (
    r"(?:do|wspol|s)?finansowan(?:y|a|e|o|ych|ego|ej|ym|ymi|emu)\b"
    r"|(?:do|wspol|s)finansowal\w*|(?:do|wspol)finansuj\w+"
    r"|zrodl[oa] (?:do|wspol)?finansowania"
    r"|przy (?:finansowym )?(?:wsparciu|udziale|wspoludziale|wspolfinansowaniu|dofinansowaniu)"
    r"|realizowan\w+ (?:jest |sa |byl\w* )?(?:w ramach|ze srodkow|z programu|z funduszu)"
    r"|(?:otrzyma|uzyska|pozyska|zdoby|przyzna|dosta)(?:l|n|t)\w*\W+(?:\w+\W+){0,6}?"
    r"(?:dofinansowani|dotacj|srodk|grant|wsparci|pieniadz|promes)\w*"
    r"|(?:(?:dofinansowani|dotacj|srodk|grant|wsparci|pieniadz|promes)\w*"
    r"|\d[\d .,]{0,14}(?:tys|mln|mld|zl|pln|eur|euro)\b)\W+(?:\w+\W+){0,4}?"
    r"(?:otrzyma|uzyska|pozyska|zdoby|przyzna|pochodz)(?:l|n|t|i|a)\w*"
    r"|(?:otrzyma|uzyska|pozyska|zdoby|dosta)l\w*\W+(?:\w+\W+){0,4}?"
    r"\d[\d .,]{0,14}(?:tys|mln|mld|zl|pln|eur|euro)\b\W+(?:\w+\W+){0,3}?(?:z|ze)\b"
    r"|dzieki (?:\w+ ){0,2}(?:srodkom|dofinansowaniu|wsparciu|dotacji|pieniadzom|funduszom)"
    r"|wspar(?:l\w*|t[yaeo]) (?:\w+ ){0,4}?(?:kwota|suma|dotacja|przez|ze srodkow)\b"
    r"|(?:przebudow|wybudow|wyremontow|zmodernizow|zakupi|zrealizow|doposaz|wyposaz)\w*\W+"
    r"(?:\w+\W+){0,5}?w ramach"
    r"|co-?(?:financed|funded)|funded by|kofinanziert|gefordert"
)
#: Money is spoken of, whether it was paid or may be.
_MONEY = (
    r"ze srodkow|srodki (?:z|ze)\b|(?:dofinansowani|dotacj|wsparci|grant|pieniadz)\w*"
    r" (?:\S+ ){0,7}?(?:ze srodkow|z budzetu|z|ze|w ramach)\b"
    r"|(?:kwot|koszt|procent|proc|sum|czesc|reszt|polow)\w*\W+(?:\S+\s+){0,6}?"
    r"(?:pochodz|pokry|dolozy|doklada)\w*"
    r"|\d[\d .,]{0,14}(?:tys|mln|mld|zl|pln|eur|euro)\b\W+(?:\w+\W+){0,3}?pochodz\w*"
)
#: Not paid by these: patrons, and what residents may still ask for.
_NOT_FUNDING = re.compile(
    r"\b(?:patronat\w*|partner(?:|zy|em|ami|ow|stwo)|(?:wspol)?organizator\w*|sponsor\w*)\b"
)
_NOT_YET = re.compile(
    r"\b(?:wniosk\w+|wniosek|ubieg\w+|aplik\w+|mozna|mozesz|moga|moze|chcesz|nabor\w*|zlozyc"
    r"|skladac|skladani\w+|refundacj\w+|starac|stara(?:my|ja) sie|planuj\w+|wystapi\w+"
    r"|zamierza\w*)\b"
)
_PAID_CUE = re.compile(rf"\b(?:{_PAID})")
_MONEY_CUE = re.compile(rf"\b(?:{_MONEY})")
_OPENING_CUE = re.compile(r"\W{0,9}(dofinansowanie|zrodlo|finansowanie|wsparcie finansowe)\b")
#: The words of a badge that stand before the name, its label.
_LABEL = re.compile(
    r"(?:(?:projekt|zadanie|inwestycja|material|publikacja|operacja) )?"
    r"(?:(?:do|wspol|s)?finansowan\w+(?: (?:ze srodkow|z|przez|w ramach))?"
    r"|przy (?:finansowym )?wsparciu(?: finansowym)?|wsparcie finansowe|unijne dofinansowanie"
    r"|zrodlo (?:do|wspol)?finansowania|nazwa programu(?: operacyjnego)?"
    r"|(?:otrzyma|uzyska|pozyska|zdoby|dosta)l\w*\W+(?:\w+\W+){0,4}?"
    r"\d[\d .,]{0,14}(?:tys|mln|mld|zl|pln|eur|euro)\b\W+(?:\w+\W+){0,3}?(?:z|ze)\b"
    r"|dzieki (?:\w+ ){0,2}(?:srodkom|dofinansowaniu|wsparciu|dotacji|pieniadzom|funduszom)"
    r"|(?:przebudow|wybudow|wyremontow|zmodernizow|zakupi|zrealizow|doposaz|wyposaz)\w*\W+"
    r"(?:\w+\W+){0,5}?w ramach"
    r"|co-?(?:financed|funded) by|funded by|kofinanziert von|gefordert durch)"
)
#: Words that make a line which names a fund a sign of it: "Projekty EFS", "Logo Funduszy …".
_SIGN = re.compile(
    r"\b(?:projekt\w*|logo\w*|znak\w*|flag\w*|baner\w*|realizacj\w+|realizowan\w+|inwestycj\w+"
    r"|zadani\w+|dofinansowani\w*|(?:do|wspol|s)?finansowan\w+|srodk\w+|wsparci\w*|dotacj\w+)\b"
)
_BOUNDARY = re.compile(r"[.!?…][\"”»)\]]*\s+(?=[A-ZĄĆĘŁŃÓŚŹŻ„\"(0-9])|\n\s*\n|\t|\n(?=- )|;\s")
_ABBREVIATION = re.compile(
    r"\b(?:r|ul|nr|tys|mln|mld|art|ust|pkt|prof|dr|im|sw|ok|np|in|m|al|pl|os|godz|tel|sp|o|wg|woj"
    r"|pow|gm|tzw|inz|mgr|ks|poz|dz|str|por|ww|ds|lek|hab|pn|tj|zl|gr|ha|km|lok|jw|[a-z])$"
)
#: How far, in code points, a cue reaches forward to a name, and a verb back to one.
_REACH, _REACH_BACK = 240, 90


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a text between two full stops, by its place in code points."""

    start: int
    end: int


def sentences(text: str, folded: str) -> list[Sentence]:
    """Cut a text into sentences; abbreviations such as "r." and "ul." do not end one."""
    cuts = [0]
    for found in _BOUNDARY.finditer(text):
        dot = found.start()
        if not (text[dot] == "." and _ABBREVIATION.search(folded[max(cuts[-1], dot - 8) : dot])):
            cuts.append(found.end())
    return [Sentence(start, end) for start, end in pairwise([*cuts, len(text)])]


def cue_of(folded: str, sentence: Sentence, start: int, end: int) -> tuple[int, int] | None:
    """The cue that makes the name at ``start`` to ``end`` a payer, as its place in the text.

    The cue stands before the name in the same sentence, or is a verb close behind it. None when
    there is no cue, or when patrons and applications are what the words around are about.
    """
    first, last = max(sentence.start, start - _REACH), min(sentence.end, end + _REACH_BACK)
    # The first word of a name such as "środków gminy" is part of the cue before it.
    before = start + len(folded[start:end].partition(" ")[0])
    if _NOT_FUNDING.search(folded, max(first, start - 60), start):
        return None
    if found := list(_PAID_CUE.finditer(folded, first, before)):
        return found[-1].span()
    if behind := _PAID_CUE.search(folded, end, last):
        return behind.span()
    if _NOT_YET.search(folded, first, last):
        return None
    if found := list(_MONEY_CUE.finditer(folded, first, before)):
        return found[-1].span()
    opening = _OPENING_CUE.match(folded, sentence.start, before)
    return opening.span(1) if opening and sentence.start >= first else None


def label_of(between: str) -> str | None:
    """The label of a badge in the words before a name: "Dofinansowano ze środków"."""
    found = list(_LABEL.finditer(fold(between)))
    return between[found[-1].start() : found[-1].end()].strip() if found else None


def is_about_money(folded: str) -> bool:
    """Whether the folded words of a sign tell of money or of a project, beside naming a fund."""
    return bool(_SIGN.search(folded) or _PAID_CUE.search(folded))


def is_still_asked(folded: str) -> bool:
    """Whether folded words speak of money that may yet be asked for: calls, applications."""
    return _NOT_YET.search(folded) is not None


def asks_for_money(text: str) -> bool:
    """Whether a text ends in a lead-in such as "Zadanie dofinansowane ze środków:"."""
    if not text.rstrip().endswith(":"):
        return False
    folded = fold(text)
    return bool(_PAID_CUE.search(folded) or _MONEY_CUE.search(folded))
