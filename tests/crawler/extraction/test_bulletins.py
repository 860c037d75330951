"""What bulletins print around their texts: counters, registers, tables of dates, cards."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler.extraction import extract
from crawler.extraction.contacts import find_phones
from pipelines.change import content_digest

URL = "https://bip.gmina.example/artykul/12/obwieszczenie"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEXT = (
    "<p>Zawiadamia się o wyłożeniu projektu planu, który obejmuje wieś Lipno. Uwagi można składać "
    "na piśmie w sekretariacie urzędu, pokój nr 4.</p>"
)
REGISTER = "".join(
    f"<li>{day:02} marca 2020 10:1{day % 10} Anna Bąk - Aktualizacja danych.</li>"
    for day in range(1, 25)
)


def read(inside: str, title: str = "<h1>Obwieszczenie o planie</h1>"):
    """A page of a bulletin with something in its content."""
    html = f"<header><p>Gmina Lipno</p></header><div id='content'>{title}{inside}</div>"
    return extract(f"{html}<footer>Gmina Lipno</footer>".encode(), URL, fetched_at=NOON)


@pytest.mark.parametrize(
    "counter",
    [
        "<p>Ilość wyświetleń: {0}</p>",
        "<p>Liczba wejść: {0}</p>",
        "<p>Wygenerowano: 01.11.2020 | Licznik: {0}</p>",
        "<p>Odwiedzono 7{0} razy</p>",
        "<table><tr><td>Liczba odwiedzin:</td><td>{0}</td></tr></table>",
    ],
)
def test_a_counter_above_a_long_register(counter):
    """However much stands below it, a counter is no content: no visit makes a version."""
    pages = [read(f"{TEXT * 6}{counter.format(n)}<ul>{REGISTER}</ul>") for n in (7041, 7099)]
    assert "70" not in pages[0].section("main").text
    assert content_digest(pages[0]) == content_digest(pages[1])


@pytest.mark.parametrize("order", [1, -1])
def test_the_newest_entry_of_the_register_is_the_last_change(order):
    """Whichever end of the register is new; it stands for the label that is missing."""
    days = ["26 marca 2017 15:21", "4 maja 2016 08:00", "9 lutego 2011 14:03"][::order]
    entries = "".join(f"<li>{day} Anna Bąk - Aktualizacja danych.</li>" for day in days)
    register = f"<h3>Rejestr zmian</h3><p>Data wprowadzenia: 9 lutego 2011</p><ul>{entries}</ul>"
    page = read(TEXT + register)
    assert (page.published, page.modified) == (date(2011, 2, 9), date(2017, 3, 26))
    assert read(f"{TEXT}<p>Data modyfikacji: 1.02.2020</p>{register}").modified == date(2020, 2, 1)


ROWS = "".join(
    f"<tr><td>{day:02}.03.2020 10:15</td><td>Anna Bąk</td><td>Aktualizacja treści</td></tr>"
    for day in range(1, 5)
)


@pytest.mark.parametrize(
    "register",
    [
        f"<h3>Rejestr zmian</h3><ul>{REGISTER}</ul>",
        f"<ul>{REGISTER}</ul>",
        f"<h4>Historia zmian</h4><table><tr><th>Data</th><th>Kto</th></tr>{ROWS}</table>",
    ],
)
def test_the_register_is_no_content(register):
    """Headed or not, as a list or a table; it is kept beside the content, and read for its days."""
    page = read(TEXT * 3 + register)
    assert page.section("main").text.endswith("pokój nr 4.")
    assert "Anna Bąk" in page.section("other").text
    assert page.modified and page.modified.year == 2020
    assert content_digest(page) == content_digest(read(TEXT * 3))


VERSIONS = (
    "<h2>Artykuły archiwalne</h2><table><tr><th>Lp.</th><th>Data modyfikacji</th>"
    "<th>Zredagował</th></tr>{}</table>"
)


@pytest.mark.parametrize(
    "rows", ["", "<tr><td>1</td><td>26.11.2013 12:41</td><td>Anna Bąk</td></tr>" * 4]
)
def test_the_list_of_old_versions_is_no_content(rows):
    """Nor are its days those of the last change; a table without rows goes as well."""
    page = read(TEXT * 3 + VERSIONS.format(rows))
    assert page.section("main").text.endswith("pokój nr 4.")
    assert "Data modyfikacji" in page.section("other").text
    assert page.modified is None


def test_a_page_that_is_the_register_keeps_it():
    """There it is what the page tells."""
    page = read(f"<ul>{REGISTER}</ul>", title="<h1>Rejestr zmian</h1>")
    assert "24 marca 2020 10:14 Anna Bąk - Aktualizacja danych." in page.section("main").text


def test_a_programme_of_days_and_hours_is_content():
    """Lines that begin alike, but tell what will be, not what was changed."""
    days = "".join(f"<li>{day} maja 2024 18:00 Koncert - Dom Kultury</li>" for day in range(1, 6))
    page = read(f"{TEXT}<p>Zapraszamy na koncerty, które odbędą się w maju.</p><ul>{days}</ul>")
    assert "5 maja 2024 18:00 Koncert - Dom Kultury" in page.section("main").text


def test_a_link_to_the_register_tells_no_change():
    """A menu has the words, too."""
    menu = "<p><a href='/r'>Rejestr zmian</a></p><p>12.03.2014 10:00 odbędzie się sesja rady.</p>"
    assert read(TEXT + menu).modified is None


def test_hours_of_visits_are_no_counter():
    """A number that goes on in words counts nothing."""
    told = "Terminy odwiedzin: 12 maja i 14 maja, w godzinach od 10 do 14."
    assert told in read(f"{TEXT}<p>{told}</p>").section("main").text


def test_a_heading_goes_with_what_it_headed():
    """The box of the page's own dates leaves no heading behind."""
    page = read(f"{TEXT}<h3>Metryka</h3><p>Data publikacji: 14.06.2024 10:33</p>")
    assert "Metryka" not in page.section("main").text
    assert page.published == date(2024, 6, 14)


