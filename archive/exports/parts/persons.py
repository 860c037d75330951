"""Find persons in Polish text: their e-mails, phones, and the names and initials of editors.

Names of persons the text is about are not looked for. What cannot be told from an office's is taken
for a person's: of two errors the one that hides too much is the smaller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CAPITAL = "A-ZĄĆĘŁŃÓŚŹŻ"
_SMALL = "a-ząćęłńóśźż"
#: Words of which an office makes the names of its mailboxes.
OFFICE_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    urzad um ug umig gmina miasto sekretariat kancelaria biuro kontakt info informacja poczta bip
    punkt obsluga boi bok bom prasa prasowe media redakcja promocja rada biurorady starostwo powiat
    office rady ratusz iod iodo abi rodo podatki usc sm straz straznik strazmiejska dyzurny
    centrum mops gops mosir mok gok biblioteka muzeum szkola przedszkole sp zsp lo zs konsultacje
    budzet obywatelski dotacje przetargi zamowienia admin webmaster epuap efektywnosc srodowisko
    oswiata dostepnosc drogi zp bo kultura sport inwestycje inwestor geodezja architektura
    planowanie komunikacja
    """,
    )
)
_EMAIL = re.compile(
    r"(?P<local>[\w.+-]+)\s?(?:@|[\[(]\s?(?:at|małpa|@)\s?[\])])\s?[\w-]+(?:\.[\w-]+)+"
)
_NUMBER = re.compile(r"(?<![\d.,/§-])\(?\+?\d[\d \u00a0()/-]{5,20}\d(?![\d%])")
_BEFORE_PHONE = re.compile(
    r"(?:tel|telefon\w*|kom|kom[oó]rk\w*|fax|faks\w*|numer\w*|dzwoń\w*|whatsapp)[\s.:/]*"
    r"(?:kom|nr|do|fax|faks|tel|pod)?[\s.:]*$",
    re.IGNORECASE,
)
_BEFORE_OTHER = re.compile(
    r"(?:NIP|REGON|KRS|PKD|ISBN|ISSN|kont\w*|rachun\w*|sygn\w*|działk\w*|poz|nr|PESEL)[\s.:]*$",
    re.IGNORECASE,
)
_AFTER_OTHER = re.compile(
    r"\s?(?:zł|PLN|EUR|euro|mln|mld|tys|[mk]?m2|[mk]?m²|km|ha|szt|ton|kg|osób|mieszka)", re.I
)
_DATE_OR_YEARS = re.compile(
    r"(?:(?:19|20)\d\d-(?:\d\d?-\d\d?|(?:19|20)\d\d)|\d\d?[-/]\d\d?[-/](?:19|20)\d\d)(?!\d)"
)
_PESEL = re.compile(r"(?<=PESEL)[\s.:]*(?P<name>\d{11})\b")
_HOTLINE = ("800", "801")

