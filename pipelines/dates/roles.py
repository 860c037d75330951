"""What a date is for, told by the words around it.

"do dnia" makes a deadline; "z dnia" hands over to the noun before it (an act, an auction, an
announcement); else the nearest telling word before the date decides, then one behind it, then a
letter's "Zabrze, dnia", then the bare "w dniu" or a clock time, which belong to events.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from archive.model import DateMention
from pipelines.dates.atoms import Source
from pipelines.dates.joining import Span
from pipelines.dates.pieces import trie

_REACH = 150
_REACH_AFTER = 90
#: Beginnings of words, folded, that tell what a date is for.
_TELLING = {
    "published": (
        "opublikowa, publikacj, dodano, dodany, dodane, data dodania, data ogloszenia,"
        "data utworzenia, zamieszcz, umieszczon, udostepni, wprowadzon, wprowadzil,"
        "wprowadzenia do bip, wprowadzenia dokument, wywies, wytworz, sporzadz,"
        "podano do publicznej, podaje do publicznej"
    ),
    "updated": "aktualiz, zaktualizow, modyfik, zmodyfikow, ostatnia zmian, ostatniej zmian",
    "deadline": (
        "najpozniej, nie pozniej, uplyw, uplynal, termin skladan, terminie skladan,"
        "terminu skladan, termin zlozen, termin wplat, terminie wplat, termin wniesien,"
        "termin wnoszen, termin zglosz, termin zglasz, termin nadsyl, termin przyjmow,"
        "termin nabor, termin zapis, termin platn, termin zaplat, termin wykonan, termin realizac"
    ),
    "event": (
        "odbyl, odbyw, odbyt, odbed, przeprowadz, zaprasza, wyznacz, zorganizow, organizow,"
        "rozpoczni, rozpocze, zakoncz, startuj, rusz, termin i miejsc, data i miejsc,"
        "termin przetarg, terminy przetarg, data przetarg, date przetarg, daty przetarg,"
        "termin ogled, termin rokow, data sesj, termin sesj, data spotkan, termin spotkan,"
        "data wydarz, termin wydarz, data imprez, ogledzin, prezentacj, ogladac, spotkani, koncer,"
        "uroczysto, sesj, posiedzeni, obchod, wystaw, festiwal, festyn, konferencj, zebrani,"
        "wydarzeni, impre, kiedy, przetarg, rokowan, konkurs, otwarci, warsztat, turniej,"
        "wybory, glosowani, referendum"
    ),
    "period": "w okresie, na okres, obowiazuj, kadencj, w latach, na lata",
    "legal_act": (
        "ustaw, uchwal, zarzadzeni, rozporzadzeni, dyrektyw, postanowieni, obwieszczeni, decyzj,"
        "kodeks, dz.u, dz. u, dz.urz, dz. urz, dziennik u, dzienniku u, statut, prawo"
    ),
    "mentioned": (
        "umow, porozumieni, wnios, pism, swiadectw, protokol, wpis, ogloszeni, informacj"
    ),
}
#: Nouns that "z dnia" may belong to and that else tell nothing of a date that follows.
_NOUNS_OF_DAY = ("legal_act", "mentioned")
_AFTER = re.compile(
    r"[^.!?]{0,80}?\b(?:odbed\w+|odby[lw]\w*|przeprowadz\w+|zaprasza\w*|rozpoczni\w+|rozpocze\w+"
    r"|zostal\w+|zostan\w+|zorganizow\w+|ruszy|wystapi\w*|zagra\w*|spotka\w*)\b",
    re.ASCII,
)
_WEAK = re.compile(
    r"\b(?:(?:w\s)?(?:dniu|dnia|dniach|dn\.):?|dat[aey]:?|termin\w*:?|na\sdzien|start:)\s*$",
    re.ASCII,
)
_REST_OF_WORD = re.compile("[a-z]*")
_UNTIL = frozenset(("do", "najpozniej"))
_SINCE = frozenset(("od", "poczawszy", "okresie", "latach", "lata"))
_LONG = frozenset(("interval", "year", "decade", "century"))
#: How a letter opens or ends: "Nakło nad Notecią, dnia", or a place alone on its line.
_PLACE_DATE = re.compile(
    r"(?:(?<!w )(?<!we )(?<![a-z])(?P<place>[a-z]{3,20}),?[ \t\n]+(?:dnia|dn\.|dn)"
    r"|(?:^|\n)(?:body:)?[ \t]*(?P<line>[a-z]{3,20})(?:[ -][a-z]{3,20}){0,2},):?[ \t\n]*$"
)


@cache
def _telling() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern for all telling words, and the role of each."""
    roles = {stem.strip(): role for role, stems in _TELLING.items() for stem in stems.split(",")}
    return re.compile(rf"[^a-z]({trie(roles)})", re.ASCII), roles


