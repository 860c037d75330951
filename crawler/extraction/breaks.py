"""White space and line breaks (as NUL) of gathered text: what parts paragraphs, what only lines."""

from __future__ import annotations

import re

#: Stripped from both ends of every line.
EDGES = " \t\r\n\f\0\u00a0\u200b\ufeff"


def single_blanks(text: str) -> str:
    """White space as browsers show it: bytes split at ASCII blanks only, a hard space stays."""
    if text.isascii():
        return " ".join(text.split())
    return b" ".join(text.encode().split()).decode()


def line_breaks(text: str) -> str:
    """Preformatted text: its line ends are breaks."""
    return text.replace("\r\n", "\n").replace("\n", "\0")


#: A line, one break, and a line that begins with a day: a title with its date.
DATED_HEAD = re.compile(
    "([^\0]{8,150})\0 ?(\\D{0,30}?(?:\\d{1,2}[.\\-/ ]{1,2}\\w{2,12}[.\\-/ ]{1,2}\\d{4}"
    "|\\d{4}-\\d\\d-\\d\\d)[^\0]{0,60}(?:\0.*)?)",
    re.S,
)
_PARAGRAPH = re.compile(" ?(?:\0 ?){2,}")
_BULLET = re.compile("\n(?=[-–•*·] ?[^\\W\\d_])")


def paragraphs(text: str) -> list[str]:
    """Split at two or more breaks, and before hand-made bullets; one break is a newline."""
    found = []
    for part in _PARAGRAPH.split(text):
        lines = "\n".join(piece.strip(EDGES) for piece in part.split("\0"))
        found += [piece.strip(EDGES) for piece in _BULLET.split(lines)]
    return [part for part in found if part]
