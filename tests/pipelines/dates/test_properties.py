"""What must hold for any date in any form, and for any text at all."""

from __future__ import annotations

from datetime import date, timedelta

from edtf import parse_edtf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.dates import find_dates, read_date
from pipelines.dates.words import fold
from tests.pipelines.dates import cases
from tests.pipelines.dates.forms import DAY_FORMS, GENITIVE, MONTH_FORMS, PLAIN, written

DAYS = st.dates(date(1800, 1, 1), date(2099, 12, 31))
LEADS = st.sampled_from(
    ["", "dnia ", "w dniu ", "z dnia ", "Sesja odbędzie się ", "(", "Termin: ", "w środę, "]
)
TAILS = st.sampled_from(
    ["", ".", ", ", ") oraz", " o godz. 17:00", "; wstęp wolny", "\n\nZapraszamy"]
)
#: Text made of what dates are made of, which is where a grammar breaks.
PIECES = st.lists(
    st.sampled_from(
        [*GENITIVE, "r.", "roku", "br.", "ub.r.", "do", "od", "i", "-", "–", "/", ".", ",", " ",
         "\n", "\u00a0", "XX", "w.", "lata", "90.", "2024", "20", "3", "31", "12", "0", "godz.",
         "17:00", "w", "sobotę", "jutro", "przełomie", "końca", "kwartał", "III", "ul.", "Maja",
         "2023/24", "(", ")", "Dz. U.", "tego roku", "każdego roku"]
    ),
    max_size=40,
).map("".join)  # fmt: skip
ANY_TEXT = st.one_of(st.text(max_size=200), PIECES)


@given(DAYS, st.sampled_from(DAY_FORMS), LEADS, TAILS)
@settings(max_examples=300)
def test_any_day_in_any_form_is_found_and_read_back(
    day: date, form: str, lead: str, tail: str
) -> None:
    """A full day reads back as itself wherever it stands, in words and in figures."""
    text = f"{lead}{written(form, day)}{tail}"
    assert [mention.edtf for mention in find_dates(text)] == [day.isoformat()]


@given(DAYS, st.sampled_from(DAY_FORMS[:14]), st.sampled_from(["plain", "upper", "both"]))
@settings(max_examples=200)
def test_polish_letters_and_capitals_do_not_matter(day: date, form: str, change: str) -> None:
    """Words without Polish letters and in capitals mean the same."""
    text = written(form, day)
    text = text.translate(PLAIN) if change != "upper" else text
    text = text.upper() if change != "plain" else text
    assert [mention.edtf for mention in find_dates(f"w dniu {text}")] == [day.isoformat()]


@given(DAYS, st.sampled_from(MONTH_FORMS))
@settings(max_examples=200)
def test_any_month_in_any_case_is_found_and_read_back(day: date, form: str) -> None:
    """A month and year read back as a month."""
    assert [mention.edtf for mention in find_dates(written(form, day))] == [f"{day:%Y-%m}"]


@given(
    DAYS,
    st.integers(1, 400),
    st.sampled_from(["{} - {}", "od {} do {}", "{}–{}", "od dnia {} do dnia {}"]),
)
@settings(max_examples=200)
def test_any_range_is_one_interval(day: date, length: int, frame: str) -> None:
    """Two full days with only a connector between them are one interval."""
    last = min(day + timedelta(days=length), date(2099, 12, 31))
    form = "{d} {g} {y} r." if "od" in frame else "{D}.{M}.{y}"
    text = frame.format(written(form, day), written(form, last))
    wanted = f"{day}/{last}" if day < last else None
    if wanted:
        assert [mention.edtf for mention in find_dates(text)] == [wanted]


@given(DAYS, DAYS)
@settings(max_examples=200)
def test_year_less_day_lands_within_half_a_year(day: date, reference: date) -> None:
    """A day without a year is read as the nearest one there is."""
    for mention in find_dates(f"{day.day} {GENITIVE[day.month - 1]}", reference):
        assert mention.lo is not None
        leap = 366 * 4 if (day.month, day.day) == (2, 29) else 184
        assert abs(mention.lo - reference) <= timedelta(days=leap)


@given(ANY_TEXT, st.one_of(st.none(), st.dates()), st.one_of(st.none(), st.integers(0, 10_000)))
@settings(max_examples=500)
@example("29 lutego", date(2023, 6, 1), None)
@example("\ud83d5 maja 2024", None, None)
@example("za 9999 lat temu", date(9999, 12, 31), None)
@example("za 999 lat", date(9900, 1, 1), None)
@example("999 lat temu", date(1, 1, 1), None)
def test_no_text_makes_it_raise_and_mentions_are_sound(
    text: str, reference: date | None, heading_year: int | None
) -> None:
    """Any text gives ordered spans apart from each other, cut from the text, with sound values."""
    end = 0
    for mention in find_dates(text, reference, heading_year=heading_year):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert mention.lo is None or mention.hi is None or mention.lo <= mention.hi
        assert parse_edtf(mention.edtf) is not None
        end = mention.end


@given(ANY_TEXT, st.one_of(st.none(), st.dates()))
@settings(max_examples=500)
def test_no_text_makes_read_date_raise(text: str, reference: date | None) -> None:
    """A date standing alone is read or not; nothing breaks."""
    read_date(text, reference)


@given(st.text(max_size=300))
@settings(max_examples=300)
def test_folding_keeps_every_code_point_in_its_place(text: str) -> None:
    """Folded text is as long as the text and plain ASCII, so offsets hold."""
    folded = fold(text)
    assert len(folded) == len(text)
    assert folded.isascii()


@given(st.sampled_from(cases.TRAPS.splitlines()), st.sampled_from(cases.TRAPS.splitlines()))
@settings(max_examples=300)
def test_two_traps_make_no_date(first: str, second: str) -> None:
    """What is no date alone is none beside another trap."""
    assert find_dates(f"{first}; {second}.", cases.REFERENCE) == []
