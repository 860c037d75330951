"""Whether a block below the root is content, judged as a whole where that is possible."""

from __future__ import annotations

from crawler.extraction.content.core import Article
from crawler.extraction.content.root import SHUT, Root
from crawler.extraction.content.tally import Tally, count
from crawler.extraction.outline import Line, Node
from crawler.extraction.reading import FURNITURE, Reading, box_kind, hidden_kind, is_prose

_LITTLE_TEXT = 300
#: Most lines and characters of a box.
_BOX_LINES, _BOX = 30, 900
#: Boxes left out wherever they stand, whatever they hold.
DROPPED_BOXES = FURNITURE | {"related", "links"}
_CELLS = ("tr", "tbody", "table")


class Judge:
    """Judges the blocks of one page: menus, boxes, side columns, what is foreign to an article."""

    def __init__(self, reading: Reading, root: Root, article: Article | None) -> None:
        self.reading = reading
        self.root = root
        self.article = article
        self.core = article.core if article else None
        self.tally = Tally(reading)
        #: A side box taken for its announcements: inside it nothing counts as beside.
        self.box: Node | None = None

    def is_list(self) -> bool:
        """Whether the page announces rather than tells; then its news may stand anywhere."""
        if self.article is not None or self.root.find.by in ("cue words", "selector"):
            return False
        root = self.root.node
        return self.reading.plain(root) < _LITTLE_TEXT or self.headlines(root) >= 3

    def headlines(self, node: Node) -> int:
        """Announcements below a node, those of side boxes in it apart."""
        beside = self.reading.regions[node.index] not in ("", "ads", "form")
        return count(self.tally.headlines if beside else self.tally.main_headlines, node)

    def announces(self, node: Node) -> bool:
        """A block that announces things: headlines with dates, with teasers, or named news.

        A single item, as sliders show, must have all three.
        """
        heads = self.headlines(node)
        if heads < 2:
            told, dated = count(self.tally.told, node), count(self.tally.dated, node)
            return bool(heads and told and dated and self.tally.news(node))
        if count(self.tally.dated, node) >= 2 or count(self.tally.told, node) >= 2:
            return True
        return self.reading.regions[node.index] != "aside" and self.tally.news(node) > 0

    def left_out(self, node: Node) -> bool:
        """Whether a block is no content."""
        region = self.reading.regions[node.index]
        if region in SHUT or region in ("related", "meta"):
            return True
        if self.around_core(node):
            return False
        if region == "form" and self.article is not None:
            return True
        if region in ("aside", "ads") and not self._in_box(node):
            if self.article is not None or not self.announces(node):
                return True
            self.box = node
            return False
        if self.is_menu(node) or self._is_dropped_box(node):
            return True
        return self.article is not None and not self._in_core(node) and self._foreign(node)

    def around_core(self, node: Node) -> bool:
        """Whether the article's text lies in the block."""
        return self.core is not None and node.index <= self.core.index < node.end

    def is_menu(self, node: Node) -> bool:
        """A block of links that lead elsewhere and announce nothing."""
        outline, tally = self.reading.outline, self.tally
        chars = outline.chars(node.first, node.last)
        linked = outline.linked(node.first, node.last)
        if not chars or linked < 0.8 * chars or node.tag in ("p", "h1", "h2", "h3", "td", "th"):
            return False
        links = count(tally.links, node)
        if links < 3:
            return False
        if count(tally.known, node) >= 0.7 * links:
            return True
        if count(tally.files, node):
            return False
        if self.article is not None and not self._in_core(node):
            return True
        return count(tally.link_heads, node) < 0.4 * links

    def opens_dropped_box(self, node: Node) -> int:
        """Level of a heading that opens a box we leave out, 0 for anything else."""
        if node.last - node.first != 1:
            return 0
        line = self.reading.lines[node.first]
        level = heading_level(node) or (7 if line.bold else 0)
        if level and (box_kind(line) in DROPPED_BOXES or hidden_kind(line) == "navigation"):
            return level
        return 0

    def goes_with_box(self, node: Node) -> bool:
        """What stands under such a heading goes with it; on lists running text stays."""
        if self.around_core(node):
            return False
        return self.article is not None or not count(self.tally.told, node)

    def _in_box(self, node: Node) -> bool:
        return self.box is not None and self.box.index <= node.index < self.box.end

    def _in_core(self, node: Node) -> bool:
        return self.core is not None and self.core.index <= node.index < self.core.end

    def _first_text(self, node: Node) -> Line | None:
        lines = self.reading.lines[node.first : node.last]
        return next((line for line in lines if line.picture is None), None)

    def _is_dropped_box(self, node: Node) -> bool:
        """A small block that opens with the name of a box we leave out: "Na skróty", "Sonda"."""
        reading = self.reading
        if not 2 <= node.last - node.first <= _BOX_LINES:
            return False
        if reading.outline.chars(node.first, node.last) > _BOX:
            return False
        first = self._first_text(node)
        if first is None or first.links or is_prose(first):
            return False
        kind = box_kind(first)
        contact = kind == "contact" and self.headlines(self.root.node) >= 3
        if kind not in DROPPED_BOXES and not contact:
            return False
        return reading.plain(node) <= 0.4 * reading.plain(self.root.node)

    def _foreign(self, node: Node) -> bool:
        """Beside the text of an article: what is neither running text, heading, file nor value."""
        reading, article = self.reading, self.article
        title = article.title if article else None
        if title is not None and node.first <= title < node.last:
            return False
        if title is not None and node.last <= title:
            return True
        if count(self.tally.files, node):
            return False
        shown = reading.outline.chars(node.first, node.last)
        if not shown:
            return self.core is not None and node.last <= self.core.first
        if reading.outline.linked(node.first, node.last) > 0.4 * shown:
            return True
        if title is None:
            return self._is_column(node) and reading.prose(node) < 0.3 * shown
        if reading.prose(node) >= 0.5 * shown:
            return False
        if node.last - node.first == 1:
            line = reading.lines[node.first]
            return not (line.level or line.bold or node.tag in ("p", "td"))
        return node.tag != "table"

    def _is_column(self, node: Node) -> bool:
        """A cell or row of the table that lays out the page, beside that of the text."""
        if node.parent < 0:
            return False
        above = self.reading.outline.nodes[node.parent]
        return above.tag in _CELLS and self.around_core(above)


def heading_level(node: Node) -> int:
    """1 to 6 for a heading element, else 0."""
    return int(node.tag[1]) if len(node.tag) == 2 and node.tag[0] == "h" and node.tag != "hr" else 0
