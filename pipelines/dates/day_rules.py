"""Rules for days, in words and figures.

Each rule is a pattern over folded text and a builder that looks at one match and its
surroundings; a builder that is not convinced gives None. What a rule matched and refused is not
read again as something smaller: "31 lutego 2024" does not come back as a month.
"""

from __future__ import annotations

import re

from pipelines.dates import traps
from pipelines.dates.atoms import Atom, Days, Found, Rule, full_year
from pipelines.dates.pieces import (
    BETWEEN,
    ROMAN,
    RUN,
    B,
    D,
    M,
    R,
    S,
    Y,
    month_words,
    short_month_words,
    spelled_days,
)
from pipelines.dates.words import day_words, is_pronoun, month_forms, roman_months, short_months

_RUN_PART = re.compile(r"([0-9]{1,2})(?![0-9])|\b(do|a|na)\b|([-/])")
_SPELLED_PART = re.compile(r"\b(do)\b|-|\b[a-z]+ego(?:\s[a-z]+ego)?\b")
#: No further figures: what follows is the rest of a code, unless it is the end of a range.
_END = r"(?![0-9]|[./][0-9]{1,3}(?![0-9])|-[0-9]{1,3}(?![0-9.]))"
#: Days that share a month in figures.
_MANY = rf"{D}(?:\.?{BETWEEN}{D}){{0,16}}"


def read_days(run: str) -> tuple[Days, int]:
    """Read the days of a run and where in it they begin; only the last climbing stretch counts.

    "pkt 25, 3" before "maja" gives the 3rd alone: days in a list climb, other numbers merely
    stand in front.
    """
    if run.isdigit():
        return ((int(run), int(run)),), 0
    days: list[tuple[int, int]] = []
    begin, upto = 0, False
    for match in _RUN_PART.finditer(run):
        if not match[1]:
            upto = bool(match[2]) or match[3] == "-"
            continue
        number = int(match[1])
        if days and number <= days[-1][1]:
            days, upto = [], False
        if not days:
            begin = match.start()
        if upto and days:
            days[-1] = (days[-1][0], number)
        else:
            days.append((number, number))
        upto = False
    return tuple(days), begin


def _day_month(found: Found) -> Atom | None:
    """Read "20 kwietnia 2015 r.", "3-5 maja", "23, 24 i 25 maja br."."""
    match, source = found.match, found.source
    days, begin = read_days(match["run"])
    start = match.start() + begin
    if begin == 0 and traps.is_tangled(source, start):
        return None
    if " na " in match["run"] and "noc" not in traps.before(source, start):
        return None  # "przeniesiono z 12 na 13 maja" tells of two days, not of one night
    if len(days) > 1 and "," in match["run"] and traps.is_labelled(source, start, hour=True):
        days, begin = days[1:], match["run"].index(",") + 1
        start = (
            match.start() + begin + len(match["run"][begin:]) - len(match["run"][begin:].lstrip())
        )
    year, word = found.year()
    if match["short"]:
        month = short_months()[match["short"].rstrip(".")]
        if not (year or word) or is_pronoun(source.text[slice(*match.span("short"))]):
            return None
    else:
        month = month_forms()[match["month"]]
        if not (year or word):
            if traps.is_street(source, start, match.start("month"), match.end()):
                return None
            word = "each" if traps.is_yearly(source, start) else ""
    return found.atom(start=start, year=year, year_word=word, month=month, days=days)


def _spelled_day(found: Found) -> Atom | None:
    """Read "dwudziestego kwietnia 2015 r."."""
    match = found.match
    days: list[tuple[int, int]] = []
    upto = False
    for part in _SPELLED_PART.finditer(match["run"]):
        if part[1] or part[0] == "-":
            upto = True
            continue
        number = day_words()[" ".join(part[0].split())]
        days.append((days.pop()[0] if upto and days else number, number))
        upto = False
    year, word = found.year()
    street = traps.is_street(found.source, match.start(), match.start("month"), match.end())
    if street and not (year or word):
        return None
    return found.atom(
        year=year, year_word=word, month=month_forms()[match["month"]], days=tuple(days)
    )


