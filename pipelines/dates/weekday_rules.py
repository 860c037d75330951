"""Rules for weekdays: "w sobotę", "w najbliższą sobotę", "w ubiegły piątek"."""

from __future__ import annotations

import re
from datetime import timedelta

from pipelines.dates import traps, values
from pipelines.dates.atoms import Atom, Found, Rule
from pipelines.dates.pieces import S, trie
from pipelines.dates.relative_rules import (
    ADJECTIVES,
    DEICTIC,
    WHERE,
    dated,
    not_of_month,
    where_of,
)
from pipelines.dates.words import weekday_forms

_WEEKDAYS = ("poniedzial", "wtor", "srod", "czwart", "piat", "sobo", "niedziel")
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


def _weekday(found: Found) -> Atom | None:
    """Read "w sobotę", "w najbliższą sobotę", "w ubiegły piątek" against the reference.

    One in opening hours names no day; one beside a date is dropped later, when all dates are known.
    """
    source, match = found.source, found.match
    reference = source.reference
    if reference is None:
        return None
    where = where_of(match["where"]) if match["where"] else None
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
    return dated(found, values.of_day(reference + timedelta(days=days)))


def _weekend(found: Found) -> Atom | None:
    """Read "w weekend": the coming one, or the last when the verb is past."""
    reference = found.source.reference
    if reference is None or not re.search(
        r"\bw[ \t\n]$", traps.before(found.source, found.match.start())
    ):
        return None
    saturday = reference + timedelta(days=5 - reference.weekday() - 7 * _is_past(found))
    days = values.of_day(saturday), values.of_day(saturday + timedelta(days=1))
    return dated(found, values.interval(*days))


def _is_past(found: Found) -> bool:
    """Tell whether the sentence around speaks of what was: "w sobotę odbył się"."""
    text, (start, end) = found.source.text, found.match.span()
    before, after = text[max(0, start - 70) : start], text[end : end + 70]
    around = f"{before.rpartition('. ')[2]} {after.partition('. ')[0]}"
    return bool(_PAST.search(around)) and not _FUTURE.search(around)


def weekday_rules() -> list[Rule]:
    """The rule for weekdays; a bare one needs the case that follows "w"."""
    accusative = "(?:poniedzialek|wtorek|srode|czwartek|piatek|sobote|niedziele)"
    weekdays = trie(word for word in weekday_forms() if len(word) > 4)
    return [
        Rule("weekend", rf"weekend(?![a-z]){not_of_month()}", _weekend, ("weekend",)),
        Rule(
            "weekday",
            rf"(?:{WHERE}{S}(?P<any>{weekdays})|(?P<weekday>{accusative}))(?![a-z])"
            rf"{not_of_month()}",
            _weekday,
            (*_WEEKDAYS, *ADJECTIVES, *(d + day for d in DEICTIC for day in _WEEKDAYS)),
        ),
    ]
