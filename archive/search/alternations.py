"""Which stems a Polish word form may come from, where its consonant or vowel changed.

Before some endings the end of a stem changes: droga - drodze, rada - radzie, miasto - mieście,
urzędnik - urzędnicy, budynek - budynku. What the softened form came from cannot be read off it
(polityce is of polityka, ulice of ulica), so all it may come from is named here, and the index
takes those that its texts know (`archive.search.find`). Grammar: J. Tokarski, "Fleksja polska",
on alternations of stems (oboczności tematów).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from archive.search.words import fold, stem


@dataclass(frozen=True, slots=True)
class Origins:
    """Stems that a word form may come from.

    ``doubtful`` tells that the form looks the same where nothing changed (ulice, komisarze): then
    it came from elsewhere only when its own stem has no other forms.
    """

    stems: tuple[str, ...] = ()
    doubtful: bool = False


#: The end of a form without diacritics, what it was before, and whether that is doubtful.
_ENDINGS = (
    ("zdzie", "zd", False),  # gnieździe, zjeździe
    ("scie", "st", False),  # moście, mieście
    ("isci", "ist", False),  # specjaliści
    ("ysci", "yst", False),  # turyści
    ("dzie", "d", False),  # wodzie, urzędzie
    ("dzi", "d", False),  # sąsiedzi
    ("cie", "t", False),  # powiecie, remoncie
    ("nci", "nt", False),  # studenci
    ("rzec", "rc", False),  # dworzec
    ("iec", "c", False),  # mieszkaniec
    ("dze", "g", True),  # drodze
    ("dzy", "g", True),  # koledzy
    ("sze", "ch", True),  # cesze
    ("rze", "r", True),  # kulturze
    ("rzy", "r", True),  # dyrektorzy
    ("ce", "k", True),  # polityce
    ("cy", "k", True),  # urzędnicy
    ("ek", "k", True),  # budynek
    ("le", "l", False),  # świetle, kościele
    ("ie", "", False),  # lesie
    ("al", "al", False),  # wydział, whose ending looks like a verb's
)
#: A vowel that is another in other forms: mieście - miasto, lesie - las; kościele - kościoła.
_SOFT_E = re.compile(r"(?<=[ijl])e(?=[^aeiouy]+$)")
_E_BEFORE_L = re.compile(r"(?<=i)e(?=l$)")
_LEAST = 2


@lru_cache(maxsize=100_000)
def origins(word: str) -> Origins:
    """What a word form may come from."""
    plain = fold(word)
    for ending, before, doubtful in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= _LEAST:
            root = word[: -len(ending)].lower() + before
            roots = {root, _SOFT_E.sub("a", root), _E_BEFORE_L.sub("o", root)}
            found = {stem(form + end) for form in roots for end in ("", "a", "u")}
            return Origins(tuple(sorted(found - {stem(word)})), doubtful)
    return Origins()