def test_dates_of_a_table_at_the_end_stay():
    """A schedule is content, to its last cell."""
    rows = "".join(f"<tr><td>Rejon {n}</td><td>0{n}.01.2024</td></tr>" for n in range(1, 7))
    page = read(f"{TEXT}<table><tr><th>Rejon</th><th>Odbiór</th></tr>{rows}</table>")
    table = page.blocks[-1]
    assert [row[1] for row in table.rows[1:]] == [f"0{n}.01.2024" for n in range(1, 7)]


def test_dates_of_the_page_in_a_table_go():
    """The same table with labels of the page's own dates is no content."""
    page = read(
        f"{TEXT}<table><tr><td>Data wytworzenia:</td><td>03.04.2023</td></tr>"
        "<tr><td>Data publikacji:</td><td>05.04.2023</td></tr></table>"
    )
    assert "2023" not in page.section("main").text
    assert page.published == date(2023, 4, 5)


def test_a_list_of_texts_has_no_day_of_its_own():
    """Texts under each other, each with its day of publication, date no page."""
    texts = "".join(
        f"<h4><a href='/o/{n}'>II K 32{n}/15</a></h4><p>wyrok z uzasadnieniem</p>"
        f"<p>Data publikacji: 0{n}.04.2023</p>{TEXT}"
        for n in range(1, 5)
    )
    assert read(texts, title="").published is None


def test_a_place_written_with_its_first_name():
    """The initial of a patron begins the street."""
    page = read(f"{TEXT}<p>J. Słowackiego 6</p><p>26-640 Skaryszew</p>")
    assert page.contact.address == "J. Słowackiego 6, 26-640 Skaryszew"


def test_a_card_tells_what_the_footer_leaves_out():
    """Address and phone stand in the footer, tax numbers and hours only on the card."""
    card = "<h2>NIP</h2><p>526-10-40-828</p><p>Godziny pracy: pn.-pt. 7:30-15:30</p>"
    foot = "<footer><p>ul. Polna 1, 00-001 Lipno, tel. 22 555 10 10</p></footer>"
    html = "<header><p>Gmina Lipno</p></header><main><h1>{}</h1>{}</main>{}"
    pages = [
        extract(html.format(title, card, foot).encode(), URL, fetched_at=NOON).contact
        for title in ("Dane teleadresowe", "Wynik przetargu")
    ]
    assert [contact.nip for contact in pages] == ["5261040828", None]
    assert pages[0].hours == "Godziny pracy: pn.-pt. 7:30-15:30"
    assert pages[0].address == "ul. Polna 1, 00-001 Lipno"


def test_country_and_area_in_one_bracket():
    """Both codes are part of the number as printed."""
    [phone] = find_phones(["tel. (48 46) 874 62 94"], [True])
    assert (phone.text, phone.e164) == ("(48 46) 874 62 94", "+48468746294")
