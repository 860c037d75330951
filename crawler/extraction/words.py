"""The vocabulary of municipal pages, and how text is compared with it.

The words lie in ``data/vocabulary.toml``. Both sides are folded first: old pages, slugs and file
names have lost their Polish marks, and the rest differ in case, dashes and blanks.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from pipelines.folding import fold_by_bytes

_PLAIN = str.maketrans(
    "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ–—−‐‑\u00a0\u202f\u2009„”“«»",
    'acelnoszzACELNOSZZ-----   """""',
)
#: Punctuation around a line that says nothing.
AROUND = " :.,;|!-\"'"


def names(text: str) -> frozenset[str]:
    """Words of a string as a set: a short way to write tag and region names."""
    return frozenset(text.split())


def fold(text: str) -> str:
    """Lower case, Polish letters without marks, dashes and quotes of one kind, single blanks."""
    return " ".join(_plain(text).split())


def flat(text: str) -> str:
    """Folded text of the same length, so that places found in it hold in the original."""
    low = _plain(text)
    return low if len(low) == len(text) else text.translate(_PLAIN)


def _plain(text: str) -> str:
    """Lower case without Polish marks; letters of two characters in lower case become longer."""
    return fold_by_bytes(text, _plain_letters)


def _plain_letters(text: str) -> str:
    return text.translate(_PLAIN).lower()


#: Every digit becomes "9": one look tells whether a line holds any.
_DIGITS = bytes(0x39 if 0x30 <= byte <= 0x39 else byte for byte in range(256))


def figures(text: str) -> bytes:
    """Text with "9" for every digit and one byte a character ("?" for all but ASCII)."""
    return text.encode("ascii", "replace").translate(_DIGITS)


def hold_digits(lines: list[str]) -> list[bool]:
    """Which of the lines hold a digit; asked of all at once, as one by one it costs far more.

    No line may hold the character NUL.
    """
    return [b"9" in line for line in figures("\0".join(lines)).split(b"\0")[: len(lines)]]


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """A folded line without the punctuation around it, for comparing whole lines.

    Kept for lines met before: the pages of a site share most of theirs.
    """
    return fold(text).strip(AROUND)


@cache
def vocabulary() -> dict[str, dict[str, list[str]]]:
    """The data file as it stands: group, then kind, then words."""
    text = files("crawler.extraction").joinpath("data/vocabulary.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def words(group: str, kind: str) -> frozenset[str]:
    """The words of one kind, each as `key` makes it."""
    return frozenset(map(key, vocabulary()[group][kind]))


@cache
def kinds(group: str) -> dict[str, str]:
    """Every word of a group, with the first kind that claims it."""
    found: dict[str, str] = {}
    for kind in vocabulary()[group]:
        for word in words(group, kind):
            found.setdefault(word, kind)
    return found


@cache
def opening(group: str, kind: str) -> re.Pattern[str]:
    """Matches a folded line that begins with a word of the kind (whole words only)."""
    return re.compile(rf"(?:{_alternatives(group, kind)})(?!\w)")


@cache
def inside(group: str, kind: str) -> re.Pattern[str]:
    """Finds a word of the kind anywhere in folded text; words may go on ("dofinansow...")."""
    return re.compile(rf"(?<!\w)(?:{_alternatives(group, kind)})")


@cache
def whole(group: str, kind: str) -> re.Pattern[str]:
    """Finds a word of the kind standing by itself in folded text (acronyms)."""
    return re.compile(rf"(?<!\w)(?:{_alternatives(group, kind)})(?!\w)")


def _alternatives(group: str, kind: str) -> str:
    longest_first = sorted({fold(w) for w in vocabulary()[group][kind]}, key=len, reverse=True)
    return "|".join(map(re.escape, longest_first))


@cache
def _markup_patterns() -> list[tuple[str, re.Pattern[str]]]:
    patterns = []
    for role, tokens in vocabulary()["markup"].items():
        either = "|".join(re.escape(t).replace(r"\*", ".*") for t in tokens)
        patterns.append((role, re.compile(f"(?:{either})")))
    return patterns


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NUMBERED = re.compile(r"[-_]*\d+[-_]*")
_NONE: frozenset[str] = frozenset()
_LONGEST_IDENTITY = 400


@lru_cache(maxsize=20_000)
def markup_roles(*identity: str | None) -> frozenset[str]:
    """The roles that an element's id and class words speak of ("MenuLeft" of navigation)."""
    roles = _NONE
    for word in " ".join(filter(None, identity))[:_LONGEST_IDENTITY].split():
        roles |= _word_roles(_NUMBERED.sub("", word))
    return roles


@lru_cache(maxsize=20_000)
def _word_roles(word: str) -> frozenset[str]:
    word = _CAMEL.sub("-", word).replace("_", "-").lower().strip("-")
    if not word:
        return _NONE
    return frozenset(role for role, pattern in _markup_patterns() if pattern.fullmatch(word))
