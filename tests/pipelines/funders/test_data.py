"""The data file is whole: nothing in it points nowhere."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from pipelines.folding import fold
from pipelines.funders import funders
from pipelines.funders.declension import Noun, adjective, group_forms
from pipelines.funders.matcher import may_name
from pipelines.funders.names import spellings

DATA = json.loads((files("pipelines") / "data" / "funders.json").read_text("utf-8"))
SHARED = Path(__file__).parents[4] / "shared" / "domain" / "funders.json"
NAMES = [
    (key, name)
    for key, entry in DATA["funders"].items()
    for scope in ("names", "cued", "badge", "paid")
    for name in entry.get(scope, ())
]


def test_every_funder_can_be_found() -> None:
    """Each has a spelling, a level and a kind."""
    assert {key for key, _ in NAMES} == set(funders())
    assert {f.level for f in funders().values()} == {"eu", "state", "regional", "local", "foreign"}
    assert {f.kind for f in funders().values()} == {"mark", "payer", "fund", "programme", "scheme"}


def test_no_name_and_no_number_is_overlooked() -> None:
    """The first look at a text lets every spelling and every project number through."""
    texts = [" ".join(spelling.words) for spelling in spellings()]
    numbers = [f"{prefix}.01" for funder in funders().values() for prefix in funder.numbers]
    assert [text for text in (*texts, *numbers) if not may_name(f"z „{text}”,")] == []
    assert not may_name("Program sesji rady: budżet, fundusz szkoły i środki na remont")


def test_parents_exist_and_make_no_ring() -> None:
    """Every pot of money is in the file, and following parents ends."""
    for funder in funders().values():
        seen = {funder.id}
        while funder.parent:
            assert funder.parent not in seen
            seen.add(funder.parent)
            funder = funders()[funder.parent]


def test_nouns_of_groups_are_known_and_each_is_needed() -> None:
    """A bracket holds one noun of the table; no noun stands there for nothing."""
    groups = [fold(g).split() for _, name in NAMES for g in re.findall(r"\[([^\]]+)\]", name)]
    nominatives = {
        facts[number].split()[0]: lemma
        for lemma, facts in DATA["nouns"].items()
        for number in ("singular", "plural")
        if number in facts
    }
    words = [
        [w for w in re.findall(r"\w+", " ".join(group)) if w in nominatives] for group in groups
    ]
    assert [group for group, nouns in zip(groups, words, strict=True) if len(nouns) != 1] == []
    assert set(DATA["nouns"]) == {nominatives[nouns[0]] for nouns in words}


@pytest.mark.parametrize("lemma", DATA["nouns"])
def test_a_noun_has_six_forms(lemma: str) -> None:
    """Nominative, genitive, dative, accusative, instrumental, locative."""
    facts = DATA["nouns"][lemma]
    assert {len(facts[n].split()) for n in ("singular", "plural") if n in facts} == {6}
    assert fold(json.dumps(facts, ensure_ascii=False)) == json.dumps(facts)


def test_no_name_stands_twice_with_one_funder() -> None:
    """A name is anywhere, cued, paid or a badge, and is written once for each."""
    inside = [(key, scope, name) for key, entry in DATA["funders"].items()
              for scope in ("names", "cued", "badge", "paid")
              for name in entry.get(scope, ())]  # fmt: skip
    assert len(inside) == len(set(inside))


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("narodowy", "narodowy narodowego narodowemu narodowy narodowym narodowym"),
        ("polski", "polski polskiego polskiemu polski polskim polskim"),
        ("wieloletni", "wieloletni wieloletniego wieloletniemu wieloletni wieloletnim wieloletnim"),
    ],
)
def test_adjectives_are_declined(word: str, forms: str) -> None:
    """Hard, velar and soft adjectives, as grammars have them."""
    assert [adjective(word, "m", case) for case in range(6)] == forms.split()


def test_a_feminine_adjective_follows_its_noun() -> None:
    """A noun without a plural has six forms, and its adjective agrees in each."""
    noun = Noun("f", ("agencja", "agencji", "agencji", "agencje", "agencja", "agencji"))
    forms = group_forms(("polska", "agencja"), {"agencja": noun})
    assert forms[:2] == [("polska", "agencja"), ("polskiej", "agencji")]
    assert forms[6:] == [()] * 6


def test_a_group_without_a_noun_is_an_error() -> None:
    """A new bracket needs its noun in the table, and says so."""
    with pytest.raises(ValueError, match="no noun"):
        group_forms(("zielony", "smok"), {})


@pytest.mark.skipif(not SHARED.exists(), reason="the collected facts are not here")
def test_all_collected_funders_are_here() -> None:
    """Their ids are those of the collected facts, so that labels and rows can be compared."""
    assert set(funders()) >= {
        entry["id"] for entry in json.loads(SHARED.read_text("utf-8"))["entries"]
    }
