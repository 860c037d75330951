"""Words of a text as the index knows them: the Polish stem, then without diacritics.

Stemming comes first because Polish endings have diacritics (mieszkańców, drogę); folding comes
second so that dróg meets droga and Łódź meets LODZ. The stemmer is Snowball's for Polish
(snowballstem.org): it cuts endings and knows no alternations inside a stem. Those that can be read
off a form are undone here (urząd - urzędu), the others in `archive.search.alternations`.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache, lru_cache
from typing import Any

#: Letters and digits; marks and invisible breaks inside a word belong to it.
_JOINTS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060"
WORD = re.compile(rf"[^\W_]+(?:[{_JOINTS}]+[^\W_]*)*")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060"))
#: A stemmer works on one word in place: two threads at once would get each other's stems.
_ONE_AT_A_TIME = threading.Lock()
#: The stemmer takes more than an ending here (gazecie would be gaz); of the other form it does not.
_WHOLE, _INSTEAD = "cie", "ca"
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe"})


def words(text: str) -> list[str]:
    """The words of a text, as written."""
    return WORD.findall(text)


@lru_cache(maxsize=500_000)
def stem(word: str) -> str:
    """What the index holds for a word."""
    clean = _clean(word)
    if any(map(str.isdecimal, clean)):
        return fold(clean)
    if clean.endswith(_WHOLE):
        clean = clean.removesuffix(_WHOLE) + _INSTEAD
    with _ONE_AT_A_TIME:
        found = _stemmer().stemWord(clean)
    return fold(found.replace("ą", "ę"))


@lru_cache(maxsize=500_000)
def fold(word: str) -> str:
    """A word in lower case without diacritics, ł too."""
    apart = unicodedata.normalize("NFKD", _clean(word))
    return "".join(c for c in apart if not unicodedata.combining(c)).lower().translate(_PLAIN)


def _clean(word: str) -> str:
    return unicodedata.normalize("NFC", word.translate(_INVISIBLE)).lower()


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("polish")
