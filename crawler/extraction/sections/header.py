"""Header: who speaks. Office name, logo text, slogan and address at the top of the page.

Menus, search, font tools, dates and name days at the top are no part of it.
"""

from __future__ import annotations

import re

from crawler.extraction.outline import Line
from crawler.extraction.reading import (
    Find,
    Reading,
    has_date,
    hidden_kind,
    is_furniture,
    is_headline,
    is_tool,
    leads_to_front,
)
from crawler.extraction.selectors import is_selected
from crawler.extraction.words import fold, words

_OFFICE = re.compile(
    r"\b(urzad|urzedu|starostwo|gmina|miasto|powiat|biuletyn|bip|oficjaln|serwis|portal|osrodek|"
    r"szkol|zespol|muzeum|biblioteka|zaklad|centrum|dom kultury|wojewod|zarzad|herb|logo)"
)
_LOGO = re.compile(r"logo|herb|brand|godlo|naglowek|header|banner|baner", re.I)
_MOST_LINES = 12
_LONGEST_NAME = 100


def claim(reading: Reading, main_first: int) -> None:
    """Mark the lines that say whose page it is, above the first line of main."""
    if is_selected(reading, "header"):
        return
    marked = [i for i in range(main_first) if _free(reading, i, "header")]
    if not marked:
        marked = [i for i in range(len(reading.lines)) if _free(reading, i, "header")]
    taken = [i for i in marked if _identity(reading, i)]
    taken += [
        i for i in range(main_first) if _free(reading, i, "navigation") and _brand(reading, i)
    ]
    bare = [i for i in range(main_first) if _free(reading, i, "")]
    taken += [i for i in bare if _title_link(reading, reading.lines[i])]
    by = Find("landmark", 0.9)
    if not taken:
        taken = [
            i for i in range(main_first) if _free(reading, i, "ads") and _top_banner(reading, i)
        ]
    if not taken:
        taken = [i for i in marked if _OFFICE.search(reading.lines[i].key) and _short(reading, i)]
    if not any(len(reading.lines[i].text) > 3 for i in taken):
        taken += [
            i for i in bare[:_MOST_LINES] if _identity(reading, i) and _names_office(reading, i)
        ]
        by = Find("position", 0.5)
    seen: set[str] = set()
    for index in sorted(set(taken)):
        line = reading.lines[index]
        if line.key in seen:
            continue
        seen.add(line.key)
        reading.owner[index] = "header"
    if seen:
        reading.finds["header"] = by


def _free(reading: Reading, index: int, region: str) -> bool:
    line = reading.lines[index]
    return reading.owner[index] is None and bool(line.text) and line.region == region


def _identity(reading: Reading, index: int) -> bool:
    """A line of identity, not of machinery: name, slogan, address, the text of a logo."""
    line = reading.lines[index]
    if hidden_kind(line) or is_tool(line) or is_furniture(line):
        return False
    if line.picture is not None:
        return is_logo(line)
    if has_date(line.text) and len(line.text) < 90:
        return False
    if _home_link(line) or (line.level == 1 and line.region == "header"):
        return True
    linked = line.links * 2 > len(line.text)
    return not linked and not is_headline(line) and len(line.text) < 200


def _short(reading: Reading, index: int) -> bool:
    """A name or a line about it; on shared portals it leads to the office's own front page."""
    line = reading.lines[index]
    return len(line.text) < _LONGEST_NAME and not is_tool(line) and not has_date(line.text)


def _title_link(reading: Reading, line: Line) -> bool:
    """A heading above the content that leads home is the site's name, in whatever block."""
    return line.level > 0 and line.links * 2 > len(line.text) and reading.leads_home(line.href)


def _top_banner(reading: Reading, index: int) -> bool:
    """The picture across the top of old pages: called a banner, it bears the office's name."""
    line = reading.lines[index]
    picture = line.picture
    if picture is None or not is_logo(line):
        return False
    return picture.href is None or reading.leads_home(picture.href)


def _brand(reading: Reading, index: int) -> bool:
    """The site's name at the head of a menu: a home link or logo that names an office."""
    line = reading.lines[index]
    return (
        reading.outline.nodes[line.node].tag != "li"
        and reading.leads_home(line.href)
        and not line.key.startswith(("jestes", "strona glowna"))
        and _OFFICE.search(line.key) is not None
        and (line.key not in words("tools", "exact"))
    )


def is_logo(line: Line) -> bool:
    """A picture that stands for the site: by its words, its file or where it leads."""
    picture = line.picture
    if picture is None or not line.text or len(line.text) > 150:
        return False
    marks = f"{picture.src} {picture.element.get('class') or ''} {picture.element.get('id') or ''}"
    named = _OFFICE.search(fold(line.text)) is not None
    return named or _LOGO.search(marks) is not None or leads_to_front(picture.href)


def _home_link(line: Line) -> bool:
    if line.links * 2 < len(line.text) or not leads_to_front(line.href):
        return False
    return line.key not in words("tools", "exact") and (
        line.level > 0 or _OFFICE.search(line.key) is not None
    )


def _names_office(reading: Reading, index: int) -> bool:
    line = reading.lines[index]
    return line.level > 0 or line.picture is not None or _OFFICE.search(line.key) is not None
