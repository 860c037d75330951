"""The words Polish dates are made of, folded: small letters, no diacritics.

Folding keeps every code point in its place, so offsets into folded text are offsets into the
text. Months are listed in all cases because a case tells the sense: only a genitive (or a plain
nominative in tables) follows a day number.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_PLAIN = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")
#: Blanks and dashes outside windows-1250 and what the grammar reads in their place.
_ODD = {
    "\u2009": " ", "\u202f": " ", "\u2007": " ", "\u2002": " ", "\u2003": " ", "\u200a": " ",
    "\u2008": " ", "\u2005": " ", "\u2006": " ", "\u200b": " ", "\ufeff": " ", "\u2028": "\n",
    "\u2029": "\n", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2015": "-", "\u2212": "-",
}  # fmt: skip

_MONTHS = (
    "styczen stycznia styczniu styczniem styczniowi",
    "luty lutego lutym lutemu",
    "marzec marca marcu marcem marcowi",
    "kwiecien kwietnia kwietniu kwietniem kwietniowi",
    "maj maja maju majem majowi",
    "czerwiec czerwca czerwcu czerwcem czerwcowi",
    "lipiec lipca lipcu lipcem lipcowi",
    "sierpien sierpnia sierpniu sierpniem sierpniowi",
    "wrzesien wrzesnia wrzesniu wrzesniem wrzesniowi",
    "pazdziernik pazdziernika pazdzierniku pazdziernikiem pazdziernikowi",
    "listopad listopada listopadzie listopadem listopadowi",
    "grudzien grudnia grudniu grudniem grudniowi",
)
_SHORT_MONTHS = (
    "sty stycz", "lut", "mar", "kwi kwie kwiec", "maj", "cze czerw", "lip", "sie sier sierp",
    "wrz wrzes", "paz pazdz", "lis list listop", "gru grudz",
)  # fmt: skip
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ORDINALS = (
    "pierwsz", "drugi", "trzeci", "czwart", "piat", "szost", "siodm", "osm", "dziewiat",
    "dziesiat", "jedenast", "dwunast", "trzynast", "czternast", "pietnast", "szesnast",
    "siedemnast", "osiemnast", "dziewietnast",
)  # fmt: skip
_WEEKDAYS = (
    "poniedzialek poniedzialku poniedzialkiem poniedzialkowi pon pn poniedz",
    "wtorek wtorku wtorkiem wtorkowi wt wto",
    "sroda srode srody srodzie sr sro",
    "czwartek czwartku czwartkiem czwartkowi czw cz",
    "piatek piatku piatkiem piatkowi pt pia",
    "sobota sobote soboty sobocie so sob",
    "niedziela niedziele niedzieli niedz nd ndz",
)


@cache
def _fold_table() -> bytes:
    """Map windows-1250 bytes to ASCII: letters plain, blanks and dashes of one kind."""
    table = bytearray(b"?" * 256)
    for code in range(256):
        char = bytes([code]).decode("cp1250", "replace")
        plain = char.translate(_PLAIN).lower()
        if len(plain) == 1 and plain.isascii():
            table[code] = ord(plain)
    for codes, ascii_code in ((b"\xa0\r\f\v\x1c\x1d\x1e\x1f", 0x20), (b"\x96\x97\xad", 0x2D)):
        for code in codes:
            table[code] = ascii_code
    table[0x85] = ord(".")  # the ellipsis
    table[0x91] = table[0x92] = ord("'")
    return bytes(table)


def fold(text: str) -> str:
    """Fold text to small ASCII letters, code point by code point; what has no place becomes ``?``.

    The length stays the same for every input. windows-1250 has all Polish letters and one byte
    each, which makes this a hundred times faster than a mapping of characters.
    """
    try:
        plain = text.encode("cp1250")
    except UnicodeEncodeError:
        for odd, usual in _ODD.items():
            text = text.replace(odd, usual)
        plain = text.encode("cp1250", "replace")
    return plain.translate(_fold_table()).decode("ascii")


#: Marks that follow a letter in decomposed text, as PDF files give it: n and an acute.
_MARKS = ("\u0301", "\u0328", "\u0307")


def composed(text: str) -> tuple[str, list[int] | None]:
    """Join letters and the marks behind them; give the places the characters came from.

    Text without such marks comes back as it is, with None for the places.
    """
    if "\u0301" not in text and "\u0328" not in text and "\u0307" not in text:
        return text, None
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        joined = unicodedata.normalize("NFC", chars[-1] + char) if chars and char in _MARKS else ""
        if len(joined) == 1:
            chars[-1] = joined
            continue
        chars.append(char)
        places.append(place)
    return "".join(chars), [*places, len(text)]


@cache
def month_forms() -> dict[str, int]:
    """Every full form of a month's name, folded, with its number."""
    return {form: n for n, forms in enumerate(_MONTHS, 1) for form in forms.split()}


@cache
def short_months() -> dict[str, int]:
    """Abbreviated months, folded; they mean a month only beside a day or a year."""
    return {form: n for n, forms in enumerate(_SHORT_MONTHS, 1) for form in forms.split()}


@cache
def roman_months() -> dict[str, int]:
    """Roman numerals of the twelve months, folded."""
    return {form: n for n, form in enumerate(_ROMAN, 1)}


@cache
def weekday_forms() -> dict[str, int]:
    """Every form of a weekday's name, folded, with Monday as 0."""
    return {form: n for n, forms in enumerate(_WEEKDAYS) for form in forms.split()}


def is_pronoun(word: str) -> bool:
    """Tell whether a word is "się", which folds to the short form of August."""
    return "ę" in word.lower()


def month_of(word: str) -> int | None:
    """The number of a month in any case, abbreviation or capital Roman numeral, else None."""
    if is_pronoun(word):
        return None
    folded = fold(word).strip(". ")
    roman = roman_months().get(folded) if word.isupper() else None
    return month_forms().get(folded) or short_months().get(folded) or roman


@cache
def day_words() -> dict[str, int]:
    """Days of the month spelled out in the genitive, folded: "dwudziestego pierwszego" is 21."""
    days = {stem + "ego": n for n, stem in enumerate(_ORDINALS, 1)}
    for tens, word in ((20, "dwudziestego"), (30, "trzydziestego")):
        days[word] = tens
        for n, stem in enumerate(_ORDINALS[: 9 if tens == 20 else 1], 1):
            days[f"{word} {stem}ego"] = tens + n
    return days
