"""What addresses and words promise: lists, registers of changes, sitemaps of articles."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urljoin

from crawler.discovery.announcement import Announcements
from crawler.extraction.charset import decode
from crawler.extraction.markup import parse
from crawler.scout.look import Seen, Source
from pipelines.urls import canonicalize, reject

#: A longer link leads to an article and to no list.
_MENU_WORDS = 40
_LIST_WORDS = re.compile(
    r"aktualno|wiadomo|komunikat|og[lł]osze|obwieszcz|news|wydarze|zam[oó]wieni|przetarg"
    r"|zarz[aą]dzeni|uchwa[lł]|nieruchomo|konkurs|nab[oó]r|nabory|archiwum|prasow"
    r"|wszystkie|informacje", re.I,
)  # fmt: skip
_REGISTER_WORDS = re.compile(r"rejestr\w* zmian|ostatnie zmiany|historia zmian", re.I)
_SHELF = re.compile(r"/(?:kategori[ae]|category|tag|tagi|temat)/", re.I)


def is_register(words: str) -> bool:
    """Whether a link of these words leads to a register of changes."""
    return bool(_REGISTER_WORDS.search(words))


def list_links(front: Seen) -> list[tuple[str, str]]:
    """Links of a front page whose words promise a list: address and words, registers first."""
    tree = parse(decode(front.body).text).root
    base = urljoin(front.url, str(tree.xpath("string(//base/@href)")))
    found: dict[str, str] = {}
    for link in tree.iter("a"):
        words = " ".join("".join(str(piece) for piece in link.itertext()).split())
        href = (link.get("href") or "").strip()
        if not href or len(words) > _MENU_WORDS:
            continue
        try:
            address = urljoin(base, href).partition("#")[0]
        except ValueError:
            continue
        promising = _REGISTER_WORDS.search(words) or _LIST_WORDS.search(f"{words} {href}")
        if promising and not reject(address):
            found.setdefault(address, words)
    return sorted(found.items(), key=lambda item: not _REGISTER_WORDS.search(item[1]))


def without_shelves(listings: list[Source]) -> list[Source]:
    """Lists of one category are left out where there is a list of everything."""
    whole = [one for one in listings if not _SHELF.search(one.url)]
    return whole or listings


def furniture_of(pages: dict[str, Announcements]) -> set[str]:
    """Addresses that most of the pages link to: menus, and what is read most."""
    if len(pages) < 3:
        return set()
    counted = Counter(
        canonicalize(address)
        for found in pages.values()
        for address in {page.url for page in found.pages}
    )
    return {address for address, count in counted.items() if count > 0.6 * len(pages)}


def promise(url: str) -> tuple[bool, str]:
    """Sitemaps of articles before those of pages, categories and authors."""
    return not re.search(r"post|news|aktual|artic|artyk", url, re.I), url
