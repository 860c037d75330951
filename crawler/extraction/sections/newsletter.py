"""Newsletter: the box that offers news by mail, outside the article.

A box counts, not a word: "Newsletter miejski ukazuje się..." in the text stays in the text.
"""

from __future__ import annotations

from crawler.extraction.outline import Node
from crawler.extraction.reading import Find, Reading, box_kind
from crawler.extraction.selectors import is_selected

_MOST_CHARS = 900
_MOST_LINES = 14


def claim(reading: Reading) -> None:
    """Mark the lines of newsletter boxes, known by markup or by their first line."""
    if is_selected(reading, "newsletter"):
        return
    for node, region in zip(reading.outline.nodes, reading.regions, strict=True):
        if region == "newsletter" and node.last > node.first:
            reading.claim(node.first, node.last, "newsletter")
            reading.finds.setdefault("newsletter", Find("id or class", 0.9))
    if "newsletter" in reading.finds:
        return
    for index, line in enumerate(reading.lines):
        if box_kind(line) == "newsletter" and not line.links and reading.owner[index] is None:
            box = _box(reading, index)
            if box is not None:
                reading.claim(index, box.last, "newsletter")
                reading.finds["newsletter"] = Find("cue words", 0.8)
                return


def _box(reading: Reading, index: int) -> Node | None:
    """The widest block that begins with this line and is no bigger than a box."""
    outline = reading.outline
    best: Node | None = None
    for node in outline.ancestors(reading.lines[index].node):
        if node.first < index or node.tag == "body":
            break
        if (
            outline.chars(node.first, node.last) > _MOST_CHARS
            or node.last - node.first > _MOST_LINES
        ):
            break
        if node.last - index > 1:
            best = node
    return best
