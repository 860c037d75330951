"""Rules for holidays that name a fixed day: Wigilia, Sylwester, Święto Niepodległości."""

from __future__ import annotations

import re

from pipelines.dates import traps
from pipelines.dates.atoms import Atom, Found, Rule
from pipelines.dates.pieces import S

#: Holidays of a fixed day, (month, day), by the folded beginning of their name.
_HOLIDAYS = {
    "nowy rok": (1, 1), "nowego roku": (1, 1), "trzech kroli": (1, 6), "objawienia pan": (1, 6),
    "dzien babci": (1, 21), "dnia babci": (1, 21), "dzien dziadka": (1, 22),
    "dnia dziadka": (1, 22), "walentynk": (2, 14), "dzien kobiet": (3, 8), "dnia kobiet": (3, 8),
    "prima aprilis": (4, 1), "swieto pracy": (5, 1), "swieta pracy": (5, 1),
    "dzien flagi": (5, 2), "dnia flagi": (5, 2), "swieto flagi": (5, 2),
    "swieto konstytucji": (5, 3), "swieta konstytucji": (5, 3), "dzien matki": (5, 26),
    "dnia matki": (5, 26), "dzien dziecka": (6, 1), "dnia dziecka": (6, 1),
    "dzien ojca": (6, 23), "dnia ojca": (6, 23), "swieto wojska polskiego": (8, 15),
    "swieta wojska polskiego": (8, 15), "wniebowziecie": (8, 15), "wniebowziecia": (8, 15),
    "dzien edukacji narodowej": (10, 14), "dnia edukacji narodowej": (10, 14),
    "wszystkich swietych": (11, 1), "zaduszki": (11, 2), "dzien zaduszny": (11, 2),
    "swieto niepodleglosci": (11, 11), "swieta niepodleglosci": (11, 11),
    "narodowe swieto niepodleglosci": (11, 11), "narodowego swieta niepodleglosci": (11, 11),
    "barbork": (12, 4), "mikolajki": (12, 6), "mikolajkach": (12, 6), "wigili": (12, 24),
    "boze narodzenie": (12, 25), "bozego narodzenia": (12, 25), "sylwestr": (12, 31),
    "sylwester": (12, 31),
}  # fmt: skip
_HOLIDAY_CUE = re.compile(
    r"\b(?:w|we|do|od|po|przed|na|dzien|w dzien|swieto|uroczystosc)[ \t\n]{1,3}$"
)
_NAMES = (
    r"nowy rok|nowego roku|trzech kroli|objawienia panskiego|walentynk(?:i|ach|ami)"
    r"|prima aprilis|(?:dzien|dnia) (?:babci|dziadka|kobiet|flagi|matki|dziecka|ojca)"
    r"|swiet(?:o|a) (?:pracy|flagi|konstytucji(?: (?:3|trzeciego) maja)?|wojska polskiego"
    r"|niepodleglosci)|narodow(?:e|ego) swiet(?:o|a) niepodleglosci|wniebowzieci[ea]"
    r"|(?:dzien|dnia) edukacji narodowej|wszystkich swietych|zaduszki|dzien zaduszny"
    r"|barbork[aie]|mikolajk(?:i|ach)|wigili[aei]|boze narodzenie|bozego narodzenia"
    r"|sylwest(?:ra|er)"
).replace(" ", S)


def _holiday(found: Found) -> Atom | None:
    """Read "w Wigilię", "Sylwester 2023", "Święto Niepodległości": holidays of a fixed day."""
    match, source = found.match, found.source
    year, word = found.year()
    cue = _HOLIDAY_CUE.search(traps.before(source, match.start()))
    if not source.text[match.start()].isupper() or not (year or word or cue):
        return None
    name = " ".join(match["name"].split())
    month, day = next(fixed for stem, fixed in _HOLIDAYS.items() if name.startswith(stem))
    return found.atom(year=year, year_word=word, month=month, days=((day, day),))


def holiday_rules() -> list[Rule]:
    """The rule for holidays."""
    return [Rule("holiday", rf"(?P<name>{_NAMES})(?![a-z])", _holiday, tuple(_HOLIDAYS), tail=True)]
