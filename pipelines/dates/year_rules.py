"""Rules for years: alone, in rows and ranges, school years, decades, centuries."""

from __future__ import annotations

import re
from itertools import pairwise

from pipelines.dates import traps, values
from pipelines.dates.atoms import Atom, Found, Rule, starts
from pipelines.dates.pieces import LAST, NEXT, THIS, B, R, S, Y

_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10}
#: Words before a bare year that vouch for it.
_YEAR_CUE = re.compile(
    r"(?:\b(?:w|we|z|ze|od|do|po|przed|sprzed|na|za|rok|roku|ok\.|okolo|lat\w*|sezon\w*|budzet\w*"
    r"|edycj\w*|rok\w*[ ](?:bud|zal|prod|wyd)\w*\.?)|\bdz\.?[ ]?u\.?(?:[ ]?urz\.?)?)[ \t\n]{0,3}$"
)
_SURE_CUE = re.compile(
    r"(?:\brok\w*(?:[ ](?:bud|zal|prod|wyd)\w*\.?)?|\bdz\.?[ ]?u\.?(?:[ ]?urz\.?)?|\bok\.|\bokolo"
    r"|\blat\w*|\bsezon\w*|\bbudzet\w*|\bedycj\w*)[ \t\n]{0,3}$"
)
_OPEN_AFTER = re.compile(r"[ \t]{0,3}(?:$|[\n.,;:)!?\]\"'-]|(?:i|oraz|a|do|lub|poz)\b)")
_TITLE_BEFORE = re.compile(r"[a-z]{4,}[ \t]$")
_ROMAN_CENTURIES = (
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv",
    "xvi", "xvii", "xviii", "xix", "xx", "xxi",
)  # fmt: skip
_KINDS = ("szk", "akad")
_DECADES = {
    "dziesiat": 1, "dwudziest": 2, "trzydziest": 3, "czterdziest": 4, "piecdziesiat": 5,
    "szescdziesiat": 6, "siedemdziesiat": 7, "osiemdziesiat": 8, "dziewiecdziesiat": 9,
}  # fmt: skip


def roman_number(numeral: str) -> int | None:
    """Read a folded Roman numeral up to 39 (xxi is 21); None when it is not written right."""
    if not re.fullmatch(r"x{0,3}(?:ix|iv|v?i{0,3})", numeral) or not numeral:
        return None
    digits = [_ROMAN_DIGITS[char] for char in numeral]
    following = [*digits[1:], 0]
    return sum(-a if a < b else a for a, b in zip(digits, following, strict=True))


def _year(found: Found) -> Atom | None:
    """Read "2015 r.", "rok 2015"."""
    match, source = found.match, found.source
    start = match.start("year")
    if start == match.start() and traps.is_tangled(source, start):
        return None
    named = match.group().startswith("r")
    return found.atom(start=match.start() if named else start, year=int(match["year"]))


def _early_year(found: Found) -> Atom | None:
    """Read "966 r.", which needs its "w"."""
    match, source = found.match, found.source
    if not re.search(r"\b(?:w|od|do|po|przed|rok\w*)[ ]$", traps.before(source, match.start())):
        return None
    return found.atom(year=int(match["year"]))


def _bare_year(found: Found) -> Atom | None:
    """Read a year without "r." where its surroundings vouch for it; else keep it for a range."""
    match, source = found.match, found.source
    start, end = match.span()
    year = int(match["year"])
    if not 1800 <= year <= 2100 or traps.is_tangled(source, start):
        return None
    if traps.has_unit(source, end) or traps.is_labelled(source, start):
        return None
    behind = traps.before(source, start)
    open_after = _OPEN_AFTER.match(source.folded, end)
    vouched = _SURE_CUE.search(behind) or (_YEAR_CUE.search(behind) and open_after)
    named = 1980 <= year <= 2060 and open_after and _TITLE_BEFORE.search(behind)
    return found.atom(year=year, weak=not (vouched or named))


def _year_named(found: Found) -> Atom | None:
    """Read "br.", "ub.r.", "w tym roku", "w przyszłym roku"."""
    if found.source.reference is None:
        return None
    match = found.match
    if re.search(r"[0-9][ ]$", traps.before(found.source, match.start())):
        return None  # "15 br." is a day of the month, not this year
    word = "this" if match["this"] else "last" if match["last"] else "next"
    return found.atom(year_word=word)