def role_of(
    source: Source, span: Span, lead: tuple[str, int], time: str | None
) -> tuple[str, str | None]:
    """The role of a date and the words that told it; "mentioned" and None when nothing does.

    ``lead`` is the word that leads to the date and where it stands (`surroundings.leading`).
    """
    word, place = lead
    precision = span.value.precision
    if word in _UNTIL and precision not in _LONG and span.rule != "relative_day":
        return "deadline", _cut(source, place, span.start)
    if word in _SINCE and precision == "interval":
        return "period", _cut(source, place, span.start)
    if letter := _letterhead(source, span.start):
        return "published", letter
    behind = _sentence_before(source, span.start)
    role, cue = _told(behind, word == "z" or precision == "year")
    if role:
        offset = span.start - len(behind)
        return role, _cut(source, offset + cue[0], offset + cue[1])
    return ("mentioned", None) if word == "z" else _by_rest(source, span, behind, time)


def _told(behind: str, nouns: bool) -> tuple[str, tuple[int, int]]:
    """The role of the last telling word, and where it stands; acts and papers only as nouns."""
    pattern, roles = _telling()
    role, last = "", None
    for match in pattern.finditer(f" {behind}"):
        told = roles.get(match[1]) or roles[" ".join(match[1].split())]
        if nouns or told not in _NOUNS_OF_DAY:
            role, last = told, match
    if last is None:
        return "", (0, 0)
    if role == "mentioned" and last[1].startswith("ogloszeni"):
        role = "published"
    word = _REST_OF_WORD.match(behind, last.end() - 1)
    return role, (last.start(1) - 1, word.end() if word else last.end() - 1)


def _by_rest(source: Source, span: Span, behind: str, time: str | None) -> tuple[str, str | None]:
    """Read what tells less: words behind the date, "w dniu", a clock time."""
    if span.value.precision not in ("day", "set", "interval"):
        return "mentioned", None
    if after := _AFTER.match(source.folded, span.end, span.end + _REACH_AFTER):
        return "event", source.text[span.end : after.end()].split()[-1]
    if weak := _WEAK.search(behind, max(0, len(behind) - 20)):
        return "event", _cut(source, span.start - len(behind) + weak.start(), span.start)
    return ("event", time) if time else ("mentioned", None)


def _letterhead(source: Source, start: int) -> str | None:
    """The place before a date at the head or foot of a letter: "Kętrzyn, dnia"; None elsewhere."""
    if "," not in source.folded[max(0, start - 10) : start]:
        return None
    offset = max(0, start - 60)
    behind = source.folded[offset:start]
    match = _PLACE_DATE.search(behind)
    if match is None:
        return None
    group = "place" if match["place"] else "line"
    place = source.text[offset + match.start(group) : offset + match.end(group)]
    comma = "," in match[0] or match["line"]
    return _cut(source, offset + match.start(), start) if place[0].isupper() and comma else None


def _sentence_before(source: Source, start: int) -> str:
    """The part of the sentence that stands before a place.

    An abbreviation ends no sentence; "2024 r." does when a capital letter follows.
    """
    begin = max(0, start - _REACH)
    behind = source.folded[begin:start]
    cut = max(behind.rfind("\n\n"), behind.rfind(";"))
    behind = behind.replace("\n", " ")
    stop = len(behind)
    while (stop := behind.rfind(". ", cut + 1, stop)) >= 0:
        word = behind[max(0, stop - 4) : stop]
        after_year = word[-1:] == "r" and (word[-2:-1] == " " or word[-2:-1].isdigit())
        new = after_year and source.text[begin + stop + 2 : begin + stop + 3].isupper()
        if new or word.isalpha() or word[-2:].isdigit() or word.endswith(")"):
            return behind[stop + 2 :]
    return behind[cut + 1 :]


def _cut(source: Source, start: int, end: int) -> str:
    """The words of a cue as the page writes them."""
    return " ".join(source.text[start:end].split())


_COMING = re.compile(r"odbęd|odbed|zaprasz|rozpoczni|rusz|startuj", re.IGNORECASE)
_GONE = re.compile(r"odby[łlwt]", re.IGNORECASE)


def main_date(mentions: Iterable[DateMention], role: str = "event") -> DateMention | None:
    """The mention that answers "when?" for a role: what is to come, then what is, then what was.

    Auction notices name earlier auctions beside the one they announce; the first of the most
    telling cues is the one that matters. None when no mention has the role.
    """
    fitting = [mention for mention in mentions if mention.role == role]
    return min(fitting, key=lambda mention: _cue_rank(mention.cue or ""), default=None)


def _cue_rank(cue: str) -> int:
    return 0 if _COMING.search(cue) else 2 if _GONE.search(cue) else 1
