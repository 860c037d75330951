"""A page as a flat list of lines under a list of nodes: what every reader of sections works on.

The tree is walked once (`crawler.extraction.walk`). A *node* is a block element and knows which
lines stand below it, so questions about any part of the page (how much text, how much of it
links) are two look-ups in running sums. A *line* is what one block shows between two breaks:
text, or one picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate

from lxml import etree


@dataclass(slots=True, eq=False)
class Node:
    """A block element: its place in the tree and the lines below it (``first`` to ``last``).

    ``role`` and ``classes`` are attributes as written; ``roles`` what id and classes speak of.
    """

    index: int
    tag: str
    element: etree._Element
    parent: int
    depth: int
    first: int
    roles: frozenset[str]
    unseen: bool = False
    role: str | None = None
    classes: str | None = None
    last: int = 0
    end: int = 0


@dataclass(slots=True, eq=False)
class Picture:
    """An ``img`` with what it says of itself, and the link around it."""

    element: etree._Element
    src: str
    alt: str | None
    title: str | None
    href: str | None


@dataclass(slots=True, eq=False)
class Line:
    """One line of text, or one picture (then ``text`` is what it is called).

    ``key`` is its text folded for comparing; ``region`` what the markup around it speaks of, set
    by `crawler.extraction.regions`.
    ``links`` counts the characters inside links; ``level`` is that of the heading around it;
    ``unseen`` says that it is hidden from sight but read aloud; ``href`` is where its first link
    leads. ``prose`` is kept by `crawler.extraction.reading.prose_weight` once asked for.
    """

    text: str
    key: str
    node: int
    links: int = 0
    level: int = 0
    unseen: bool = False
    bold: bool = False
    href: str | None = None
    picture: Picture | None = None
    region: str = ""
    prose: float | None = None


@dataclass(slots=True, eq=False)
class Link:
    """A link as it stands: target, words, and the line it is part of."""

    href: str
    raw: str
    node: int
    line: int
    element: etree._Element

    @property
    def text(self) -> str:
        """The words of the link in one line."""
        return in_one_line(self.raw)

    @property
    def title(self) -> str | None:
        """Its title attribute."""
        return self.element.get("title")


def in_one_line(raw: str) -> str:
    """Gathered text without its breaks."""
    return " ".join(raw.replace("\0", " ").split())


@dataclass(slots=True, eq=False)
class Outline:
    """The whole page: nodes in document order, lines in reading order, links.

    ``labelled`` are the elements, pictures apart, with a title or a label read aloud.
    """

    nodes: list[Node] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    times: list[tuple[etree._Element, int]] = field(default_factory=list)
    labelled: list[etree._Element] = field(default_factory=list)
    link_counts: list[int] = field(default_factory=list)
    depth: int = 0
    cut: bool = False
    _text_sums: list[int] = field(default_factory=list)
    _link_sums: list[int] = field(default_factory=list)

    def finish(self) -> None:
        """Build the running sums once all lines stand."""
        self.depth = max((node.depth for node in self.nodes), default=0)
        shown = [0 if line.picture else len(line.text) for line in self.lines]
        self._text_sums = [0, *accumulate(shown)]
        linked = [0 if line.picture else line.links for line in self.lines]
        self._link_sums = [0, *accumulate(linked)]
        self.link_counts = [0] * (len(self.lines) + 1)
        for link in self.links:
            self.link_counts[link.line] += 1

    def chars(self, first: int, last: int) -> int:
        """Characters of text in lines ``first`` to ``last`` (exclusive), pictures not counted."""
        return self._text_sums[last] - self._text_sums[first]

    def linked(self, first: int, last: int) -> int:
        """Characters of text inside links in those lines."""
        return self._link_sums[last] - self._link_sums[first]

    def ancestors(self, index: int) -> list[Node]:
        """The node and every node around it, innermost first."""
        found = []
        while index >= 0:
            node = self.nodes[index]
            found.append(node)
            index = node.parent
        return found

    def children(self, node: Node) -> list[Node]:
        """Nodes directly below, in order."""
        found, index = [], node.index + 1
        while index < node.end:
            found.append(self.nodes[index])
            index = self.nodes[index].end
        return found
