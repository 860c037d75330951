"""Main content: where it lies, and which of its lines are content.

First a root is found (selector, landmark, skip link, hidden heading, or the place where the text
is), then the blocks below it are taken or left one by one: menus, boxes of machinery and lists of
other pages stay out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.extraction.outline import Line, Node
from crawler.extraction.reading import (
    FURNITURE,
    Find,
    Reading,
    box_kind,
    has_date,
    hidden_kind,
    is_furniture,
    is_headline,
    is_prose,
    is_tool,
)
from crawler.extraction.selectors import nodes
from crawler.extraction.words import key, opening, words

#: Regions whose lines never count as content when the root is sought.
CHROME = frozenset(
    ["header", "navigation", "footer", "cookie", "share", "newsletter", "breadcrumb", "search", "calendar", "weather", "nameday", "counter", "poll", "login", "pager", "comments", "tools", "badges", "aside", "ads", "related", "meta"]
)
#: Regions left out of main whatever they hold.
SHUT = frozenset(
    ["header", "navigation", "footer", "cookie", "share", "newsletter", "breadcrumb", "search", "calendar", "weather", "nameday", "counter", "poll", "login", "pager", "comments", "tools", "badges"]
)
_DOMINANT = 0.75
_TARGETS = frozenset(
    map(
        key,
        (
            "Do treści",
            "Przejdź do treści",
            "Przejdź do treści głównej",
            "Treść",
            "Zawartość",
            "Skip to content",
            "Skip to main content",
            "Przejdź do głównej treści",
            "Przejdź do zawartości",
            "Treść główna",
            "Do treści strony",
            "Przejdź do treści strony",
        ),
    )
)


@dataclass(slots=True)
class Root:
    """Where the main content lies: a node, from which of its lines on, and how that was found."""

    node: Node
    first: int
    find: Find
    #: One text holds most of what there is: other pages' headlines beside it are no content.
    article: bool = False
    core: Node | None = None


def claim(reading: Reading) -> Root | None:
    """Find the main content and mark its lines; None when the page has no text at all."""
    reading.weigh(CHROME)
    root = _root(reading)
    if root is None:
        return None
    root.core, root.article = _core(reading, root)
    _Collector(reading, root).collect(root.node)
    reading.finds["main"] = root.find
    return root


# Where it lies ---------------------------------------------------------------------------------


def _root(reading: Reading) -> Root | None:
    if not reading.outline.nodes or not reading.lines:
        return None
    for find in (_selected, _landmark, _lost_page, _skip_target, _hidden_heading, _named):
        if root := find(reading):
            return root
    return Root(_descend(reading, reading.outline.nodes[0]), 0, Find("position", 0.5))


def _selected(reading: Reading) -> Root | None:
    for node in nodes(reading, "main"):
        if node.last > node.first:
            return Root(node, node.first, Find("selector", 1.0, _opening_heading(reading, node)))
    return None


def _landmark(reading: Reading) -> Root | None:
    """The one element that says it is the main content, when it holds any text."""
    best: Node | None = None
    for node in reading.outline.nodes:
        if node.tag == "main" or node.element.get("role") == "main":
            if reading.outline.chars(node.first, node.last) and (
                best is None or reading.mass(node) > reading.mass(best)
            ):
                best = node
    if best is None:
        return None
    heading = _opening_heading(reading, best)
    return Root(best, best.first, Find("landmark", 0.95, heading))


def _opening_heading(reading: Reading, node: Node) -> str | None:
    """The hidden heading just before or at the start of a node, taken out of the text."""
    for index in range(max(0, node.first - 3), min(node.last, node.first + 3)):
        line = reading.lines[index]
        if hidden_kind(line) == "main":
            reading.owner[index] = "heading"
            return line.text
    return None


def _hidden_heading(reading: Reading) -> Root | None:
    for index, line in enumerate(reading.lines):
        if hidden_kind(line) != "main" or (len(line.key) < 6 and not line.unseen):
            continue
        total = reading.masses[-1] - reading.masses[index]
        for node in reading.outline.ancestors(line.node):
            held = reading.masses[node.last] - reading.masses[index]
            if held and held >= 0.6 * total:
                reading.owner[index] = "heading"
                return Root(node, index + 1, Find("hidden heading", 0.9, line.text))
    return None


def _skip_target(reading: Reading) -> Root | None:
    """Where "skip to content" leads, when text lies there."""
    targets = {
        link.href[1:]
        for link in reading.outline.links
        if link.href.startswith("#") and len(link.href) > 1 and key(link.text) in _TARGETS
    }
    if not targets:
        return None
    for node in reading.outline.nodes:
        if node.element.get("id") in targets and reading.mass(node) > 0.3 * reading.masses[-1]:
            return Root(node, node.first, Find("skip link", 0.85, _opening_heading(reading, node)))
    return None


def _lost_page(reading: Reading) -> Root | None:
    """An error message is the content of its page, however much furniture stands around it."""
    lost, about = opening("verdicts", "soft_404"), words("verdicts", "soft_404")
    for index, line in enumerate(reading.lines):
        if line.picture or len(line.text) > 120 or line.links:
            continue
        if reading.region(line) in SHUT:
            continue
        if line.key in about or ((line.level or line.bold) and lost.search(line.key)):
            node = reading.outline.nodes[line.node]
            while node.parent >= 0:
                above = reading.outline.nodes[node.parent]
                extra = reading.mass(above) - reading.mass(node)
                if extra > 400 or above.tag == "body" or _holds_chrome(reading, above):
                    break
                node = above
            return Root(node, node.first, Find("cue words", 0.8))
    return None


def _holds_chrome(reading: Reading, node: Node) -> bool:
    regions = reading.regions
    return any(
        regions[index] in ("navigation", "header", "footer", "aside")
        for index in range(node.index, node.end)
    )


def _named(reading: Reading) -> Root | None:
    """The outermost block named like content that holds the better part of the text."""
    total = reading.masses[-1]
    best: Node | None = None
    for node in reading.outline.nodes:
        if "main" not in node.roles or node.tag in ("body", "html", "li", "p"):
            continue
        if reading.regions[node.index] or (best is not None and node.index < best.end):
            continue
        if reading.mass(node) >= 0.5 * total and reading.outline.chars(node.first, node.last):
            best = node
    if best is None:
        return None
    node = _descend(reading, best)
    return Root(node, node.first, Find("id or class", 0.75, _opening_heading(reading, best)))


def _descend(reading: Reading, node: Node) -> Node:
    """Go down while one child holds nearly all of the text."""
    while True:
        whole = reading.mass(node)
        best = max(reading.outline.children(node), key=reading.mass, default=None)
        if best is None or whole <= 0 or best.tag in ("p", "li", "ul", "ol", "tr", "h1", "h2"):
            return node
        if reading.mass(best) < 0.9 * whole:
            return node
        node = best


def _core(reading: Reading, root: Root) -> tuple[Node | None, bool]:
    """The block whose own paragraphs weigh most, and whether it outweighs all else in the root."""
    scores: dict[int, float] = {}
    every = reading.outline.nodes
    prose = 0.0
    for index in range(max(root.first, root.node.first), root.node.last):
        line = reading.lines[index]
        if reading.owner[index] or reading.region(line) in CHROME or not is_prose(line):
            continue
        weight = min(len(line.text), 1000)
        prose += weight
        step, share = line.node, 1.0
        for _ in range(4):
            node = every[step]
            scores[step] = scores.get(step, 0.0) + weight * share
            if node.parent < 0 or step == root.node.index:
                break
            share *= 0.9 if node.tag in ("p", "li", "td", "tr", "blockquote", "span") else 0.6
            step = node.parent
    if not scores:
        return None, False
    core = every[max(scores, key=lambda index: (scores[index], -index))]
    held = reading.mass(core)
    return core, prose >= 300 and held >= 0.5 * reading.mass(root.node)


# Which of its lines ----------------------------------------------------------------------------


class _Collector:
    """Takes the blocks below the root one by one."""

    def __init__(self, reading: Reading, root: Root) -> None:
        self.reading = reading
        self.root = root
        self.known = self._menu_keys()

    def _menu_keys(self) -> frozenset[str]:
        """Entries of the menus, to know their copies by."""
        reading = self.reading
        return frozenset(
            line.key
            for line in reading.lines
            if line.links and reading.region(line) == "navigation"
        )

    def collect(self, node: Node) -> None:
        """Mark the content lines of a node as main."""
        reading = self.reading
        if node is not self.root.node and self._left_out(node):
            return
        at = node.first
        shut_level = 0
        for child in reading.outline.children(node):
            self._own(at, child.first)
            at = child.last
            level = self._opens_box(child)
            if level:
                shut_level = level
                continue
            if shut_level:
                heading = self._heading_level(child)
                if not heading or heading > shut_level:
                    if self._boxed(child):
                        continue
                shut_level = 0
            self.collect(child)
        self._own(at, node.last)

    def _own(self, first: int, last: int) -> None:
        """Take the lines that stand directly in a block."""
        for index in range(max(first, self.root.first), last):
            if self.reading.owner[index] is None and self._wanted(self.reading.lines[index]):
                self.reading.owner[index] = "main"

    def _wanted(self, line: Line) -> bool:
        if line.picture is not None:
            return True
        if is_tool(line) or is_furniture(line):
            return False
        return hidden_kind(line) is None

    def _left_out(self, node: Node) -> bool:
        reading = self.reading
        region = reading.regions[node.index]
        if region in SHUT:
            return True
        if node.first == node.last:
            return True
        if region in ("aside", "ads", "related", "meta"):
            if self.root.article or region != "aside":
                return region != "ads" or not self._newsy(node)
            return not self._newsy(node)
        return self._menu(node)

    def _menu(self, node: Node) -> bool:
        """A block of links that lead elsewhere and announce nothing."""
        outline = self.reading.outline
        chars = outline.chars(node.first, node.last)
        linked = outline.linked(node.first, node.last)
        if not chars or linked < 0.8 * chars or node.tag in ("p", "h1", "h2", "h3", "td", "th"):
            return False
        lines = [line for line in outline.lines[node.first : node.last] if line.links]
        if len(lines) < 3:
            return False
        copies = sum(line.key in self.known for line in lines)
        if copies >= 0.7 * len(lines):
            return True
        if any(_is_file(line.href) for line in lines):
            return False
        newsy = sum(is_headline(line) for line in lines)
        if self.root.article and not self._in_core(node):
            return True
        return newsy < 0.4 * len(lines)

    def _in_core(self, node: Node) -> bool:
        core = self.root.core
        return core is not None and core.index <= node.index < core.end

    def _newsy(self, node: Node) -> bool:
        """A side box that announces things: headlines with dates, or with teasers."""
        lines = self.reading.lines[node.first : node.last]
        headlines = sum(is_headline(line) for line in lines)
        dates = sum(len(line.text) < 60 and has_date(line.text) for line in lines)
        prose = sum(is_prose(line) for line in lines)
        return headlines >= 2 and (dates >= 2 or prose >= 2)

    def _heading_level(self, node: Node) -> int:
        if node.tag[0] == "h" and node.tag[1:].isdigit():
            return int(node.tag[1:])
        return 0

    def _opens_box(self, node: Node) -> int:
        """Level of a heading that opens a box we leave out, 0 for anything else."""
        if node.last - node.first != 1:
            return 0
        line = self.reading.lines[node.first]
        level = self._heading_level(node) or (7 if line.bold else 0)
        if not level:
            return 0
        kind = box_kind(line)
        if kind in FURNITURE or kind in ("related", "links") or hidden_kind(line) == "navigation":
            return level
        return 0

    def _boxed(self, node: Node) -> bool:
        """What stands under such a heading goes with it, unless it is running text."""
        lines = self.reading.lines[node.first : node.last]
        return not any(is_prose(line) and not line.links for line in lines)


# What of them is the text -----------------------------------------------------------------------

_EDGE_LINES = 12


def is_single(reading: Reading, title: int | None, indexes: list[int]) -> bool:
    """Whether the page is one text; on lists of items nothing beside an item dates the page."""
    lines = reading.lines
    heads = [i for i in indexes if lines[i].level and lines[i].links * 2 > len(lines[i].text)]
    headlines = sum(is_headline(lines[i]) for i in indexes)
    if title is None:
        return headlines < 3
    prose = sum(is_prose(lines[i]) for i in indexes)
    return len(heads) < 3 and (headlines < 4 or prose >= headlines)


def without_particulars(reading: Reading, indexes: list[int], title: int | None) -> list[int]:
    """The lines without those at either edge that speak of the page: dates, authors, views."""
    lines = reading.lines
    first = next((n for n, i in enumerate(indexes) if is_prose(lines[i])), 0)
    last = next((len(indexes) - n for n, i in enumerate(indexes[::-1]) if is_prose(lines[i])), 0)
    kept = []
    for place, index in enumerate(indexes):
        edge = place < min(first, _EDGE_LINES) or place >= max(last, len(indexes) - _EDGE_LINES)
        near_title = title is not None and 0 < index - title <= 5
        if (edge or near_title) and is_particular(lines[index]):
            continue
        kept.append(index)
    return kept


def is_particular(line: Line) -> bool:
    """A line about the page: a bare date, "Autor: ...", "Odsłon: 42"."""
    if line.picture is not None or line.level or len(line.text) > 160:
        return False
    text = line.key
    if (
        has_date(line.text)
        and len(line.text) <= 35
        and not re.search(r"[^\W\d]{4}.*[^\W\d]{4}", text)
    ):
        return True
    starts = opening("meta", "prefix").match(text)
    if starts is None:
        return False
    rest = text[starts.end() :]
    return rest[:1] in ("", ":") or rest[:2] == " :" or has_date(rest) or ":" in line.text


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


def _is_file(href: str | None) -> bool:
    if not href:
        return False
    path = href.split("?")[0].lower()
    return path.endswith((".pdf", ".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsx", ".zip", ".ods"))
