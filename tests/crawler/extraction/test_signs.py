"""Signs of money are seen in the frame of a page, and titles and headlines are none."""

from __future__ import annotations

import pytest

from crawler.extraction import extract
from pipelines.funders import fund_page

TEXT = "<p>Od poniedziałku droga będzie zamknięta, a objazd poprowadzi przez Rynek i Długą.</p>"
PAGE = "<header><p>Gmina Lipno</p>{top}</header><main><h1>{title}</h1>{text}</main><footer>{foot}"


def funded(*, top: str = "", title: str = "Remont drogi", text: str = TEXT, foot: str = ""):
    """Funders of a page with their roles."""
    html = PAGE.format(top=top, title=title, text=text, foot=foot)
    page = extract(html.encode(), "https://gmina.example/remont-drogi.html")
    fund_page(page)
    return [(badge.funder_id, badge.role) for badge in page.badges]


@pytest.mark.parametrize(
    ("alt", "funder_id"),
    [
        ("Państwowy Fundusz Rehabilitacji Osób Niepełnosprawnych", "pfron"),
        ("Logo programu Laboratoria Przyszłości", "laboratoria-przyszlosci"),
        ("Narodowy Program Przebudowy Dróg Lokalnych", "npprd"),
        ("Fundusz Rozwoju Kultury Fizycznej", "frkf"),
        ("Cyberbezpieczny Samorząd", "cyberbezpieczny-samorzad"),
        ("Szwajcarsko-Polski Program Współpracy", "sppw"),
        ("FERC", "ferc"),
    ],
)
def test_logos_of_every_kind_of_fund(alt, funder_id):
    """State funds, schemes and foreign programmes are signs as those of the Union are."""
    assert funded(foot=f"<img src='/i/7.png' alt='{alt}'>") == [(funder_id, "badge")]


def test_a_logo_is_known_by_where_it_leads():
    """A picture without words that links to a funder's own site names the funder."""
    logo = "<a href='https://www.pfron.org.pl/'><img src='/i/7.png' alt=''></a>"
    assert funded(foot=logo) == [("pfron", "badge")]


@pytest.mark.parametrize("site", ["https://www.slaskie.pl/", "https://www.bgk.pl/"])
def test_sites_of_much_else_name_no_funder(site):
    """A region's site, or one of several funds, does not tell why the picture is there."""
    assert funded(foot=f"<a href='{site}'><img src='/i/7.png' alt=''></a>") == []


@pytest.mark.parametrize("title", ["Czyste Powietrze", "Rządowy Fundusz Rozwoju Dróg w gminie"])
def test_the_title_of_an_article_is_no_sign(title):
    """What an article is about has not paid for it."""
    [(_, role)] = funded(title=title)
    assert role == "mention"


def test_a_link_to_read_on_is_no_sign():
    """Words such as "Czytaj więcej: …" repeat a headline."""
    more = "<p><a href='/cp'>Czytaj więcej: Program Czyste Powietrze</a></p>"
    assert funded(foot=more) == []
