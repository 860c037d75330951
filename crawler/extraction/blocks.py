"""Lines of the main content to blocks: headings, paragraphs, lists, tables, quotes, figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from archive.model import Block, Image
from crawler.extraction.media import VIDEO_TAGS
from crawler.extraction.metadata import absolute
from crawler.extraction.outline import Line, Node
from crawler.extraction.reading import Reading
from crawler.extraction.words import names

_BULLET = re.compile(r"^[-•·*▪◦■►»–] ?(?=\S)")
_TYPED_BULLET = re.compile(r"^[-•·*▪◦■►»] ?(?=\S)")
_AUTHOR = re.compile(
    r"(?:^|[\s(])(?:[Ff]ot(?:ografia|o)?\.?|[Zz]dj(?:ęcie|ęcia)?\.?|[Rr]ys\.)\s*:?\s*(.+)$"
)
_LONGEST_CREDIT = 100
#: Sections that no table of values reaches into.
_FRAME = names("header badges navigation breadcrumb newsletter footer title")


def build_blocks(reading: Reading, indexes: list[int], base: str) -> list[Block]:
    """Blocks of the given lines (in order); links and pictures made absolute against ``base``."""
    builder = Builder(reading, base)
    blocks: list[Block] = []
    for unit, members in builder.units_of(indexes):
        blocks += builder.blocks(unit, members)
    _credit(blocks)
    return _typed_lists(blocks)


def _credit(blocks: list[Block]) -> None:
    """A line such as "Fot. Jan Kowalski/UM" below pictures names the author of them all."""
    pictures: list[Block] = []
    for block in blocks:
        if block.kind == "figure":
            pictures.append(block)
            continue
        if block.kind == "paragraph" and len(block.text) < _LONGEST_CREDIT:
            hit = _AUTHOR.match(block.text)
            for picture in pictures if hit else ():
                picture.author = picture.author or _author(block.text)
        pictures = []


def images_of(blocks: Iterable[Block]) -> list[Image]:
    """The pictures among the blocks, each address once."""
    found: dict[str, Image] = {}
    for block in blocks:
        if block.kind == "figure" and block.src:
            found.setdefault(block.src, Image(block.src, block.alt, block.caption, block.author))
    return list(found.values())


class Builder:
    """Decides for each line which list, table, quote or figure it is part of."""

    def __init__(self, reading: Reading, base: str) -> None:
        self.reading = reading
        self.outline = reading.outline
        self.base = base
        self.units: dict[int, tuple[str, int]] = {}

    def units_of(self, indexes: list[int]) -> Iterator[tuple[tuple[str, int], list[int]]]:
        """The lines by unit: kind ("line", "list", "table" ...) and number of the node."""
        for unit, group in groupby(indexes, key=self._unit):
            yield unit, list(group)

    def _unit(self, index: int) -> tuple[str, int]:
        """Kind and number of the unit a line belongs to; single lines are their own unit."""
        line = self.outline.lines[index]
        kind, number = self._unit_of(line.node)
        if kind == "list" and line.picture is not None:
            return "line", -1 - index
        return (kind, number) if kind else ("line", -1 - index)

    def _unit_of(self, index: int) -> tuple[str, int]:
        """The outermost list, data table, quote or figure around a node, below the page."""
        path = []
        found = ("", -1)
        while index >= 0:
            if index in self.units:
                found = self.units[index]
                break
            path.append(index)
            index = self.outline.nodes[index].parent
        for step in reversed(path):
            if not found[0]:
                found = self._opens(self.outline.nodes[step])
            self.units[step] = found
        return found

    def _opens(self, node: Node) -> tuple[str, int]:
        tag = node.tag
        if tag in ("ul", "ol") and self._true_list(node):
            return "list", node.index
        if tag == "table" and is_data_table(self.reading, node):
            return "table", node.index
        if tag == "blockquote" and self._true_quote(node):
            return "quote", node.index
        if tag == "figure" and self.outline.chars(node.first, node.last) < 600:
            return "figure", node.index
        return "", -1

    def _true_list(self, node: Node) -> bool:
        """A list of things said, not one that lays out articles or boxes."""
        for inner in self.outline.nodes[node.index : node.end]:
            if inner.tag in ("h1", "h2", "h3", "h4", "table", "form", "figure"):
                return False
        return True

    def _true_quote(self, node: Node) -> bool:
        inner = self.outline.nodes[node.index + 1 : node.end]
        return not any(n.tag in ("table", "h1", "h2", "ul", "ol", "div") for n in inner)

    def blocks(self, unit: tuple[str, int], indexes: list[int]) -> list[Block]:
        """The blocks one unit makes."""
        kind, number = unit
        lines = [self.outline.lines[i] for i in indexes]
        if kind == "line":
            return self._single(lines[0])
        node = self.outline.nodes[number]
        if kind == "list":
            return self._list(node, lines)
        if kind == "table":
            return self._table(node, indexes)
        if kind == "figure":
            return self._figure(lines)
        text = "\n\n".join(line.text for line in lines if not line.picture)
        return [Block("quote", text)] if text else []

    def _single(self, line: Line) -> list[Block]:
        if line.picture is not None:
            return self._picture(line)
        if line.level:
            return [Block("heading", line.text, level=line.level)]
        return [Block("paragraph", line.text)]

    def _list(self, node: Node, lines: list[Line]) -> list[Block]:
        items: list[str] = []
        for _, group in groupby(lines, key=self.item_of):
            text = "\n".join(line.text for line in group)
            text = _BULLET.sub("", text) if _TYPED_BULLET.match(text) else text
            if text:
                items.append(text)
        if not items:
            return []
        text = "\n\n".join(f"- {item}" for item in items)
        return [Block("list", text, ordered=node.tag == "ol", items=items)]

    def item_of(self, line: Line) -> int:
        """Number of the list item a line belongs to."""
        for node in self.outline.ancestors(line.node):
            if node.tag == "li":
                return node.index
            if node.tag in ("ul", "ol"):
                break
        return line.node

    def _table(self, node: Node, indexes: list[int]) -> list[Block]:
        wanted = set(indexes)
        rows = []
        for row in self._rows(node):
            cells = [self._cell(cell, wanted) for cell in self.outline.children(row)]
            if any(cells):
                rows.append(cells)
        blocks = []
        caption = [n for n in self.outline.children(node) if n.tag == "caption"]
        if caption and (text := self._cell(caption[0], wanted)):
            blocks.append(Block("paragraph", text))
        if rows:
            text = "\n".join("\t".join(" ".join(c.split()) for c in row) for row in rows)
            blocks.append(Block("table", text.strip("\n"), rows=rows))
        return blocks

    def _rows(self, node: Node) -> list[Node]:
        return [n for n in self.outline.nodes[node.index : node.end] if n.tag == "tr"]

    def _cell(self, cell: Node, wanted: set[int]) -> str:
        lines = self.outline.lines
        found = [i for i in range(cell.first, cell.last) if i in wanted and not lines[i].picture]
        return "\n".join(lines[i].text for i in found)

    def _figure(self, lines: list[Line]) -> list[Block]:
        """A picture with its caption, or a gallery: each caption belongs to its own figure."""
        blocks: list[Block] = []
        shown: dict[int, Block] = {}
        for line in lines:
            figure = self._figure_of(line)
            if line.picture:
                for block in self._picture(line):
                    blocks.append(block)
                    shown[figure] = block
            elif figure in shown:
                _caption(shown[figure], line.text)
            else:
                blocks.append(Block("paragraph", line.text))
        return blocks

    def _figure_of(self, line: Line) -> int:
        """Number of the innermost figure a line stands in."""
        above = self.outline.ancestors(line.node)
        return next((node.index for node in above if node.tag == "figure"), -1)

    def _picture(self, line: Line) -> list[Block]:
        picture = line.picture
        src = absolute(self.base, picture.src) if picture else None
        if picture is None or src is None or _is_spacer(line):
            return []
        if picture.element.tag in VIDEO_TAGS:
            return [Block("video", line.text, src=src)]
        alt = None if picture.alt is None else line.text
        author = _author(picture.title or "") or _author(picture.alt or "")
        return [Block("figure", "", src=src, alt=alt, author=author)]


def _caption(block: Block, text: str) -> None:
    """Give a picture its caption; a second line of it goes below the first."""
    block.caption = f"{block.caption}\n{text}" if block.caption else text
    block.text = block.caption
    block.author = _author(block.caption) or block.author


def _author(text: str) -> str | None:
    """Who took the picture, as credits name them: "Fot. Jan Kowalski/UM"."""
    hit = _AUTHOR.search(text)
    if hit is None:
        return None
    return hit[1].split("\n")[0].strip(" .()") or None


def _is_spacer(line: Line) -> bool:
    element = line.picture.element if line.picture else None
    if element is None:
        return True
    sizes = (element.get("width") or "", element.get("height") or "")
    return any(size.strip().removesuffix("px") in ("0", "1", "2") for size in sizes)


def is_data_table(reading: Reading, node: Node) -> bool:
    """A table of values; a table that only lays out the page is none."""
    outline = reading.outline
    if not _FRAME.isdisjoint(reading.owner[node.first : node.last]):
        return False
    inner = outline.nodes[node.index + 1 : node.end]
    if any(n.tag in ("table", "form", "h1", "h2", "article", "nav") for n in inner):
        return False
    rows = [n for n in inner if n.tag == "tr"]
    cells = [n for n in inner if n.tag in ("td", "th") and n.last > n.first]
    if not rows or not cells:
        return False
    widths = [sum(c.tag in ("td", "th") for c in outline.children(row)) for row in rows]
    if max(widths) < 2:
        return False
    if any(n.tag in ("th", "caption") for n in inner):
        return True
    longest = max(outline.chars(c.first, c.last) for c in cells)
    return len(rows) >= 2 and longest <= 600


def _typed_lists(blocks: list[Block]) -> list[Block]:
    """Paragraphs that each begin with a typed bullet are a list, two or more of them."""
    out: list[Block] = []
    at = 0
    while at < len(blocks):
        end = at
        while end < len(blocks) and _is_typed_item(blocks[end]):
            end += 1
        lead_in = bool(out) and out[-1].text.rstrip().endswith(":")
        if end - at >= 2 or (end - at == 1 and lead_in):
            items = [_TYPED_BULLET.sub("", block.text) for block in blocks[at:end]]
            text = "\n\n".join(f"- {item}" for item in items)
            out.append(Block("list", text, ordered=False, items=items))
            at = end
        else:
            out.append(blocks[at])
            at += 1
    return out


def _is_typed_item(block: Block) -> bool:
    return block.kind == "paragraph" and _TYPED_BULLET.match(block.text) is not None
