"""Two oracles: the edtf package for every value, dateparser for every full day and month."""

from __future__ import annotations

import calendar
from datetime import date, datetime

import pytest
from dateparser.date import DateDataParser
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dates import find_dates, read_date, values
from tests.pipelines.dates import cases
from tests.pipelines.dates.forms import DAY_FORMS, MONTH_FORMS, written
from tests.pipelines.dates.test_find_dates import SENTENCES

#: dateparser wants its base without a zone.
NOON = datetime.fromisoformat("2024-05-15T12:00")
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
#: Forms dateparser does not know; it must then say nothing, not something else.
UNKNOWN = {"{d}-go {g} {y} r.", "{d} {r} {y} r.", "{d}.{r}.{y}", "{d}-{r}-{y}"}


@pytest.fixture(scope="module")
def oracle() -> DateDataParser:
    """Make dateparser, set as it reads Polish best."""
    base = {"DATE_ORDER": "DMY", "PREFER_DAY_OF_MONTH": "first", "PARSERS": ["absolute-time"]}
    return DateDataParser(languages=["pl"], settings={**base, "RELATIVE_BASE": NOON})


def all_values() -> list[str]:
    """Every value the sentences of the other tests give."""
    return sorted({value for _, found in SENTENCES for value in found})


@pytest.mark.parametrize("edtf", all_values())
def test_edtf_package_knows_every_value(edtf: str) -> None:
    """What we write is what another reader of ISO 8601-2 accepts, and writes alike."""
    assert str(parse_edtf(edtf)).replace(", ", ",") == edtf


@pytest.mark.parametrize("sentence", [sentence for sentence, _ in SENTENCES])
def test_edtf_package_agrees_on_first_and_last_day(sentence: str) -> None:
    """``lo`` and ``hi`` are the strict bounds of the value; a winter ends in the next year."""
    for mention in find_dates(sentence, cases.REFERENCE):
        if mention.lo is None or mention.hi is None:
            continue
        value = parse_edtf(mention.edtf)
        assert date(*value.lower_strict()[:3]) == mention.lo
        if not mention.edtf.endswith("-24"):
            assert date(*value.upper_strict()[:3]) == mention.hi


@pytest.mark.parametrize("code", sorted(values.PARTS))
def test_edtf_package_agrees_on_parts_of_a_year(code: int) -> None:
    """Seasons, quarters and halves begin and end where the standard's reader says."""
    value = values.part(2023, code)
    other = parse_edtf(value.edtf)
    assert date(*other.lower_strict()[:3]) == value.lo
    assert code == 24 or date(*other.upper_strict()[:3]) == value.hi


@given(day=DAYS, form=st.sampled_from(DAY_FORMS))
@settings(max_examples=300)
def test_dateparser_agrees_on_full_days(oracle: DateDataParser, day: date, form: str) -> None:
    """Where dateparser reads a full day at all, it reads the day we found."""
    (mention,) = find_dates(written(form, day))
    answer = oracle.get_date_data(" ".join(mention.text.replace(" r.", "").split()))
    if form in UNKNOWN:
        return
    if answer.date_obj is None:
        # It stumbles over "5.maja", "12 .03.2024" and the like, but never over these.
        assert form not in {"{d} {g} {y} r.", "{D}.{M}.{y}", "{y}-{M}-{D}", "{d} {s} {y}"}
        return
    assert answer.date_obj.date() == mention.lo


@given(day=DAYS, form=st.sampled_from(MONTH_FORMS))
@settings(max_examples=150)
def test_dateparser_agrees_on_months(oracle: DateDataParser, day: date, form: str) -> None:
    """Where dateparser reads a month and a year, it reads the month we found."""
    (mention,) = find_dates(written(form, day))
    answer = oracle.get_date_data(mention.text.removesuffix(" r.").removesuffix(" roku"))
    if answer.date_obj is not None and answer.period == "month":
        assert f"{answer.date_obj:%Y-%m}" == mention.edtf


#: What dateparser answers in earnest to strings that mean something else or nothing.
SILENT_ERRORS = {
    "2015 r.": (9, 5, 1),
    "12-03-2024 godz. 14:30": (2024, 2, 21),
    "6-14 marca": (2014, 3, 6),
    "20.04": (2024, 5, 15),
    "(02.11)": (2024, 5, 15),
    "w sobotę": (2024, 5, 11),
    "się": (2024, 8, 1),
    "3 lata": (2021, 5, 1),
    "6,98": (1998, 5, 6),
    "1": (2024, 5, 1),
    "12/13/2024": (2024, 12, 13),
}


@pytest.mark.parametrize("text", SILENT_ERRORS)
def test_silent_errors_of_dateparser_are_still_there(text: str) -> None:
    """If dateparser learns better, this list and the guards in front of it can shrink."""
    settings = {"DATE_ORDER": "DMY", "PREFER_DAY_OF_MONTH": "first"}
    reader = DateDataParser(languages=["pl"], settings={**settings, "RELATIVE_BASE": NOON})
    answer = reader.get_date_data(text).date_obj
    assert (answer.year, answer.month, answer.day) == SILENT_ERRORS[text]


@pytest.mark.parametrize("text", SILENT_ERRORS)
def test_silent_errors_never_pass_as_dates_that_stand_alone(text: str) -> None:
    """None of them comes through `read_date` as the day dateparser makes of it."""
    wrong = date(*SILENT_ERRORS[text])
    stated = read_date(text, cases.REFERENCE)
    assert stated is None or (stated.value, stated.precision) != (wrong, "day")
    assert stated is None or text in ("2015 r.", "12-03-2024 godz. 14:30")


@pytest.mark.parametrize("text", SILENT_ERRORS)
@pytest.mark.parametrize("frame", ["{}", "Na sesji {} mowa o budżecie."])
def test_silent_errors_never_pass_in_running_text(text: str, frame: str) -> None:
    """None of them comes through `find_dates` as the day dateparser makes of it."""
    wrong = date(*SILENT_ERRORS[text])
    found = find_dates(frame.format(text), cases.REFERENCE)
    assert wrong not in [mention.lo for mention in found]


def test_swapped_days_and_months_do_not_pass() -> None:
    """In Polish the day comes first, whatever its number."""
    for month in range(1, 13):
        for day in range(1, calendar.monthrange(2023, month)[1] + 1):
            (mention,) = find_dates(f"z {day:02}.{month:02}.2023")
            assert mention.lo == date(2023, month, day)
