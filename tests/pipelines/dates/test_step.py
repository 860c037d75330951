"""The dates step: from statements and text to the record's dates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from archive.model import DateCandidate, Section
from pipelines.dates.step import DatesPipeline, date_item
from pipelines.item import Item
from tests.pipelines.items import make_item

SEED = Path(__file__).parents[4] / "shared" / "seed" / "zabrze-iso-9001.txt"


def item_with(
    text: str, *, title: str = "Tytuł", candidates: tuple[DateCandidate, ...] = ()
) -> Item:
    """An item whose main section is a title and a text."""
    section = Section(name="main", text=f"{title}\n\n{text}")
    return make_item(title=title, sections=[section], date_candidates=list(candidates))


def published(text: str) -> DateCandidate:
    """A labelled publication date."""
    return DateCandidate("published", text, "label", "Data publikacji")


def test_publication_day_is_chosen_and_read_against() -> None:
    """Dates without a year are read against the publication day."""
    item = date_item(item_with("Zapraszamy 3 maja.", candidates=(published("28.04.2019"),)))
    assert item.page.published == date(2019, 4, 28)
    assert item.page.published_source == "label"
    assert [mention.edtf for mention in item.dates] == ["2019-05-03"]


def test_without_a_publication_day_the_fetch_day_is_the_reference() -> None:
    """The fetch of 2 March 2026 dates what leaves its year out; nothing is published."""
    item = date_item(item_with("Zapraszamy 3 maja."))
    assert item.page.published is None
    assert [mention.edtf for mention in item.dates] == ["2026-05-03"]


def test_announced_dates_join_the_candidates_once() -> None:
    """What a feed said is kept with its source, and running the step again adds nothing."""
    item = item_with("Tekst.")
    item.announced = [DateCandidate("published", "2026-02-01", "feed")]
    again = date_item(date_item(item))
    assert (again.page.published, again.page.published_source) == (date(2026, 2, 1), "feed")
    assert len(again.page.date_candidates) == 1


def test_offsets_point_into_the_stored_section_text() -> None:
    """Title included: the text of a mention is cut from its section by its offsets."""
    item = date_item(item_with("Sesja odbyła się 20 kwietnia 2015 r.", title="Plan na 2015 r."))
    section = item.page.section("main")
    assert section
    assert [section.text[m.start : m.end] for m in item.dates] == ["2015 r.", "20 kwietnia 2015 r."]


def test_navigation_is_not_searched() -> None:
    """Dates of other pages in a menu are no dates of this one."""
    item = make_item(sections=[Section(name="navigation", text="5 maja 2024 r.")])
    assert date_item(item).dates == []


@pytest.mark.parametrize(
    ("title", "text", "year", "source"),
    [
        ("Certyfikacja – 2015 r.", "W 2016 roku.", 2015, "title"),
        (
            "Certyfikacja",
            "Sesja odbyła się 20 kwietnia 2015 r., druga w maju 2015 r.",
            2015,
            "text",
        ),
        ("Uchwała", "Na podstawie ustawy z dnia 8 marca 1990 r.", None, None),
        ("Tytuł", "Zapraszamy 3 maja.", None, None),
    ],
)
def test_about_year_helps_where_no_publication_day_is(
    title: str, text: str, year: int | None, source: str | None
) -> None:
    """The year of the title, else the commonest in the text; never an act's, never a guess."""
    item = date_item(item_with(text, title=title))
    assert (item.about_year, item.about_year_source) == (year, source)


def test_about_year_stays_empty_beside_a_publication_day() -> None:
    """It is a help for pages that do not say when they were published."""
    item = date_item(
        item_with("W 2015 r.", title="Plan 2015", candidates=(published("1.02.2016"),))
    )
    assert (item.about_year, item.about_year_source) == (None, None)


def test_year_of_a_schedule_overrides_the_reference() -> None:
    """Days below "Harmonogram … 2024" are days of 2024, whenever it was published."""
    item = item_with("12 marca: szkło", title="Harmonogram odbioru odpadów 2024",
                     candidates=(published("20.12.2023"),))  # fmt: skip
    (_, mention) = date_item(item).dates
    assert (mention.edtf, mention.anchor) == ("2024-03-12", "document_year")


@pytest.mark.skipif(not SEED.exists(), reason="the shared corpora are not here")
def test_reference_page_has_four_dates_and_no_publication_day() -> None:
    """The reference page: a year, two months, a day; about 2015 by its title."""
    title, _, text = SEED.read_text("utf8").partition("Treść główna\n\n")[2].partition("\n\n")
    item = date_item(item_with(text.partition("\n\nNewsletter")[0], title=title))
    assert item.page.published is None
    assert [m.edtf for m in item.dates] == ["2015", "2018-04", "2015-03", "2015-04-20"]
    assert (item.about_year, item.about_year_source) == (2015, "title")


def test_pipeline_is_the_step() -> None:
    """Scrapy's class does what the function does."""
    item = item_with("W 2015 r.")
    assert DatesPipeline().process_item(item) is item
    assert [mention.edtf for mention in item.dates] == ["2015"]
