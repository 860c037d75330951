"""Running counts over a page's lines, so that any block is judged in a few look-ups."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate

from crawler.extraction.attachments import is_document
from crawler.extraction.content.root import SHUT
from crawler.extraction.outline import Line, Node
from crawler.extraction.reading import Reading, has_date, is_headline, is_prose, is_tool


class Tally:
    """Counts below any node, each made when first asked for; `count` reads them."""

    def __init__(self, reading: Reading) -> None:
        self._nodes, self._lines = reading.outline.nodes, reading.lines
        self._regions = [line.region for line in reading.lines]

    @cached_property
    def links(self) -> list[int]:
        """Lines that lead elsewhere, tools and menus apart."""
        return _sums(self._leads)

    @cached_property
    def known(self) -> list[int]:
        """Those of the links that repeat a menu entry."""
        pairs = list(zip(self._lines, self._regions, strict=True))
        menu = {line.key for line, region in pairs if region == "navigation" and line.links}
        return _sums(
            leads and line.key in menu for line, leads in zip(self._lines, self._leads, strict=True)
        )

    @cached_property
    def files(self) -> list[int]:
        """Lines that link to documents."""
        return _sums(is_document(line.href) for line in self._lines)

    @cached_property
    def headlines(self) -> list[int]:
        """Lines that announce."""
        return _sums(self._heads)

    @cached_property
    def main_headlines(self) -> list[int]:
        """Lines that announce, outside side boxes."""
        return _sums(
            head and region in ("", "ads", "form")
            for head, region in zip(self._heads, self._regions, strict=True)
        )

    @cached_property
    def link_heads(self) -> list[int]:
        """Links that announce."""
        return _sums(a and b for a, b in zip(self._heads, self._leads, strict=True))

    @cached_property
    def dated(self) -> list[int]:
        """Lines with a date at either end."""
        return _sums(map(_is_dated, self._lines))

    @cached_property
    def told(self) -> list[int]:
        """Lines of running text."""
        return _sums(map(is_prose, self._lines))

    @cached_property
    def _news(self) -> list[int]:
        return _sums("news" in node.roles for node in self._nodes)

    @cached_property
    def _leads(self) -> list[bool]:
        return [
            line.links > 0 and region not in SHUT and not is_tool(line)
            for line, region in zip(self._lines, self._regions, strict=True)
        ]

    @cached_property
    def _heads(self) -> list[bool]:
        return [is_headline(line) for line in self._lines]

    def news(self, node: Node) -> int:
        """Blocks named like news, the node itself among them."""
        return self._news[node.end] - self._news[node.index]


def count(sums: list[int], node: Node) -> int:
    """How many of the node's lines are counted in ``sums``."""
    return sums[node.last] - sums[node.first]


def _is_dated(line: Line) -> bool:
    text = line.text
    if line.picture is not None:
        return False
    return has_date(text[:40]) or (len(text) > 40 and has_date(text[-30:]))


def _sums(flags: Iterable[bool]) -> list[int]:
    return list(accumulate(flags, initial=0))