def _years(found: Found) -> Atom | None:
    """Read "lata 2014-2020", "w latach 2014, 2015 i 2016", "2014/2015"."""
    match, source = found.match, found.source
    start = match.start()
    named = bool(re.match("[a-z]", match.group()))
    if not named and (traps.is_tangled(source, start) or traps.is_labelled(source, start)):
        return None
    numbers = [int(number) for number in re.findall("[0-9]+", match["numbers"])]
    if numbers[-1] < 100:
        numbers[-1] += numbers[0] - numbers[0] % 100
        numbers[-1] += 100 if numbers[-1] < numbers[0] else 0
    return _years_atom(found, numbers, match["numbers"], named=named)


def _years_atom(found: Found, numbers: list[int], written: str, *, named: bool) -> Atom | None:
    in_order = all(a < b for a, b in pairwise(numbers))
    if not in_order or not (named or (numbers[0] >= 1500 and numbers[-1] <= 2150)):
        return None
    if "/" in written and not named and numbers[-1] != numbers[0] + 1:
        return None
    chosen = [values.year(number) for number in numbers]
    if len(chosen) == 2 and re.search(r"[-/]|\b(?:do|a)\b", written):
        return found.atom(value=values.interval(*chosen))
    return found.atom(value=values.all_of(chosen) if len(chosen) > 1 else chosen[0])


def _school_year(found: Found) -> Atom | None:
    """Read "rok szkolny 2023/2024": 1 September to 31 August; academic years begin in October."""
    match = found.match
    ends: tuple[values.Value | None, values.Value | None]
    first = int(match["first"])
    if int(match["second"]) % 100 != (first + 1) % 100:
        return None
    if match["kind"].startswith("szk"):
        ends = values.day(first, 9, 1), values.day(first + 1, 8, 31)
    elif match["kind"].startswith("akad"):
        ends = values.day(first, 10, 1), values.day(first + 1, 9, 30)
    else:
        ends = values.year(first), values.year(first + 1)
    low, high = ends
    return found.atom(value=values.interval(low, high)) if low and high else None


def _decade(found: Found) -> Atom | None:
    """Read "lata 90.", "latach 60-tych XX wieku", "lat dziewięćdziesiątych"."""
    match = found.match
    century = _century_of(match["century"]) if match["century"] else 20
    written = [match["tens"], match["second"]]
    tens = [_tens(word) for word in written if word]
    if not century or None in tens:
        return None
    if not match["century"] and (tens[0] or 0) < 2:
        return None
    decades = [values.decade((century - 1) * 100 + 10 * (ten or 0)) for ten in tens]
    if len(decades) == 1:
        return found.atom(value=decades[0])
    turn = re.search(r"przelom\w*[ ]$", traps.before(found.source, match.start()))
    if turn:
        return _turn(found, turn.start(), decades[1])
    return found.atom(value=values.all_of(decades))


def _tens(word: str) -> int | None:
    if word[0].isdigit():
        return int(word[0])
    return next((ten for stem, ten in _DECADES.items() if word.startswith(stem)), None)


def _century_of(word: str) -> int | None:
    numeral = re.match(r"[a-z]+|[0-9]+", word)
    if numeral is None:
        return None
    return int(numeral[0]) if numeral[0].isdigit() else roman_number(numeral[0])


def _century(found: Found) -> Atom | None:
    """Read "XIX w.", "XX wieku", "na przełomie XIX i XX w.", "19. wieku"."""
    match, source = found.match, found.source
    numbers = [_century_of(word) for word in (match["first"], match["second"]) if word]
    if any(number is None or not 1 <= number <= 21 for number in numbers):
        return None
    start = match.start()
    if (
        match["first"][0].isalpha()
        and not source.text[start : start + len(match["first"])].isupper()
    ):
        return None
    centuries = [values.century(number or 1) for number in numbers]
    if len(centuries) == 1:
        return found.atom(value=centuries[0])
    turn = re.search(r"przelom\w*[ \t\n]$", traps.before(source, start))
    if turn or "/" in match.group():
        return _turn(found, turn.start() if turn else None, centuries[1])
    return found.atom(value=values.all_of(centuries))


def _turn(found: Found, place: int | None, later: values.Value) -> Atom | None:
    """Make the turn of two spans: about the first year of the later one."""
    first = values.approximate(values.year(later.lo.year)) if later.lo else None
    start = found.match.start()
    if place is not None:
        start -= len(traps.before(found.source, start)) - place
    return found.atom(start=start, value=first) if first else None


