"""The one walk over the tree, from elements to nodes and lines.

Block elements part lines; a line break parts them softly, two or more like a block's edge;
inline elements are joined; white space collapses, but a hard space stays where it stands.
"""

from __future__ import annotations

import unicodedata

from lxml import etree

from crawler.extraction.breaks import DATED_HEAD, EDGES, line_breaks, paragraphs, single_blanks
from crawler.extraction.media import VIDEO_TAGS, picture_source, video_source, video_title
from crawler.extraction.mojibake import mend
from crawler.extraction.outline import Line, Link, Node, Outline, Picture
from crawler.extraction.words import key, markup_roles, names, words

#: Elements beyond this number are not read (a page of 50,000 links has about 100,000).
MAX_ELEMENTS = 400_000

_BLOCK, _PLAIN, _SKIPPED, _ANCHOR, _BOLD, _BREAK, _IMAGE, _TIME, _SPAN, _VIDEO = range(10)
_KIND = {
    **dict.fromkeys(
        names(
            """
            abbr acronym bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb
            rp rt rtc ruby s samp small strike sub sup tt u var wbr picture source param input area
            output meter progress
            """
        ),
        _PLAIN,
    ),
    **dict.fromkeys(
        names(
            """
            script style head noscript template svg math applet canvas audio map noframes
            datalist
            """
        ),
        _SKIPPED,
    ),
    "a": _ANCHOR,
    "b": _BOLD,
    "strong": _BOLD,
    "br": _BREAK,
    "img": _IMAGE,
    "time": _TIME,
    "span": _SPAN,
    **dict.fromkeys(VIDEO_TAGS, _VIDEO),
}
_NO_ROLES: frozenset[str] = frozenset()
_HEADINGS = {f"h{n}": n for n in range(1, 7)}


def outline(root: etree._Element, *, mending: bool = False) -> Outline:
    """Read the tree below ``root`` into lines and nodes.

    ``mending`` asks for a look at every line for doubly encoded letters.
    """
    return _Walk(mending).run(root)


