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
    rf"\b(?:(?P<which>pierwsz(?:ej|a|e|ych)|i|drug(?:iej|a)|ii|ostatni(?:ch|e)){S})?"
    r"(?P<word>poczat(?:ek|ku|kiem|kach)|polow(?:a|y|ie|e)|srod(?:ek|ku|kiem)"
    r"|kon(?:iec|ca|cu|cem)|koncow(?:ka|ki|ce|ke)|schyl(?:ek|ku|kiem)|dni(?:ach)?)"
    rf"{S}(?:(?:miesiaca|roku|dekady){S})?$",
    re.ASCII,
)
_ABOUT = re.compile(rf"\b(?:ok\b\.?|okolo|circa|ca\b\.?|mniej{S}wiecej){B}(?:dnia{S})?$", re.ASCII)
_TURN = re.compile(rf"\bprzelom(?:u|ie|em)?{S}(?:(?:lat|roku){S})?$", re.ASCII)
_BEFORE = re.compile(
    rf"\b(?:s?przed|do|najpozniej|nie{S}pozniej{S}niz)(?:{S}(?:do|dnia|dn\.|dniem|w{S}dniu))*{S}$",
    re.ASCII,
)
_AFTER = re.compile(rf"\b(?:po|od)(?:{S}(?:dnia|dn\.|dniu))?{S}$", re.ASCII)
_OPEN_END = re.compile(
    rf"{B}-?{B}do{S}(?:odwolania|dzis(?:iaj)?|dnia{S}dzisiejszego|chwili{S}obecnej|teraz|nadal)\b",
    re.ASCII,
)
#: First letters of the words that may stand right before a date here; others need no look.
_LAST_WORDS = frozenset(
    ("prz", "spr", "do", "naj", "niz", "dni", "w", "po", "od", "poc", "pol", "sro", "kon",
     "sch", "ok", "oko", "cir", "ca", "wie", "lat", "rok", "mie", "dek")
)  # fmt: skip
_HALVES = {"pierwsz": "start", "i": "start", "drug": "end", "ii": "end", "ostatni": "end"}
_WORDS = {"poczat": "start", "polow": "mid", "srod": "mid", "kon": "end", "schyl": "end"}


def widen(span: Span, source: Source) -> tuple[Span, str | None]:
    """Take the words before a date into its span and value; give the modifier they make.

    "połowie marca" is about March (2015-03~, mid); "przed 1939 r." stays 1939 and is marked
    before; "od 1989 r. do dziś" is open (1989/..).
    """
    behind = source.folded[max(0, span.start - _REACH) : span.start]
    if _last_word(behind)[:3] not in _LAST_WORDS:
        return span, "approx" if span.value.edtf[-1] == "~" else None
    shift = span.start - len(behind)
    if match := _TURN.search(behind):
        return replace(span, start=shift + match.start()), "approx"
    if match := _ABOUT.search(behind):
        value = values.approximate(span.value)
        return replace(span, start=shift + match.start(), value=value), "approx"
    if span.value.edtf.endswith("~"):
        return span, "approx"
    if (match := _PART.search(behind)) and (mod := _part(match, span, source, shift)):
        value = values.approximate(span.value)
        return replace(span, start=shift + match.start(), value=value), mod
    if _AFTER.search(behind):
        if (match := _OPEN_END.match(source.folded, span.end)) and span.value.lo:
            return replace(span, end=match.end(), value=values.open_end(span.value)), "after"
        return span, "after" if span.value.precision != "interval" else None
    if _BEFORE.search(behind):
        return span, "before" if span.value.precision != "interval" else None
    return span, None


def _last_word(behind: str) -> str:
    """The last word before a date; "dnia" and its forms are passed over."""
    words = behind[-24:].split()
    if words and words[-1].startswith("dn"):
        words.pop()
    return words[-1].rstrip(".") if words else ""


def _part(match: re.Match[str], span: Span, source: Source, shift: int) -> str | None:
    """Name the part a word cuts out of a month, year or longer span; None when it cuts nothing."""
    if span.value.precision in ("day", "interval", "set"):
        return None
    which, word = match["which"] or "", match["word"]
    if which in ("i", "ii") and not source.text[shift + match.start("which")].isupper():
        which = ""
    if word.startswith("dni"):
        return next(
            (mod for stem, mod in _HALVES.items() if which and which.startswith(stem)), None
        )
    if word.startswith("polow") and which:
        return "start" if which.startswith(("pierwsz", "i")) and which != "ii" else "end"
    return next(mod for stem, mod in _WORDS.items() if word.startswith(stem))
