"""Text without its Polish marks, letter for letter."""

from __future__ import annotations

_MARKED = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
_PLAIN = "acelnoszzACELNOSZZ"
_FOLD = str.maketrans(_MARKED, _PLAIN)


def fold(text: str) -> str:
    """Lower-case text without Polish diacritics, each character in its old place.

    ``text`` is expected in NFC. The result is as long as ``text``: characters whose lower case
    is longer than one character stay as they are, so offsets hold for both.
    """
    folded = text.translate(_FOLD).lower()
    if len(folded) == len(text):
        return folded
    return "".join(low if len(low := char.lower()) == 1 else char for char in text.translate(_FOLD))
