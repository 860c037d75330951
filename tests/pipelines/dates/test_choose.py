"""Which date becomes the publication day, and when none does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from archive.model import DateCandidate
from pipelines.dates import Choice, choose

FETCHED = datetime(2024, 5, 15, 10, 0, tzinfo=UTC)


def candidate(
    text: str, source: str = "label", label: str | None = None, role: str = "published"
) -> DateCandidate:
    """One statement of a page."""
    return DateCandidate(role=role, text=text, source=source, label=label)  # type: ignore[arg-type]


def chosen(*candidates: DateCandidate) -> Choice:
    """Choose among candidates."""
    return choose(list(candidates), FETCHED)


def test_nothing_stated_nothing_chosen() -> None:
    """No candidate means no date."""
    assert chosen() == Choice(None, None, None, None)


def test_sources_are_ranked() -> None:
    """Labels come before <time>, JSON-LD, meta, feed, listing and address, in any order."""
    sources = ["label", "time element", "json-ld", "meta", "feed", "listing", "url"]
    every = [candidate(f"{n}.05.2024", source) for n, source in enumerate(sources, 1)]
    while every:
        assert choose(list(reversed(every)), FETCHED).published_source == every[0].source
        every.pop(0)


def test_labels_are_ranked() -> None:
    """Publikacji, opublikowania, udostępnienia, dodania, wytworzenia: the more telling first."""
    labels = [
        ("Data publikacji", "published"), ("Opublikowano", "published"),
        ("Data udostępnienia", "entered"), ("Data dodania", "entered"),
        ("Data wytworzenia", "created"),
    ]  # fmt: skip
    every = [
        candidate(f"{n}.05.2024", label=label, role=role)
        for n, (label, role) in enumerate(labels, 1)
    ]
    for order in permutations(every):
        assert choose(list(order), FETCHED).published == date(2024, 5, 1)
    while every:
        assert choose(list(reversed(every)), FETCHED).published == every[0].value
        every.pop(0)


def test_the_day_a_document_was_made_speaks_last() -> None:
    """A page that says when it was published is not dated by its document."""
    made = candidate("1.05.2024", label="Data wytworzenia", role="created")
    said = candidate("2024-05-03", "meta")
    assert chosen(made, said).published == date(2024, 5, 3)
    assert chosen(made).published == date(2024, 5, 1)


def test_a_sitemap_speaks_of_changes_only() -> None:
    """Lastmod is never a publication day."""
    lastmod = candidate("2024-05-02", "sitemap", role="updated")
    assert chosen(lastmod) == Choice(None, None, date(2024, 5, 2), "sitemap")
    wrong_role = candidate("2024-05-02", "sitemap", role="published")
    assert chosen(wrong_role).published is None


def test_of_equal_changes_the_latest_counts() -> None:
    """The last of several changes is the last change; what the page says outranks the sitemap."""
    found = chosen(
        candidate("1.05.2024", label="Zmodyfikowano", role="updated"),
        candidate("4.05.2024", label="Zmodyfikowano", role="updated"),
        candidate("2024-05-09", "sitemap", role="updated"),
    )
    assert (found.modified, found.modified_source) == (date(2024, 5, 4), "label")


@pytest.mark.parametrize(
    ("text", "accepted"),
    [("15.05.2024", True), ("16.05.2024", False), ("1.01.1970", False), ("6.08.1991", True)],
)
def test_days_after_the_fetch_and_before_the_web_are_refused(text: str, accepted: bool) -> None:
    """A date from the future or from a machine's zero is kept as a candidate, not believed."""
    item = candidate(text)
    assert (chosen(item).published is not None) == accepted
    assert item.value is not None


def test_the_fetch_day_is_the_polish_one() -> None:
    """An hour before midnight UTC it is the next day in Poland already."""
    late = datetime(2024, 5, 15, 22, 30, tzinfo=UTC)
    assert choose([candidate("16.05.2024")], late).published == date(2024, 5, 16)
    assert choose([candidate("wczoraj")], late).published == date(2024, 5, 15)


@pytest.mark.parametrize(
    "text", ["maj 2024", "2024-05", "2024 r.", "14:07", "15 maja", "tydzień temu"]
)
def test_no_day_is_made_up(text: str) -> None:
    """A month, a year, an hour, a day without year or a week is no publication day."""
    item = candidate(text)
    assert chosen(item).published is None
    assert item.value is None


def test_candidates_are_filled_in_place() -> None:
    """Every readable candidate gets its day and clock time, chosen or not."""
    first, second = candidate("7.02.2019 08:15"), candidate("6.02.2019", "meta")
    chosen(first, second)
    assert (first.value, first.time) == (date(2019, 2, 7), "08:15")
    assert second.value == date(2019, 2, 6)


def test_a_date_of_unknown_role_counts_only_under_the_title() -> None:
    """A bare line beside the title may be trusted; a stray <time> may belong to an event."""
    assert chosen(candidate("7.02.2019", "bare line", role="other")).published == date(2019, 2, 7)
    assert chosen(candidate("7.02.2019", "time element", role="other")).published is None
