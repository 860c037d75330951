"""The voivodeship of an office, told by what its page says: named outright, or by its post code."""

from __future__ import annotations

import re

from archive.model import Page
from pipelines.folding import fold

#: First digits of post codes and where they lie; the longest that fits decides. Districts of the
#: post (first two digits) follow the voivodeships of 1975 to 1998, so parts of some lie elsewhere.
_DISTRICTS = {
    "mazowieckie": "0 26-4 26-5 26-6 26-7 26-8 26-9 27-1 27-3 96-3 96-5",
    "lubelskie": "08-5 20 21 22 23 24",
    "warmińsko-mazurskie": "10 11 12 13 14 19-3 19-4 19-5 82-3",
    "podlaskie": "15 16 17 18 19",
    "świętokrzyskie": "25 26 27 28 29",
    "małopolskie": "30 31 32 33 34 38-3",
    "podkarpackie": "35 36 37 38 39",
    "śląskie": "34-3 40 41 42 43 44",
    "opolskie": "45 46 47 48 49",
    "dolnośląskie": "50 51 52 53 54 55 56 57 58 59 67-2",
    "wielkopolskie": "60 61 62 63 64 77-4 89-3",
    "lubuskie": "65 66 67 68 69",
    "zachodniopomorskie": "70 71 72 73 74 75 76 78",
    "pomorskie": "76-2 77 80 81 82 83 84 89-6",
    "kujawsko-pomorskie": "85 86 87 88 89",
    "łódzkie": "26-3 90 91 92 93 94 95 96 97 98 99",
}
_BY_CODE = {start: region for region, starts in _DISTRICTS.items() for start in starts.split()}
_BY_NAME = {fold(region): region for region in _DISTRICTS}
_CODE = re.compile(r"(?<!\d)\d\d-\d{3}(?!\d)")
_NAMED = re.compile(rf"\bwoj(?:\.|ewodztwo) ?({'|'.join(_BY_NAME)})(?!\w)")


def region_of(page: Page) -> str | None:
    """The voivodeship the page's office lies in ("śląskie"), or None when nothing tells.

    Asked are header and footer ("woj. mazowieckie"), then the post code of the office's address.
    """
    for section in (page.section("header"), page.section("footer")):
        if section and (named := _NAMED.search(fold(section.text))):
            return _BY_NAME[named[1]]
    code = _CODE.search(page.contact.address or "")
    return region_of_code(code[0]) if code else None


def region_of_code(code: str) -> str | None:
    """The voivodeship of a post code such as "07-410"; None when there is no such district."""
    starts = (code[:4], code[:2], code[:1])
    return next((_BY_CODE[start] for start in starts if start in _BY_CODE), None)
