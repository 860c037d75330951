"""Numbers and names that look like dates and are none.

Every check looks at a few characters before and after, in folded text.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.dates.atoms import Source
from pipelines.dates.pieces import weekday_words

_REACH = 40
#: Words that may be glued in front of a number (dnia16, z2017r.).
_GLUE = frozenset(
    ("dniach", "dniu", "dnia", "dn", "godz", "we", "w", "do", "od", "na", "po", "z", "o", "r")
)
#: Words before a number that is no date: "nr 5", "poz. 12.03", "§ 2".
_LABEL = re.compile(
    r"(?:\b(?:nr|numer\w*|poz|pozycj\w*|art|ust|pkt|punk\w*|par|lit|str|lp|zal|zalacznik\w*|tel|fax"
    r"|faks|kom|ul|dz|dzial\w*|ksieg\w*|kw|pok|pokoj\w*|sal[aei]|lok|lokal\w*|obreb\w*|sygn|znak"
    r"|wersj\w*|kod|nip|regon|iso|en|pn|din|konto|konta|rachun\w*|km|klas\w*|rozdz\w*|tom|cz"
    r"|godz|godzin\w*|pow|powierzchn\w*|kwo\w*|cen\w*|stawk\w*|wys|dl|szer|gr)\b\.?|[$§#№=+*]"
    r"|[(]uchwal\w*[)])[ \t]{0,3}:?[ \t]{0,3}$"
)
_UNIT_AFTER = re.compile(
    r"[ \t\n]{0,3}(?:zl|pln|eur|m2|m3|m\b|mkw|ha\b|ar\b|km|kg|mm|cm|szt|tys|mln|mld|%|proc|pkt\b|"
    r"kwh|kw\b|l\b|t\b|mb\b|x\b)|[a-z]|[.,:/]?[0-9]|-[0-9]{1,2}(?![0-9.])|-[0-9]{3}"
)
#: The left end of a range written without blanks: 28.04-05.05.2024.
_DATE_BEFORE = re.compile(
    r"(?:(?<![0-9.])[0-9]{1,2}\.[0-9]{1,2}(?:\.(?:[0-9]{4})?)?-|[0-9]{4}-[0-9]{2}-[0-9]{2}[/-])$"
)
_STREET = re.compile(
    r"\b(?:ul|ulic\w*|al|alej\w*|aleja\w*|os|osiedl\w*|pl|plac\w*|rond\w*|skwer\w*|park\w*|bulwar\w*"
    r"|most\w*|im|imieni\w*|pomnik\w*|stadion\w*|dzielnic\w*|konstytucj\w*|szkol\w*|trakt\w*|wezl\w*"
    r"|wezel|przystan\w*|skrzyzowani\w*|petl[aie]|kin\w*|parafi\w*|kopaln\w*|hut\w*|zaklad\w*"
    r"|powstan\w*|bohater\w*|targowisk\w*|rejon\w*|bryg\w*|budyn\w*)\b\.?[ \t\n]{0,3}"
    r"(?:(?:gen|ks|sw|dr|prof)\.[ \t]?)?(?:[a-z]+[ \t])?$"
)
_DATE_CUE = re.compile(
    r"(?:\bdni(?:a|u|ach|em|ami|e)?|\bdn\.?|\bdzien|\btermin\w*|\bdat\w+|\bod|\bdo|\bna|\bw|\bz|\bpo|"
    r"\bprzed|\bmiedzy|\bsie|\bjuz|\bzaprasza\w*)[ \t\n]{0,9}[(:]?[ \t\n]{0,9}$"
)
_DAY_CUE = re.compile(
    r"(?:\bdni(?:a|u|ach|em|ami)|\bdn\.?|\bdzien|\btermin\w*|\bdat\w+)"
    r"[ \t\n]{0,9}[(:-]?[ \t\n]{0,9}$"
)
_MONTH_CUE = re.compile(
    r"\b(?P<word>w|we|od|do|z|ze|na|za|po|przed|przez|miedzy|miesiac\w*|mies\.|konc\w+|koniec|poczat\w+"
    r"|polow\w+|srodk\w+|schyl\w+|ok\.|okolo|cal\w+|pierwsz\w+|ostatni\w+|dni\w*|tego)[ \t\n]{1,9}$"
)
_ITEM_AFTER = re.compile(r"\.?[ \t]{1,3}-[ \t]{1,3}[a-z]")
_YEARLY = re.compile(
    r"\b(?:co rok|co roku|corocznie|kazdego roku)[ \t\n,]{1,3}(?:(?:w dniu|dnia|do|od|w)[ \t\n])?$"
)
_TIME_AFTER = re.compile(r"[ \t\n,(-]{0,9}(?:od |o |w )?(?:godz|g\.|[012]?[0-9][:.][0-5][0-9])")
_FOLLOWS_HOUSE_NUMBER = re.compile(
    r"[ \t]{1,3}[0-9]{1,3}(?![0-9.:-])[a-z]?\b(?![ \t]{0,3}(?:godz|dni|os))"
)


def before(source: Source, start: int) -> str:
    """The folded text just before a place."""
    return source.folded[max(0, start - _REACH) : start]


def stands_alone(source: Source, start: int, end: int) -> bool:
    """Tell whether the text holds nothing but this span and some punctuation."""
    folded = source.folded
    marks = " \t\n()-,;:."
    if start > _REACH or len(folded) - end > _REACH:
        return False
    return not folded[:start].strip(marks) and not folded[end:].strip(marks)


def opens_line(source: Source, start: int) -> bool:
    """Tell whether nothing but blanks stands before a place on its line."""
    behind = source.folded[max(0, start - _REACH) : start].rstrip(" \t")
    return behind[-1:] in ("", "\n")


def is_tangled(source: Source, start: int) -> bool:
    """Tell whether a number at ``start`` is glued to something that makes it no date.

    A word may be glued to it only when it is one that stands before dates; a digit, a decimal
    point, a slash or a capital with a point (case signs: GN.6840.12) never.
    """
    if not start:
        return False
    folded = source.folded
    char = folded[start - 1]
    if char in " \t\n(":
        return False
    if char.isalpha():
        return _word_before(folded, start) not in _GLUE
    if char not in ".,/:-_?" or start < 2:
        return char in "$=+*#&@%~"
    previous = folded[start - 2]
    if previous.isdigit():
        return char not in "-/" or not _DATE_BEFORE.search(folded, max(0, start - 11), start)
    if char == "." and previous.isalpha():
        return source.text[start - 2].isupper()
    return char in "/:_" and previous.isalnum()


def _word_before(folded: str, end: int) -> str:
    start = end
    while start and folded[start - 1].isalpha() and end - start < 12:
        start -= 1
    return folded[start:end]


def is_labelled(source: Source, start: int, *, hour: bool = False) -> bool:
    """Tell whether a word like nr, poz., § or tel. stands right before; or "o", for an hour."""
    behind = before(source, start)
    return bool(_LABEL.search(behind)) or (hour and f" {behind}".endswith((" o ", "\no ")))


def has_unit(source: Source, end: int) -> bool:
    """Tell whether a unit, a letter or more digits follow: an amount or a code, no date."""
    return bool(_UNIT_AFTER.match(source.folded, end))


def is_street(source: Source, start: int, month_start: int, end: int) -> bool:
    """Tell whether a day and month without a year is a street, an estate or a patron.

    A month has a small letter in Polish; "3 Maja" in running text is a name unless a word that
    belongs to dates stands before it.
    """
    behind = before(source, start)
    if _STREET.search(behind):
        return True
    text = source.text
    if not text[month_start].isupper():
        return False
    if text[month_start : month_start + 3].isupper():
        return bool(_FOLLOWS_HOUSE_NUMBER.match(source.folded, end)) and not _DAY_CUE.search(behind)
    if _FOLLOWS_HOUSE_NUMBER.match(source.folded, end):
        return not _DAY_CUE.search(behind)
    return not (
        _DAY_CUE.search(behind)
        or _weekday_before().search(behind)
        or _TIME_AFTER.match(source.folded, end)
        or stands_alone(source, start, end)
    )


def has_date_cue(source: Source, start: int, end: int) -> bool:
    """Tell whether something beside a bare ``dd.mm`` says that it is a date.

    A word of dates or a weekday before it, a clock time or a weekday behind it, or its place at
    the head of a list item: "24.08 – piknik".
    """
    behind = before(source, start)
    return bool(
        _DAY_CUE.search(behind)
        or _weekday_before().search(behind)
        or _TIME_AFTER.match(source.folded, end)
        or _weekday_after().match(source.folded, end)
        or (_ITEM_AFTER.match(source.folded, end) and opens_item(source, start))
        or stands_alone(source, start, end)
    )


def has_preposition(source: Source, start: int) -> bool:
    """Tell whether a word stands before that may lead to a date: w, od, do, dnia."""
    return bool(_DATE_CUE.search(before(source, start)))


def is_yearly(source: Source, start: int) -> bool:
    """Tell whether "co roku" or its like stands before: the date comes every year."""
    return bool(_YEARLY.search(before(source, start)))


def has_month_cue(source: Source, start: int) -> bool:
    """Tell whether a word stands before a month without a year that leads to one."""
    match = _MONTH_CUE.search(before(source, start))
    if match is None or match["word"] != "ze":
        return bool(match)
    return (
        source.text[max(0, start - 12) : start].rstrip().endswith(("ze", "Ze"))
    )  # "że" is no preposition


def opens_item(source: Source, start: int) -> bool:
    """Tell whether a place opens a line or the item of a list."""
    behind = source.folded[max(0, start - _REACH) : start].rstrip(" \t-*?")
    return behind[-1:] in ("", "\n")


@cache
def _weekday_after() -> re.Pattern[str]:
    return re.compile(rf"\.?[ \t]{{0,3}}[,(-]?[ \t]{{0,3}}{weekday_words()}")


@cache
def _weekday_before() -> re.Pattern[str]:
    return re.compile(rf"\b{weekday_words()}[,)]?[ \t\n]{{0,9}}[(-]?[ \t]?$")
