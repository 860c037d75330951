"""Rules for words that count from the reference day, for weekdays and for holidays.

Without a reference none of them has a value, and without a value none is a date.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from pipelines.dates import traps, values
from pipelines.dates.atoms import Atom, Found, Rule, starts
from pipelines.dates.pieces import B, D, S, month_words, trie
from pipelines.dates.values import Value
from pipelines.dates.words import weekday_forms

_DAYS = {
    "dzis": 0, "dzisiaj": 0, "wczoraj": -1, "przedwczoraj": -2, "jutro": 1, "pojutrze": 2,
    "jutra": 1, "dzisiejszego": 0, "dzisiejszym": 0, "wczorajszego": -1, "wczorajszym": -1,
    "jutrzejszego": 1, "jutrzejszym": 1,
}  # fmt: skip
_COUNTS = {
    "jeden": 1, "jedna": 1, "dwa": 2, "dwie": 2, "trzy": 3, "cztery": 4, "piec": 5, "szesc": 6,
    "siedem": 7, "osiem": 8, "dziewiec": 9, "dziesiec": 10, "kilka": 0,
}  # fmt: skip
#: Adjectives by where they point: 0 this one, -1 the last, 1 the next.
_WHERE = (
    ("tym", 0), ("tej", 0), ("ten", 0), ("ta", 0), ("te", 0), ("tego", 0), ("biez", 0),
    ("obecn", 0), ("najblizsz", 1), ("nadchodz", 1), ("ubiegl", -1), ("ub", -1), ("zeszl", -1),
    ("minion", -1), ("poprzedni", -1), ("ostatni", -1), ("przyszl", 1), ("nastepn", 1),
)  # fmt: skip
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
_WEEKDAYS = ("poniedzial", "wtor", "srod", "czwart", "piat", "sobo", "niedziel")
_UNITS = ("sek", "min", "godz", "dn", "dzi", "tyg", "mies", "lat")
_AHEAD = ("tydz", "mies", "rok", "godz", "dzien", "minut")
_HOLIDAY_CUE = re.compile(
    r"\b(?:w|we|do|od|po|przed|na|dzien|w dzien|swieto|uroczystosc)[ \t\n]{1,3}$"
)
#: Verbs of what was ("odbył się", "otwarto") and of what will be, in unfolded text: ł tells.
_PAST = re.compile(
    r"\b\w{2,}(?:[aeiyąęu]ł(?:a|o|y|em|am)?|[aeiyę]li(?:śmy)?|[aeioy](?:no|to)|arto)\b(?! będ)"
)
_FUTURE = re.compile(
    r"\b(?:będ(?:zie|ą)|odbędzi?\w*|zapraszam\w*|zaprasza|rusz(?:y|a|ają)|startuj\w*|planuj\w*"
    r"|rozpoczni\w*|zostani\w*|zostan[aą]\w*|wystąpi\w*|zagra\w*|czeka\w*|można|potrwa|ma być)\b",
    re.IGNORECASE,
)
_OFFICE_HOURS = re.compile(r"czynn|godzin|otwart|przyjm|dyzur|kas[ay]|pracuj|od poniedz|kazd|co ")


def _day(found: Found) -> Atom | None:
    """Read dziś, wczoraj, jutro and their kin."""
    reference = found.source.reference
    if reference is None:
        return None
    shift = _DAYS[found.match["word"]]
    return _dated(found, values.of_day(reference + timedelta(days=shift)))


def _dated(found: Found, value: Value | None) -> Atom | None:
    return found.atom(value=value, anchor="publication") if value else None


def _ago(found: Found) -> Atom | None:
    """Read "2 dni temu", "tydzień temu", "rok temu", "4 godziny temu"."""
    return _counted(found, -1)


def _ahead(found: Found) -> Atom | None:
    """Read "za 3 dni", "za dwa tygodnie"; "za 3 dni zwłoki" is a price."""
    if re.match(rf"{S}(?:zwlok|pobyt|opoznien|prac|uzytkow|wynajm|postoj)", _rest(found)):
        return None
    return _counted(found, 1)


def _rest(found: Found) -> str:
    end = found.match.end()
    return found.source.folded[end : end + 20]


def _counted(found: Found, sign: int) -> Atom | None:
    reference, match = found.source.reference, found.match
    written = match["count"] or "jeden"
    count = int(written) if written.isdigit() else _COUNTS[written]
    if reference is None or not count:
        return None
    return _dated(found, _shift(reference, sign * count, match["unit"] or match["one"]))


def _shift(reference: date, count: int, unit: str) -> Value | None:
    """Go so many units from the reference; years stay years, hours stay on the day."""
    if unit.startswith(("sek", "min", "godz")):
        return values.of_day(reference)
    try:
        if unit.startswith(("rok", "lat")):
            return values.year(reference.year + count)
        if unit.startswith("mies"):
            months = reference.year * 12 + reference.month - 1 + count
            year, month = divmod(months, 12)
            return values.day(year, month + 1, min(reference.day, 28)) or None
        days = count * 7 if unit.startswith("ty") else count
        return values.of_day(reference + timedelta(days=days))
    except (OverflowError, ValueError):
        return None


def _just_now(found: Found) -> Atom | None:
    reference = found.source.reference
    return _dated(found, values.of_day(reference)) if reference else None


def _span(found: Found) -> Atom | None:
    """Read "w przyszłym tygodniu", "w miniony weekend", "w tym miesiącu", "w zeszłym kwartale"."""
    reference = found.source.reference
    where = _where(found.match["where"])
    if reference is None or where is None:
        return None
    noun = found.match["noun"]
    if noun.startswith(("tyg", "tydz")):
        monday = reference + timedelta(days=7 * where - reference.weekday())
        return _dated(found, _days(monday, 6))
    if noun.startswith("w"):
        saturday = reference + timedelta(days=5 - reference.weekday())
        if where < 0 or (where == 1 and found.match["where"].startswith("przyszl")):
            saturday += timedelta(days=7 * where)
        return _dated(found, _days(saturday, 1))
    if noun.startswith("mies"):
        year, month = divmod(reference.year * 12 + reference.month - 1 + where, 12)
        return _dated(found, values.month(year, month + 1))
    year, quarter = divmod(reference.year * 4 + (reference.month - 1) // 3 + where, 4)
    return _dated(found, values.part(year, 33 + quarter))


def _days(first: date, more: int) -> Value | None:
    last = first + timedelta(days=more)
    return values.interval(values.of_day(first), values.of_day(last))


def _where(word: str) -> int | None:
    return next((where for stem, where in _WHERE if word.startswith(stem)), None)


def _weekday(found: Found) -> Atom | None:
    """Read "w sobotę", "w najbliższą sobotę", "w ubiegły piątek" against the reference.

    One in opening hours names no day; one beside a date is dropped later, when all dates are known.
    """
    source, match = found.source, found.match
    reference = source.reference
    if reference is None:
        return None
    where = _where(match["where"]) if match["where"] else None
    start = match.start()
    if where is None:
        behind = traps.before(source, start)
        if not re.search(r"\bwe?[ \t\n]$", behind) or _OFFICE_HOURS.search(behind):
            return None
        where = -1 if _is_past(found) else 1
    ahead = (weekday_forms()[match["weekday"] or match["any"]] - reference.weekday()) % 7
    days = ahead or 7 * where
    if where < 0:
        # "powiedział w środę", read on a Wednesday, is today; "w ubiegłą środę" is not.
        days = ahead - 7 if ahead or match["where"] else 0
    return _dated(found, values.of_day(reference + timedelta(days=days)))


def _is_past(found: Found) -> bool:
    """Tell whether the sentence around speaks of what was: "w sobotę odbył się"."""
    text, (start, end) = found.source.text, found.match.span()
    before, after = text[max(0, start - 70) : start], text[end : end + 70]
    around = f"{before.rpartition('. ')[2]} {after.partition('. ')[0]}"
    return bool(_PAST.search(around)) and not _FUTURE.search(around)


def _day_of_month(found: Found) -> Atom | None:
    """Read "15 bm." and "25 ub.m.": a day of this month or of the last."""
    reference, match = found.source.reference, found.match
    if reference is None or traps.is_labelled(found.source, match.start()):
        return None
    months = reference.year * 12 + reference.month - 1 - bool(match["last"])
    return _dated(found, values.day(months // 12, months % 12 + 1, int(match["day"])))


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


def relative_rules() -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules that begin with a figure, and with a letter."""
    unit = (
        r"(?P<unit>(?:sekund|minut|godzin|miesiac)[a-z]{0,3}|godz\.|min\.|dni|dzien|tydzien"
        r"|tygodni(?:e|a)?|tyg\.|miesiecy|mies\.|rok|lata?)(?![a-z])"
    )
    counts = trie(_COUNTS)
    single = r"(?:tydzien|miesiac|rok|godzine|minute|dzien)(?![a-z])"
    names = (
        r"nowy rok|nowego roku|trzech kroli|objawienia panskiego|walentynk(?:i|ach|ami)"
        r"|prima aprilis|(?:dzien|dnia) (?:babci|dziadka|kobiet|flagi|matki|dziecka|ojca)"
        r"|swiet(?:o|a) (?:pracy|flagi|konstytucji(?: (?:3|trzeciego) maja)?|wojska polskiego"
        r"|niepodleglosci)|narodow(?:e|ego) swiet(?:o|a) niepodleglosci|wniebowzieci[ea]"
        r"|(?:dzien|dnia) edukacji narodowej|wszystkich swietych|zaduszki|dzien zaduszny"
        r"|barbork[aie]|mikolajk(?:i|ach)|wigili[aei]|boze narodzenie|bozego narodzenia"
        r"|sylwest(?:ra|er)"
    ).replace(" ", S)
    where = (
        r"(?P<where>tym|tej|ten|tego|ta|te|biezac[a-z]+|obecn[a-z]+|najblizsz[a-z]+|nadchodzac[a-z]+"
        r"|ubiegl[a-z]+|ub\.|zeszl[a-z]+|minion[a-z]+|poprzedni[a-z]*|ostatni[a-z]*|przyszl[a-z]+"
        r"|nastepn[a-z]+)"
    )
    this_month = rf"(?P<this>b\.?{B}m\.|(?:biezacego|tego){S}miesiaca\b)"
    last_month = rf"(?P<last>ub\.?{B}m\.|(?:ubieglego|zeszlego){S}miesiaca\b)"
    by_digit = (
        Rule(
            "day_of_month",
            rf"(?P<day>{D})\.?{B}(?:{this_month}|{last_month})",
            _day_of_month,
        ),
        Rule("relative_count", rf"(?P<count>[0-9]{{1,3}})(?P<one>){B}{unit}{S}temu\b", _ago),
    )
    accusative = "(?:poniedzialek|wtorek|srode|czwartek|piatek|sobote|niedziele)"
    weekdays = trie(word for word in weekday_forms() if len(word) > 4)
    of_month = rf"(?!{S}{month_words()})"
    deictic = ("tym ", "tej ", "ten ", "tego ", "ta ", "te ")
    adjectives = starts(
        "biezac obecn najblizsz nadchodz ubieg ub. zesz minion poprzed ostatni przyszl nastepn"
    )
    by_letter = (
        Rule("relative_day", rf"(?P<word>{trie(_DAYS)})(?![a-z])", _day, tuple(_DAYS)),
        Rule(
            "relative_count",
            rf"(?:(?P<count>{counts}){S}{unit}|(?P<one>{single})){S}temu\b",
            _ago,
            (
                *(f"{count} {unit}" for count in _COUNTS for unit in _UNITS),
                *(f"{one} temu" for one in ("tydzien", "miesiac", "rok", "godzine", "minute")),
            ),
        ),
        Rule(
            "relative_count",
            rf"za{S}(?:(?P<count>[0-9]{{1,3}}|{counts}){S}{unit}|(?P<one>{single})(?!{S}[0-9]))",
            _ahead,
            (*(f"za {n}" for n in "123456789"), *(f"za {c}" for c in (*_COUNTS, *_AHEAD))),
        ),
        Rule(
            "relative_day",
            rf"przed{S}(?:chwila|momentem)\b",
            _just_now,
            ("przed chwil", "przed mom"),
        ),
        Rule(
            "relative_span",
            rf"{where}{S}(?P<noun>tydzien|tygodni(?:u|a|em)|week-?end(?:u|zie|em)?|miesiac(?:u|a)?"
            rf"|kwarta(?:le|lu|l))(?![a-z]){of_month}",
            _span,
            (*(d + n for d in deictic for n in ("ty", "we", "mies", "kwart")), *adjectives),
        ),
        Rule(
            "weekday",
            rf"(?:{where}{S}(?P<any>{weekdays})|(?P<weekday>{accusative}))(?![a-z]){of_month}",
            _weekday,
            (*_WEEKDAYS, *adjectives, *(d + day for d in deictic for day in _WEEKDAYS)),
        ),
        Rule("holiday", rf"(?P<name>{names})(?![a-z])", _holiday, tuple(_HOLIDAYS), tail=True),
    )
    return by_digit, by_letter
