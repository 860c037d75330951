"""A page as a flat list of lines under a list of nodes: what every reader of sections works on.

The tree is walked once. A *node* is a block element and knows which lines stand below it, so
questions about any part of the page (how much text, how much of it links) are two look-ups in
running sums. A *line* is what one block shows between two breaks: text, or one picture.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import accumulate

from lxml import etree

from crawler.extraction.mojibake import mend
from crawler.extraction.words import key, markup_roles, names, words

#: Elements beyond this number are not read (a page of 50,000 links has about 100,000).
MAX_ELEMENTS = 400_000

_SKIPPED = names(
    """
    script style head noscript template svg math object applet canvas audio map iframe
    noframes datalist
    """
)
_PLAIN = names(
    """
    abbr acronym bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb rp
    rt rtc ruby s samp small strike sub sup tt u var wbr picture source video param embed
    input area output meter progress
    """
)
_KIND = {
    **dict.fromkeys(_SKIPPED, "skipped"),
    **dict.fromkeys(_PLAIN, "plain"),
    "a": "a",
    "b": "bold",
    "strong": "bold",
    "br": "br",
    "img": "img",
    "time": "time",
    "span": "span",
}
_NO_ROLES: frozenset[str] = frozenset()
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLANKS = re.compile("[ \t\r\n\f]+")
_EDGES = " \t\r\n\f\0\u00a0\u200b\ufeff"


@dataclass(slots=True, eq=False)
class Node:
    """A block element: its place in the tree and the lines below it (``first`` to ``last``)."""

    index: int
    tag: str
    element: etree._Element
    parent: int
    depth: int
    first: int
    roles: frozenset[str]
    unseen: bool = False
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

    ``links`` counts the characters inside links; ``level`` is that of the heading around it;
    ``unseen`` says that it is hidden from sight but read aloud; ``breaks`` that a single line
    break, not a block's edge, parts it from the line before.
    """

    text: str
    node: int
    links: int = 0
    level: int = 0
    unseen: bool = False
    bold: bool = False
    href: str | None = None
    picture: Picture | None = None
    _key: str | None = None

    @property
    def key(self) -> str:
        """The line folded for comparing."""
        if self._key is None:
            self._key = key(self.text[:300])
        return self._key


@dataclass(slots=True, eq=False)
class Link:
    """A link as it stands: target, words, title, and the line it is part of."""

    href: str
    text: str
    title: str | None
    node: int
    line: int
    element: etree._Element


@dataclass(slots=True, eq=False)
class Outline:
    """The whole page: nodes in document order, lines in reading order, links."""

    nodes: list[Node] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    times: list[tuple[etree._Element, int]] = field(default_factory=list)
    cut: bool = False
    _text_sums: list[int] = field(default_factory=list)
    _link_sums: list[int] = field(default_factory=list)

    def finish(self) -> None:
        """Build the running sums once all lines stand."""
        shown = [0 if line.picture else len(line.text) for line in self.lines]
        self._text_sums = [0, *accumulate(shown)]
        linked = [0 if line.picture else line.links for line in self.lines]
        self._link_sums = [0, *accumulate(linked)]

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


def outline(root: etree._Element, *, mending: bool = False) -> Outline:
    """Read the tree below ``root`` into lines and nodes.

    ``mending`` asks for a look at every line for doubly encoded letters.
    """
    return _Walk(mending).run(root)