#: An office where a name could stand: then nobody is named.
_OFFICE = (
    r"(?:Urz[ąę]d|UM|UG|UMiG|BIP|Wydzia|Biur|Referat|Gmin|Miast|Redakcj|Burmistrz|Prezydent|Wójt"
    r"|Starost|Sekretarz|Skarbnik|Rada|Rady|Centrum|Straż|Powiat|Dział|Zespół|Administrator"
    r"|Ośrod|Dom|Szkoł|Bibliotek|Muzeum|Zdjęci|Data|Liczba|Ostatni|Opublikowan|Wytworz|Wprowadz"
    r"|Tekst|Fot|Źródł|Modyfik|Zatwierdz|Udostępn|Drukuj|Rejestr|Histori|Wersj|Podmiot)"
)
_LONG = rf"[{_CAPITAL}][{_SMALL}’'{_CAPITAL}]*(?:-[{_CAPITAL}][{_SMALL}]+)?"
_WORD = rf"(?!{_OFFICE})(?:[{_CAPITAL}]\.[ ]?|{_LONG})"
_NAME = rf"{_WORD}(?:[ \u00a0]?{_WORD}){{0,3}}"
_NAMES = rf"{_NAME}(?:\s?(?:,|/|i|oraz|&)\s?{_NAME})*"
_VERBS = (
    r"(?:opublikowa|wprowadzi|wytworzy|udostępni|zatwierdzi|sporządzi|opracowa|przygotowa|doda"
    r"|zredagowa|napisa|zmodyfikowa|zaktualizowa|autoryzowa)(?:ł|ła)(?:[ ]?[(/]-?a\)?)?"
)
_PASSIVE = (
    r"(?:opublikowan|wytworzon|wprowadzon|dodan|udostępnion|przygotowan|opracowan)\w{1,2} przez"
)
_NOUNS = (
    r"(?:autor(?:zy|ka|stwo)?(?:[ ](?:tekstu|zdj\w+|artykułu|wpisu|fotografii|publikacji))?"
    r"|redaktor\w*|redagował\w?|tekst|tekst i (?:zdjęcia|foto)|zdjęcia|foto|zdj|oprac|red"
    r"|osob[ay] (?:odpowiedzialn|sporządz|wprowadz|publik|udostępn)\w+(?:[ ]za[^:\n\t]{0,40})?"
    r"|odpowiedzialn\w+ za[^:\n\t]{0,40}|podmiot udostępniający[^:\n\t]{0,20})"
)
_LABELLED = re.compile(
    rf"(?i:\b(?:{_VERBS}|{_PASSIVE})\s?:\s{{0,3}}|(?m:^|\t)[ ]?(?:{_VERBS}|{_PASSIVE})\s{{1,3}}"
    rf"|\b{_NOUNS}\.?(?:\([ay]\))?\s?:\s{{0,3}}"
    rf"|\b{_NOUNS}\.?[\t\n]{{1,2}}|\b(?:fot|foto|oprac|red|zdj)\.[\s:]{{0,2}})(?P<name>{_NAMES})"
)
_INITIALS = rf"[{_CAPITAL}{_SMALL}]{{2,4}}"
_SIGNED = re.compile(
    rf"[(/\[](?P<name>{_INITIALS})[)/\]](?=\s?/\s?U[MG])"
    rf"|\b(?P<more>[{_CAPITAL}]{{2,3}}(?:[,/][ ]?[{_CAPITAL}]{{2,3}})*)(?=/U[MG]\b)"
    rf"|(?<=/UM)(?P<last>(?:,[ ]?[{_CAPITAL}]{{2,3}})+)(?=\s*$)"
    rf"|^[ ]?[(/\[](?P<line>[{_SMALL}]{{2,4}})[)/\]][ ]?$",
    re.MULTILINE,
)

Span = tuple[int, int]


def persons(text: str, office_numbers: frozenset[str] = frozenset()) -> Iterator[Span]:
    """Where persons are named or can be reached in a text: start and end, in code points.

    ``office_numbers`` are phone numbers that stay, as `number_of` writes them. Spans may overlap.
    """
    yield from _emails(text)
    yield from _phones(text, office_numbers)
    yield from names(text)


def names(text: str) -> Iterator[Span]:
    """Where editors are named or have signed with initials; and PESEL numbers."""
    for pattern in (_LABELLED, _SIGNED, _PESEL):
        for match in pattern.finditer(text):
            group = next(name for name, value in match.groupdict().items() if value)
            start, end = match.span(group)
            yield start, start + len(text[start:end].rstrip())


def number_of(phone: str) -> str:
    """The nine digits of a Polish phone number, or as many as there are, country code left out."""
    digits = re.sub(r"\D", "", phone)
    for prefix in ("0048", "48", "0"):
        if len(digits) > 9 and digits.startswith(prefix):
            return digits.removeprefix(prefix)
    return digits


def is_office_mailbox(local: str) -> bool:
    """Tell whether a mailbox is named after an office: ``sekretariat``, ``biuro.rady``."""
    words = [word for word in re.split(r"[._+\d-]+", local.lower()) if word]
    return bool(words) and OFFICE_WORDS.issuperset(words)


def _emails(text: str) -> Iterator[Span]:
    for match in _EMAIL.finditer(text):
        if not is_office_mailbox(match["local"]):
            yield match.span()


def _phones(text: str, office_numbers: frozenset[str]) -> Iterator[Span]:
    for match in _NUMBER.finditer(text):
        number = number_of(match[0])
        if number in office_numbers or number.startswith(_HOTLINE):
            continue
        before = text[max(0, match.start() - 30) : match.start()]
        after = text[match.end() : match.end() + 12]
        if _BEFORE_PHONE.search(before):
            if 7 <= len(number) <= 11:
                yield match.span()
        elif _looks_like_phone(match[0], number) and not (
            _BEFORE_OTHER.search(before) or _AFTER_OTHER.match(after)
        ):
            yield match.span()


def _looks_like_phone(written: str, number: str) -> bool:
    """Nine digits in groups, or with a country code; no date and no span of years."""
    grouped = bool(re.search(r"\d[ \u00a0()/-]+\d", written)) or written.startswith(("+48", "0048"))
    return len(number) == 9 and grouped and not _DATE_OR_YEARS.match(written)
