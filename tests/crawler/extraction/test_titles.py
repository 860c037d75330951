"""The title as shown, and whose page it is."""

from __future__ import annotations

import pytest

from crawler.extraction import extract
from crawler.extraction.offices import bare_name

URL = "https://gmina.example/aktualnosci/remont-drogi-do-lipna.html"
TEXT = (
    "<p>Od poniedziałku zamknięta będzie droga do Lipna, a objazd poprowadzi przez Dąbrowę. "
    "Prace potrwają do końca miesiąca.</p><p>Kierowców prosimy o ostrożność, a mieszkańców "
    "o przestawienie samochodów z poboczy.</p>"
)


def read(body: str, *, title: str = "", head: str = ""):
    """A page of the given body and document title."""
    html = f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return extract(html.encode(), URL)


# Titles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        f"<header><h1>Gmina Lipno</h1></header><main><h1>Remont drogi</h1>{TEXT}</main>",
        f"<header><h1>Gmina Lipno</h1></header><main><h2>Remont drogi</h2>{TEXT}</main>",
        "<header><h1>Gmina Lipno</h1><nav><ul><li><a href='/'>Remont drogi</a></li></ul></nav>"
        f"</header><main><h1>Remont drogi</h1>{TEXT}</main>",
        "<div class='topHeader'><h1><a href='/'>Gmina Lipno</a></h1></div><div id='menu'>"
        "<a href='/a'>Gmina</a></div><div class='titleHeader'><h1>Remont drogi</h1></div>"
        f"<div class='detail'>{TEXT}</div>",
        f"<h1>Główna treść strony Remont drogi</h1>{TEXT}",
    ],
    ids=["own h1", "h1 is the site's", "current page in the menu", "second header", "glued"],
)
def test_the_heading_of_the_text_is_the_title(body):
    """Not the site's name, whatever its level, and not what hidden headings put before it."""
    assert read(body).title == "Remont drogi"


def test_an_error_is_titled_by_its_words():
    """The words "Strona nie istnieje" say more than the number above them."""
    page = read("<main><h1>Błąd 404</h1><h2>Strona nie istnieje</h2></main>")
    assert page.title == "Strona nie istnieje"


def test_a_number_alone_is_better_than_nothing():
    """An error page that shows only its number is titled by it."""
    page = read("<main><h1>Błąd 404</h1><p>Wróć na stronę główną urzędu gminy.</p></main>")
    assert page.title == "Błąd 404"


def test_headings_of_link_columns_are_no_title():
    """A page of nothing but columns of links has no title."""
    column = "".join(f"<li><a href='/{n}'>Dział numer {n}</a></li>" for n in range(6))
    body = "".join(
        f"<h2>{name}:</h2><ul class='menu'>{column}</ul>" for name in ("Mieszkaniec", "Turysta")
    )
    assert read(f"<div>{body}</div>").title is None


# Names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Gmina Górzno, woj. mazowieckie", "Gmina Górzno"),
        ("Gmina Lipno - oficjalna strona", "Gmina Lipno"),
        ("Oficjalny serwis internetowy Urzędu Miejskiego w Lipnie", "Urząd Miejski w Lipnie"),
        ("Serwis informacyjny Gminy Lipno", "Gmina Lipno"),
        ("Biuletyn Informacji Publicznej Gminy i Miasta Lipno", "Gmina i Miasto Lipno"),
        ("BIP Powiatowego Urzędu Pracy w Lipnie", "Powiatowy Urząd Pracy w Lipnie"),
        ("BIP SZKOŁY PODSTAWOWEJ W LIPNIE", "SZKOŁA PODSTAWOWA W LIPNIE"),
        ("Herb Powiatu Lipnowskiego", "Powiat Lipnowski"),
        ("Urzad Gminy Lipno. Wszystkie prawa zastrzezone.", "Urzad Gminy Lipno"),
        ("Portal Orzeczeń Sądu Rejonowego w Lipnie", "Portal Orzeczeń Sądu Rejonowego w Lipnie"),
        ("Zakład Wodny Sp. z o.o.", "Zakład Wodny Sp. z o.o."),
        ("Strona główna Biuletynu Informacji Publicznej", ""),
    ],
)
def test_a_name_without_its_wrapping(text, name):
    """What pages wrap a name in goes; a genitive after it becomes a nominative."""
    assert bare_name(text) == name


def test_the_head_names_the_site_beside_the_title():
    """Of "Tytuł - Serwis" what is not the page's title is the site."""
    body = f"<main><h1>Remont drogi</h1>{TEXT}</main>"
    assert read(body, title="Remont drogi - Lipno Online").site_name == "Lipno Online"


def test_a_head_that_says_the_title_only_names_no_site():
    """What stands there alone is what the page is called."""
    body = f"<main><h1>Boisko</h1>{TEXT}</main>"
    page = read(body, title="Boisko")
    assert (page.title, page.site_name) == ("Boisko", None)


def test_a_menu_entry_is_not_the_site():
    """A link of the menu that opens another site's front page names that site."""
    body = (
        "<header><img src='logo.png' alt='Gmina Lipno'><nav><ul>"
        "<li><a href='http://osrodek.example/'>Ośrodek Zdrowia</a></li></ul></nav></header>"
        f"<main><h1>Remont drogi</h1>{TEXT}</main>"
    )
    page = read(body)
    assert page.site_name == "Gmina Lipno"
    assert "Ośrodek" not in page.section("header").text


def test_lists_of_schools_name_nobodys_site():
    """A body in the text counts only on its card, above its address."""
    main = "<main><h1>Szkoły</h1><p>Szkoła Podstawowa nr 1 w Lipnie</p><p>Szkoła w Rumi</p></main>"
    assert read(main).site_name is None
    card = "<main><h1>Kontakt</h1><p>Zakład Opieki w Lipnie<br>Lipno 21<br>76-142 Lipno</p></main>"
    assert read(card).site_name == "Zakład Opieki w Lipnie"
    parted = (
        "<main><h1>Kontakt</h1><p>Powiatowy Urząd Pracy</p><p>w Lipnie</p><p>tel. 84</p></main>"
    )
    assert read(parted).site_name == "Powiatowy Urząd Pracy w Lipnie"


def test_the_office_in_the_header_of_a_shared_portal():
    """On portals of many offices the name leads to the office's own pages, not to the root."""
    body = (
        "<header><a href='#m'>Przejdź do treści</a><div><a href='/web/lipno'>Gmina Lipno</a></div>"
        f"</header><main id='m'><h2>Remont drogi</h2>{TEXT}</main>"
    )
    assert read(body).section("header").text == "Gmina Lipno"


def test_a_table_around_the_page_is_no_table():
    """Tables that lay out a page hold its title, menu or footer."""
    body = (
        "<table><tr><td><img src='logo.jpg' alt='Powiat Lipski'></td></tr><tr><td><a href='/'>Start"
        f"</a></td><td><p class='tytul'><b>Remont drogi</b></p>{TEXT}</td></tr><tr><td>"
        "Starostwo w Lipsku, Rynek 1. Wykonanie: Abc</td></tr></table>"
    )
    page = read(body, title="Remont drogi")
    assert [block.kind for block in page.blocks] == ["paragraph", "paragraph"]
