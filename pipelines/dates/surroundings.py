"""Words before a date that belong to its value: początek, połowa, koniec, około, przełom, przed."""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.dates import values
from pipelines.dates.atoms import Source
from pipelines.dates.joining import Span
from pipelines.dates.pieces import B, S

_REACH = 45
_PART = re.compile(
    rf"\b(?:(?P<which>pierwsz(?:ej|a|e|ych)|i|1(?:-?(?:sz)?ej)?|drug(?:iej|a)|ii|2(?:-?(?:g?i)?ej)?"
    rf"|ostatni(?:ch|e)){S})?"
    r"(?P<word>poczat(?:ek|ku|kiem|kach)|pocz\.|polow(?:a|y|ie|e)|pol\.|srod(?:ek|ku|kiem)"
    r"|kon(?:iec|ca|cu|cem)|kon\.|k\.|koncow(?:ka|ki|ce|ke)|schyl(?:ek|ku|kiem)|dni(?:ach)?)"
    rf"{S}(?:(?:miesiaca|roku|dekady){S})?$",
    re.ASCII,
)
_ABOUT = re.compile(rf"\b(?:ok\b\.?|okolo|circa|ca\b\.?|mniej{S}wiecej){B}(?:dnia{S})?$", re.ASCII)
_TURN = re.compile(rf"\bprzelom(?:u|ie|em)?{S}(?:(?:lat|roku){S})?$", re.ASCII)
_OPEN_END = re.compile(
    rf"{B}-?{B}do{S}(?:odwolania|dzis(?:iaj)?|dnia{S}dzisiejszego|chwili{S}obecnej|teraz|nadal)\b",
    re.ASCII,
)
#: Words between a preposition and its date: "do dnia", "do godz. 15:00 w dniu".
_PASSED = frozenset(("dnia", "dniu", "dniem", "dniach", "dn.", "dn", "dzien"))
_BEFORE = frozenset(("do", "przed", "sprzed", "najpozniej"))
_AFTER = frozenset(("od", "po", "poczawszy"))
#: First letters of the words that narrow or blur a date.
_NARROWING = (
    "poc", "pol", "sro", "kon", "k.", "sch", "pierwszych", "ostatnich", "mie", "rok", "dek",
)  # fmt: skip
_BLURRING = ("prz", "lat", "rok", "ok", "oko", "cir", "ca", "wie")
_WORDS = {"pocz": "start", "pol": "mid", "srod": "mid", "k": "end", "schyl": "end"}


def leading(source: Source, start: int) -> tuple[str, int]:
    """The word that leads to a date, folded, and where it stands; "dnia" is passed over."""
    begin = max(0, start - 32)
    behind = source.folded[begin:start]
    words = behind.split()
    while words and (words[-1] in _PASSED or words[-1].startswith("godz") or ":" in words[-1]):
        words.pop()
    if not words:
        return "", start
    return words[-1], begin + behind.rfind(words[-1])


def widen(span: Span, source: Source, lead: str) -> tuple[Span, str | None]:
    """Take the words before a date into its span and value; give the modifier they make.

    "połowie marca" is about March (2015-03~, mid); "przed 1939 r." stays 1939 and is marked
    before; "od 1989 r. do dziś" is open (1989/..). ``lead`` is the word `leading` gave.
    """
    closed = span.value.precision == "interval"
    if lead in _AFTER:
        if (match := _OPEN_END.match(source.folded, span.end)) and span.value.lo:
            return replace(span, end=match.end(), value=values.open_end(span.value)), "after"
        return span, None if closed else "after"
    if lead in _BEFORE:
        return span, None if closed else "before"
    if span.value.edtf[-1] == "~":
        return span, "approx"
    if lead.startswith(_NARROWING):
        return _narrow(span, source)
    return _blur(span, source) if lead.startswith(_BLURRING) else (span, None)


def _blur(span: Span, source: Source) -> tuple[Span, str | None]:
    """Read "około", "ok." and "na przełomie" before a date."""
    behind = source.folded[max(0, span.start - _REACH) : span.start]
    shift = span.start - len(behind)
    if match := _TURN.search(behind):
        return replace(span, start=shift + match.start()), "approx"
    if match := _ABOUT.search(behind):
        value = values.approximate(span.value)
        return replace(span, start=shift + match.start(), value=value), "approx"
    return span, None


def _narrow(span: Span, source: Source) -> tuple[Span, str | None]:
    """Read "początek", "połowa", "koniec", "ostatnie dni" before a month or something longer."""
    behind = source.folded[max(0, span.start - _REACH) : span.start]
    shift = span.start - len(behind)
    match = _PART.search(behind)
    if match is None:
        return _blur(span, source)
    mod = _part(match, span, source, shift)
    if mod is None:
        return span, None
    value = values.approximate(span.value)
    return replace(span, start=shift + match.start(), value=value), mod


def _part(match: re.Match[str], span: Span, source: Source, shift: int) -> str | None:
    """Name the part a word cuts out of a month, year or longer span; None when it cuts nothing."""
    if span.value.precision in ("day", "interval", "set"):
        return None
    which, word = match["which"] or "", match["word"]
    if which in ("i", "ii") and not source.text[shift + match.start("which")].isupper():
        which = ""
    if which and word.startswith(("dni", "pol")):
        return "start" if which.startswith(("pierwsz", "1")) or which == "i" else "end"
    if word.startswith("dni"):
        return None
    return next(mod for stem, mod in _WORDS.items() if word.startswith(stem))
