"""The office behind a page: name, address, phones, e-mails, tax numbers, ePUAP, hours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.model import Contact, Phone
from crawler.extraction.addresses import find_address
from crawler.extraction.words import figures

_TOLD_BY_WORDS = re.compile(r"\b(?:NIP|REGON|at)\b|ma[łl]pa|/Skrytka", re.I)
_SIGN_WORDS = ("nip", "regon", "małpa", "malpa", "/skrytka")
_AT = re.compile(r"at\b(?<=\bat)")
#: What a post code, a time and a phone number look like in `figures`.
_CODE_SHAPE = re.compile(rb"99 ?[-?] ?999")
_CLOCK_SHAPE = re.compile(rb"9[:.]99")
_PHONE_SHAPE = re.compile(rb"9(?:[ ()/.\-?]{0,3}9){6}")
_MANY_DIGITS = re.compile(r"\d(?:[ ()/.\-\u00a0]{0,3}\d){6}")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", re.ASCII)
_HIDDEN = re.compile(r"[(\[{]\s*(?:at|małpa|malpa|@|dot|kropka)\s*[)\]}]", re.I)
_HIDDEN_AT = re.compile(r"\s*[(\[{]\s*(?:at|małpa|malpa|@)\s*[)\]}]\s*", re.I)
_HIDDEN_DOT = re.compile(r"\s*[(\[{]\s*(?:dot|kropka)\s*[)\]}]\s*", re.I)
#: The code of a district, in brackets or not, with the trunk 0 or Poland's 48 before it.
_AREA = r"(?:\(48[ \-]\d{2}\)|\(?(?:0[\-  ]?|48)?\d{2}\)?)[ /\-.]{0,3}"
_PHONE = re.compile(
    r"(?<![\w/.,-])(?:(?:\+|00)48[ \-.]?)?"
    rf"(?:{_AREA}\d{{3}}[ \-.]?\d{{2}}[ \-.]?\d{{2}}|{_AREA}\d{{2}}[ \-.]\d{{2}}[ \-.]\d{{3}}"
    rf"|{_AREA}\d{{4}}[ \-.]?\d{{3}}|\d{{3}}[ \-.]\d{{3}}[ \-.]\d{{3}}"
    rf"|{_AREA}\d{{3}}[ \-.]?\d{{4}})(?![\w/]|-\d{{3}})"
)
#: A further number of the same exchange: "25 681-22-54, 681-22-55".
_FURTHER = re.compile(r"(?:,| lub| i|;)? {0,2}(\d{3}[ -]\d{2}[ -]\d{2})(?![\w/-])")
_PHONE_WORD = re.compile(r"tel|fon|kom\.|centrala|sekretariat|kontakt|infolinia|☎", re.I)
#: Longest line that is only a label.
_LABEL_CHARS = 12
_FAX_WORD = re.compile(r"fax|faks", re.I)
_NUMBERS = re.compile(r"nip|regon|konto|rachun|krs|iban|nr kont", re.I)
_NIP = re.compile(r"\bNIP\b\W{0,6}(?:PL)?\s?((?:\d[ \u00a0-]?){9}\d)", re.I)
_REGON = re.compile(r"\bREGON\b\W{0,6}((?:\d[ \u00a0-]?){8}\d(?:(?:[ \u00a0-]?\d){5})?)", re.I)
_EPUAP = re.compile(r"/?[\w.-]{3,40}/(?:Skrytka\w*|domyslna|SkrytkaESP|skrytka)\b", re.I)
_HOURS = re.compile(r"\d{1,2}[:.]?\d{0,2}\s*(?:-|–|do)\s*\d{1,2}[:.]\d{2}", re.I)
_LONGEST_HOURS = 200
_DAYS = re.compile(
    r"\b(?:pon|pn|wt|[śs]r(?:od|\b)|czw|pt|pi[ąa]t|sob|niedz|godz|czynn|urz[ęe]du)", re.I
)


def read_contact(texts: Iterable[str], mailtos: Iterable[str], name: str | None) -> Contact:
    """What the given lines say of the office; ``mailtos`` are addresses of mailto links."""
    every = [piece for text in texts for piece in text.split("\n") if piece.strip()]
    shape = figures("\n".join(every))
    numbered = [b"9" in line for line in shape.split(b"\n")[: len(every)]]
    lines = _telling_lines(every, numbered)
    whole = "\n".join(lines)[:40_000]
    low = whole.lower()
    nip = _NIP.search(whole) if "nip" in low else None
    regon = _REGON.search(whole) if "regon" in low else None
    epuap = _EPUAP.search(whole) if "/skrytka" in low or "/domyslna" in low else None
    return Contact(
        name=name,
        address=find_address(every, numbered) if _CODE_SHAPE.search(shape) else None,
        emails=find_emails(whole, mailtos),
        phones=find_phones(every, numbered) if _PHONE_SHAPE.search(shape) else [],
        nip=_valid(nip[1], valid_nip) if nip else None,
        regon=_valid(regon[1], valid_regon) if regon else None,
        epuap=_epuap(epuap[0]) if epuap else None,
        hours=_hours(lines) if _CLOCK_SHAPE.search(shape) else None,
    )


def _telling_lines(lines: list[str], numbered: list[bool]) -> list[str]:
    """Lines with a digit, an address sign, or a word that stands for one."""
    low = "\n".join(lines).lower()
    pairs = zip(lines, numbered, strict=True)
    if not _AT.search(low) and not any(word in low for word in _SIGN_WORDS):
        return [line for line, digits in pairs if digits or "@" in line]
    return [line for line, digits in pairs if digits or "@" in line or _TOLD_BY_WORDS.search(line)]


def find_emails(text: str, mailtos: Iterable[str] = ()) -> list[str]:
    """E-mail addresses, lower case, each once; "urzad(at)miasto.pl" counts."""
    if _HIDDEN.search(text):
        text = _HIDDEN_DOT.sub(".", _HIDDEN_AT.sub("@", text))
    signed = (line for line in text.split("\n") if "@" in line)
    found = [*mailtos, *(hit[0] for line in signed for hit in _EMAIL.finditer(line))]
    clean = (one.partition("?")[0].strip(" .").lower() for one in found)
    return list(dict.fromkeys(one for one in clean if _EMAIL.fullmatch(one)))


def find_phones(lines: list[str], numbered: list[bool]) -> list[Phone]:
    """Phone numbers as printed, with the E.164 form beside; fax numbers are left out.

    The label of a number may stand before it or alone in the line above; ``numbered`` tells which
    lines hold a digit.
    """
    found: dict[str, Phone] = {}
    for above, line, digits in zip(["", *lines], lines, numbered, strict=False):
        if not digits or not _MANY_DIGITS.search(line):
            continue
        label = above if len(above) <= _LABEL_CHARS else ""
        if not _FAX_WORD.match(label):
            _add_phones(found, line, label)
    return list(found.values())


def _add_phones(found: dict[str, Phone], line: str, label: str) -> None:
    """Add the numbers of one line, by their E.164 form."""
    spoken = _PHONE_WORD.search(f"{label} {line}") is not None
    for hit in _PHONE.finditer(line):
        before = line[max(0, hit.start() - 24) : hit.start()]
        if _last_word(before) or _NUMBERS.search(before):
            continue
        if not spoken and not re.search(r"[ ()+-]", hit[0].strip()):
            continue
        number = to_e164(hit[0])
        if number is None:
            continue
        found.setdefault(number, Phone(hit[0].strip(), number))
        if further := _FURTHER.match(line, hit.end()):
            other = number[:5] + re.sub(r"\D", "", further[1])
            found.setdefault(other, Phone(further[1], other))


def _last_word(before: str) -> bool:
    """The nearest word before a number says fax, and no telephone after it."""
    fax = [m.end() for m in _FAX_WORD.finditer(before)]
    phone = [m.end() for m in re.finditer(r"tel", before, re.I)]
    return bool(fax) and (not phone or fax[-1] > phone[-1]) and "tel" not in before[-14:].lower()


def to_e164(text: str) -> str | None:
    """A Polish number in E.164 form, "+48" and nine digits, or None."""
    digits = re.sub(r"\D", "", text)
    digits = digits.removeprefix("00")
    if len(digits) == 11 and digits.startswith("48"):
        digits = digits[2:]
    if len(digits) == 10 and digits.startswith("0"):
        digits = digits[1:]
    if len(digits) != 9 or digits.startswith("0"):
        return None
    return f"+48{digits}"


def valid_nip(digits: str) -> bool:
    """NIP check digit (weights 6 5 7 2 3 4 5 6 7, modulo 11)."""
    if len(digits) != 10:
        return False
    return _weighted(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7)) == int(digits[9])


def valid_regon(digits: str) -> bool:
    """REGON check digit, 9 or 14 digits long (modulo 11, 10 counts as 0)."""
    if len(digits) == 14:
        weights = (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)
        return valid_regon(digits[:9]) and _weighted(digits, weights) % 10 == int(digits[13])
    if len(digits) != 9:
        return False
    return _weighted(digits, (8, 9, 2, 3, 4, 5, 6, 7)) % 10 == int(digits[8])


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 11


def _valid(text: str, check: object) -> str | None:
    digits = re.sub(r"\D", "", text)
    return digits if callable(check) and check(digits) else None


def _epuap(text: str) -> str:
    return text if text.startswith("/") else f"/{text}"


def _hours(lines: list[str]) -> str | None:
    """The first run of lines that give office hours."""
    found: list[str] = []
    for line in lines:
        if len(line) < _LONGEST_HOURS and _HOURS.search(line) and _DAYS.search(line):
            found.append(line.strip())
        elif found:
            break
    return "\n".join(found[:8]) or None
