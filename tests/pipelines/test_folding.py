"""Folding: letters without marks, each in its place, and the words they make."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.folding import fold, words_of

POLISH = "aąbcćeęlłnńoósśzźżAĄĆĘŁŃÓŚŹŻ019_+-–„”’.,;:()/\u00a0\u00ad\t\n §µß€"
TEXTS = st.text(POLISH) | st.text()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ze środków Unii Europejskiej.", ["ze", "srodkow", "unii", "europejskiej"]),
        ("„Maluch+” (2024/25)", ["maluch", "2024", "25"]),
        ("Łódź – ŻÓŁĆ\u00a0i Ελλάς", ["lodz", "zolc", "i", "ελλάς"]),
        ("EEA_Grants\tplus", ["eea_grants", "plus"]),
        ("… !", []),
    ],
)
def test_words_are_parted_by_what_is_no_letter(text: str, words: list[str]) -> None:
    """Marks, blanks and signs part words; digits and the low line belong to them."""
    assert words_of(text) == words


@given(TEXTS)
@example("İstanbul ŻÓŁW")
def test_words_are_those_of_the_folded_text(text: str) -> None:
    """Whatever the alphabet, words are what a pattern finds in the folded text."""
    text = unicodedata.normalize("NFC", text)
    assert words_of(text) == re.findall(r"\w+", fold(text))


@given(TEXTS)
def test_folding_moves_no_character(text: str) -> None:
    """Places found in the folded text are places of the text."""
    assert len(fold(text)) == len(text)
