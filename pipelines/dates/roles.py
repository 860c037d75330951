"""What a date is for, told by the words around it.

"do dnia" makes a deadline; "z dnia" hands over to the noun before it (an act, an auction, an
announcement); else the nearest telling word before the date decides, then one behind it, then the
bare "w dniu" or a clock time, which belong to events.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from archive.model import DateMention
from pipelines.dates.atoms import Source
from pipelines.dates.values import Value

_REACH = 150
_REACH_AFTER = 90
_SENTENCE_END = re.compile(r"(?:[a-z]{4}|[0-9]{3}|[)])[.!?]\s|\n[ \t]*\n|[;•]")
_STRONG = {
    "published": (
        r"opublikowa\w+|publikacj\w+|dodan[oya]\b|data\s(?:dodania|ogloszenia|utworzenia)|zamieszcz\w+"
        r"|umieszczo\w+|udostepni\w+|wprowadzon\w+|wprowadzenia\s(?:do\sbip|dokument\w+)|wywies\w+"
        r"|wytworz\w+|sporzadz\w+|podan[oea]\sdo\spublicznej"
    ),
    "updated": r"aktualizac\w+|zaktualizow\w+|modyfik\w+|zmodyfikow\w+|ostatni\w*\szmian\w+",
    "deadline": (
        r"najpozniej|nie\spozniej|termin\w*\s(?:skladan|zlozen|wplat|wniesien|wnoszen|zglosz|zglasz"
        r"|nadsylan|przyjmow|nabor|zapis|platnos|zaplat|wykonan|realizac|uplyw)\w*|uplyw\w+|uplynal"
    ),
    "event": (
        r"odby[lw]\w*|odbed\w+|przeprowadz\w+|zaprasza\w*|wyznacz\w+|zorganizow\w+|organizow\w+"
        r"|rozpoczni\w+|rozpocze\w+|zakoncz\w+|startuj\w+|rusz[ay]\w*|termin\w*\si\smiejsc\w+"
        r"|(?:termin|dat)\w*\s(?:i\smiejsc\w+\s)?(?:przetarg|ogledzin|sesj|posiedz|spotkan|imprez|wydarz"
        r"|zebran|prezentac|konkurs|rokow|otwarc)\w+|ogledzin\w*|prezentacj\w+|ogladac|spotkani\w+"
        r"|koncer\w+|uroczysto\w+|sesj\w+|posiedzeni\w+|obchod\w+|wystaw\w+|festiwal\w*|festyn\w*"
        r"|konferencj\w+|zebrani\w+|wydarzeni\w+|impre[zp]\w*|kiedy\b|przetarg\w*|rokowan\w+"
    ),
    "period": r"w\sokresie|na\sokres|obowiazuj\w+|kadencj\w+|w\slatach|na\slata",
    "legal_act": (
        r"ustaw\w*|uchwal\w+|zarzadzeni\w+|rozporzadzeni\w+|dyrektyw\w+|postanowieni\w+|obwieszczeni\w+"
        r"|decyzj\w+|kodeks\w*|dz\.?\s?u(?:rz)?\b|dziennik\w*\su\w+|statut\w*|t\.\s?j\.|prawo\s\w+"
    ),
    "mentioned": r"umow\w+|porozumieni\w+|wnios\w+|pism\w+|swiadectw\w+|protokol\w+|wpis\w*|ogloszeni\w+",
}
_AFTER = re.compile(
    r"[^.!?]{0,80}?\b(?:odbed\w+|odby[lw]\w*|przeprowadz\w+|zaprasza\w*|rozpoczni\w+|rozpocze\w+|zostal\w+"
    r"|zostan\w+|zorganizow\w+|ruszy|wystapi\w*|zagra\w*|spotka\w*)\b",
    re.ASCII,
)
_WEAK = re.compile(r"\b(?:w\s)?(?:dniu|dnia|dniach|dn\.|dat[aey]:?|termin\w*:?|na\sdzien|start:)\s*$")
_OF_DAY = re.compile(r"\b(?:z|ze|z\sdnia|z\sdn\.|z\sdniem)\s$")
_UNTIL = re.compile(
    r"\b(?:do|najpozniej)(?:\s(?:do|dnia|dn\.|w|dniu|godz\w*\.?\s?[\d.:]{1,5}|konca))*\s$", re.ASCII
)
_SINCE = re.compile(r"\b(?:od|poczawszy\sod|w\sokresie|latach|lata)(?:\s(?:dnia|dn\.|od))*\s$")
_PLACE_DATE = re.compile(
    r"(?:^|\n)[ \t]*(?:[^\n,]{0,40}[ \t])?[a-z]{3,20},[ \t\n]*(?:dnia|dn\.|w\sdniu)?:?[ \t\n]*$", re.ASCII
)


@cache
def _strong() -> re.Pattern[str]:
    named = "|".join(rf"(?P<{role}>{words})" for role, words in _STRONG.items())
    return re.compile(rf"\b(?:{named})", re.ASCII)


def role_of(
    source: Source, span: tuple[int, int], value: Value, time: str | None
) -> tuple[str, str | None]:
    """The role of a date and the words that told it; "mentioned" and None when nothing does."""
    start, end = span
    behind = _sentence_before(source.folded, start)
    offset = start - len(behind)
    told: re.Match[str] | None = None
    for told in _strong().finditer(behind):
        pass
    long = value.precision in ("interval", "year", "decade", "century")
    if not long and (until := _UNTIL.search(behind)):
        return "deadline", _cut(source, offset, until)
    if _OF_DAY.search(behind):
        return _of_day(source, offset, told)
    if value.precision == "interval" and (since := _SINCE.search(behind)):
        return "period", _cut(source, offset, since)
    if told and told.lastgroup:
        return told.lastgroup, _cut(source, offset, told)
    return _by_rest(source, span, behind, value, time)


def _of_day(source: Source, offset: int, told: re.Match[str] | None) -> tuple[str, str | None]:
    """Read "… z dnia": the role of the noun it belongs to."""
    if told is None or told.lastgroup in (None, "deadline", "period"):
        return "mentioned", None
    if told[0].startswith("ogloszen"):
        return "published", _cut(source, offset, told)
    return told.lastgroup or "mentioned", _cut(source, offset, told)


def _by_rest(
    source: Source, span: tuple[int, int], behind: str, value: Value, time: str | None
) -> tuple[str, str | None]:
    """Read what tells less: words behind the date, a place before it, "w dniu", a clock time."""
    start, end = span
    offset = start - len(behind)
    if value.precision in ("day", "set", "interval"):
        after = _AFTER.match(source.folded, end, end + _REACH_AFTER)
        if after:
            words = source.text[end : after.end()].split()
            return "event", words[-1] if words else None
        line = source.folded[max(0, start - 80) : start]
        if place := _PLACE_DATE.search(line):
            return "published", source.text[start - len(line) + place.start() : start].strip()
        if weak := _WEAK.search(behind):
            return "event", _cut(source, offset, weak)
        if time:
            return "event", time
    return "mentioned", None


def _sentence_before(folded: str, start: int) -> str:
    behind = folded[max(0, start - _REACH) : start]
    cut = 0
    for match in _SENTENCE_END.finditer(behind):
        cut = match.end()
    return behind[cut:]


def _cut(source: Source, offset: int, match: re.Match[str]) -> str:
    """The words of a cue as the page writes them."""
    return " ".join(source.text[offset + match.start() : offset + match.end()].split())


#: Event cues from the surest to the vaguest.
_EVENT_ORDER = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (r"odbęd|odbed|zaprasz", r"termin|data|wyznacz", r"odby|przeprowadz", r"")
)


def main_date(mentions: Iterable[DateMention], role: str) -> DateMention | None:
    """The mention that best answers "when?" for a role: the surest cue, then the first."""
    fitting = [mention for mention in mentions if mention.role == role]
    if role != "event":
        return next(iter(fitting), None)
    return min(fitting, key=lambda m: _cue_rank(m.cue or ""), default=None)


def _cue_rank(cue: str) -> int:
    return next(rank for rank, words in enumerate(_EVENT_ORDER) if words.search(cue))