def _numeric_day(found: Found) -> Atom | None:
    """Read "12.03.2024 r.", "23-25.05.2024", "7.2.2019", "12-03-2024", "14/08/2019"."""
    match, source = found.match, found.source
    days, begin = read_days(match["run"] or match["many"])
    start = match.start() + begin
    if begin == 0 and traps.is_tangled(source, start):
        return None
    month = int((match["mid"] or match["middle"]).strip(" \t\n.,/-"))
    return found.atom(start=start, year=int(match["year"]), month=month, days=days)


def _blank_day(found: Found) -> Atom | None:
    """Read "12 03 2024", unless it is a piece of a longer row of numbers."""
    match, source = found.match, found.source
    if traps.is_labelled(source, match.start()) or traps.is_tangled(source, match.start()):
        return None
    day, month, year = (int(number) for number in match["numbers"].split())
    return found.atom(year=year, month=month, days=((day, day),))


def _short_year_day(found: Found) -> Atom | None:
    """Read "16.04.24", where it is no section number."""
    match, source = found.match, found.source
    day, month, year = (int(number) for number in re.findall("[0-9]+", match["numbers"]))
    start, end = match.span()
    if traps.is_tangled(source, start) or traps.has_unit(source, end):
        return None
    sure = match["sure"] or traps.has_date_cue(source, start, end)
    two_digits = re.match(r"[0-9]{2}\.[0-9]{2}\.", match["numbers"])
    dotted = "." in match["numbers"] and not traps.is_labelled(source, start)
    if not (sure or (dotted and (two_digits or day > 9) and not _opens_line(found))):
        return None
    year = full_year(year, source.reference)
    return found.atom(year=year, month=month, days=((day, day),))


def _opens_line(found: Found) -> bool:
    """Tell whether the match opens a line that goes on with a word: a section number."""
    folded, (start, end) = found.source.folded, found.match.span()
    return traps.opens_line(found.source, start) and folded[end : end + 2].strip().isalpha()


def _iso_day(found: Found) -> Atom | None:
    """Read "2024-03-12", "2012.04.05", "2024/03/12"."""
    match, source = found.match, found.source
    if traps.is_tangled(source, match.start()):
        return None
    year, month, day = (int(number) for number in re.findall("[0-9]+", match["numbers"]))
    return found.atom(year=year, month=month, days=((day, day),))


def _roman_month(found: Found) -> Atom | None:
    """Read "5 II 2024", "5.XII.2023 r.", "15-VI-2021"; the numeral must be in capitals."""
    match, source = found.match, found.source
    start = match.start()
    if not source.text[match.start("month") : match.end("month")].isupper():
        return None
    if traps.is_tangled(source, start):
        return None
    days, begin = read_days(match["run"])
    year, word = found.year()
    cue = traps.has_date_cue(source, start, match.end())
    slashed = "/" in match.group()
    if (slashed or traps.is_labelled(source, start)) and not cue:
        return None
    month, weak = roman_months()[match["month"]], not (year or word or cue)
    return found.atom(
        start=start + begin, year=year, year_word=word, month=month, days=days, weak=weak
    )


def _bare_day(found: Found) -> Atom | None:
    """Read "24.08", "23-25/05", "02.11." where something beside it vouches for it."""
    match, source = found.match, found.source
    start, end = match.span()
    days, begin = read_days(match["run"])
    start += begin
    if traps.is_tangled(source, start) or traps.is_labelled(source, start):
        return None
    sure = bool(match["sure"]) or bool(match["this"])
    if traps.has_unit(source, end) and not sure:
        return None
    month = match["month"]
    vouched = sure or traps.has_date_cue(source, start, end)
    if len(month) == 1 and not vouched:
        return None
    hint = traps.has_preposition(source, start) and match["mark"] == "."
    bracket = source.folded[start - 1 : start] == "(" and source.folded[end : end + 1] == ")"
    run = len(days) > 1 or days[0][0] < days[0][1]  # 24-26.08
    weak = not (vouched or hint or ((bracket or run) and len(month) == 2))
    word = "this" if match["this"] else ""
    atom = found.atom(start=start, month=int(month), days=days, year_word=word, weak=weak)
    atom.end -= len(match.group()) - len(match.group().rstrip(".")) if not sure else 0
    return atom


