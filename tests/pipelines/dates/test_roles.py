"""What a date is for, and which date answers a question."""

from __future__ import annotations

import pytest

from pipelines.dates import find_dates, main_date


@pytest.mark.parametrize(
    ("sentence", "role", "cue"),
    [
        ("Opublikowano: 7.02.2019", "published", "Opublikowano"),
        ("Wywieszono na tablicy ogłoszeń dnia 9.05.2024 r.", "published", "Wywieszono"),
        ("Kętrzyn, dnia 19 czerwca 2026 r.", "published", "Kętrzyn, dnia"),
        ("Ogłoszenie Prezydenta Miasta z dnia 5 września 2025 r.", "published", "Ogłoszenie"),
        ("Data ostatniej aktualizacji: 4.01.2012", "updated", "aktualizacji"),
        ("Wadium należy wpłacić do dnia 28 czerwca 2024 r.", "deadline", "do dnia"),
        ("najpóźniej 1 maja 2024 r.", "deadline", "najpóźniej"),
        ("Termin składania ofert: 3 maja 2024 r.", "deadline", "Termin składania"),
        ("Przetarg odbędzie się 5 maja 2024 r.", "event", "odbędzie"),
        ("Zapraszamy na koncert 5 maja 2024 r.", "event", "koncert"),
        ("30 lipca 2026 r. odbędzie się przetarg", "event", "odbędzie"),
        ("w dniu 5 maja 2024 r.", "event", "w dniu"),
        ("5 maja 2024 r., godz. 17:00", "event", "17:00"),
        ("Wystawa czynna od 5 do 20 maja 2024 r.", "period", "od"),
        ("Program na lata 2021-2027", "mentioned", None),
        ("ustawa z dnia 8 marca 1990 r.", "legal_act", "ustawa"),
        ("Uchwała nr XX/234/2020 z dnia 5 marca 2020 r.", "legal_act", "Uchwała"),
        ("(Dz. U. z 2024 r. poz. 609)", "legal_act", "Dz. U"),
        ("Umowa z dnia 5 marca 2020 r.", "mentioned", "Umowa"),
        ("Budynek wzniesiono 5 marca 1920 r.", "mentioned", None),
    ],
)
def test_role_is_told_by_the_words_around(sentence: str, role: str, cue: str | None) -> None:
    """Each role has its cue, and the cue is kept as the page writes it."""
    (mention,) = find_dates(sentence)
    assert (mention.role, mention.cue) == (role, cue)


def test_a_cue_does_not_reach_over_the_end_of_a_sentence() -> None:
    """A telling word in the sentence before says nothing of this one."""
    first, second = find_dates(
        "Sesja odbędzie się 5 maja 2024 r. Budynek wzniesiono 3 maja 1920 r."
    )
    assert (first.role, second.role) == ("event", "mentioned")


def test_z_dnia_belongs_to_the_noun_before_it() -> None:
    """In one sentence an act, an auction and a deadline keep their own dates."""
    text = (
        "Zgodnie z rozporządzeniem Rady Ministrów z dnia 14 września 2004 r. przetarg odbędzie się "
        "w dniu 5 maja 2024 r., a wadium należy wpłacić do dnia 2 maja 2024 r."
    )
    assert [mention.role for mention in find_dates(text)] == ["legal_act", "event", "deadline"]


@pytest.mark.parametrize(
    "text",
    [
        "Pierwszy przetarg odbył się 20.11.2025 r. Przetarg odbędzie się dnia 28.04.2026 r.",
        "Drugi przetarg będzie 28 kwietnia 2026 r. Pierwszy przetarg odbył się 15 grudnia 2025 r.",
        "Przetarg przeprowadzono w dniu 28.04.2026 r. Wywieszono dnia 4.05.2026 r.",
    ],
)
def test_main_date_prefers_what_is_to_come(text: str) -> None:
    """Of several events the one announced answers "when", not an earlier one."""
    answer = main_date(find_dates(text), "event")
    assert answer and answer.edtf == "2026-04-28"


def test_main_date_is_none_without_the_role() -> None:
    """No mention of a role means no answer."""
    assert main_date(find_dates("ustawa z dnia 8 marca 1990 r."), "event") is None
