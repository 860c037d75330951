"""What is no content is let go by name; a doubt never costs a record."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from scrapy.exceptions import DropItem

from archive.model import Attachment, DateCandidate, Image
from pipelines.checks import NOT_CONTENT, ChecksPipeline, SkipPage, check
from tests.pipelines.items import make_item

LONG = (
    "Rada Miejska uchwaliła budżet na przyszły rok. Najwięcej pieniędzy pójdzie na drogi i szkoły."
)
DOCS = Path(__file__).parents[2] / "docs"


def issues(kind: str = "page", **page: object) -> list[str]:
    """The issues of a page that is otherwise fine."""
    facts = {"texts": [LONG], **page}
    item = make_item(**facts)  # type: ignore[arg-type]
    item.kind = kind
    return check(item).issues


@pytest.mark.parametrize(("code", "outcome"), NOT_CONTENT.items())
def test_what_is_no_content_is_let_go(code: str, outcome: str) -> None:
    """The visit is refused or failed by that name, and Scrapy drops the item."""
    item = make_item(issues=["slow", code])
    with pytest.raises(SkipPage) as caught:
        check(item)
    assert caught.value.reason == code
    assert (item.visit.outcome, item.visit.reason) == (outcome, code)
    with pytest.raises(DropItem, match=code):
        ChecksPipeline().process_item(item)


def test_a_sound_page_has_no_issues() -> None:
    """Nothing is doubted without cause."""
    assert issues() == []
    assert issues("article", published=date(2026, 3, 1)) == []


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ({"title": None}, "no_title"),
        ({"title": "Miastko", "site_name": "Miastko"}, "title_is_site_name"),
        ({"texts": []}, "no_main"),
        ({"texts": ["Krótko."]}, "short_text"),
        ({"texts": [LONG + " UrzÄ…d Miasta"]}, "mojibake"),
        ({"texts": [LONG + " soĹ‚ectwa"]}, "mojibake"),
        ({"title": "Å›wiÄ™to"}, "mojibake"),
        ({"texts": [LONG + " Urz\ufffdd"]}, "lost_characters"),
        (
            {"published": date(2026, 3, 1), "modified": date(2026, 2, 1)},
            "modified_before_published",
        ),
    ],
)
def test_doubts_are_marked(page: dict[str, object], code: str) -> None:
    """The record is kept, with the code of the doubt."""
    assert issues(**page) == [code]


def test_a_scan_needs_no_words() -> None:
    """A notice that is a title and a file is no short text."""
    assert issues(texts=["Ogłoszenie"], attachments=[Attachment("https://x.pl/a.pdf", "a")]) == []
    assert issues(texts=["Plakat"], images=[Image("https://x.pl/a.jpg")]) == []


@pytest.mark.parametrize("kind", ["article", "notice"])
def test_articles_must_be_dated(kind: str) -> None:
    """No date is invented, but its absence is counted; plain pages need none."""
    assert issues(kind) == ["no_date"]


def test_a_date_after_the_fetch_is_doubtful() -> None:
    """The day is compared in Polish local time: 23:30 UTC is tomorrow there."""
    item = make_item(texts=[LONG])
    item.visit.fetched_at = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    item.page.date_candidates = [
        DateCandidate("published", "2 lipca", "label", value=date(2026, 7, 2))
    ]
    assert check(item).issues == []
    item.page.date_candidates[0].value = date(2026, 7, 3)
    assert check(item).issues == ["future_date"]


def test_polish_text_is_no_mojibake() -> None:
    """Letters of Polish and of its neighbours stand as they are."""
    text = "Zażółć gęślą jaźń: „Łódź”, Århus, Ñandú, Škoda, Übung, Åland – 5 €, ½, Ľubomír"
    assert issues(texts=[text + " " + LONG]) == []


def test_checking_twice_marks_once() -> None:
    """An issue is never listed twice."""
    item = check(make_item(title=None, texts=[LONG]))
    assert check(item).issues == ["no_title"]


def test_every_code_of_the_steps_is_documented() -> None:
    """docs/issues.md has a line for each code the steps can give."""
    listed = (DOCS / "issues.md").read_text("utf-8")
    codes = [
        *NOT_CONTENT, "no_title", "title_is_site_name", "no_main", "short_text", "mojibake",
        "lost_characters", "no_date", "future_date", "modified_before_published", "alias",
        "returned", "canonical_ignored", "canonical_shared", "unknown_funder",
        "ambiguous_funder", "url_scheme", "url_too_long", "url_template", "url_broken", "url_host",
    ]  # fmt: skip
    assert [code for code in codes if f"`{code}`" not in listed] == []
