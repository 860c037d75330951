"""What a page reserves for itself: not to be archived, not to be mined. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from archive.model import Page
from crawler.profiles import CityProfile

NOARCHIVE, TDM_RESERVED, TDM_NOTED = "noarchive", "tdm_reserved", "tdm_noted"
_READ_BYTES = 256 * 1024
_META = re.compile(rb"<meta\b[^>]{0,500}>", re.I)
_NAME = re.compile(rb"""\bname\s*=\s*["']?tdm-reservation["'\s>/]""", re.I)
_ONE = re.compile(rb"""\bcontent\s*=\s*["']?\s*1\s*["'\s>/]""", re.I)


def reservations(page: Page, profile: CityProfile, *, tdm: bool | None) -> list[str]:
    """Issue codes for what the page reserves; they decide in the checks step what becomes of it.

    ``noarchive`` by robots meta or X-Robots-Tag is honoured wherever robots.txt is. A reservation
    of text and data mining (TDMRep, w3.org/community/reports/tdmrep) is honoured unless the
    profile says, with a reason, that it is only noted. ``tdm`` is what `tdm_reserved` found.
    """
    found = []
    if page.noarchive and profile.robots.obey:
        found.append(NOARCHIVE)
    if tdm:
        found.append(TDM_RESERVED if profile.robots.tdm == "honour" else TDM_NOTED)
    return found


def tdm_reserved(headers: Mapping[str, str], body: bytes) -> bool | None:
    """Whether the header tdm-reservation, or else the meta element of that name, says 1.

    None when neither says anything.
    """
    for name, value in headers.items():
        if name.lower() == "tdm-reservation":
            return value.strip() == "1"
    metas = list(_metas(body[:_READ_BYTES]))
    return any(_ONE.search(meta) for meta in metas) if metas else None


def _metas(body: bytes) -> Iterator[bytes]:
    yield from (meta for meta in _META.findall(body) if _NAME.search(meta))
