"""Text from the web, made harmless for terminals and logs.

Control characters can move the cursor, paint over lines, or put words into a keyboard's mouth;
line breaks forge lines of a log; marks of direction show an address backwards.
"""

from __future__ import annotations

import re

#: C0 and C1 controls, separators of lines, and marks that turn the direction of text
#: (https://www.unicode.org/reports/tr9/, 2; https://trojansource.codes/).
_HARMFUL = r"\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_ANYWHERE = re.compile(f"[{_HARMFUL}]")
_BUT_LINES = re.compile(rf"(?![\n\t])[{_HARMFUL}]")


def harmless(text: str, *, lines: bool = False) -> str:
    """The text with U+FFFD for what could take over a terminal; ``lines`` keeps \\n and \\t."""
    return (_BUT_LINES if lines else _ANYWHERE).sub("\ufffd", text)
