"""The main content as clean HTML and as Markdown: no scripts, no styles, no frames, no forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape
from itertools import groupby

from lxml import etree

from archive.model import Block
from crawler.extraction.blocks import Builder
from crawler.extraction.metadata import absolute
from crawler.extraction.outline import Line
from crawler.extraction.page import Profile, ReadPage, read_page
from crawler.extraction.reading import Reading
from crawler.extraction.words import names

_INLINE = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "sub": "sub", "sup": "sup"}
_SILENT = names("script style noscript template svg iframe object select button")
#: Inline markup nested deeper than this comes out as plain text.
_DEEPEST = 40


def main_html(
    body: bytes,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    profile: Profile | None = None,
    fetched_at: datetime | None = None,
) -> str:
    """The main content as HTML of few elements; links and pictures are absolute web addresses.

    Elements: h1 to h6, p, ul, ol, li, table, tr, td, blockquote, figure, img, figcaption, a,
    strong, em, sub, sup, br. Attributes: href, src, alt. Never raises.
    """
    read = read_page(body, url, headers=headers, profile=profile, fetched_at=fetched_at)
    return _html(read)


def main_markdown(
    body: bytes,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    profile: Profile | None = None,
    fetched_at: datetime | None = None,
) -> str:
    """The main content as Markdown (made from `main_html`). Never raises."""
    from bs4 import BeautifulSoup
    from markdownify import ATX, MarkdownConverter

    html = main_html(body, url, headers=headers, profile=profile, fetched_at=fetched_at)
    converter = MarkdownConverter(heading_style=ATX, bullets="-", table_infer_header=True)
    text: str = converter.convert_soup(BeautifulSoup(html, "lxml"))
    return text.strip()


def _html(read: ReadPage) -> str:
    title = f"<h1>{escape(read.page.title)}</h1>" if read.page.title else ""
    if read.reading is None:
        return title
    writer = _Writer(read.reading, read.base)
    parts = [title, *(writer.unit(unit, members) for unit, members in writer.units(read.content))]
    return "\n".join(part for part in parts if part)


class _Writer:
    """Writes the units of content, each line with the inline markup it had."""

    def __init__(self, reading: Reading, base: str) -> None:
        self.reading = reading
        self.outline = reading.outline
        self.base = base
        self.builder = Builder(reading, base)

    def units(self, content: list[int]) -> list[tuple[tuple[str, int], list[int]]]:
        return list(self.builder.units_of(content))

    def unit(self, unit: tuple[str, int], members: list[int]) -> str:
        kind, number = unit
        lines = [self.outline.lines[i] for i in members]
        if kind == "list":
            return self._list(self.outline.nodes[number].tag, lines)
        if kind in ("table", "figure"):
            return "".join(self._plain(block) for block in self.builder.blocks(unit, members))
        if kind == "quote":
            inner = "".join(f"<p>{self._inline(x)}</p>" for x in lines if not x.picture)
            return f"<blockquote>{inner}</blockquote>"
        line = lines[0]
        if line.picture is not None:
            return "".join(self._plain(block) for block in self.builder.blocks(unit, members))
        tag = f"h{line.level}" if line.level else "p"
        return f"<{tag}>{self._inline(line)}</{tag}>"

    def _list(self, tag: str, lines: list[Line]) -> str:
        items = []
        for _, group in groupby(lines, key=self.builder.item_of):
            items.append("<li>" + "<br>".join(self._inline(line) for line in group) + "</li>")
        return f"<{tag}>{''.join(items)}</{tag}>"

    def _plain(self, block: Block) -> str:
        if block.kind == "table":
            rows = (
                "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>"
                for row in block.rows
            )
            return f"<table>{''.join(rows)}</table>"
        if block.kind == "figure":
            caption = f"<figcaption>{_text(block.caption)}</figcaption>" if block.caption else ""
            src, alt = escape(block.src or ""), escape(block.alt or "")
            return f'<figure><img src="{src}" alt="{alt}">{caption}</figure>'
        if block.kind == "video":
            src = escape(block.src or "")
            return f'<p><a href="{src}">{_text(block.caption or block.text) or src}</a></p>'
        return f"<p>{_text(block.text)}</p>"

    def _inline(self, line: Line) -> str:
        """A line with its links and emphasis, when its block holds nothing but this line."""
        node = self.outline.nodes[line.node]
        if node.last - node.first == 1 and node.end == node.index + 1:
            html = self._children(node.element, 0).strip()
            if html:
                return html
        return _text(line.text)

    def _children(self, element: etree._Element, depth: int) -> str:
        parts = [_text(element.text)]
        for child in element:
            parts += (self._element(child, depth), _text(child.tail))
        return "".join(parts)

    def _element(self, element: etree._Element, depth: int) -> str:
        tag = element.tag
        if tag in _SILENT:
            return ""
        if tag == "br":
            return "<br>"
        if depth >= _DEEPEST:
            return escape("".join(str(text) for text in element.itertext()))
        inner = self._children(element, depth + 1)
        if tag == "a":
            href = element.get("href") or ""
            mail = href.lower().startswith(("mailto:", "tel:"))
            target = href if mail else absolute(self.base, href)
            return f'<a href="{escape(target)}">{inner}</a>' if target and inner else inner
        if tag in _INLINE and inner.strip():
            return f"<{_INLINE[tag]}>{inner}</{_INLINE[tag]}>"
        return inner


def _text(text: str | None) -> str:
    return escape(text or "").replace("\n", "<br>")
