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
    r"|(?:dofinansowani|dotacj|srodk|grant|wsparci|pieniadz|promes)\w*\W+(?:\w+\W+){0,4}?"
    r"(?:otrzyma|uzyska|pozyska|zdoby|przyzna|pochodz)(?:l|n|t|i|a)\w*"
    r"|co-?(?:financed|funded)|funded by|kofinanziert|gefordert"
)
#: Money is spoken of, whether it was paid or may be.
_MONEY = (
    r"ze srodkow|srodki (?:z|ze)\b|(?:dofinansowani|dotacj|wsparci|grant|pieniadz)\w*"
    r" (?:\w+ )?(?:ze srodkow|z budzetu|z|ze|w ramach)\b"
    r"|^\W*(?:dofinansowanie|zrodlo|finansowanie|wsparcie finansowe)\b"
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
_MONEY_CUE = re.compile(rf"\b(?:{_MONEY})", re.M)
#: The words of a badge that stand before the name, its label.
_LABEL = re.compile(
    r"(?:(?:projekt|zadanie|inwestycja|material|publikacja|operacja) )?"
    r"(?:(?:do|wspol|s)?finansowan\w+(?: (?:ze srodkow|z|przez|w ramach))?"
    r"|przy (?:finansowym )?wsparciu(?: finansowym)?|wsparcie finansowe|unijne dofinansowanie"
    r"|zrodlo (?:do|wspol)?finansowania|nazwa programu(?: operacyjnego)?"
    r"|co-?(?:financed|funded) by|funded by|kofinanziert von|gefordert durch)"
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
    """A stretch of a text between two full stops: its place, and its folded letters."""

    start: int
    end: int
    folded: str


def sentences(text: str, folded: str) -> list[Sentence]:
    """Cut a text into sentences; abbreviations such as "r." and "ul." do not end one."""
    cuts = [0]
    for found in _BOUNDARY.finditer(text):
        if not (
            text[found.start()] == "." and _ABBREVIATION.search(folded[cuts[-1] : found.start()])
        ):
            cuts.append(found.end())
    cuts.append(len(text))
    return [Sentence(start, end, folded[start:end]) for start, end in pairwise(cuts) if start < end]


def cue_of(sentence: Sentence, start: int, end: int) -> tuple[int, int] | None:
    """The cue that makes the name at ``start`` to ``end`` a payer, as its place in the text.

    The cue stands before the name in the same sentence, or is a verb close behind it. None when
    there is no cue, or when patrons and applications are what the sentence is about.
    """
    # The first word of a name such as "środków gminy" is part of the cue before it.
    name = sentence.folded[start - sentence.start : end - sentence.start]
    before = sentence.folded[: start - sentence.start] + name.partition(" ")[0]
    after = sentence.folded[end - sentence.start :][:_REACH_BACK]
    if _NOT_FUNDING.search(before[-60:]):
        return None
    cue = _nearest(_PAID_CUE, before)
    if cue is None and (found := _PAID_CUE.search(after)):
        cue = found.start() + end - sentence.start, found.end() + end - sentence.start
    if cue is None and not _NOT_YET.search(sentence.folded):
        cue = _nearest(_MONEY_CUE, before)
    return (cue[0] + sentence.start, cue[1] + sentence.start) if cue else None


def _nearest(pattern: re.Pattern[str], before: str) -> tuple[int, int] | None:
    found = list(pattern.finditer(before))
    if not found or len(before) - found[-1].end() > _REACH:
        return None
    return found[-1].span()


def label_of(between: str) -> str | None:
    """The label of a badge in the words before a name: "Dofinansowano ze środków"."""
    found = list(_LABEL.finditer(fold(between)))
    return between[found[-1].start() : found[-1].end()].strip() if found else None


def asks_for_money(folded: str) -> bool:
    """Whether folded text ends in a lead-in such as "Zadanie dofinansowane ze środków:"."""
    tail = folded.rstrip()
    return tail.endswith(":") and bool(_PAID_CUE.search(tail) or _MONEY_CUE.search(tail))
