"""Rules for years: with "r.", bare, named by a word, in rows and ranges."""

from __future__ import annotations

import re
from itertools import pairwise

from pipelines.dates import traps, values
from pipelines.dates.atoms import Atom, Found, Rule, starts
from pipelines.dates.pieces import LAST, NEXT, THIS, B, R, S, Y

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


def year_rules() -> list[Rule]:
    """The rules for years."""
    return [*_figures(), *_nouns(), *_named()]


def _figures() -> list[Rule]:
    """Years that begin with their figures."""
    second = rf"(?:{Y}|[0-9]{{2}}(?![0-9]))"
    return [
        Rule(
            "years",
            rf"(?P<numbers>{Y}{B}(?:-{B}{Y}|/{second})){R}?(?![a-z0-9/_]|[-.][0-9a-z])",
            _years,
            year_first=True,
        ),
        Rule("year", rf"(?P<year>{Y}){R}", _year, year_first=True),
        Rule("year_bare", rf"(?P<year>{Y})(?![0-9])", _bare_year, year_first=True),
        Rule("year", rf"(?P<year>[1-9][0-9]{{2}}){B}r(?:oku|ok)?\b\.?", _early_year),
    ]


def _nouns() -> list[Rule]:
    """Years behind a noun: rok 2015, lata 2014-2020, Dz. U. 2020."""
    more = rf"(?:{B}(?:[-/,]|do\b|i\b|oraz\b|a\b){B}{Y}){{1,12}}"
    return [
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
    ]


def _named() -> list[Rule]:
    """Years told from the reference: br., ub.r., w przyszłym roku."""
    return [
        Rule(
            "year_named",
            rf"(?:(?P<this>{THIS}|(?:tym|biezacym|obecnym){S}roku\b|(?:ten|biezacy|obecny){S}rok\b"
            rf"|roku{S}(?:biezacym|obecnym)\b)"
            rf"|(?P<last>{LAST}|(?:ubieglym|zeszlym|minionym|poprzednim|ub\.){S}roku\b"
            rf"|(?:ubiegly|zeszly|miniony|poprzedni){S}rok\b|roku{S}(?:ubieglym|zeszlym|minionym)\b)"
            rf"|(?P<next>{NEXT}|przyszlym{S}roku\b|przyszly{S}rok\b|roku{S}przyszlym\b))",
            _year_named,
            starts(
                "br b. biez obecn ub ubieg zesz minion poprzed przyszl",
                *("b r", "tego rok", "tym rok", "ten rok"),
                *(f"roku {word}" for word in ("biez", "obecn", "ubieg", "zesz", "minio", "przysz")),
            ),
        ),
    ]