class _Walk:
    """State of the walk.

    ``pieces`` is the text gathered since the last block edge (line breaks as NUL), never
    beginning with a blank; ``linked``, ``bold`` and ``plain`` count its characters by kind.
    """

    def __init__(self, mending: bool) -> None:
        self.out = Outline()
        self.mending = mending
        self.pieces: list[str] = []
        self.linked = self.bold = self.plain = self.hushed = 0
        self.in_bold = self.unseen = self.preformatted = self.level = 0
        self.bold_head = False
        self.href: str | None = None
        self.pictures: list[Picture] = []
        self.open: list[Node] = []
        self.anchors: list[tuple[etree._Element, int]] = []
        self.whispers: list[tuple[etree._Element, int]] = []

    def run(self, root: etree._Element) -> Outline:  # noqa: C901 - the one hot loop
        body = root.find("body")
        walk = etree.iterwalk(root if body is None else body, events=("start", "end"))
        kind_of = _KIND.get
        count = 0
        for event, element in walk:
            kind = kind_of(element.tag, _BLOCK)
            if event == "end":
                if kind == _BLOCK:
                    self._close_block()
                elif kind > _SKIPPED:
                    self._close_inline(element, kind)
                text = element.tail
            else:
                if kind != _IMAGE and (element.get("title") or element.get("aria-label")):
                    self.out.labelled.append(element)
                if kind == _BLOCK:
                    self._open_block(element)
                elif kind in (_SKIPPED, _VIDEO):
                    walk.skip_subtree()
                    if kind == _VIDEO:
                        self._video(element)
                    continue
                elif kind != _PLAIN:
                    self._open_inline(element, kind)
                text = element.text
                count += 1
                if count > MAX_ELEMENTS:
                    self.out.cut = True
                    break
            if text and self.open and (self.pieces or not text.isspace()):
                self._text(text)
        while self.open:
            self._close_block()
        self.out.finish()
        return self.out

    def _text(self, text: str) -> None:
        self.pieces.append(line_breaks(text) if self.preformatted else text)
        size = len(text)
        if self.anchors:
            self.linked += size
        if self.whispers:
            self.hushed += size
        if self.in_bold:
            self.bold += size
        else:
            self.plain += size

    def _open_inline(self, element: etree._Element, kind: int) -> None:
        if kind == _ANCHOR:
            href = element.get("href")
            if href is not None:
                self.anchors.append((element, len(self.pieces)))
                if self.href is None:
                    self.href = href
        elif kind == _SPAN:
            name = element.get("class")
            if name and "unseen" in markup_roles(name):
                self.whispers.append((element, len(self.pieces)))
        elif kind == _BREAK:
            if self.pieces:
                self.pieces.append("\0")
                self.bold_head = self.bold_head or (self.bold > 0 and self.plain == 0)
        elif kind == _IMAGE:
            self._picture(element)
        elif kind == _BOLD:
            self.in_bold += 1
        else:
            self.out.times.append((element, len(self.out.lines)))

    def _close_inline(self, element: etree._Element, kind: int) -> None:
        if kind == _ANCHOR:
            if self.anchors and self.anchors[-1][0] is element:
                _, start = self.anchors.pop()
                raw = "".join(self.pieces[start:])
                node, line = self.open[-1].index, len(self.out.lines)
                self.out.links.append(Link(element.get("href") or "", raw, node, line, element))
                if not self.pieces:  # a picture's link is not that of the text after it
                    self.href = self.anchors[0][0].get("href") if self.anchors else None
        elif kind == _SPAN:
            if self.whispers and self.whispers[-1][0] is element:
                self._whisper(self.whispers.pop()[1])
        elif kind == _BOLD:
            self.in_bold = max(0, self.in_bold - 1)

    def _whisper(self, start: int) -> None:
        """A hidden span that is a region's heading stands alone, whatever it is glued to."""
        rest = self.pieces[start:]
        if key("".join(rest)) in _region_headings():
            self.pieces = self.pieces[:start]
            self._flush()
            self.pieces = rest
            self.unseen += 1
            self._flush()
            self.unseen -= 1

    def _picture(self, element: etree._Element) -> None:
        href = self.anchors[-1][0].get("href") if self.anchors else None
        src = picture_source(element)
        self._show(Picture(element, src, element.get("alt"), element.get("title"), href))

    def _video(self, element: etree._Element) -> None:
        if self.open and (src := video_source(element)):
            self._show(Picture(element, src, video_title(element), None, src))

    def _show(self, picture: Picture) -> None:
        """Put a picture in its place: after the text that stands before it."""
        if self.pieces:
            self.pictures.append(picture)
        else:
            self._add_picture(picture)

    def _add_picture(self, picture: Picture) -> None:
        text = " ".join((picture.alt or "").split())
        node, level = self.open[-1].index, self.level
        self.out.lines.append(
            Line(text, key(text[:300]), node, 0, level, href=picture.href, picture=picture)
        )

    def _open_block(self, element: etree._Element) -> None:
        if self.pieces:
            self._flush()
        name, identity = element.get("class"), element.get("id")
        roles = _NO_ROLES
        if name or identity:
            roles = markup_roles(identity, name)
        nodes, above, tag = self.out.nodes, self.open, element.tag
        parent, unseen = -1, bool(roles) and "unseen" in roles
        if above:
            around = above[-1]
            parent = around.index
            unseen = unseen or around.unseen
        node = Node(
            len(nodes),
            tag,
            element,
            parent,
            len(above),
            len(self.out.lines),
            roles,
            unseen,
            element.get("role"),
            name,
        )
        nodes.append(node)
        above.append(node)
        if tag in _HEADINGS:
            self.level = _HEADINGS[tag]
        elif tag == "pre":
            self.preformatted += 1

    def _close_block(self) -> None:
        if self.pieces:
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
        text = single_blanks("".join(self.pieces)).strip(EDGES)
        self.pieces = []
        if text:
            self._lines(text)
        self.linked = self.bold = self.plain = self.hushed = 0
        self.bold_head = False
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
        unseen = node.unseen or self.unseen > 0 or self.hushed >= total
        if self.bold_head and (hit := DATED_HEAD.match(text)):
            # A title in bold type with its date below, the two parted by a single break.
            bold, text = False, hit[2]
            head = hit[1].strip(EDGES)
            self.out.lines.append(
                Line(head, key(head[:300]), node.index, 0, self.level, unseen, bold=True)
            )
        for part in paragraphs(text) if "\0" in text else (text,):
            share = linked if len(part) == total else round(linked * len(part) / total)
            self.out.lines.append(
                Line(part, key(part[:300]), node.index, share, self.level, unseen, bold, self.href)
            )


def _region_headings() -> frozenset[str]:
    kinds = ("main", "footer", "header", "navigation", "breadcrumb", "aside")
    return frozenset().union(*(words("hidden", kind) for kind in kinds))
