"""What stands at the edges of the content: dates and authors of the page, and its lead."""

from __future__ import annotations

import re

from crawler.extraction.blocks import is_data_table
from crawler.extraction.date_labels import OF_THE_SITE, is_dated_label, is_page_label
from crawler.extraction.outline import Line
from crawler.extraction.reading import Reading, has_date, is_headline, is_prose
from crawler.extraction.title import dated_ranks, is_list
from crawler.extraction.words import key, opening, words

_EDGE_LINES = 12


def is_single(reading: Reading, title: int | None, indexes: list[int]) -> bool:
    """Whether the page is one text; on lists of items nothing beside an item dates the page."""
    lines = reading.lines
    heads = [i for i in indexes if lines[i].level and lines[i].links * 2 > len(lines[i].text)]
    if title is None:
        if dated_ranks(reading, indexes):
            return False
        return sum(is_headline(lines[i]) for i in indexes) < 3
    return len(heads) < 3 and not is_list(reading, indexes)


def without_particulars(
    reading: Reading, indexes: list[int], title: int | None, *, single: bool
) -> list[int]:
    """The lines without those at either edge that speak of the page: dates, authors, views.

    On lists (not ``single``) bare dates belong to the items.
    """
    lines = reading.lines
    told = [n for n, i in enumerate(indexes) if is_prose(lines[i]) and not is_particular(lines[i])]
    first, last = (told[0], told[-1] + 1) if told else (0, 0)
    kept = []
    for place, index in enumerate(indexes):
        edge = place < min(first, _EDGE_LINES) or place >= max(last, len(indexes) - _EDGE_LINES)
        near_title = title is not None and 0 < index - title <= 5
        particular = (edge or near_title) and is_particular(lines[index], dates=single)
        if particular and not _is_value(reading, index):
            continue
        kept.append(index)
    while kept and lines[kept[-1]].level and lines[kept[-1]].key in words("meta", "headings"):
        kept.pop()  # what it headed is gone
    return kept


def _is_value(reading: Reading, index: int) -> bool:
    """A bare date in a table of values, unless the cell before it says that it dates the page."""
    line, above = reading.lines[index], reading.outline.ancestors(reading.lines[index].node)
    row = next((node for node in above if node.tag == "tr"), None)
    table = next((node for node in above if node.tag == "table"), None)
    if row is None or table is None or row.last - row.first < 2:
        return False
    before = reading.lines[index - 1] if index > row.first else None
    if before is not None and (is_page_label(before.text) or is_particular(before, dates=False)):
        return False
    return has_date(line.text) and is_data_table(reading, table)


def is_particular(line: Line, *, dates: bool = True) -> bool:
    """A line about the page: a bare date (if asked), "Autor: ...", "Odsłon: 42"."""
    if line.picture is not None or line.level or len(line.text) > 160:
        return False
    return all(_is_particular(part, dates) for part in line.text.split("\n"))


def _is_particular(said: str, dates: bool) -> bool:
    text = key(said)
    if OF_THE_SITE.search(text):
        return False
    if (
        dates
        and has_date(said)
        and len(said) <= 35
        and not re.search(r"[^\W\d]{4}.*[^\W\d]{4}", text)
    ):
        return True
    starts = opening("meta", "prefix").match(text)
    if starts is None:
        return len(said) < 90 and is_dated_label(said)
    rest = text[starts.end() :]
    return rest[:1] in ("", ":") or rest[:2] == " :" or has_date(rest) or ":" in said


def find_lead(reading: Reading, indexes: list[int]) -> str | None:
    """The opening paragraph a page sets apart: by class, or all in bold before plain text."""
    lines = reading.lines
    texts = [i for i in indexes if not lines[i].picture]
    for index in texts[:4]:
        above = reading.outline.ancestors(lines[index].node)[:3]
        if any("lead" in node.roles for node in above) and len(lines[index].text) >= 40:
            return lines[index].text
    bold = [lines[i].bold for i in texts[:4]]
    if len(bold) >= 3 and bold[0] and not any(bold[1:3]):
        first = lines[texts[0]]
        if is_prose(first) and not first.level:
            return first.text
    return None
