"""Dates that stand alone: labels, ``<time>``, listings, feeds, metadata."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from pipelines.dates import PageDate, read_date

REFERENCE = date(2024, 5, 15)


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("20 kwietnia 2015 r.", "2015-04-20", None),
        ("Opublikowano 7 lut 2019", "2019-02-07", None),
        ("śr., 14 sie 2019", "2019-08-14", None),
        ("25 marca 2020 środa", "2020-03-25", None),
        ("24 grudnia 2024 (wtorek)", "2024-12-24", None),
        ("2 Maj 2017", "2017-05-02", None),
        ("1-go maja 2024", "2024-05-01", None),
        ("3. maja 2024", "2024-05-03", None),
        ("dwudziestego pierwszego kwietnia 2015 r.", "2015-04-21", None),
        ("5 pazdziernika 2021", "2021-10-05", None),
        ("5 II 2024", "2024-02-05", None),
        ("15-VI-2021", "2021-06-15", None),
        ("16 maja 2018logo_kolor.jpg", "2018-05-16", None),
        ("11.03.2020", "2020-03-11", None),
        ("16.04.24", "2024-04-16", None),
        ("09-06-2026", "2026-06-09", None),
        ("06-02-2025 / modyfikowany: 06-03-2025", "2025-02-06", None),
        ("2014-02-06", "2014-02-06", None),
        ("2024/04/04", "2024-04-04", None),
        ("12 03 2024", "2024-03-12", None),
        ("Opublikowane: 22.09.2025 / Sekcja: Dzieje się", "2025-09-22", None),
        ("Data publikacji: 07.02.2019 08:15", "2019-02-07", "08:15"),
        ("18.06.202009:13", "2020-06-18", "09:13"),
        ("09:35, 7 stycznia 2022", "2022-01-07", "09:35"),
        ("19 cze 2026, godz. 09:24", "2026-06-19", "09:24"),
        ("21 października 2025 15:00", "2025-10-21", "15:00"),
        ("01.07.2024 08:16:43", "2024-07-01", "08:16"),
        ("2012.04.05 13:41:58", "2012-04-05", "13:41"),
        ("12-03-2024 godz. 14:30", "2024-03-12", "14:30"),
        ("1 września 2023 r. (piątek) o godz. 17.00", "2023-09-01", "17:00"),
        ("11.03.2020 - 12:30", "2020-03-11", "12:30"),
    ],
)
def test_reads_a_full_day(text: str, day: str, time: str | None) -> None:
    """A full day is read in any of the ways pages write it, with its clock time."""
    assert read_date(text) == PageDate(date.fromisoformat(day), time=time)


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("2026-01-05T23:30:00Z", "2026-01-06", "00:30"),
        ("2026-07-05T23:30:00Z", "2026-07-06", "01:30"),
        ("2026-01-05 14:39:25+01", "2026-01-05", "14:39"),
        ("2024-03-12T14:30:00+01:00", "2024-03-12", "14:30"),
        ("2024-03-12T14:30:00", "2024-03-12", "14:30"),
        ("Mon, 05 Jan 2026 23:30:00 GMT", "2026-01-06", "00:30"),
        ("Mon, 05 Jan 2026 23:30:00 +0100", "2026-01-05", "23:30"),
    ],
)
def test_stamps_are_moved_to_polish_time(text: str, day: str, time: str) -> None:
    """A machine's stamp with a zone gives the Polish day, which may be the next one."""
    assert read_date(text) == PageDate(date.fromisoformat(day), time=time)


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("w marcu 2015 roku", "2015-03-01", "month"),
        ("2025-06", "2025-06-01", "month"),
        ("03.2024", "2024-03-01", "month"),
        ("2015 r.", "2015-01-01", "year"),
        ("rok 2015", "2015-01-01", "year"),
    ],
)
def test_months_and_years_keep_their_precision(text: str, value: str, precision: str) -> None:
    """A month or a year is told apart from its first day."""
    stated = read_date(text)
    assert stated and (str(stated.value), stated.precision) == (value, precision)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("dziś", "2024-05-15", "day"),
        ("Wczoraj", "2024-05-14", "day"),
        ("przedwczoraj", "2024-05-13", "day"),
        ("dwa dni temu", "2024-05-13", "day"),
        ("2 godz. temu", "2024-05-15", "day"),
        ("przed chwilą", "2024-05-15", "day"),
        ("tydzień temu", "2024-05-08", "week"),
        ("3 miesiące temu", "2024-02-01", "month"),
        ("rok temu", "2023-01-01", "year"),
    ],
)
def test_relative_words_count_from_the_reference(text: str, day: str, precision: str) -> None:
    """Relative words are read against the reference and are as precise as their unit."""
    stated = read_date(text, REFERENCE)
    assert stated and (str(stated.value), stated.precision) == (day, precision)
    assert read_date(text) is None


def test_hours_count_from_the_very_moment() -> None:
    """With a moment as reference, "2 godziny temu" may be the day before."""
    moment = datetime(2024, 5, 14, 23, 10, tzinfo=UTC)  # 01:10 on the 15th in Poland
    assert read_date("2 godziny temu", moment) == PageDate(date(2024, 5, 14), time="23:10")


def test_a_clock_time_after_a_relative_word_is_kept() -> None:
    """An hour beside a relative word is its clock time."""
    assert read_date("dziś o 11:00", REFERENCE) == PageDate(REFERENCE, time="11:00")


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "27 maja", "20.04", "(02.11)", "6-14 marca 2024", "3–5 maja 2024", "16:07",
        "od 01.01.2024 r. do 31.12.2024 r.", "23-25.05.2024", "31.02.2024", "12/13/2024",
        "32 listopada 2025", "2024-13-45", "0001-01-01", "01.01.0001", "1.2.3", "20260105",
        "się", "3 lata", "6,98", "1", "Data publikacji 16:07", "odbyła się 2024", "w sobotę",
        "5 osób 2024", "5 i 2024", "rocznica",
    ],
)  # fmt: skip
def test_what_is_no_date_of_its_own_is_not_read(text: str) -> None:
    """No year, a range, an hour, an impossible day and plain words give nothing."""
    assert read_date(text, REFERENCE) is None


def test_importing_the_package_does_not_load_dateparser() -> None:
    """Loading dateparser costs some 90 ms and waits for the first call that needs it."""
    code = "import sys, pipelines.dates; sys.exit('dateparser' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
