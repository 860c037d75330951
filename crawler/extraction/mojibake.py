"""Mend text that was encoded twice: "soÅ‚ectwa" back to "sołectwa", block by block."""

from __future__ import annotations

import re
from functools import cache

_TARGETS = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ–—„”“’…§°€\u00a0«»äöüßéáčřšž"
_CODECS = ("cp1252", "cp1250", "latin-1", "iso8859-2")
#: Every broken letter begins with one of these; a text without them is whole.
_LEADS = re.compile("[ÂĂÃÄÅĹâ][^\x00-\x7f]")


def looks_broken(text: str) -> bool:
    """Whether a page holds any of the letters doubly encoded text shows; cheap, often wrong."""
    return any(lead in text for lead in "ÂĂÃÄÅĹ") or "â€" in text or "&Aring;" in text


def mend(text: str) -> str:
    """Text with doubly encoded letters put right; other text comes back as it is.

    Works on one block at a time, for pages where only a part was encoded twice.
    """
    if not _LEADS.search(text):
        return text
    table, pattern = _table()
    return pattern.sub(lambda hit: table[hit[0]], text)


@cache
def _table() -> tuple[dict[str, str], re.Pattern[str]]:
    table: dict[str, str] = {}
    for char in _TARGETS:
        for codec in _CODECS:
            broken = "".join(_as_browsers_read(byte, codec) for byte in char.encode())
            if len(broken) > 1 and broken not in _TARGETS:
                table.setdefault(broken, char)
    longest_first = sorted(table, key=len, reverse=True)
    return table, re.compile("|".join(map(re.escape, longest_first)))


def _as_browsers_read(byte: int, codec: str) -> str:
    """Bytes a code page leaves undefined come out as the control character of that number."""
    return bytes([byte]).decode(codec, "ignore") or chr(byte)