class _Walk:
    """State of the one walk over the tree.

    ``pieces`` is the text gathered since the last block edge (line breaks as NUL), ``linked``,
    ``bold`` and ``plain`` count its characters by kind.
    """

    def __init__(self, mending: bool) -> None:
        self.out = Outline()
        self.mending = mending
        self.pieces: list[str] = []
        self.linked = self.bold = self.plain = 0
        self.in_bold = self.unseen = self.preformatted = self.level = 0
        self.href: str | None = None
        self.pictures: list[Picture] = []
        self.open: list[Node] = []
        self.anchors: list[tuple[etree._Element, int]] = []
        self.whispers: list[tuple[etree._Element, int]] = []

    def run(self, root: etree._Element) -> Outline:
        body = root.find("body")
        start = root if body is None else body
        walk = etree.iterwalk(start, events=("start", "end"))
        count = 0
        for event, element in walk:
            kind = _KIND.get(element.tag, "block")
            if event == "end":
                self._end(element, kind, last=element is start)
                continue
            count += 1
            if count > MAX_ELEMENTS:
                self.out.cut = True
                break
            if kind == "skipped":
                walk.skip_subtree()
            else:
                self._start(element, kind)
        while self.open:
            self._block_end()
        self.out.finish()
        return self.out

    def _start(self, element: etree._Element, kind: str) -> None:
        if kind == "block":
            self._block_start(element, element.tag)
        elif kind != "plain":
            self._inline_start(element, kind)
        if text := element.text:
            self._text(text)

    def _end(self, element: etree._Element, kind: str, *, last: bool) -> None:
        if kind == "block":
            self._block_end()
        elif kind not in ("plain", "skipped"):
            self._inline_end(element, kind)
        if (tail := element.tail) and not last:
            self._text(tail)

    def _text(self, text: str) -> None:
        if text.isspace():
            if self.pieces:
                self.pieces.append(" " if not self.preformatted else _breaks(text))
            return
        self.pieces.append(_breaks(text) if self.preformatted else text)
        size = len(text)
        if self.anchors:
            self.linked += size
        if self.in_bold:
            self.bold += size
        else:
            self.plain += size

    def _inline_start(self, element: etree._Element, kind: str) -> None:
        if kind == "a":
            href = element.get("href")
            if href is not None:
                self.anchors.append((element, len(self.pieces)))
                if self.href is None:
                    self.href = href
        elif kind == "br":
            if self.pieces:
                self.pieces.append("\0")
        elif kind == "img":
            self._picture(element)
        elif kind == "bold":
            self.in_bold += 1
        elif kind == "time":
            self.out.times.append((element, len(self.out.lines)))
        elif (name := element.get("class")) and "unseen" in markup_roles(name):
            self.whispers.append((element, len(self.pieces)))

    def _inline_end(self, element: etree._Element, kind: str) -> None:
        if kind == "a":
            if self.anchors and self.anchors[-1][0] is element:
                self._link(*self.anchors.pop())
        elif kind == "bold":
            self.in_bold = max(0, self.in_bold - 1)
        elif kind == "span" and self.whispers and self.whispers[-1][0] is element:
            self._whisper(self.whispers.pop()[1])

    def _whisper(self, start: int) -> None:
        """A hidden span that is a region's heading stands alone, whatever it is glued to."""
        text = "".join(self.pieces[start:])
        if key(text) in _region_headings():
            before, self.pieces = self.pieces[:start], self.pieces[start:]
            rest, self.pieces = self.pieces, before
            self._flush()
            self.pieces = rest
            self.unseen += 1
            self._flush()
            self.unseen -= 1

    def _link(self, element: etree._Element, start: int) -> None:
        text = " ".join("".join(self.pieces[start:]).replace("\0", " ").split())
        node = self.open[-1].index if self.open else 0
        self.out.links.append(
            Link(
                element.get("href") or "",
                text,
                element.get("title"),
                node,
                len(self.out.lines),
                element,
            )
        )

    def _picture(self, element: etree._Element) -> None:
        href = self.anchors[-1][0].get("href") if self.anchors else None
        src = element.get("src") or element.get("data-src") or element.get("data-lazy-src") or ""
        picture = Picture(element, src, element.get("alt"), element.get("title"), href)
        if self.pieces:
            self.pictures.append(picture)
        else:
            self._add_picture(picture)

    def _add_picture(self, picture: Picture) -> None:
        text = " ".join((picture.alt or "").split())
        node = self.open[-1].index if self.open else 0
        line = Line(text, node, level=self.level, href=picture.href, picture=picture)
        self.out.lines.append(line)

    def _block_start(self, element: etree._Element, tag: str) -> None:
        self._flush()
        name, identity = element.get("class"), element.get("id")
        roles = _NO_ROLES
        if name or identity:
            roles = markup_roles(f"{identity or ''} {name or ''}"[:400])
        nodes, level = self.out.nodes, len(self.open)
        parent = self.open[-1] if level else None
        node = Node(
            len(nodes),
            tag,
            element,
            -1 if parent is None else parent.index,
            level,
            len(self.out.lines),
            roles,
            (parent is not None and parent.unseen) or "unseen" in roles,
        )
        nodes.append(node)
        self.open.append(node)
        if tag in _HEADINGS:
            self.level = _HEADINGS[tag]
        elif tag == "pre":
            self.preformatted += 1

    def _block_end(self) -> None:
        self._flush()
        node = self.open.pop()
        node.last = len(self.out.lines)
        node.end = len(self.out.nodes)
        if node.tag in _HEADINGS:
            self.level = 0
        elif node.tag == "pre":
            self.preformatted -= 1

    def _flush(self) -> None:
        """Turn what was gathered since the last block edge into lines."""
        if not self.pieces:
            return
        raw = "".join(self.pieces)
        self.pieces = []
        text = _BLANKS.sub(" ", raw).strip(_EDGES)
        if text:
            self._lines(text)
        self.linked = self.bold = self.plain = 0
        self.href = self.anchors[-1][0].get("href") if self.anchors else None
        if self.anchors:
            self.anchors = [(element, 0) for element, _ in self.anchors]
        if self.pictures:
            for picture in self.pictures:
                self._add_picture(picture)
            self.pictures = []

    def _lines(self, text: str) -> None:
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
            text = mend(text) if self.mending else text
        total = len(text)
        linked = min(self.linked, total)
        bold = self.bold > self.plain
        node = self.open[-1]
        unseen = bool(self.unseen) or node.unseen
        for part in _paragraphs(text) if "\0" in text else (text,):
            share = linked if len(part) == total else round(linked * len(part) / total)
            line = Line(part, node.index, share, self.level, unseen, bold, self.href)
            self.out.lines.append(line)


def _breaks(text: str) -> str:
    """Preformatted text: its line ends are breaks."""
    return text.replace("\r\n", "\n").replace("\n", "\0")


_PARAGRAPH = re.compile(" ?(?:\0 ?){2,}")
_BULLET = re.compile("\n(?=[-–•*·] ?[^\\W\\d_])")


def _paragraphs(text: str) -> list[str]:
    """Split at two or more breaks, and before hand-made bullets; one break is a newline."""
    found = []
    for part in _PARAGRAPH.split(text):
        lines = "\n".join(piece.strip(_EDGES) for piece in part.split("\0"))
        found += [piece.strip(_EDGES) for piece in _BULLET.split(lines)]
    return [part for part in found if part]


def _region_headings() -> frozenset[str]:
    kinds = ("main", "footer", "header", "navigation", "breadcrumb", "aside")
    return frozenset().union(*(words("hidden", kind) for kind in kinds))
