"""Whose page it is: the publisher's name as the page says it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.extraction.metadata import Metadata
from crawler.extraction.reading import Reading
from crawler.extraction.words import fold

_BODY = re.compile(
    r"\b(?:urzad|starostwo|gmina|miasto|powiat|osrodek|szkola|zespol|muzeum|biblioteka|"
    r"zaklad|centrum|dom kultury|dom pomocy|przedszkole|zarzad|inspektorat|komenda|sad |"
    r"szpital|agencja|park|straz|zwiazek|wojewodztwo|przedsiebiorstwo|instytut|stowarzyszenie|"
    r"spolka|fundacja|izba|miejski|gminny|powiatowy)"
)
_FULL = re.compile(
    r"(?:\w+(?:iego|owy|owa|kie|na|ny|ki|cki|ski) )?(?:\w+(?:owy|owa|ny|na|ki|cki|ski|kie) )?"
    r"(?:urzad|starostwo|gmina|osrodek|szkola|zespol|muzeum|biblioteka|zaklad|centrum|dom|przedszkole"
    r"|zarzad|inspektorat|komenda|szpital|agencja|przedsiebiorstwo|liceum|instytut)\b .*\w"
)
_WRAPPING = re.compile(
    r"^(?:oficjaln\w+ )?(?:strona|serwis|portal|witryna)(?: internetow\w+)?(?: urz[eę]dowa?)?"
    r"\s*[-–:|]?\s*"
    r"|^(?:logo(?:typ)?|herb)\s+"
    r"|^biuletyn informacji publiczn(?:ej|ych)\s*(?:[-–:|]\s*)?"
    r"|^(?:bip|glowna|główna)\s*(?:[-–:|]\s*)?"
    r"|\s*[-–:|]?\s*(?:strona g[lł][oó]wna|biuletyn informacji publicznej|bip)$"
    r"|^witamy (?:na|w)\s.{0,40}?(?=urz|gmin|miast|powi|star)",
    re.I,
)
_LOGO_END = re.compile(r"\s*[-–—|(]\s*(?:logo(?:typ)?|herb)\)?$", re.I)
#: "Biuletyn Informacji Publicznej Urzędu Gminy ..." names the office in the genitive.
_CASES = (
    (r"^Urz[ęe]du Miejskiego\b", "Urząd Miejski"),
    (r"^Urz[ęe]du (?=Gminy|Miasta|Marsz|Stanu|Dzielnicy)", "Urząd "),
    (r"^Starostwa Powiatowego\b", "Starostwo Powiatowe"),
)
_NO_NAME = re.compile(r"\.(?:txt|html?|php)\b|://|@|\d{4}-\d\d-\d\d|\b(?:19|20)\d\d\b.*\d\d:\d\d")
_SPLIT = re.compile(r"\s+[-–—|•:»]+\s+|\s*\|\s*|\s*::\s*")
_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright|prawa zastrzeżone)[\s©(c)by,:-]*(?:(?:19|20)\d\d)?"
    r"(?:\s*[-–]\s*(?:19|20)\d\d)?"
    r"[\s,:-]*(?:by\s+)?([^|•\n]{4,90})",
    re.I,
)


def find_site_name(reading: Reading, meta: Metadata) -> str | None:
    """The name of the office or body, as printed; None when nothing names it."""
    best, best_score = None, 0.0
    for text, trust in _offers(reading, meta):
        name = _bare(text)
        if not 3 < len(name) <= 140 or _NO_NAME.search(name):
            continue
        score = trust + (1.0 if _BODY.search(fold(name)) else 0.0) - 0.004 * len(name)
        if score > best_score:
            best, best_score = name, score
    return best


def _offers(reading: Reading, meta: Metadata) -> Iterator[tuple[str, float]]:
    """Texts that may be the name, with how far to trust the place they stand in."""
    if name := meta.first("og:site_name", "application-name", "dcterms.publisher", "dc.publisher"):
        yield name, 0.9
    for publisher in meta.stated("publisher"):
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            yield publisher["name"], 0.9
    for line, owner in zip(reading.lines, reading.owner, strict=True):
        if owner == "header" and line.text:
            whole = " ".join(line.text.split())
            text = whole if len(whole) < 80 else line.text.split("\n", 1)[0]
            yield text, 1.0 if line.level or line.picture else 0.8
        elif owner == "footer" and (hit := _RIGHTS.search(line.text)):
            yield hit[1].strip(" .,-"), 0.5
    for owner, trust in (("footer", 0.15), ("main", 0.1), ("navigation", 0.05)):
        yield from ((text, trust) for text in _full_names(reading, owner))
    parts = [part for part in _SPLIT.split(meta.title) if part.strip()]
    for part in parts:
        yield part, 0.6 if _BODY.search(fold(part)) else 0.05
    if not parts:
        yield meta.title, 0.1


def _full_names(reading: Reading, owner: str) -> list[str]:
    """Short lines that begin with the kind of an office ("Zakład Opieki Zdrowotnej w ...")."""
    found = []
    for line, whose in zip(reading.lines, reading.owner, strict=True):
        if whose == owner and line.picture is None and not line.links and len(line.text) < 300:
            first = line.text.split("\n", 1)[0]
            if 12 < len(first) < 100 and first[0].isupper() and _FULL.match(fold(first)):
                found.append(first)
                if len(found) == 3:
                    break
    return found


def _bare(text: str) -> str:
    """The name without "Oficjalny serwis", "Logo" or "Biuletyn Informacji Publicznej" before it."""
    text = _LOGO_END.sub("", text)
    while (shorter := _WRAPPING.sub("", text).strip()) and shorter != text:
        text = shorter
    text = text.strip(" -–|:,")
    for genitive, nominative in _CASES:
        text = re.sub(genitive, nominative, text)
    return text
