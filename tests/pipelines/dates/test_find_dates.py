"""Dates in running text: what is found, what it means, what is left alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pipelines.dates import find_dates
from tests.pipelines.dates import cases
from tests.pipelines.dates.cases import REFERENCE

BLOCKS = ("FULL_DAYS", "NO_YEAR", "RANGES", "COARSE", "RELATIVE")
SENTENCES = [case for block in BLOCKS for case in cases.cases(getattr(cases, block))]
ZABRZE = """Certyfikacja Systemu Zarządzania Jakością – 2015 r.

Już po raz trzeci Urząd Miejski otrzymał certyfikat zgodności z normą ISO 9001 na okres \
kolejnych 3 lat tj. do kwietnia 2018 roku.

Od 7 lat zabrzański magistrat systematycznie rozwija system. W marcu 2015 roku system został \
oceniony. Wyniki przedstawiono na sesji Rady Miasta, która odbyła się 20 kwietnia 2015 r."""


def values(text: str, reference: date | None = REFERENCE, **more: int) -> list[str]:
    """The EDTF values of a text, in order."""
    return [mention.edtf for mention in find_dates(text, reference, **more)]


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES, ids=[case[0] for case in SENTENCES])
def test_reads_sentences_as_offices_write_them(sentence: str, expected: list[str]) -> None:
    """Every date of a sentence is found once, with its value, and nothing else is."""
    assert values(sentence) == expected


@pytest.mark.parametrize("sentence", cases.TRAPS.splitlines())
def test_leaves_alone_what_is_no_date(sentence: str) -> None:
    """Streets, case numbers, standards, parcels, amounts, hours and durations are no dates."""
    assert values(sentence) == []


@pytest.mark.parametrize("sentence", cases.TRAPS.splitlines())
def test_traps_stay_traps_inside_a_sentence(sentence: str) -> None:
    """A trap stays one with words around it, and the date beside it is still found."""
    assert values(f"Informujemy, że {sentence} zostało opisane 5 maja 2024 r.") == ["2024-05-05"]


def test_reads_the_reference_page() -> None:
    """The reference page has a year, two months and a day; its two durations are left alone."""
    found = [(m.text, m.edtf, m.precision) for m in find_dates(ZABRZE)]
    assert found == [
        ("2015 r.", "2015", "year"),
        ("kwietnia 2018 roku", "2018-04", "month"),
        ("marcu 2015 roku", "2015-03", "month"),
        ("20 kwietnia 2015 r.", "2015-04-20", "day"),
    ]


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("we wtorek, dnia 20 kwietnia 2015 r. o godz. 17:00", "20 kwietnia 2015 r."),
        (
            "od dnia 24.11.2023 r. do dnia 8.01.2024 r. włącznie",
            "24.11.2023 r. do dnia 8.01.2024 r.",
        ),
        ("zrealizowany w latach 1976-1978)", "latach 1976-1978"),
        ("wzniesiony ok. 1900 r., który", "ok. 1900 r."),
        ("lokal oglądać można 9, 16 i 23 czerwca 2026r. rano", "9, 16 i 23 czerwca 2026r."),
        ("z dnia 14\n września\u00a02004 r.", "14\n września\u00a02004 r."),
        ("z dnia16 czerwca 2023 r.", "16 czerwca 2023 r."),
        ("na przełomie XIX i XX w. powstał", "przełomie XIX i XX w."),
    ],
)
def test_span_holds_what_fixes_the_value(sentence: str, span: str) -> None:
    """Prepositions, "dnia", weekdays and hours stay outside; "r." and line breaks inside."""
    (mention,) = find_dates(sentence)
    assert mention.text == span == sentence[mention.start : mention.end]


def test_offsets_count_code_points_of_decomposed_and_astral_text() -> None:
    """Letters in two parts and emoji do not move the offsets."""
    text = "😀 Życzenia: 5 wrzes\u0301nia 2020 r."
    (mention,) = find_dates(text)
    assert (mention.edtf, text[mention.start : mention.end]) == ("2020-09-05", mention.text)
    assert mention.text == "5 wrzes\u0301nia 2020 r."


@pytest.mark.parametrize("sentence", ["27 maja", "w sobotę", "jutro", "15 maja br.", "w Wigilię"])
def test_without_an_anchor_there_is_no_value(sentence: str) -> None:
    """What needs a reference is left out when there is none: nothing is guessed."""
    assert values(sentence, None) == []


@pytest.mark.parametrize(
    ("sentence", "anchor"),
    [
        ("27 maja 2024 r.", None),
        ("27 maja", "publication"),
        ("27 maja br.", "publication"),
        ("jutro", "publication"),
    ],
)
def test_anchor_tells_what_resolved_a_date(sentence: str, anchor: str | None) -> None:
    """A date written in full has no anchor; else the anchor names what filled it in."""
    (mention,) = find_dates(sentence, REFERENCE)
    assert mention.anchor == anchor


def test_a_date_beside_another_takes_its_year() -> None:
    """A date without a year takes the year of the one it is joined to, and says so."""
    first, second = find_dates("5 września 2020 r. i 7 października")
    assert (first.anchor, second.anchor) == (None, "previous_date")
    assert second.edtf == "2020-10-07"


def test_heading_year_comes_before_the_reference() -> None:
    """A year in the heading of a schedule is the year of the days below it."""
    (mention,) = find_dates("odbiór odpadów: 12 marca", REFERENCE, heading_year=2019)
    assert (mention.edtf, mention.anchor) == ("2019-03-12", "document_year")


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2024, 1, 5), "2023-12-30"), (date(2023, 12, 20), "2023-12-30")]
)
def test_year_less_day_is_the_nearest(day: date, expected: str) -> None:
    """A day without a year is the one nearest to the day of publication, before or after it."""
    assert values("30 grudnia", day) == [expected]


def test_reference_may_be_a_moment() -> None:
    """A moment counts as the Polish day it falls on."""
    assert values("dziś", datetime(2024, 5, 14, 22, 30, tzinfo=UTC)) == ["2024-05-15"]


@pytest.mark.parametrize(
    ("sentence", "time"),
    [
        ("5 maja 2024 r. o godz. 17.00", "17:00"),
        ("5 maja 2024 r., godz. 9", "09:00"),
        ("5 maja 2024 r. o godzinie 1200", "12:00"),
        ("5 maja 2024 r. (niedziela), godz. 10:00-18:00", "10:00/18:00"),
        ("5 maja 2024 r. w godzinach od 10.00 do 10.15", "10:00/10:15"),
        ("12.03.2024 14:30", "14:30"),
        ("2024-03-12T14:30:00+01:00", "14:30"),
        ("18.06.202009:13", "09:13"),
        ("09:35, 7 stycznia 2022", "09:35"),
        ("o godz. 10:00 dnia 07.02.2020 r.", "10:00"),
        ("5 maja 2024 r. w sali 17", None),
        ("5 maja 2024 r. za 17.00 zł", None),
    ],
)
def test_clock_time_stands_apart_from_the_value(sentence: str, time: str | None) -> None:
    """The time of day is kept beside the value, never in it."""
    (mention,) = find_dates(sentence)
    assert (mention.time, mention.precision) == (time, "day")


@pytest.mark.parametrize(
    ("sentence", "mod"),
    [
        ("na początku 2020 r.", "start"),
        ("w połowie marca 2024 r.", "mid"),
        ("w drugiej połowie czerwca 2023 r.", "end"),
        ("pod koniec lipca 2023 r.", "end"),
        ("ok. 1945 r.", "approx"),
        ("przed 1939 r.", "before"),
        ("do 2027 r.", "before"),
        ("po 1945 roku", "after"),
        ("od 2012 r.", "after"),
        ("w 2012 r.", None),
    ],
)
def test_mod_tells_part_nearness_and_open_ends(sentence: str, mod: str | None) -> None:
    """Which part, how near, or which side of the value is meant stands in ``mod``."""
    (mention,) = find_dates(sentence)
    assert mention.mod == mod


@pytest.mark.parametrize(
    ("sentence", "day", "edtf"),
    [
        ("w środę odbył się bieg", REFERENCE, "2024-05-15"),
        ("w środę odbędzie się bieg", REFERENCE, "2024-05-22"),
        ("w ubiegłą środę", REFERENCE, "2024-05-08"),
        ("w poniedziałek otwarto most", REFERENCE, "2024-05-13"),
        ("w poniedziałek zapraszamy", REFERENCE, "2024-05-20"),
    ],
)
def test_weekday_looks_back_or_ahead_as_the_verb_does(sentence: str, day: date, edtf: str) -> None:
    """A past verb sends a weekday back, everything else ahead."""
    assert values(sentence, day) == [edtf]


@pytest.mark.parametrize(
    ("sentence", "rest"),
    [
        ("29 lutego 2023 r. i 29 lutego 2024 r.", ["2024-02-29"]),
        ("31.06.2024, 30.06.2024", ["2024-06-30"]),
        ("od 5 do 32 maja 2024 r.", []),
    ],
)
def test_impossible_days_give_nothing(sentence: str, rest: list[str]) -> None:
    """A day no calendar has is no date, and no piece of it comes back as a month or year."""
    assert values(sentence) == rest
