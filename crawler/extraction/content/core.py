"""One text or many: the block of running text that makes a page an article."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.extraction.content.root import CHROME, Root
from crawler.extraction.outline import Node
from crawler.extraction.reading import Reading, is_headline, prose_weight

_NO_CORE = frozenset(("p", "li", "ul", "ol", "tr", "table", "tbody", "dl", "select", "span"))
_THIN = frozenset(("p", "li", "td", "tr", "tbody", "blockquote", "font", "center", "section"))
_ENOUGH = 250
_SHARE = 0.4


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
    core = _core(reading, root)
    if core is None:
        return None
    title = reading.headline
    if title is not None and not (root.first - 25 <= title < core.last):
        title = None
    own, whole = reading.prose(core), reading.prose(root.node)
    if own < (_ENOUGH if title is None else 120):
        return None
    linked_heads = headlines = 0
    for index in range(core.first, core.last):
        line = reading.lines[index]
        if is_headline(line):
            headlines += 1
            linked_heads += line.level > 0
    if linked_heads >= 3:
        return None
    if title is not None:
        around = _with_title(reading, core, title)
        if around is not None and own >= _SHARE * reading.mass(around):
            return Article(core, title, around)
    if own < 0.5 * whole or own < 0.5 * reading.mass(root.node):
        return None
    if _headline_mass(reading, root) > own:
        return None
    return Article(core, None, root.node)


def _with_title(reading: Reading, core: Node, title: int) -> Node | None:
    """The smallest block that holds both text and title, unless it is the whole page."""
    for node in reading.outline.ancestors(core.index):
        if node.tag == "body":
            return None
        if node.first <= title < node.last:
            return node
    return None


def _core(reading: Reading, root: Root) -> Node | None:
    """The block that holds most running text close below itself."""
    scores: dict[int, float] = {}
    every = reading.outline.nodes
    for index in range(max(root.first, root.node.first), root.node.last):
        line = reading.lines[index]
        if reading.owner[index] is not None or reading.region(line) in CHROME:
            continue
        weight = prose_weight(line)
        if weight:
            _spread(every, line.node, min(weight, 1000), scores, root.node.index)
    if not scores:
        return None
    return every[max(scores, key=lambda index: (scores[index], -index))]


def _spread(
    every: list[Node], at: int, weight: float, scores: dict[int, float], stop: int
) -> None:
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
    return sum(
        len(line.text)
        for line in lines
        if is_headline(line) and reading.region(line) not in CHROME
    )
