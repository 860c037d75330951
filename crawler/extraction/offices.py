"""Names of offices as pages write them: wrapped in "Oficjalny serwis", in the genitive, cut off."""

from __future__ import annotations

import re
from functools import cache

from crawler.extraction.words import flat, fold, vocabulary

#: A name that begins like this is that of a public body.
_BODY = re.compile(
    r"\b(?:urzad|starostwo|gmina|miasto|powiat|osrodek|szkola|zespol|muzeum|biblioteka|"
    r"zaklad|centrum|dom kultury|dom pomocy|przedszkole|zarzad|inspektorat|komenda|sad |"
    r"szpital|agencja|park|straz|zwiazek|wojewodztwo|przedsiebiorstwo|instytut|stowarzyszenie|"
    r"spolka|fundacja|izba|liceum|miejski|gminny|powiatowy)"
)
#: A body by its full name: up to three adjectives, the kind of body, then whose or where.
_FULL = re.compile(
    r"(?:[\w-]+[yaei] ){0,3}(?:urzad|starostwo|gmina|osrodek|szkola|zespol|muzeum|biblioteka|"
    r"zaklad|centrum|dom|przedszkole|zarzad|inspektorat|komenda|szpital|agencja|"
    r"przedsiebiorstwo|liceum|instytut)\b .*\w"
)
_BULLETIN = r"biuletyn(?:u)? informacji publiczn(?:ej|ych)"
#: What stands before a name and is no part of it.
_BEFORE = re.compile(
    rf"(?:logo(?:typ)?|herb|strona glowna|glowna|bip|{_BULLETIN})(?!\w)\s*[-:|,.]?\s*"
    r"|witamy (?:na|w)\s.{0,40}?(?=urz|gmin|miast|powi|star)"
)
_SERVICE = (
    r"(?:oficjaln\w+ )?(?:strona|serwis|portal|witryna)"
    r"(?: internetow\w+| informacyjn\w+| urzedow\w+| miejsk\w+| gminn\w+)*\s*"
)
_TAIL = re.compile(
    rf"\s*(?:[-:|,.(]\s*|(?<=\s))(?:strona glowna|logo(?:typ)?|herb|bip|{_BULLETIN}"
    r"|(?:(?:oficjaln\w+ )?(?:strona|serwis|portal|witryna)(?: [\w-]+){0,2})"
    r"|wojewodztwo [\w-]+|woj\. ?[\w-]+)\)?\W*$"
    r"|[\s,;|(-]+(?:\d\d-\d{3}\b|(?:ul|al|pl)\.|(?:tel|fax|faks|nip|regon|e-?mail)\b).*$"
    r"|[\s.,-]*(?:wszelkie|wszystkie) prawa.*$|\s+tworzenie stron.*$|\s+all rights.*$"
)


def is_body(name: str) -> bool:
    """Whether a name speaks of a public body anywhere."""
    return _BODY.search(fold(name)) is not None


def opens_as_body(name: str) -> bool:
    """Whether a name begins with the kind of body it is of, adjectives apart."""
    hit = _BODY.search(fold(name))
    return hit is not None and fold(name)[: hit.start()].count(" ") <= 2


def is_kind(name: str) -> bool:
    """Whether a name says only what kind of body it is: "Gmina"."""
    return fold(name) in _kinds()


@cache
def _kinds() -> frozenset[str]:
    """Nouns for bodies in the nominative, folded."""
    return frozenset(fold(nominative) for nominative, _ in _genitives().values())


def is_full_name(line: str) -> bool:
    """Whether a short line is nothing but the full name of a body."""
    return line[:1].isupper() and _FULL.match(fold(line)) is not None


def bare_name(text: str) -> str:
    """The name without what pages wrap it in, in the nominative; "" when nothing is left."""
    text = " ".join(text.split()).strip(" -–—|:,.")
    while (shorter := _unwrapped(text)) != text:
        text = shorter
    ended = re.sub(r"(?<= o\.o)$|(?<= S\.A)$|(?<= s\.c)$", ".", text)
    return _nominative(ended)


def _unwrapped(text: str) -> str:
    """One wrapping less."""
    low = flat(text)
    if hit := _BEFORE.match(low) or _service().match(low):
        return text[hit.end() :].strip(" -–—|:,")
    if hit := _TAIL.search(low):
        return text[: hit.start()].strip(" -–—|:,")
    return text


@cache
def _service() -> re.Pattern[str]:
    """Opening words such as "Serwis internetowy": wrapping only before a body's name."""
    nouns = "|".join(_genitives())
    return re.compile(
        rf"{_SERVICE}(?:[-:|]\s*|(?=(?:[\w-]+(?:ego|ej) )?(?:{nouns})|{_BODY.pattern}))"
    )


@cache
def _genitives() -> dict[str, tuple[str, str]]:
    """Nouns for bodies in the genitive, folded, with their nominative and gender."""
    found = {}
    for entry in vocabulary()["offices"]["nouns"]:
        genitive, nominative, gender = entry.split()
        found[fold(genitive)] = (nominative, gender)
    return found


#: Endings of adjectives in the genitive, and what they are in the nominative by gender.
_ENDINGS = (
    ("iego", {"m": "i", "n": "ie"}),
    ("ego", {"m": "y", "n": "e"}),
    ("kiej", {"f": "ka"}),
    ("giej", {"f": "ga"}),
    ("iej", {"f": "ia"}),
    ("ej", {"f": "a"}),
)


def _nominative(text: str) -> str:
    """The noun and the adjectives beside it: "Powiatowy Urząd" of "Powiatowego Urzędu"."""
    words = text.split(" ")
    for place, word in enumerate(words[:4]):
        known = _genitives().get(fold(word))
        if known is None:
            if not _declined(word, "m") and not _declined(word, "f"):
                return text
            continue
        nominative, gender = known
        before = [_declined(one, gender) for one in words[:place]]
        if not all(before):
            return text
        plain = word.isascii() and not nominative.isascii()
        noun = _like(fold(nominative) if plain else nominative, word)
        noun = noun if place else noun[:1].upper() + noun[1:]
        after = words[place + 1 :]
        if after and (adjective := _declined(after[0], gender)):
            after = [adjective, *after[1:]]
        elif len(after) > 1 and after[0] == "i" and fold(after[1]) in _genitives():
            after = ["i", *_nominative(" ".join(after[1:])).split(" ")]
        return " ".join([*(one or "" for one in before), noun, *after])
    return text


def _declined(word: str, gender: str) -> str | None:
    """An adjective of the genitive in the nominative, or None when it is none of that gender."""
    low = word.lower()
    for ending, nominatives in _ENDINGS:
        if low.endswith(ending) and len(low) > len(ending) + 2:
            if gender not in nominatives:
                return None
            changed = word[: -len(ending)] + nominatives[gender]
            return changed.upper() if word.isupper() else changed
    return None


def _like(noun: str, word: str) -> str:
    """A noun in the case of letters of a word."""
    if word.isupper():
        return noun.upper()
    return noun.capitalize() if word[:1].isupper() else noun.lower()
