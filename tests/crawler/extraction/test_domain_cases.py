"""Cases that real municipal pages have taught: dates, hidden headings, volatile text."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler.extraction import extract
from pipelines.change import content_digest

URL = "https://gmina.example/aktualnosci/remont-ulicy-szkolnej-12.html"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEXT = (
    "<p>W poniedziałek rozpoczął się remont ulicy Szkolnej, który potrwa do końca miesiąca. "
    "Kierowcy muszą liczyć się z utrudnieniami.</p>"
    "<p>Autobusy linii 12 pojadą objazdem, a rozkłady znajdą Państwo na przystankach.</p>"
)


def read(html: str):
    """A page as fetched on 20 November 2026."""
    return extract(html.encode(), URL, fetched_at=NOON)


def article(inside: str = "", *, before: str = "", after: str = ""):
    """An article with something below its title, before or after its main content."""
    return read(f"{before}<main><h1>Remont ulicy Szkolnej</h1>{inside}{TEXT}</main>{after}")


@pytest.mark.parametrize(
    ("raw", "day", "time"),
    [
        ("11.03.2020", date(2020, 3, 11), None),
        ("16.04.24", date(2024, 4, 16), None),
        ("2014-02-06", date(2014, 2, 6), None),
        ("2024/04/04", date(2024, 4, 4), None),
        ("09-06-2026", date(2026, 6, 9), None),
        ("06-02-2025 / modyfikowany: 06-03-2025", date(2025, 2, 6), None),
        ("16 maja 2018", date(2018, 5, 16), None),
        ("25 marca 2020 środa", date(2020, 3, 25), None),
        ("18.06.202009:13", date(2020, 6, 18), "09:13"),
        ("09:35, 7 stycznia 2022", date(2022, 1, 7), "09:35"),
        ("19 cze 2026, godz. 09:24", date(2026, 6, 19), "09:24"),
        ("06 mar 2024", date(2024, 3, 6), None),
        ("21 października 2025 15:00", date(2025, 10, 21), "15:00"),
        ("01.07.2024 08:16:43", date(2024, 7, 1), "08:16"),
        ("2026-01-05 14:39:25+01", date(2026, 1, 5), "14:39"),
        ("Opublikowane: 22.09.2025 / Sekcja: Dzieje się", date(2025, 9, 22), None),
        ("Opublikowano: czwartek, 14, marzec 2019 09:12", date(2019, 3, 14), "09:12"),
        ("Pierwsza publikacja: 12.03.2024 09:00 Jan Nowak", date(2024, 3, 12), "09:00"),
        ("Data publikacji 16:07", None, None),
        ("2025-06", None, None),
    ],
)
def test_publication_dates_as_pages_write_them(raw, day, time):
    """Below the title; a time or a month alone is no day."""
    page = article(f"<p class='data'>{raw}</p>")
    assert page.published == day
    said = [c.time for c in page.date_candidates if c.value == day]
    assert said[:1] == ([time] if day else said[:1])


@pytest.mark.parametrize(
    "text",
    [
        "ustawa z dnia 8 marca 1990 r. o samorządzie gminnym (Dz.U. z 2024 r. poz. 1465)",
        "Dz.U. 2021 poz. 953",
        "rozporządzenie Parlamentu Europejskiego i Rady (UE) 2016/679 z dnia 27 kwietnia 2016 r.",
    ],
)
def test_citations_of_law_date_no_page(text):
    """The day of an act says nothing about the page that cites it."""
    page = article(f"<p>Podstawa prawna: {text}</p>")
    assert (page.published, page.modified) == (None, None)


def test_two_hidden_headings_of_the_same_words():
    """Some themes print "Treść" twice: neither is the title or part of the text."""
    page = read(
        "<header><p>Gmina Lipno</p></header><h2 class='sr-only'>Treść</h2><div><h2 class='sr-only'>"
        f"Treść</h2><h1>Remont ulicy Szkolnej</h1>{TEXT}</div><footer><p>© Gmina Lipno</p></footer>"
    )
    main = page.section("main")
    assert page.title == "Remont ulicy Szkolnej"
    assert main.heading == "Treść"
    assert "Treść" not in main.text.split()


def test_the_word_newsletter_in_the_text_stays_there():
    """A box is cut out, a sentence is not."""
    sentence = "Newsletter miejski ukazuje się w każdy piątek, a zapisać się można w urzędzie."
    page = article(f"<p>{sentence}</p>")
    assert sentence in page.section("main").text
    assert page.section("newsletter") is None


def test_works_on_a_project_are_no_credit():
    """The words "Realizacja projektu" in a text name no maker of the site."""
    text = "<p>Realizacja projektu: Budowa drogi w Lipnie. Projekt i wykonanie: Drogpol.</p>"
    assert article(text, after="<footer><p>Gmina Lipno, Rynek 1</p></footer>").vendor is None


#: What changes by itself, as (markup before the content, in it, after it).
VOLATILE = {
    "name days": ("<div><p>Dziś imieniny: {0}</p></div>", "", ""),
    "name days in main": ("", "<p>Imieniny obchodzą: {0}</p>", ""),
    "date of today": ("<header><p>Piątek, {1} listopada 2026</p></header>", "", ""),
    "weather": ("", "", "<aside class='pogoda'><h3>Pogoda</h3><p>{1}°C, {0}</p></aside>"),
    "counter": ("", "", "<footer><p>Liczba odwiedzin: 12{1}</p></footer>"),
    "views": ("", "", "<footer><p>Odsłon: {1}</p></footer>"),
    "views in main": ("", "<p>Liczba wyświetleń: {1}</p>", ""),
    "calendar": ("", "", "<div id='kalendarz'><table><tr><td>{1}</td></tr></table></div>"),
    "related": ("", "", "<div class='related'><h3>Zobacz także</h3><a href='/{1}'>{0}</a></div>"),
    "cookies": ("", "", "<div class='cookie-bar'><p>Używamy plików cookies. {0}</p></div>"),
    "share bar": ("", "<div class='share'><a href='#'>Udostępnij ({1})</a></div>", ""),
}  # fmt: skip


@pytest.mark.parametrize("place", VOLATILE)
def test_what_changes_by_itself_makes_no_version(place):
    """Name days, weather, counters, calendars and the like are no content."""
    before, inside, after = VOLATILE[place]
    digests = {
        content_digest(
            article(
                inside.format(word, number),
                before=before.format(word, number),
                after=after.format(word, number),
            )
        )
        for word, number in (("Anny, Jana", 20), ("Konrada i Janiny", 21))
    }
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Remont ulicy Szkolnej", "Remont ul. Szkolnej"),
        ("rozpoczął się", "rozpocznie się"),
        ("potrwa", "potrwał"),
    ],
)
def test_a_changed_word_or_tense_makes_a_version(old, new):
    """Titles and texts that are touched up after the event are new versions."""
    html = f"<main><h1>Remont ulicy Szkolnej</h1>{TEXT}</main>"
    assert content_digest(read(html)) != content_digest(read(html.replace(old, new)))


def test_the_accessibility_statement_dates_the_site():
    """Its "Data publikacji strony internetowej" is a fact of the text, not of the page."""
    page = article(
        "<ul><li>Data publikacji strony internetowej: 2020-09-20</li>"
        "<li>Data publikacji aplikacji: 2021-01-01</li></ul>"
    )
    assert page.published is None
    assert "2020-09-20" in page.section("main").text


def test_a_hidden_title_above_the_shown_one():
    """Liferay repeats the title in a heading read aloud only; the one people see counts."""
    page = read(
        "<title>Konsultacje - Urząd Miasta</title><header id='banner'><h1 class='site-title'>"
        "<a href='/'>Urząd Miasta</a></h1></header><section id='content'>"
        "<h1 class='hide-accessible'>Konsultacje - Urząd Miasta</h1>"
        f"<h2 class='asset-title'>Konsultacje</h2>{TEXT}</section>"
    )
    assert page.title == "Konsultacje"
    assert "Konsultacje" not in page.body_text
    assert page.section("header").text == "Urząd Miasta"


def test_a_path_of_angle_quotes_is_no_text():
    """A line "Strona główna » Wiadomości » …" is the breadcrumb, whatever its class."""
    path = "<div class='q'>Strona główna » Wiadomości » Remont ulicy Szkolnej</div>"
    page = read(f"<div id='content'>{path}<h1>Remont ulicy Szkolnej</h1>{TEXT}</div>")
    assert page.section("breadcrumb").text.startswith("Strona główna »")
    assert "Wiadomości" not in page.section("main").text


@pytest.mark.parametrize("head", ["<title>x</title>", "<html><head><title>x</title>", "<meta a=b>"])
def test_pages_without_a_body_tag(head):
    """HTML 5 lets pages leave the tags of head and body out."""
    page = read(f"{head}<header><h1>Gmina Lipno</h1></header><main><h1>Remont</h1>{TEXT}</main>")
    assert page.title == "Remont"
    assert page.section("header").text == "Gmina Lipno"
    assert [block.kind for block in page.blocks] == ["paragraph", "paragraph"]
