"""From the root down: the lines that are content, taken block by block."""

from __future__ import annotations

from crawler.extraction.attachments import is_document
from crawler.extraction.content.core import Article
from crawler.extraction.content.judge import DROPPED_BOXES, Judge, heading_level
from crawler.extraction.content.root import SHUT, Root
from crawler.extraction.outline import Line, Node
from crawler.extraction.reading import (
    FURNITURE,
    Reading,
    box_kind,
    hidden_kind,
    is_furniture,
    is_menu_line,
    is_tool,
)
from crawler.extraction.words import key, kinds

_FURNISHED = FURNITURE | {"links", "partners"}


class Collector:
    """Marks the content lines below a root as main."""

    def __init__(self, reading: Reading, root: Root, article: Article | None) -> None:
        self.reading = reading
        self.root = root
        self.article = article
        self.judge = Judge(reading, root, article)

    def run(self) -> None:
        """Take what is content below the root; of an article also its title, wherever it is."""
        if self.article is None:
            self._collect(self.root.node)
            if self.judge.is_list():
                self._collect_news(self.reading.outline.nodes[0])
            return
        self._collect(self.article.around)
        title = self.article.title
        if title is not None and self.reading.owner[title] is None:
            self.reading.owner[title] = "main"
        self._trim_tail()

    def _collect(self, node: Node) -> None:
        judge = self.judge
        at, shut = node.first, 0
        for child in self.reading.outline.children(node):
            self._own_lines(at, child.first)
            at = child.last
            if child.first == child.last:
                continue
            if level := judge.opens_dropped_box(child):
                shut = level
                continue
            if shut:
                level = heading_level(child)
                if (not level or level > shut) and judge.goes_with_box(child):
                    continue
                shut = 0
            if not judge.left_out(child):
                self._collect(child)
        self._own_lines(at, node.last)

    def _collect_news(self, node: Node) -> None:
        """Take the boxes of announcements outside the root, the innermost that hold them all."""
        reading, judge, root = self.reading, self.judge, self.root.node
        for child in reading.outline.children(node):
            if child.index == root.index or reading.regions[child.index] in SHUT:
                continue
            around_root = child.index <= root.index < child.end
            if around_root or not judge.announces(child):
                if around_root or child.last - child.first > 1:
                    self._collect_news(child)
                continue
            inner = [c for c in reading.outline.children(child) if judge.announces(c)]
            if len(inner) == 1 and judge.headlines(inner[0]) == judge.headlines(child):
                self._collect_news(child)
            elif not judge.is_menu(child):
                judge.box = child
                self._collect(child)

    def _own_lines(self, first: int, last: int) -> None:
        """Take the lines that stand directly in a block."""
        root = self.root
        if root.node.first <= first < root.first:
            first = min(last, root.first)
        reading = self.reading
        for index in range(first, last):
            if reading.owner[index] is None and self._wanted(index):
                reading.owner[index] = "main"

    def _wanted(self, index: int) -> bool:
        line = self.reading.lines[index]
        if line.picture is not None:
            return not (line.text and is_tool(line))
        if "\n" in line.text and _furnished(line):
            return False
        if is_tool(line) or is_furniture(line) or hidden_kind(line) is not None:
            return False
        if line.key.isdecimal() and index and is_furniture(self.reading.lines[index - 1]):
            return False
        return not is_menu_line(self.reading, index)

    def _trim_tail(self) -> None:
        """After the last paragraph of an article, let go what leads to other pages."""
        reading = self.reading
        main = [i for i, owner in enumerate(reading.owner) if owner == "main"]
        ends = [n for n, i in enumerate(main) if reading.proses[i + 1] > reading.proses[i]]
        if not ends:
            return
        parts: list[list[int]] = [[]]
        for index in main[ends[-1] + 1 :]:
            line = reading.lines[index]
            if line.level or box_kind(line):
                parts.append([])
            parts[-1].append(index)
        for part in parts:
            if _leads_away([reading.lines[i] for i in part]):
                for index in part:
                    reading.owner[index] = None


def _leads_away(lines: list[Line]) -> bool:
    """A heading with nothing below it, or below it mostly links to other pages."""
    if not lines or any(is_document(line.href) for line in lines):
        return False
    if box_kind(lines[0]) in DROPPED_BOXES:
        return True
    texts = [line for line in lines if line.picture is None]
    if len(texts) == 1 and texts[0].level:
        return True
    linked = sum(line.links for line in texts)
    shown = sum(len(line.text) for line in texts)
    return linked > 0.5 * shown and not any("@" in line.text for line in texts)


def _furnished(line: Line) -> bool:
    """A whole box in one block, its heading parted from the rest by a break only."""
    first = line.text.split("\n", 1)[0]
    return len(line.text) < 300 and kinds("boxes").get(key(first)) in _FURNISHED
