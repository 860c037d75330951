"""Text without its Polish marks, letter for letter."""

from __future__ import annotations

from functools import cache

_MARKED = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
_PLAIN = "acelnoszzACELNOSZZ"
_FOLD = str.maketrans(_MARKED, _PLAIN)
_CODEC = "cp1250"  # holds all of Polish, one byte a letter


def fold(text: str) -> str:
    """Lower-case text without Polish diacritics, each character in its old place.

    ``text`` is expected in NFC. The result is as long as ``text``: characters whose lower case
    is longer than one character stay as they are, so offsets hold for both.
    """
    if text.isascii():
        return text.lower()
    try:  # a table of bytes is twenty times as fast as one of letters
        return text.encode(_CODEC).translate(_table()).decode(_CODEC)
    except UnicodeEncodeError:
        return _fold_letters(text)


def _fold_letters(text: str) -> str:
    folded = text.translate(_FOLD).lower()
    if len(folded) == len(text):
        return folded
    return "".join(low if len(low := char.lower()) == 1 else char for char in text.translate(_FOLD))


@cache
def _table() -> bytes:
    """For each byte of the codec, the byte of its folded letter."""
    return bytes(_folded_byte(code) for code in range(256))


def _folded_byte(code: int) -> int:
    try:
        return _fold_letters(bytes([code]).decode(_CODEC)).encode(_CODEC)[0]
    except UnicodeError:  # a hole in the codec, or a letter whose small form it does not have
        return code
