"""Read listings: pages that announce pages, themselves in pages."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import etree

from archive.model import DateCandidate
from crawler.discovery.announcement import Announcement, Announcements
from crawler.extraction.charset import decode
from crawler.extraction.markup import parse

#: What tells a listing's further pages from its first, in addresses seen on city sites:
#: WordPress /page/2/, Drupal ?page=1 (the second), Joomla ?start=20, Liferay …_cur=2, offsets,
#: Logonet and IDcom /lista/2/, and Polish words for the same.
_PAGE_IN_PATH = re.compile(
    r"/(?:page|strona|str|lista)[/-]?(\d+)(?=/?$)|[,-]strona[,-]?(\d+)(?:-\d+)?", re.IGNORECASE
)
_PAGE_PARAM = re.compile(
    r"page|paged|strona|str|start|limitstart|offset|pnr|pg|pagenr|currentpage|pagenumber"
    r"|(?:\w+_)?cur|[\w.-]+[_.-](?:page|strona|start|offset)",
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
    for link in tree.iter("a", "link"):
        if link.tag == "link" and "next" not in _rel(link):
            continue
        address = address_of(link, base)
        if address is None:
            continue
        if _leads_on(link, address, url):
            more.setdefault(address)
        elif not _in_chrome(link):
            announcement = found.setdefault(address, Announcement(address))
            announcement.text = max(announcement.text, _words(link), key=len)
            if not announcement.dates:
                announcement.dates = _entry_dates(link)
    return Announcements(list(found.values()), list(more))


def address_of(link: etree._Element, base: str) -> str | None:
    """Where a link leads, absolute; None when it leads to no page."""
    href = (link.get("href") or "").strip()
    if not href or href.startswith(("#", "mailto:", "tel:", "javascript:", "data:")):
        return None
    try:
        address = str(urljoin(base, href))
        urlsplit(address)
    except ValueError:
        return None
    return address


def page_key(url: str) -> str | None:
    """What tells a further page of a listing from its first, such as "strona=2"; or None.

    Equal keys are one page, whatever else (facets, order) stands in the address.
    """
    parts = urlsplit(url)
    if found := _PAGE_IN_PATH.search(parts.path):
        return f"page={found[1] or found[2]}"
    pairs = parse_qsl(parts.query)
    numbers = [f"{n}={v}" for n, v in pairs if v.isdigit() and _PAGE_PARAM.fullmatch(n)]
    return "&".join(numbers) or None


def _leads_on(link: etree._Element, address: str, url: str) -> bool:
    """Whether a link leads to another page of the same listing."""
    here, there = urlsplit(url), urlsplit(address)
    if there.netloc != here.netloc:
        return False
    if "next" in _rel(link):
        return True
    first = _PAGE_IN_PATH.sub("", here.path).rstrip("/")
    if page_key(address) is None or not there.path.startswith(first):
        return False
    if not _other_params(here.query) <= _other_params(there.query):
        return False
    told = [_words(link), link.get("aria-label") or "", link.get("title") or ""]
    words = " ".join(told).strip().casefold()
    return (
        _words(link).isdigit()
        or any(word in words for word in _NEXT_WORDS)
        or _words(link).startswith("+")
    )


def _other_params(query: str) -> set[tuple[str, str]]:
    return {pair for pair in parse_qsl(query) if not _PAGE_PARAM.fullmatch(pair[0])}


def _rel(link: etree._Element) -> list[str]:
    return (link.get("rel") or "").lower().split()


def _words(link: etree._Element) -> str:
    return " ".join("".join(str(piece) for piece in link.itertext()).split())


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
