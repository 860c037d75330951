"""The title as the page shows it: a heading of the main content, not the slug or the menu."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from crawler.extraction.metadata import Metadata
from crawler.extraction.offices import is_full_name
from crawler.extraction.outline import Line, Node
from crawler.extraction.reading import (
    Reading,
    box_kind,
    has_date,
    hidden_kind,
    is_headline,
    is_prose,
    is_tool,
)
from crawler.extraction.words import fold, key, names, vocabulary, words

_SPLIT = re.compile(r"\s+[|–—•»«:]+\s+|\s+-+\s+|\s*::\s*|\s*»\s*")
_BULLETIN = re.compile(r"(?:bip\W*)?(?:strona glowna )?biulety\w+ informacji publiczn\w+")
_LOOK_BACK = 25
_TOP_LINES = 80
_LONGEST_NAME = 80
#: So many headings with dates of their own are those of a list.
_SEVERAL = 3
_BLOCKS = names("div section table td tr tbody nav center ul")
_CONTENT = names("main article")

_NOT_THERE = names("navigation footer related comments cookie search newsletter calendar")


def find_headline(reading: Reading, meta: Metadata) -> int | None:
    """The heading that repeats what the head calls the page; None when only the site is named."""
    named = [name for name in _named(meta) if len(name) >= 10]
    if not named:
        return None
    site = _site_names(reading, meta)
    for index, line in enumerate(reading.lines):
        if not (line.level or "title" in reading.outline.nodes[line.node].roles):
            continue
        if line.picture is not None or len(line.text) < 8 or _in_menu(reading, line):
            continue
        text = line.key
        if _is_site(text, site) or (line.links and reading.leads_home(line.href)):
            continue
        if any(_same(text, name) for name in named):
            return index
    return None


def _in_menu(reading: Reading, line: Line) -> bool:
    """Before regions are known: inside an element or class of menus, side columns, footers."""
    return any(
        node.tag in ("nav", "aside", "footer") or node.roles & _NOT_THERE
        for node in reading.outline.ancestors(line.node)[:6]
    )


def _same(text: str, name: str) -> bool:
    """Equal, or one cut short (titles lose their end, headings a prefix or the site's name)."""
    if text == name:
        return True
    return len(text) >= 15 and (
        name.startswith(text) or (len(name) >= 25 and text.startswith(name))
    )


def find_title(reading: Reading, main: list[int], meta: Metadata) -> int | None:
    """Index of the line that is the page's title, or None when the page shows none."""
    if _only_heads_lists(reading, main):
        return None
    named = _named(meta)
    site = _site_names(reading, meta)
    repeated, dated = _repeated_ranks(reading, main), dated_ranks(reading, main)
    first_prose = next((i for i in main if is_prose(reading.lines[i])), None)
    before = main[0] if main else len(reading.lines)
    outside = [i for i in range(max(0, before - _LOOK_BACK), before) if _free(reading, i)]
    inside = [i for i in main if first_prose is None or i <= first_prose]
    opened = next((i for i in main if not _above_text(reading.lines[i], meta)), None)
    best, best_score = None, 0.0
    listed, front = is_list(reading, main), reading.leads_home(reading.url)
    for order, index in enumerate([*outside, *inside]):
        line = reading.lines[index]
        rank = _rank(reading, line)
        if _is_site(line.key, site) or rank in dated:
            continue
        if rank in repeated and line.links * 2 > len(line.text):
            continue
        if index != reading.headline and (not inside or (listed and line.level != 1)):
            continue
        if line.key in words("news", "headings") and (repeated or dated or listed or front):
            continue
        if names_publisher(line, meta):
            continue
        score = _score(reading, index, named, index in outside)
        score -= 0.02 * max(0, order - len(outside))
        if line.bold and index == opened:
            score += 0.4
        if score > best_score:
            best, best_score = index, score
    return best if best_score >= 1 else None


def names_publisher(line: Line, meta: Metadata) -> bool:
    """A line at the top that is no heading and names the office, as the head of the page does."""
    if line.level or line.picture is not None or not 8 < len(line.text) < _LONGEST_NAME:
        return False
    return is_full_name(line.text) and line.key in key(meta.title)


def _above_text(line: Line, meta: Metadata) -> bool:
    return line.picture is not None or names_publisher(line, meta)


def _only_heads_lists(reading: Reading, main: list[int]) -> bool:
    """Nothing but headings with what stands below each left out: columns of links."""
    return (
        len(main) > 1
        and all(reading.lines[i].level for i in main)
        and all(after - before > 2 for before, after in pairwise(main))
    )


def is_list(reading: Reading, main: list[int]) -> bool:
    """Whether the main content mostly announces other pages."""
    heads = [len(line.text) for line in (reading.lines[i] for i in main) if is_headline(line)]
    whole = sum(len(reading.lines[i].text) for i in main if not reading.lines[i].picture)
    return len(heads) >= 4 and sum(heads) > 0.3 * whole


def _site_names(reading: Reading, meta: Metadata) -> list[str]:
    """What header and head call the site, folded: no page is titled by these. Found once."""
    if reading.site_names is None:
        reading.site_names = list(_said_of_site(reading, meta))
    return reading.site_names


def _said_of_site(reading: Reading, meta: Metadata) -> Iterator[str]:
    yield key(meta.first("og:site_name") or "")
    first: Node | None = None
    for line in reading.lines[:_TOP_LINES]:
        if first is not None and not line.level and line.href is None and line.picture is None:
            continue
        header = _page_header(reading, line)
        if header is None:
            continue
        first = first or header
        leads = line.picture is not None or reading.leads_home(line.href)
        # A second block called header opens the content: its heading is the page's title.
        heads = line.level > 0 and (header.first < first.last or header.tag == "header")
        if len(line.text) >= 4 and (heads or leads) and not _is_entry(reading, line):
            yield line.key


def _page_header(reading: Reading, line: Line) -> Node | None:
    """The outermost block called header around a line, unless it heads a part of the content."""
    found = None
    for node in reading.outline.ancestors(line.node):
        if node.tag in _CONTENT or node.roles & {"main", "cookie"}:
            return None
        if node.tag == "header" or ("header" in node.roles and node.tag in _BLOCKS):
            found = node
    return found


def _is_entry(reading: Reading, line: Line) -> bool:
    """An entry of a menu: the current page is named there too, and some lead home."""
    listed = reading.outline.nodes[line.node].tag == "li"
    return listed and line.picture is None and not line.level and _in_menu(reading, line)


def _is_site(text: str, site: list[str]) -> bool:
    return text in site or (len(text) >= 10 and any(name.startswith(text) for name in site))


def _repeated_ranks(reading: Reading, main: list[int]) -> frozenset[int]:
    """Ranks of headings that are links, several of the same: a list of pages."""
    ranks = [
        _rank(reading, line)
        for line in (reading.lines[i] for i in main)
        if line.links * 2 > len(line.text)
    ]
    return frozenset(r for r in set(ranks) if r >= 0 and ranks.count(r) >= (3 if r else 2))


def dated_ranks(reading: Reading, main: list[int]) -> frozenset[int]:
    """Levels of headings of which several have a date of their own beside them: a list of news."""
    lines = reading.lines
    dated = Counter(
        lines[index].level
        for place, index in enumerate(main)
        if lines[index].level > 1 and any(_is_day(lines[i]) for i in _beside(main, place))
    )
    return frozenset(level for level, count in dated.items() if count >= _SEVERAL)


def _beside(main: list[int], place: int) -> list[int]:
    return [*main[max(0, place - 1) : place], *main[place + 1 : place + 2]]


def _is_day(line: Line) -> bool:
    return line.picture is None and not line.level and len(line.text) < 30 and has_date(line.text)


def _rank(reading: Reading, line: Line) -> int:
    """Level of a heading, 0 for what only looks like one, -1 for the rest."""
    if line.level:
        return line.level
    return 0 if line.bold or "title" in reading.outline.nodes[line.node].roles else -1


def _free(reading: Reading, index: int) -> bool:
    return reading.owner[index] in (None, "header") and reading.lines[index].region in (
        "",
        "header",
        "meta",
        "breadcrumb",
    )


def _named(meta: Metadata) -> list[str]:
    """What the head calls the page, folded: whole and by parts."""
    wholes = [meta.title, meta.first("og:title", "twitter:title", "dcterms.title") or ""]
    wholes += [v for v in meta.stated("headline") if isinstance(v, str)]
    parts = [part for whole in wholes for part in (whole, *_SPLIT.split(whole))]
    return [name for part in parts if len(name := key(part)) > 3]


def _score(reading: Reading, index: int, named: list[str], outside: bool) -> float:
    line = reading.lines[index]
    if not _may_be_title(line):
        return 0.0
    score = _shape(line, reading.outline.nodes[line.node].roles)
    text = line.key
    if text in named:
        score += 1.5 if len(text) >= 15 else 0.6
    elif score and any(name.startswith(text[:40]) or text.startswith(name[:60]) for name in named):
        score += 0.7
    if line.links * 2 > len(line.text):
        score -= 0.6
    if outside:
        score -= 0.9
    if line.region == "header":
        score -= 1.0
    if _NUMBER_ONLY.fullmatch(text):
        score -= 0.9
    if line.unseen:
        score -= 1.5
    return score


def _shape(line: Line, roles: frozenset[str]) -> float:
    """How much a line looks like a title: heading level, a class that says so, bold type."""
    named = 0.7 if "title" in roles else 0.0
    if line.level:
        return 2.4 - 0.3 * line.level + named
    if named:
        return 2.0
    return 0.8 if line.bold and len(line.text) < 160 else 0.0


#: An error's number without a word of what is wrong.
_NUMBER_ONLY = re.compile(r"(?:blad|error|kod|status|http)?\W*(?:nr )?[45]\d\d\W*")


def _may_be_title(line: Line) -> bool:
    if line.picture is not None or not 2 < len(line.text) <= 300:
        return False
    if hidden_kind(line) or (box_kind(line) and not line.level) or _BULLETIN.fullmatch(line.key):
        return False
    if line.key.startswith("witamy"):
        return False
    if is_tool(line) and (line.level != 1 or len(line.text) < 8):
        return False
    return not (has_date(line.text) and len(line.text) < 25)


def clean_title(text: str) -> tuple[str, str | None]:
    """The title without a region heading glued to its front, and that heading."""
    flat = fold(text)
    for phrase in sorted(vocabulary()["hidden"]["main"], key=len, reverse=True):
        folded = fold(phrase)
        if " " in folded and flat.startswith(f"{folded} ") and len(flat) > len(folded) + 3:
            words = phrase.count(" ") + 1
            rest = text.split(None, words)
            if len(rest) > words:
                return rest[-1].strip(), " ".join(rest[:words])
    return text, None