def year_rules() -> tuple[tuple[Rule, ...], tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules that begin with a year, with another number, and with a letter."""
    second = rf"(?:{Y}|[0-9]{{2}}(?![0-9]))"
    more = rf"(?:{B}(?:[-/,]|do\b|i\b|oraz\b|a\b){B}{Y}){{1,12}}"
    century = rf"(?:[ ]?(?P<century>(?:x{{0,2}}[ivx]{{1,4}}|[12]?[0-9]\.?){B}(?:w\.|w\b|wieku)))?"
    tens = (
        r"(?:[1-9]0(?:[ ]?-?[ ]?(?:tych|te|ych|e)\b|\.)|(?:dziesiat|dwudziest|trzydziest"
        r"|czterdziest|(?:piec|szesc|siedem|osiem|dziewiec)dziesiat)(?:ych|e)\b)"
    )
    roman = r"[ivx]{1,5}"
    wiek = rf"{B}(?:w\.|wiek(?:u|iem|ow|i)?\b|stuleci(?:e|a|u)\b)"
    by_year = (
        Rule(
            "years",
            rf"(?P<numbers>{Y}{B}(?:-{B}{Y}|/{second})){R}?(?![a-z0-9/_]|[-.][0-9a-z])",
            _years,
        ),
        Rule("year", rf"(?P<year>{Y}){R}", _year),
        Rule("year_bare", rf"(?P<year>{Y})(?![0-9])", _bare_year),
    )
    by_digit = (
        Rule("century", rf"(?P<first>1?[0-9]|2[01])(?P<second>)\.?{S}wieku?\b", _century),
        Rule("year", rf"(?P<year>[1-9][0-9]{{2}}){B}r(?:oku|ok)?\b\.?", _early_year),
    )
    kinds = r"(?P<kind>szkoln\w*|szk\.|akademick\w*|akad\.|[a-z]{0,14})"
    by_letter = (
        Rule(
            "school_year",
            rf"(?:rok(?:u|iem)?|r\.|sezon(?:u|ie|em)?){S}?{kinds}{B}(?P<first>{Y}){B}[/-]{B}"
            rf"(?P<second>{second})(?:{B}r\.)?",
            _school_year,
            (
                "sezon",
                *(f"{noun} {kind}" for noun in ("rok", "roku", "rokiem", "r.") for kind in _KINDS),
            ),
        ),
        Rule(
            "year",
            rf"(?:rok(?:u|iem|owi)?|r\.){B}(?P<year>{Y})(?:{B}r\.)?(?![/-][0-9])",
            _year,
            ("r.1", "r.2", *(f"{n} {y}" for n in ("r.", "rok", "roku", "rokiem") for y in "12")),
        ),
        Rule(
            "year",
            rf"dz\.?[ ]?u\.?[ ]?(?:urz\.?[ ]?)?(?P<year>{Y})",
            _year,
            ("dz.u", "dz. u", "dz u", "dzu"),
        ),
        Rule(
            "years",
            rf"lat(?:a(?:ch|mi)?)?{S}(?:od{S})?(?P<numbers>{Y}{more}){R}?",
            _years,
            ("lat ", "lata ", "latach ", "latami "),
        ),
        Rule(
            "decade",
            rf"lat(?:a(?:ch|mi)?)?{S}(?P<tens>{tens}|[1-9]0(?={S}(?:x|1|2)))"
            rf"(?:{B}(?:/|i\b|-){B}(?P<second>{tens}))?{century}",
            _decade,
            ("lat ", "lata ", "latach ", "latami "),
        ),
        Rule(
            "century",
            rf"(?P<first>{roman})(?![a-z])(?:{B}(?:i|/|-){B}(?P<second>{roman})(?![a-z]))?{wiek}",
            _century,
            tuple(
                f"{numeral}{after}"
                for numeral in _ROMAN_CENTURIES
                for after in (" w.", " wi", " st", "/", " i ", " /", "-", " -", "w.")
            ),
        ),
        Rule(
            "year_named",
            rf"(?:(?P<this>{THIS}|(?:tym|biezacym|obecnym){S}roku\b|(?:ten|biezacy|obecny){S}rok\b)"
            rf"|(?P<last>{LAST}|(?:ubieglym|zeszlym|minionym|poprzednim|ub\.){S}roku\b"
            rf"|(?:ubiegly|zeszly|miniony|poprzedni){S}rok\b)"
            rf"|(?P<next>{NEXT}|przyszlym{S}roku\b|przyszly{S}rok\b))",
            _year_named,
            starts(
                "br b. biez obecn ub ubieg zesz minion poprzed przyszl",
                "b r",
                "tego rok",
                "tym rok",
                "ten rok",
            ),
        ),
    )
    return by_year, by_digit, by_letter
