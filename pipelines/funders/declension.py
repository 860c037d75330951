"""Polish names in all their cases, on folded letters.

Only what names of funds need: one noun whose forms are known and adjectives that go with it.
Without diacritics several forms fall together (``narodową`` is ``narodowa``), which does no harm
to matching.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Words = tuple[str, ...]

CASES = range(6)  # nominative, genitive, dative, accusative, instrumental, locative
#: Endings of hard adjectives by gender; "mo" are men, "pl" is every plural but that of men.
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "m": ("y", "ego", "emu", "y", "ym", "ym"),
    "mo": ("y", "ego", "emu", "ego", "ym", "ym"),
    "f": ("a", "ej", "ej", "a", "a", "ej"),
    "n": ("e", "ego", "emu", "e", "ym", "ym"),
    "pl": ("e", "ych", "ym", "e", "ymi", "ych"),
}


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun: gender ("m", "mo", "f", "n", "pl") and six forms of each number it has."""

    gender: str
    singular: Words = ()
    plural: Words = ()


def group_forms(group: Words, nouns: Mapping[str, Noun]) -> list[Words]:
    """A noun with its adjectives in six cases of the singular, then six of the plural.

    A group whose noun stands in the plural has no singular; a form that does not exist is ().
    ``nouns`` gives a noun for its nominative of either number.

    Raises:
        ValueError: no word of the group is a known noun.
    """
    head = next((word for word in group if word in nouns), None)
    if head is None:
        raise ValueError(f"no noun of the data file in [{' '.join(group)}]")
    noun = nouns[head]
    singular = noun.singular if head in noun.singular[:1] else ()
    return [
        *_cases(group, head, noun.gender, singular),
        *_cases(group, head, "pl", noun.plural),
    ]


def _cases(group: Words, head: str, gender: str, forms: Words) -> list[Words]:
    if not forms:
        return [()] * len(CASES)
    return [
        tuple(forms[case] if word == head else adjective(word, gender, case) for word in group)
        for case in CASES
    ]


def adjective(word: str, gender: str, case: int) -> str:
    """An adjective, given in any nominative, in the form for a gender and a case (0 to 5)."""
    if word.endswith("o"):  # the first half of "kujawsko-pomorski"
        return word
    stem = word[:-1].removesuffix("i")
    soft = word[-2:-1] == "i" or word[-1] == "i" or stem[-1] in "kg"
    ending = _ENDINGS[gender][case]
    if not soft or (ending == "a" and stem[-1] in "kg"):
        return stem + ending
    return f"{stem}i{ending.removeprefix('y')}"
