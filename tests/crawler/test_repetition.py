"""What most pages of a site show inside their content is told, and changes nothing."""

from __future__ import annotations

import pytest

from crawler.repetition import FEW_PAGES, Repetition

BOX = "Zapisz się i otrzymuj wiadomości z gminy."


def row(number: int, *texts: str, site: str = "news") -> dict:
    """A row of a page with these blocks."""
    url = f"https://gmina.example/{number}/"
    blocks = [{"text": text} for text in texts]
    return {"site": site, "canonical_url": url, "url": url, "blocks": blocks}


def found(*rows: dict) -> list[tuple[str, int, int]]:
    """Text, pages and pages in all of what repeats."""
    repetition = Repetition()
    for one in rows:
        repetition.see(one)
    return [(one.text, one.pages, one.of) for one in repetition.found()]


def pages(count: int, boxed: int, site: str = "news") -> list[dict]:
    """Pages with texts of their own, of which the first few show the box."""
    own = "Treść wiadomości o numerze {}."
    return [
        row(number, own.format(number), *[BOX] * (number < boxed), site=site)
        for number in range(count)
    ]


@pytest.mark.parametrize(("boxed", "told"), [(20, True), (10, True), (9, False), (0, False)])
def test_half_the_pages_of_a_site_decide(boxed, told):
    """A block on at least half of the pages is told with how many show it."""
    assert found(*pages(20, boxed)) == ([(BOX, boxed, 20)] if told else [])


def test_few_pages_prove_nothing():
    """A handful of pages may well say the same."""
    assert found(*pages(FEW_PAGES - 1, FEW_PAGES - 1)) == []


def test_sites_are_counted_apart():
    """What the bulletin repeats is no matter of the news."""
    bulletin = pages(10, 10, site="bulletin")
    assert found(*pages(40, 0), *bulletin) == [(BOX, 10, 10)]


def test_versions_of_a_page_count_once():
    """Ten versions of one page are one page."""
    versions = [row(99, BOX) for _ in range(10)]
    assert found(*pages(20, 0), *versions) == []


def test_short_blocks_are_left_alone():
    """Words such as "Załączniki:" may stand on any page."""
    assert found(*(row(number, "Załączniki:", str(number) * 30) for number in range(20))) == []