def day_rules() -> list[Rule]:
    """The rules for days."""
    return [*_written_days(), *_figure_days(), *_bare_days()]


def _written_days() -> list[Rule]:
    """Days whose month is a word or a Roman numeral."""
    maj = rf"(?:(?<=maj)\.(?={B}{Y}))?+"  # a full name that looks abbreviated
    after_day = rf"(?:(?P<month>{month_words()}){maj}|(?P<short>{short_month_words()}))"
    return [
        Rule("day_month_year", rf"(?P<run>{RUN}){B}{after_day}", _day_month, tail=True),
        Rule(
            "day_roman_year",
            rf"(?P<run>{RUN})(?:{B}\.?{B}|[-/])(?P<month>{ROMAN})(?![a-z])"
            rf"(?:(?:{B}\.{B}|[-/])(?={Y}))?+",
            _roman_month,
            tail=True,
        ),
        Rule(
            "day_month_year",
            rf"(?P<run>{spelled_days()}(?:{B}(?:,|-|i\b|oraz\b|do\b){B}{spelled_days()}){{0,9}})"
            rf"{S}(?P<month>{month_words()})",
            _spelled_day,
            tuple(day_words()),
            tail=True,
        ),
    ]


def _figure_days() -> list[Rule]:
    """Days in figures with a year."""
    wide = r"[ \t]{0,40}+(?:\n[ \t]{0,40}+)?+"  # cells of a table print as wide blanks
    dotted = rf"{wide}[.,]{wide}{M}{wide}[.,]{wide}"
    sure = rf"(?P<sure>{B}r(?:\.|oku\b))?"
    return [
        Rule(
            "year_month_day",
            rf"(?P<numbers>{Y}(?:-{M}-{D}|\.{M}\.{D}|/{M}/{D})){R}?{_END}",
            _iso_day,
            year_first=True,
        ),
        Rule(
            "day.month.year",
            rf"(?:(?P<run>{D})(?P<mid>{dotted}|-{M}-|/{M}/)|(?P<many>{_MANY})(?P<middle>{dotted}))"
            rf"(?P<year>{Y}){R}?(?![./][0-9]{{1,3}}(?![0-9])|-[0-9]{{1,3}}(?![0-9.]))",
            _numeric_day,
        ),
        Rule(
            "day month year",
            rf"(?<![0-9][ ])(?P<numbers>(?:0[1-9]|[12][0-9]|3[01])[ ](?:0[1-9]|1[0-2])[ ]{Y})"
            rf"(?![ ]?[0-9])",
            _blank_day,
        ),
        Rule(
            "day.month.yy",
            rf"(?P<numbers>{D}(?:\.[ ]?{M}\.[ ]?|-{M}-|/{M}/)[0-9]{{2}})"
            rf"(?![0-9]|[.:,/-][0-9]){sure}",
            _short_year_day,
        ),
    ]


def _bare_days() -> list[Rule]:
    """Days in figures without a year."""
    return [
        Rule(
            "day.month",
            rf"(?P<run>{_MANY})(?P<mark>[.]|/(?=[01][0-9]))(?P<month>0?[1-9]|1[0-2])(?![0-9])"
            rf"(?:\.?(?P<sure>{B}r\.)|\.?{B}(?P<this>b\.?r\.)|\.)?+",
            _bare_day,
        ),
    ]
