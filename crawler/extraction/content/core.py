"""One text or many: the block of running text that makes a page an article."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.extraction.content.root import BESIDE_TEXT, CHROME, Root
from crawler.extraction.outline import Node
from crawler.extraction.reading import (
    Reading,
    box_kind,
    hidden_kind,
    is_headline,
    prose_weight,
)

_NO_CORE = frozenset(("p", "li", "ul", "ol", "tr", "table", "tbody", "dl", "select", "span"))
_THIN = frozenset(("p", "li", "td", "tr", "tbody", "blockquote", "font", "center", "section"))
_ENOUGH = 250
_RIGHTS = re.compile(r"©|[Cc]opyright|zastrzeżone|zastrzezone")
_SHORTEST = 120
#: A block around the core that holds so many times its text is the text's true block.
_MORE = 1.3
#: Most text and lines between a title and the first paragraph of its text.
_GAP = 350
_NEAR_LINES = 40
#: An address below the front page that names one document.
_DEEP = re.compile(r"^\w+://[^/]+/(?=[^?#]*[\w-]{12}|[^?#]*\d{3}|[^#]*\?\S*\d{2})")


@dataclass(slots=True)
class Article:
    """A page of one text: the block whose own paragraphs it is, and where its title stands.

    ``around`` is the block that holds both.
    """

    core: Node
    title: int | None
    around: Node


def find_article(reading: Reading, root: Root) -> Article | None:
    """The text that outweighs all else in the root, or None on lists, forms and cards."""
    core = _core(reading, root, reading.headline)
    if core is None:
        return None
    own = reading.prose(core)
    if own < _SHORTEST or own < 0.5 * reading.plain(core) or _announces(reading, core):
        return None
    opened = _opening(reading, core)
    title = reading.headline
    if title is not None and (around := _with_title(reading, core, title)):
        near = opened - _NEAR_LINES <= title <= opened and _gap(reading, title, opened) <= _GAP
        if own >= (0.2 if near else 0.4) * reading.plain(around):
            return Article(core, title, around)
    whole, listed = reading.prose(root.node), _headline_mass(reading, root)
    title = _heading_above(reading, opened)
    deep = _DEEP.search(reading.url) is not None and own >= max(0.4 * whole, 0.25 * listed)
    if title is not None and deep and (around := _with_title(reading, core, title)):
        return Article(core, title, around)
    if core.tag == "td" and own >= max(_ENOUGH, 0.6 * whole, 2 * listed):
        return Article(core, title, root.node)
    if own >= _ENOUGH and own >= 0.5 * max(whole, reading.mass(root.node)) and listed <= own:
        return Article(core, None, root.node)
    return None


def _announces(reading: Reading, core: Node) -> bool:
    """A column of announcements: headings that are links to other pages."""
    lines = reading.lines[core.first : core.last]
    return sum(line.level > 0 and is_headline(line) for line in lines) >= 3


def _opening(reading: Reading, core: Node) -> int:
    """The first line of running text in the core."""
    for index in range(core.first, core.last):
        if reading.proses[index + 1] > reading.proses[index]:
            return index
    return core.first


def _gap(reading: Reading, title: int, opened: int) -> int:
    """Text between title and first paragraph; on cards many short fields stand there."""
    return sum(
        len(line.text) - line.links
        for line in reading.lines[title + 1 : opened]
        if line.picture is None and line.region not in CHROME
    )


def _heading_above(reading: Reading, opened: int) -> int | None:
    """The nearest unlinked heading above the text that could be its title."""
    for index in range(opened - 1, max(-1, opened - _NEAR_LINES), -1):
        line = reading.lines[index]
        if line.picture is not None or line.region in CHROME:
            continue
        named = "title" in reading.outline.nodes[line.node].roles or line.bold
        if (1 <= line.level <= 2 or named) and line.links * 2 < len(line.text):
            if hidden_kind(line) or box_kind(line):
                return None
            return index if _gap(reading, index, opened) <= _GAP else None
    return None


def _with_title(reading: Reading, core: Node, title: int) -> Node | None:
    """The smallest block that holds both text and title, unless it is the whole page."""
    for node in reading.outline.ancestors(core.index):
        if node.tag == "body":
            return None
        if node.first <= title < node.last:
            return node
    return None


def _core(reading: Reading, root: Root, title: int | None) -> Node | None:
    """The block that holds most running text close below itself; comments do not count."""
    seen = 0.0
    scores: dict[int, float] = {}
    every = reading.outline.nodes
    for index in range(max(root.first, root.node.first), root.node.last):
        line = reading.lines[index]
        if reading.owner[index] is not None or line.region in BESIDE_TEXT:
            continue
        weight = 0.0 if _RIGHTS.search(line.text) else prose_weight(line)
        seen += weight
        if title is not None and index > title and seen > _ENOUGH and box_kind(line) == "related":
            break
        if weight:
            _spread(every, line.node, min(weight, 1000), scores, root.node.index)
    if not scores:
        return None
    core = every[max(scores, key=lambda index: (scores[index], -index))]
    while core.parent >= 0 and core.index != root.node.index:
        above = every[core.parent]
        if reading.prose(above) < _MORE * reading.prose(core) or above.tag in _NO_CORE:
            break
        if reading.prose(above) < 0.6 * reading.plain(above):
            break
        core = above
    return core


def _spread(every: list[Node], at: int, weight: float, scores: dict[int, float], stop: int) -> None:
    """Credit the blocks around a line, the nearer the more."""
    share = 1.0
    for _ in range(5):
        node = every[at]
        if node.tag == "li":
            share *= 0.5
        if node.tag not in _NO_CORE or at == stop:
            scores[at] = scores.get(at, 0.0) + weight * share
        if node.parent < 0 or at == stop:
            return
        share *= 0.95 if node.tag in _THIN else 0.6
        at = node.parent


def _headline_mass(reading: Reading, root: Root) -> float:
    """How much the root announces of other pages, side columns apart."""
    lines = reading.lines[root.node.first : root.node.last]
    return sum(len(line.text) for line in lines if is_headline(line) and line.region not in CHROME)
