"""docs/dates.md: its ten queries run, its table of values is true, and it names every field."""

from __future__ import annotations

import re
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from archive.model import DateMention, Section
from archive.schema import PAGES
from pipelines.dates import find_dates
from pipelines.dates.step import about_year
from tests.pipelines.items import make_item

DOC = (Path(__file__).parents[3] / "docs" / "dates.md").read_text("utf8")
QUERIES = re.findall(r"^(\d+)\. [^\n]*\n\n```(sql|python)\n(.*?)```", DOC, re.MULTILINE | re.DOTALL)
PUBLISHED = date(2024, 5, 10)
TEXTS = {
    "Festyn": (
        PUBLISHED,
        "Zapraszamy na festyn 18 maja o godz. 15:00. Zgłoszenia do 16 maja. Podstawa: ustawa z "
        "dnia 8 marca 1990 r. o samorządzie gminnym.",
    ),
    "Sesja": (
        PUBLISHED,
        "Sesja odbędzie się 14 maja 2024 r. o godz. 10.00. Uwagi do dnia 13 maja 2024 r. "
        "Podstawa: ustawa z dnia 8 marca 1990 r.",
    ),
    "Dzieje ratusza 2015": (None, "Ratusz wzniesiono pod koniec XIX w., spłonął przed 1939 r."),
}


def row(title: str, published: date | None, text: str, number: int) -> dict[str, Any]:
    """One record, its dates as the step finds them."""
    dates = find_dates(text, published)
    page = make_item(title=title, sections=[Section(name="main", text=text)]).page
    year, source = about_year(page, dates) if published is None else (None, None)
    record = dict.fromkeys(PAGES.schema.names)
    record.update(
        record_id=f"r{number}", city="miastko", kind="article", url=f"https://m.example/{number}",
        canonical_url=f"https://m.example/{number}", run_id="r1", version=1, title=title,
        fetched_at=datetime(2024, 5, 11, tzinfo=UTC), content_digest="0", extractor_version="1",
        published=published, published_source="label" if published else None, about_year=year,
        about_year_source=source, dates=[asdict(mention) for mention in dates],
        sections=[{"name": "main", "text": text}],
        snapshot={"warc_file": "a", "warc_offset": 0, "warc_length": 1, "warc_record_id": "i",
                  "payload_digest": "sha256:0"},
    )  # fmt: skip
    return record


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small archive in the folder the queries name."""
    folder = tmp_path / "archive-demo" / "tables" / "pages"
    folder.mkdir(parents=True)
    rows = [row(title, *facts, number) for number, (title, facts) in enumerate(TEXTS.items())]
    pq.write_table(pa.Table.from_pylist(rows, schema=PAGES.schema), folder / "part.parquet")
    monkeypatch.chdir(tmp_path)


def answer(number: int) -> list[tuple[Any, ...]]:
    """Run a query of the document and give its rows, without the index."""
    language, code = next((kind, text) for n, kind, text in QUERIES if int(n) == number)
    if language == "sql":
        return duckdb.sql(code).fetchall()
    names: dict[str, Any] = {}
    exec(code, names)
    result = names["result"]
    frame = result.reset_index() if isinstance(result, pd.Series) else result
    return list(frame.itertuples(index=False, name=None))


def test_there_are_ten_queries_in_two_languages() -> None:
    """Ten questions, numbered, in pandas and in SQL."""
    assert [int(number) for number, _, _ in QUERIES] == list(range(1, 11))
    assert {language for _, language, _ in QUERIES} == {"sql", "python"}


@pytest.mark.usefixtures("archive")
def test_query_1_lists_the_week() -> None:
    """Both events of the week come, in order, with their hours."""
    assert [line[1:4] for line in answer(1)] == [
        ("Sesja", "2024-05-14", "10:00"),
        ("Festyn", "2024-05-18", "15:00"),
    ]


@pytest.mark.usefixtures("archive")
def test_query_2_lists_open_deadlines() -> None:
    """The deadline of the 13th is over on the 15th; the one of the 16th is open."""
    assert [line[1] for line in answer(2)] == ["Festyn"]


@pytest.mark.usefixtures("archive")
def test_query_3_counts_acts() -> None:
    """Two pages cite the act of 8 March 1990."""
    assert answer(3) == [("1990-03-08", 2)]


@pytest.mark.usefixtures("archive")
def test_query_4_tells_how_far_ahead() -> None:
    """Four and eight days ahead make six."""
    assert answer(4) == [("miastko", 6.0)]


@pytest.mark.usefixtures("archive")
def test_query_5_counts_pages_a_month() -> None:
    """Two pages of May, both dated by a label."""
    assert answer(5) == [("miastko", date(2024, 5, 1), "label", 2)]


@pytest.mark.usefixtures("archive")
def test_query_6_tells_what_undated_pages_are_about() -> None:
    """The page without a publication day is about the year of its title."""
    assert answer(6) == [(2015, "title", 1, "Dzieje ratusza 2015")]


@pytest.mark.usefixtures("archive")
def test_query_7_shares_out_anchors() -> None:
    """Two of eight dates took their year from the publication day."""
    assert dict(answer(7)) == {"written in full": 0.75, "publication": 0.25}


@pytest.mark.usefixtures("archive")
def test_query_8_cuts_the_words_around_a_date() -> None:
    """The cut-out equals the mention's text, with what stands beside it."""
    found = {line[0]: line[1:] for line in answer(8)}
    assert found["18XX~"] == ("Ratusz wzniesiono pod ", "koniec XIX w.", ", spłonął przed 1939 r.")
    assert found["1939"] == (" koniec XIX w., spłonął przed ", "1939 r.", "")


@pytest.mark.usefixtures("archive")
def test_query_9_counts_weekdays_and_hours() -> None:
    """One event on a Saturday at 15, one on a Tuesday at 10."""
    assert answer(9) == [(0, 1), (1, 0)]


@pytest.mark.usefixtures("archive")
def test_query_10_lists_what_is_old() -> None:
    """The town hall's history is found by its century and year; citations of acts are not."""
    assert answer(10) == [("Dzieje ratusza 2015", ["18XX~", "1939"])]


def test_every_field_of_a_mention_is_explained() -> None:
    """A new field needs a line in the document."""
    for field in fields(DateMention):
        assert f"`{field.name}`" in DOC


VALUES = [
    ("20 kwietnia 2015 r.", "2015-04-20"), ("20.04.2015", "2015-04-20"),
    ("20 IV 2015", "2015-04-20"), ("3–5 maja 2024 r.", "2024-05-03/2024-05-05"),
    ("rok szkolny 2023/2024", "2023-09-01/2024-08-31"),
    ("od 1 maja 2024 r. do odwołania", "2024-05-01/.."),
    ("24 i 25 września 2025 r.", "{2025-09-24,2025-09-25}"),
    ("1-3 i 8 maja 2024 r.", "{2024-05-01..2024-05-03,2024-05-08}"),
    ("wiosną 2018", "2018-21"), ("lata 90. XX w.", "199X"), ("XIX w.", "18XX"),
    ("ok. 1977 r.", "1977~"), ("na przełomie XIX i XX w.", "1900~"),
    ("do 31 marca każdego roku", "XXXX-03-31"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "edtf"), VALUES)
def test_table_of_values_is_true(written: str, edtf: str) -> None:
    """What the document says of a spelling is what the finder makes of it."""
    assert written in DOC
    assert f"`{edtf}`" in DOC
    assert [mention.edtf for mention in find_dates(written)] == [edtf]
