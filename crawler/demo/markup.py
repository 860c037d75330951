"""The small markup of the demo town's texts, parsed to blocks that both looks can render.

Blocks are parted by blank lines; lines of one block may be wrapped. A block is told by how it
begins:

=================  =================================================================
``!! text``        lead
``## text``        heading (``###`` one level deeper)
``- item``         list; ``1. item`` an ordered one
``| a | b |``      table, first row the head
``> text``         quote; ``> -- name`` on its last line says whose
``![alt](file)``   figure; ``= caption // photographer`` on the next line; several
                   such lines make a gallery
``@[title](url)``  embedded video
=================  =================================================================

Inside a block: ``[text](address)``, ``**strong**`` and ``~`` for a no-break space.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Literal

Kind = Literal[
    "lead", "heading", "paragraph", "list", "table", "quote", "figure", "gallery", "video"
]

_FIGURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<src>[^)]+)\)")
_VIDEO = re.compile(r"@\[(?P<title>[^\]]*)\]\((?P<src>[^)]+)\)")
_ITEM = re.compile(r"(?:- |\d+\. )")
_LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<href>[^)]+)\)")
_STRONG = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a text: a file among the uploads and the words that go with it."""

    src: str
    alt: str
    caption: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text. Which fields are filled depends on ``kind``; ``text`` is raw markup."""

    kind: Kind
    text: str = ""
    level: int = 2
    ordered: bool = False
    author: str = ""
    src: str = ""
    items: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def parse(text: str) -> list[Block]:
    """Read a text into its blocks, in order."""
    chunks = re.split(r"\n\s*\n", text.strip())
    return [_block([line.strip() for line in chunk.splitlines()]) for chunk in chunks if chunk]


def _block(lines: list[str]) -> Block:
    """Read the lines of one block."""
    first = lines[0]
    for prefix, read in _READERS:
        if re.match(prefix, first):
            return read(lines)
    return Block("paragraph", " ".join(lines))


def _read_lead(lines: list[str]) -> Block:
    return Block("lead", " ".join(lines).removeprefix("!! "))


def _read_heading(lines: list[str]) -> Block:
    marks, _, text = " ".join(lines).partition(" ")
    return Block("heading", text, level=len(marks))


def _read_list(lines: list[str]) -> Block:
    items: list[str] = []
    for line in lines:
        if _ITEM.match(line):
            items.append(_ITEM.sub("", line, count=1))
        else:
            items[-1] += f" {line}"
    return Block("list", items=items, ordered=lines[0][0].isdigit())


def _read_table(lines: list[str]) -> Block:
    return Block(
        "table", rows=[[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    )


def _read_quote(lines: list[str]) -> Block:
    parts = [line.removeprefix(">").strip() for line in lines]
    author = parts.pop().removeprefix("-- ") if parts[-1].startswith("-- ") else ""
    return Block("quote", " ".join(parts), author=author)


def _read_figures(lines: list[str]) -> Block:
    pictures: list[Picture] = []
    for line in lines:
        match = _FIGURE.match(line)
        if match:
            pictures.append(Picture(match["src"], match["alt"]))
        else:
            caption, _, author = (part.strip() for part in line.strip("= ").partition("//"))
            last = pictures.pop()
            pictures.append(Picture(last.src, last.alt, caption, author))
    return Block("figure" if len(pictures) == 1 else "gallery", pictures=pictures)


def _read_video(lines: list[str]) -> Block:
    match = _VIDEO.match(lines[0])
    if not match:
        raise ValueError(f"no video: {lines[0]}")
    return Block("video", match["title"], src=match["src"])


_READERS: tuple[tuple[str, Callable[[list[str]], Block]], ...] = (
    (r"!! ", _read_lead),
    (r"#{2,4} ", _read_heading),
    (r"- |\d+\. ", _read_list),
    (r"\|", _read_table),
    (r">", _read_quote),
    (r"!\[", _read_figures),
    (r"@\[", _read_video),
)


def inline(text: str, link: Callable[[str], str] = str) -> str:
    """Turn the markup inside a block into HTML; ``link`` makes each address what the page needs."""

    def anchor(match: re.Match[str]) -> str:
        href = escape(link(match["href"]).replace("&amp;", "&"))
        return f'<a href="{href}">{match["text"]}</a>'

    html = _LINK.sub(anchor, escape(text, quote=False))
    return _STRONG.sub(r"<strong>\1</strong>", html).replace("~", "\N{NO-BREAK SPACE}")


def plain(text: str) -> str:
    """Drop the markup inside a block."""
    return _STRONG.sub(r"\1", _LINK.sub(r"\g<text>", text)).replace("~", " ")
