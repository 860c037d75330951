"""Text without its Polish marks, letter for letter."""

from __future__ import annotations

from collections.abc import Callable
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
    return fold_by_bytes(text, _fold_letters)


def words_of(text: str) -> list[str]:
    """The folded words of a text in NFC: letters, digits and ``_``; whatever else parts them."""
    return _by_bytes(text, _fold_words).split()


def fold_by_bytes(text: str, letters: Callable[[str], str]) -> str:
    """What ``letters`` makes of a text, faster: for it gives one letter for one, in lower case."""
    return text.lower() if text.isascii() else _by_bytes(text, letters)


def _by_bytes(text: str, letters: Callable[[str], str]) -> str:
    try:  # a table of bytes is twenty times as fast as one of letters
        return text.encode(_CODEC).translate(_table(letters)).decode(_CODEC)
    except UnicodeEncodeError:
        return letters(text)


def _fold_letters(text: str) -> str:
    folded = text.translate(_FOLD).lower()
    if len(folded) == len(text):
        return folded
    return "".join(low if len(low := char.lower()) == 1 else char for char in text.translate(_FOLD))


def _fold_words(text: str) -> str:
    return "".join(c if c.isalnum() or c == "_" else " " for c in _fold_letters(text))


@cache
def _table(letters: Callable[[str], str]) -> bytes:
    """For each byte of the codec, the byte of its folded letter."""
    return bytes(_folded_byte(code, letters) for code in range(256))


def _folded_byte(code: int, letters: Callable[[str], str]) -> int:
    try:
        return letters(bytes([code]).decode(_CODEC)).encode(_CODEC)[0]
    except UnicodeError:  # a hole in the codec, or a letter whose small form it does not have
        return code
