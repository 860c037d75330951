"""Running counts over a page's lines, so that any block is judged in a few look-ups."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from crawler.extraction.attachments import is_document
from crawler.extraction.content.root import SHUT
from crawler.extraction.outline import Line, Node
from crawler.extraction.reading import Reading, has_date, is_headline, is_prose, is_tool


class Tally:
    """Counts below any node, made once for a page.

    ``links`` are lines that lead elsewhere (tools and menus apart), ``known`` those of them that
    repeat a menu entry, ``files`` lines that link to documents, ``headlines`` lines that announce
    (``main_headlines``: outside side boxes), ``dated`` lines with a date at either end, ``told``
    lines of running text, ``news`` blocks named like news.
    """

    def __init__(self, reading: Reading) -> None:
        lines, regions = reading.lines, [reading.region(line) for line in reading.lines]
        menu = {
            line.key
            for line, region in zip(lines, regions, strict=True)
            if region == "navigation" and line.links
        }
        links = [
            bool(line.links) and region not in SHUT and not is_tool(line)
            for line, region in zip(lines, regions, strict=True)
        ]
        heads = [is_headline(line) for line in lines]
        self.links = _sums(links)
        self.known = _sums(
            leads and line.key in menu for line, leads in zip(lines, links, strict=True)
        )
        self.files = _sums(is_document(line.href) for line in lines)
        self.headlines = _sums(heads)
        self.main_headlines = _sums(
            head and region in ("", "ads", "form")
            for head, region in zip(heads, regions, strict=True)
        )
        self.link_heads = _sums(a and b for a, b in zip(heads, links, strict=True))
        self.dated = _sums(map(_is_dated, lines))
        self.told = _sums(map(is_prose, lines))
        self._news = _sums("news" in node.roles for node in reading.outline.nodes)

    def news(self, node: Node) -> int:
        """Blocks named like news, the node itself among them."""
        return self._news[node.end] - self._news[node.index]


def count(sums: list[int], node: Node) -> int:
    """How many of the node's lines are counted in ``sums``."""
    return sums[node.last] - sums[node.first]


def _is_dated(line: Line) -> bool:
    text = line.text
    if line.picture is not None or not any(map(str.isdigit, text[:40] + text[-30:])):
        return False
    return has_date(text[:40]) or (len(text) > 40 and has_date(text[-30:]))


def _sums(flags: Iterable[bool]) -> list[int]:
    return [0, *accumulate(map(int, flags))]
