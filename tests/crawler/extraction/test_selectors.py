"""Selectors of a city profile win over every rule, section by section and fact by fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from crawler.extraction import extract

URL = "https://gmina.example/aktualnosci/remont-drogi-do-lipna.html"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PAGE = """<html><head><title>Remont drogi - Gmina</title></head><body>
<div class="a"><p>Miasto Lipno, ul. Rynek 1</p></div>
<header><h1>Portal mieszkańca</h1></header>
<div class="b"><img src="/x1.png" alt="Znak Funduszu Dróg"></div>
<main><h1>Aktualności miejskie</h1><p class="t">Remont drogi do Lipna</p>
<p class="d">Dodano: 01.02.2024 przez admin</p><p>Data publikacji: 05.02.2024</p>
<p class="m">zmiana 7 marca 2024 r.</p>
<p>Od poniedziałku zamknięta będzie droga do Lipna, a objazd poprowadzi przez Dąbrowę.</p>
<p class="l">Kierowców prosimy o ostrożność, a mieszkańców o przestawienie samochodów z poboczy.</p>
<div class="x"><p>Twoja opinia jest dla nas ważna, a więc wypełnij ankietę, która trwa minutę.</p>
</div>
</main>
<p class="k"><a href="/turystyka">Turystyka</a></p>
<section class="n"><p>Wiadomości z miasta co tydzień w twojej skrzynce.</p></section>
<div class="f"><p>Kontakt z redakcją w godzinach pracy.</p></div>
<footer><p>© Portal 2024. Wykonanie: Inna Firma</p><p class="v">Realizacja: Netwiz</p>
</footer>
</body></html>"""


@dataclass(frozen=True)
class Look:
    """A profile of one layout for all days."""

    selectors: dict[str, str]

    def layout_for(self, url: str, day: date) -> Look:
        """The one layout."""
        return self


def read(**selectors: str):
    """The page as read with these selectors."""
    return extract(PAGE.encode(), URL, profile=Look(selectors), fetched_at=NOON)


def section(name: str, **selectors: str) -> tuple[str, str]:
    """Text of a section and how it was found."""
    found = read(**selectors).section(name)
    return (found.text, found.found_by) if found else ("", "")


def test_without_selectors_the_rules_read_the_page():
    """What the selectors below are set against."""
    page = read()
    assert page.title == "Aktualności miejskie"
    assert (page.published, page.published_source) == (date(2024, 2, 5), "label")
    assert page.vendor == "Inna Firma"
    assert page.lead is None


@pytest.mark.parametrize(
    ("name", "selector", "text"),
    [
        ("header", ".a", "Miasto Lipno, ul. Rynek 1"),
        ("badges", ".b", "Znak Funduszu Dróg"),
        ("newsletter", ".n", "Wiadomości z miasta co tydzień w twojej skrzynce."),
        ("footer", ".f", "Kontakt z redakcją w godzinach pracy."),
        ("breadcrumb", ".m", "zmiana 7 marca 2024 r."),
        ("navigation", ".k", "Turystyka"),
    ],
)
def test_a_section_is_what_the_selector_says(name, selector, text):
    """All of it and nothing else."""
    assert section(name, **{name: selector}) == (text, "selector")


def test_other_menus_stay_out_of_a_selected_one():
    """What the rules call a menu is none where the profile says which one is."""
    body = PAGE.replace("<main>", "<nav><a href='/x'>Gmina</a></nav><main>").encode()
    page = extract(body, URL, profile=Look({"navigation": ".k"}), fetched_at=NOON)
    assert page.section("navigation").text == "Turystyka"


def test_main_is_what_the_selector_says():
    """The block it points at holds the content."""
    text, by = section("main", main=".x")
    assert by == "selector"
    assert "wypełnij ankietę" in text
    assert "objazd" not in text


def test_what_is_dropped_is_no_content():
    """``drop`` takes out what the rules would keep."""
    assert "ankietę" in section("main")[0]
    assert "ankietę" not in section("main", drop=".x")[0]


def test_the_title():
    """The selected title is no paragraph any more; the other heading stays in the text."""
    page = read(title="p.t")
    assert page.title == "Remont drogi do Lipna"
    assert page.section("main").text.startswith("Remont drogi do Lipna\n\nAktualności miejskie")
    assert page.section("main").text.count("Remont drogi do Lipna") == 1


def test_a_title_in_the_head():
    """A meta tag or the document's title may be pointed at, too."""
    assert read(title="title").title == "Remont drogi - Gmina"


@pytest.mark.parametrize(
    ("field", "selector", "day"),
    [
        ("published", ".d", date(2024, 2, 1)),
        ("modified", ".m", date(2024, 3, 7)),
    ],
)
def test_dates(field, selector, day):
    """The date in the selected text goes before labels; the others are kept as candidates."""
    page = read(**{field: selector})
    assert (getattr(page, field), getattr(page, f"{field}_source")) == (day, "selector")
    assert "Data publikacji" in [candidate.label for candidate in page.date_candidates]


def test_the_lead():
    """A lead may stand anywhere in the text."""
    assert read(lead=".l").lead.startswith("Kierowców prosimy")


def test_the_vendor():
    """The selected credit goes before the others, without its label where that is known."""
    assert read(vendor=".v").vendor == "Netwiz"
    assert read(vendor=".f").vendor == "Kontakt z redakcją w godzinach pracy"


def test_a_selector_that_finds_nothing_changes_nothing():
    """Pages without the part are read by the rules."""
    names = (
        "header",
        "badges",
        "navigation",
        "newsletter",
        "footer",
        "breadcrumb",
        "main",
        "title",
        "lead",
    )
    missing = dict.fromkeys((*names, "published", "modified", "vendor", "drop"), ".nowhere")
    assert read(**missing) == read()
