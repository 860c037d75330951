"""Which blocks below the root are content: taken or left one by one, as wholes where possible."""

from __future__ import annotations

from crawler.extraction.content.core import Article
from crawler.extraction.content.root import SHUT, Root
from crawler.extraction.outline import Line, Node
from crawler.extraction.reading import (
    FURNITURE,
    Reading,
    box_kind,
    has_date,
    hidden_kind,
    is_furniture,
    is_headline,
    is_menu_line,
    is_prose,
    is_tool,
)
from crawler.extraction.words import key, kinds

_FILES = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsx", ".zip", ".ods", ".7z", ".rar")
_LITTLE_TEXT = 300
#: Most lines and characters of a box.
_BOX_LINES, _BOX = 30, 900
_FURNISHED = FURNITURE | {"links", "partners"}
_DROPPED_BOXES = FURNITURE | {"related", "links"}


class Collector:
    """Marks the content lines below a root as main."""

    def __init__(self, reading: Reading, root: Root, article: Article | None) -> None:
        self.reading = reading
        self.root = root
        self.article = article
        self.core = article.core if article else None
        self.box: Node | None = None
        self.known = frozenset(
            line.key for line in reading.lines if line.links and reading.region(line) == "navigation"
        )

    def run(self) -> None:
        """Take what is content below the root; of an article also its title, wherever it is."""
        self._collect(self.article.around if self.article else self.root.node)
        title = self.article.title if self.article else None
        if title is not None and self.reading.owner[title] is None:
            self.reading.owner[title] = "main"
        if self.article:
            self._trim_tail()
        elif self._is_list():
            self._collect_news(self.reading.outline.nodes[0])

    def _collect(self, node: Node) -> None:
        at, shut = node.first, 0
        for child in self.reading.outline.children(node):
            self._own_lines(at, child.first)
            at = child.last
            if child.first == child.last:
                continue
            if level := self._opens_dropped_box(child):
                shut = level
                continue
            if shut:
                level = heading_level(child)
                if (not level or level > shut) and self._goes_with_box(child):
                    continue
                shut = 0
            if not self._left_out(child):
                self._collect(child)
        self._own_lines(at, node.last)

    def _is_list(self) -> bool:
        """Whether the page announces rather than tells; then its news may stand anywhere."""
        if self.article is not None or self.root.find.by in ("cue words", "selector"):
            return False
        root = self.root.node
        return self.reading.plain(root) < _LITTLE_TEXT or self._headlines(root) >= 3

    def _collect_news(self, node: Node) -> None:
        """Take the boxes of announcements outside the root, the innermost that hold them all."""
        reading = self.reading
        for child in reading.outline.children(node):
            if child.index == self.root.node.index or reading.regions[child.index] in SHUT:
                continue
            around_root = child.index <= self.root.node.index < child.end
            if around_root or not self._announces(child):
                if around_root or child.last - child.first > 1:
                    self._collect_news(child)
                continue
            inner = [c for c in reading.outline.children(child) if self._announces(c)]
            if len(inner) == 1 and self._headlines(inner[0]) == self._headlines(child):
                self._collect_news(child)
            elif not self._is_menu(child):
                self.box = child
                self._collect(child)

    def _headlines(self, node: Node) -> int:
        """Announcements below a node, those of side boxes in it apart."""
        own = ("", "ads", self.reading.regions[node.index])
        lines = self.reading.lines[node.first : node.last]
        return sum(self.reading.region(line) in own and is_headline(line) for line in lines)

    def _trim_tail(self) -> None:
        """After the last paragraph of an article, let go what leads to other pages."""
        reading = self.reading
        main = [i for i, owner in enumerate(reading.owner) if owner == "main"]
        ends = [n for n, i in enumerate(main) if reading.proses[i + 1] > reading.proses[i]]
        if not ends:
            return
        parts: list[list[int]] = [[]]
        for index in main[ends[-1] + 1 :]:
            if self._starts_part(reading.lines[index]):
                parts.append([])
            parts[-1].append(index)
        for part in filter(self._leads_away, parts):
            for index in part:
                reading.owner[index] = None

    def _starts_part(self, line: Line) -> bool:
        return line.level > 0 or box_kind(line) is not None

    def _leads_away(self, part: list[int]) -> bool:
        lines = [self.reading.lines[i] for i in part]
        if not lines or any(is_file(line.href) for line in lines):
            return False
        if box_kind(lines[0]) in _DROPPED_BOXES:
            return True
        texts = [line for line in lines if line.picture is None]
        linked = sum(line.links for line in texts)
        shown = sum(len(line.text) for line in texts)
        if len(texts) == 1 and texts[0].level:
            return True
        return linked > 0.5 * shown and not any("@" in line.text for line in texts)

    def _own_lines(self, first: int, last: int) -> None:
        """Take the lines that stand directly in a block."""
        if first < self.root.first < self.root.node.last:
            first = max(first, min(last, self.root.first)) if self._in_root(first) else first
        reading = self.reading
        for index in range(first, last):
            if reading.owner[index] is None and self._wanted(reading.lines[index]):
                if not is_menu_line(reading, index):
                    reading.owner[index] = "main"

    def _in_root(self, index: int) -> bool:
        return self.root.node.first <= index < self.root.node.last

    def _wanted(self, line: Line) -> bool:
        if line.picture is not None:
            return not (line.text and is_tool(line))
        if "\n" in line.text and furnished(line):
            return False
        if is_tool(line) or is_furniture(line):
            return False
        return hidden_kind(line) is None

    def _left_out(self, node: Node) -> bool:
        region = self.reading.regions[node.index]
        if region in SHUT or region in ("related", "meta"):
            return True
        if self._around_core(node):
            return False
        if region == "form" and self.article is not None:
            return True
        if region in ("aside", "ads") and not self._in_box(node):
            if self.article is not None or not self._announces(node):
                return True
            self.box = node
            return False
        if self._is_menu(node) or self._is_dropped_box(node):
            return True
        return self.article is not None and not self._in_core(node) and self._foreign(node)

    def _around_core(self, node: Node) -> bool:
        core = self.core
        return core is not None and node.index <= core.index < node.end

    def _in_box(self, node: Node) -> bool:
        """Inside a side box that was taken for its announcements."""
        return self.box is not None and self.box.index <= node.index < self.box.end

    def _in_core(self, node: Node) -> bool:
        core = self.core
        return core is not None and core.index <= node.index < core.end

    def _foreign(self, node: Node) -> bool:
        """Beside the text of an article: what is neither running text, heading, file nor value."""
        reading, article = self.reading, self.article
        lines = reading.lines[node.first : node.last]
        title = article.title if article else None
        if title is not None and node.first <= title < node.last:
            return False
        if title is not None and node.last <= title:
            return True
        if any(is_file(line.href) for line in lines):
            return False
        shown = reading.outline.chars(node.first, node.last)
        linked = reading.outline.linked(node.first, node.last)
        before = self.core is not None and node.last <= self.core.first
        if not shown:
            return before
        if linked > 0.4 * shown:
            return True
        if title is None:
            return self._is_column(node) and reading.prose(node) < 0.3 * shown
        if reading.prose(node) >= 0.5 * shown:
            return False
        if len(lines) == 1:
            return not (lines[0].level or lines[0].bold or node.tag in ("p", "td"))
        return node.tag != "table"

    def _is_dropped_box(self, node: Node) -> bool:
        """A small block that opens with the name of a box we leave out: "Na skróty", "Sonda"."""
        count = node.last - node.first
        if not 2 <= count <= _BOX_LINES or self.reading.outline.chars(node.first, node.last) > _BOX:
            return False
        lines = self.reading.lines
        first = next((lines[i] for i in range(node.first, node.last) if not lines[i].picture), None)
        if first is None or first.links or is_prose(first):
            return False
        kind = box_kind(first)
        if kind not in _DROPPED_BOXES and not (
            kind == "contact" and self._headlines(self.root.node) >= 3
        ):
            return False
        return self.reading.plain(node) <= 0.4 * self.reading.plain(self.root.node)

    def _is_column(self, node: Node) -> bool:
        """A cell or row of the table that lays out the page, beside that of the text."""
        above = self.reading.outline.nodes[node.parent] if node.parent >= 0 else node
        core = self.core
        return core is not None and above.tag in ("tr", "tbody", "table") and (
            above.index <= core.index < above.end
        )

    def _is_menu(self, node: Node) -> bool:
        """A block of links that lead elsewhere and announce nothing."""
        outline = self.reading.outline
        chars = outline.chars(node.first, node.last)
        linked = outline.linked(node.first, node.last)
        if not chars or linked < 0.8 * chars or node.tag in ("p", "h1", "h2", "h3", "td", "th"):
            return False
        lines = [
            line
            for line in outline.lines[node.first : node.last]
            if line.links and self.reading.region(line) not in SHUT and not is_tool(line)
        ]
        if len(lines) < 3:
            return False
        if sum(line.key in self.known for line in lines) >= 0.7 * len(lines):
            return True
        if any(is_file(line.href) for line in lines):
            return False
        if self.article is not None and not self._in_core(node):
            return True
        return sum(map(is_headline, lines)) < 0.4 * len(lines)

    def _announces(self, node: Node) -> bool:
        """A side box that announces things: headlines with dates, or with teasers."""
        if self._headlines(node) < 2:
            return False
        lines = self.reading.lines[node.first : node.last]
        dated = sum(has_date(line.text[:40]) or has_date(line.text[-30:]) for line in lines)
        if dated >= 2 or sum(map(is_prose, lines)) >= 2:
            return True
        if self.reading.regions[node.index] == "aside":
            return False
        nodes = self.reading.outline.nodes
        return any("news" in inner.roles for inner in nodes[node.index : node.end])

    def _opens_dropped_box(self, node: Node) -> int:
        """Level of a heading that opens a box we leave out, 0 for anything else."""
        if node.last - node.first != 1:
            return 0
        line = self.reading.lines[node.first]
        level = heading_level(node) or (7 if line.bold else 0)
        if not level:
            return 0
        if box_kind(line) in _DROPPED_BOXES or hidden_kind(line) == "navigation":
            return level
        return 0

    def _goes_with_box(self, node: Node) -> bool:
        """What stands under such a heading goes with it, unless it is running text."""
        lines = self.reading.lines[node.first : node.last]
        return self._around_core(node) is False and not any(
            is_prose(line) and not line.links and self.article is None for line in lines
        )


def furnished(line: Line) -> bool:
    """A whole box in one block, its heading parted from the rest by a break only."""
    first = line.text.split("\n", 1)[0]
    return len(line.text) < 300 and kinds("boxes").get(key(first)) in _FURNISHED


def heading_level(node: Node) -> int:
    """1 to 6 for a heading element, else 0."""
    return int(node.tag[1]) if len(node.tag) == 2 and node.tag[0] == "h" and node.tag != "hr" else 0


def is_file(href: str | None) -> bool:
    """Whether a link ends like the name of a document."""
    return href is not None and href.split("?")[0].lower().endswith(_FILES)
