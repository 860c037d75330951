"""Rules for words that count from the reference day: jutro, 2 dni temu, w przyszłym tygodniu.

Without a reference none of them has a value, and without a value none is a date.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from pipelines.dates import traps, values
from pipelines.dates.atoms import Atom, Found, Rule, starts
from pipelines.dates.pieces import B, D, S, month_words, trie
from pipelines.dates.values import Value

_DAYS = {
    "dzis": 0, "dzisiaj": 0, "wczoraj": -1, "przedwczoraj": -2, "jutro": 1, "pojutrze": 2,
    "jutra": 1, "dzisiejszego": 0, "dzisiejszym": 0, "wczorajszego": -1, "wczorajszym": -1,
    "jutrzejszego": 1, "jutrzejszym": 1,
}  # fmt: skip
_COUNTS = {
    "jeden": 1, "jedna": 1, "dwa": 2, "dwie": 2, "trzy": 3, "cztery": 4, "piec": 5, "szesc": 6,
    "siedem": 7, "osiem": 8, "dziewiec": 9, "dziesiec": 10, "kilka": 0,
}  # fmt: skip
_UNITS = ("sek", "min", "godz", "dn", "dzi", "tyg", "mies", "lat")
_AHEAD = ("tydz", "mies", "rok", "godz", "dzien", "minut")
#: Adjectives by where they point: 0 this one, -1 the last, 1 the next.
_WHERE = (
    ("tym", 0), ("tej", 0), ("ten", 0), ("ta", 0), ("te", 0), ("tego", 0), ("biez", 0),
    ("obecn", 0), ("najblizsz", 1), ("nadchodz", 1), ("ubiegl", -1), ("ub", -1), ("zeszl", -1),
    ("minion", -1), ("poprzedni", -1), ("ostatni", -1), ("przyszl", 1), ("nastepn", 1),
)  # fmt: skip
#: Those adjectives in full, and how a phrase with one of them begins.
WHERE = (
    r"(?P<where>tym|tej|ten|tego|ta|te|biezac[a-z]+|obecn[a-z]+|najblizsz[a-z]+|nadchodzac[a-z]+"
    r"|ubiegl[a-z]+|ub\.|zeszl[a-z]+|minion[a-z]+|poprzedni[a-z]*|ostatni[a-z]*|przyszl[a-z]+"
    r"|nastepn[a-z]+)"
)
DEICTIC = ("tym ", "tej ", "ten ", "tego ", "ta ", "te ")
ADJECTIVES = starts(
    "biezac obecn najblizsz nadchodz ubieg ub. zesz minion poprzed ostatni przyszl nastepn"
)


def _day(found: Found) -> Atom | None:
    """Read dziś, wczoraj, jutro and their kin."""
    reference = found.source.reference
    if reference is None:
        return None
    shift = _DAYS[found.match["word"]]
    return dated(found, values.of_day(reference + timedelta(days=shift)))


def dated(found: Found, value: Value | None) -> Atom | None:
    """Make an atom of a value that the reference gave."""
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
    return dated(found, _shift(reference, sign * count, match["unit"] or match["one"]))


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
    return dated(found, values.of_day(reference)) if reference else None


def _span(found: Found) -> Atom | None:
    """Read "w przyszłym tygodniu", "w miniony weekend", "w tym miesiącu", "w zeszłym kwartale"."""
    reference = found.source.reference
    where = where_of(found.match["where"])
    if reference is None or where is None:
        return None
    noun = found.match["noun"]
    if noun.startswith(("tyg", "tydz")):
        monday = reference + timedelta(days=7 * where - reference.weekday())
        return dated(found, _days(monday, 6))
    if noun.startswith("w"):
        saturday = reference + timedelta(days=5 - reference.weekday())
        if where < 0 or (where == 1 and found.match["where"].startswith("przyszl")):
            saturday += timedelta(days=7 * where)
        return dated(found, _days(saturday, 1))
    if noun.startswith("mies"):
        year, month = divmod(reference.year * 12 + reference.month - 1 + where, 12)
        return dated(found, values.month(year, month + 1))
    year, quarter = divmod(reference.year * 4 + (reference.month - 1) // 3 + where, 4)
    return dated(found, values.part(year, 33 + quarter))


def _days(first: date, more: int) -> Value | None:
    last = first + timedelta(days=more)
    return values.interval(values.of_day(first), values.of_day(last))


def where_of(word: str) -> int | None:
    """Where an adjective points: 0 this one, -1 the last, 1 the next; None for other words."""
    return next((where for stem, where in _WHERE if word.startswith(stem)), None)


def _day_of_month(found: Found) -> Atom | None:
    """Read "15 bm." and "25 ub.m.": a day of this month or of the last."""
    reference, match = found.source.reference, found.match
    if reference is None or traps.is_labelled(found.source, match.start()):
        return None
    months = reference.year * 12 + reference.month - 1 - bool(match["last"])
    return dated(found, values.day(months // 12, months % 12 + 1, int(match["day"])))


def not_of_month() -> str:
    """What must not follow: "ostatni weekend maja" counts from May, not from the reference."""
    return rf"(?!{S}{month_words()})"


def relative_rules() -> list[Rule]:
    """The rules for words that count from the reference."""
    return [*_single_days(), *_counts(), _spans()]


def _single_days() -> list[Rule]:
    this_month = rf"(?P<this>b\.?{B}m\.|(?:biezacego|tego){S}miesiaca\b)"
    last_month = rf"(?P<last>ub\.?{B}m\.|(?:ubieglego|zeszlego){S}miesiaca\b)"
    return [
        Rule("relative_day", rf"(?P<word>{trie(_DAYS)})(?![a-z])", _day, tuple(_DAYS)),
        Rule(
            "relative_day",
            rf"przed{S}(?:chwila|momentem)\b",
            _just_now,
            ("przed chwil", "przed mom"),
        ),
        Rule(
            "day_of_month",
            rf"(?P<day>{D})\.?{B}(?:{this_month}|{last_month})",
            _day_of_month,
        ),
    ]


def _counts() -> list[Rule]:
    unit = (
        r"(?P<unit>(?:sekund|minut|godzin|miesiac)[a-z]{0,3}|godz\.|min\.|dni|dzien|tydzien"
        r"|tygodni(?:e|a)?|tyg\.|miesiecy|mies\.|rok|lata?)(?![a-z])"
    )
    counts = trie(_COUNTS)
    single = r"(?P<one>(?:tydzien|miesiac|rok|godzine|minute|dzien)(?![a-z]))"
    return [
        Rule("relative_count", rf"(?P<count>[0-9]{{1,3}})(?P<one>){B}{unit}{S}temu\b", _ago),
        Rule(
            "relative_count",
            rf"(?:(?P<count>{counts}){S}{unit}|{single}){S}temu\b",
            _ago,
            (
                *(f"{count} {unit}" for count in _COUNTS for unit in _UNITS),
                *(f"{one} temu" for one in ("tydzien", "miesiac", "rok", "godzine", "minute")),
            ),
        ),
        Rule(
            "relative_count",
            rf"za{S}(?:(?P<count>[0-9]{{1,3}}|{counts}){S}{unit}|{single}(?!{S}[0-9]))",
            _ahead,
            (*(f"za {n}" for n in "123456789"), *(f"za {c}" for c in (*_COUNTS, *_AHEAD))),
        ),
    ]


def _spans() -> Rule:
    return Rule(
        "relative_span",
        rf"{WHERE}{S}(?P<noun>tydzien|tygodni(?:u|a|em)|week-?end(?:u|zie|em)?|miesiac(?:u|a)?"
        rf"|kwarta(?:le|lu|l))(?![a-z]){not_of_month()}",
        _span,
        (*(d + n for d in DEICTIC for n in ("ty", "we", "mies", "kwart")), *ADJECTIVES),
    )
