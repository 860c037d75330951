"""Read listings: pages that announce pages, themselves in pages."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from lxml import etree

from archive.model import DateCandidate
from crawler.discovery.announcement import Announcement, Announcements
from crawler.extraction.charset import decode
from crawler.extraction.markup import parse

#: What tells a listing's further pages from its first, in addresses seen on city sites.
_PAGE_NUMBER = re.compile(
    r"(?:/(?:page|strona|str)[/-]?\d+/?$|[?&](?:page|paged|strona|str|start|offset|pnr)=\d+"
    r"|,strona,\d+|strona-\d+(?:-\d+)?)",
    re.IGNORECASE,
)
_NEXT_WORDS = ("następna", "następny", "następne", "starsze", "dalej", "next", "older", "»", "›")
_DAY = re.compile(
    r"\b(?:\d{1,2}[.\-/]\d{1,2}[.\-/]\d{4}|\d{4}[.\-/]\d{1,2}[.\-/]\d{1,2}"
    r"|\d{1,2}\s+[a-ząćęłńóśźż]{3,12}\s+\d{4})(?=\D|$)",
    re.IGNORECASE,
)
_CHROME = frozenset({"nav", "header", "footer", "script", "style", "noscript"})
_ENTRY = frozenset({"article", "li", "tr", "dd"})


def read_listing(body: bytes, url: str) -> Announcements:
    """Find the pages a listing announces and the addresses of its further pages.

    Links in navigation, header and footer announce nothing. A date in the same entry as the link
    (list item, row, article) is kept as written.
    """
    tree = parse(decode(body).text).root
    base = urljoin(url, str(tree.xpath("string(//base/@href)")))
    found: dict[str, Announcement] = {}
    more: dict[str, None] = {}
    for link in tree.iter("a"):
        address = _address(link, base)
        if address is None:
            continue
        if _leads_on(link, address, url):
            more.setdefault(address)
        elif not _in_chrome(link):
            announcement = found.setdefault(address, Announcement(address))
            if not announcement.dates:
                announcement.dates = _entry_dates(link)
    return Announcements(list(found.values()), list(more))


def _address(link: etree._Element, base: str) -> str | None:
    href = (link.get("href") or "").strip()
    if not href or href.startswith(("#", "mailto:", "tel:", "javascript:", "data:")):
        return None
    try:
        return str(urljoin(base, href))
    except ValueError:
        return None


def _leads_on(link: etree._Element, address: str, url: str) -> bool:
    """Whether a link leads to another page of the same listing."""
    here, there = urlsplit(url), urlsplit(address)
    if there.netloc != here.netloc:
        return False
    if "next" in (link.get("rel") or "").lower().split():
        return True
    first = _PAGE_NUMBER.sub("", here.path).rstrip("/")
    if not there.path.startswith(first) or not _PAGE_NUMBER.search(address):
        return False
    words = "".join(str(piece) for piece in link.itertext()).strip().casefold()
    return words.isdigit() or any(word in words for word in _NEXT_WORDS) or "+" in words


def _in_chrome(link: etree._Element) -> bool:
    return any(parent.tag in _CHROME for parent in link.iterancestors())


def _entry_dates(link: etree._Element) -> list[DateCandidate]:
    entry = next((parent for parent in link.iterancestors() if parent.tag in _ENTRY), None)
    if entry is None:
        return []
    stamped = entry.find(".//time[@datetime]")
    stamp = stamped.get("datetime") if stamped is not None else None
    match = _DAY.search(stamp or " ".join(str(piece) for piece in entry.itertext()))
    if not match:
        return []
    return [DateCandidate(role="published", text=match.group(), source="listing")]
