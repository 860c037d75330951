"""Facts read off a page: dates, files, contacts, vendor, badges, lead, metadata."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler.extraction import extract
from crawler.extraction.attachments import read_size

URL = "https://gmina.example/aktualnosci/remont-ulicy-szkolnej-12.html"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BODY = (
    "<p>W poniedziałek rozpoczął się remont ulicy Szkolnej, który potrwa do końca miesiąca. "
    "Kierowcy muszą liczyć się z utrudnieniami.</p><p>Wykonawca został wyłoniony w przetargu "
    "z dnia 2 stycznia 2019 r., a roboty odebrane zostaną w czerwcu.</p>"
)


def page(inside: str = "", *, head: str = "", footer: str = "", top: str = ""):
    """One article page read, with something of its own in it."""
    html = (
        f'<html lang="pl"><head><title>Remont ulicy Szkolnej - Gmina</title>{head}</head><body>'
        f"<header><h1>Gmina Przykładowa</h1>{top}</header><main><h1>Remont ulicy Szkolnej</h1>"
        f"{inside}{BODY}</main><footer>{footer}</footer></body></html>"
    )
    return extract(html.encode(), URL, fetched_at=NOON)


# Dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "day"),
    [
        ("<p>11.03.2020</p>", date(2020, 3, 11)),
        ("<p>Opublikowano: 22.09.2025 / Sekcja: Dzieje się</p>", date(2025, 9, 22)),
        ("<span>09:35, 7 stycznia 2022</span>", date(2022, 1, 7)),
        ("<p>25 marca 2020 środa</p>", date(2020, 3, 25)),
        ("<dl><dt>Data publikacji</dt><dd>2014-02-06</dd></dl>", date(2014, 2, 6)),
        ("<table><tr><th>Data publikacji:</th><td>01.07.2024 08:16:43</td></tr></table>",
         date(2024, 7, 1)),
        ("<p>Opublikował: Jan Kowalski, dnia 19 cze 2026, godz. 09:24</p>", date(2026, 6, 19)),
        ('<time datetime="2024-05-09T10:00:00+02:00">9 maja</time>', date(2024, 5, 9)),
    ],
)  # fmt: skip
def test_publication_day(markup, day):
    """The day a page gives beside its title is its publication day, in all usual spellings."""
    assert page(markup).published == day


def test_dates_in_the_text_are_no_publication_day():
    """What the text tells of dates says nothing about the page."""
    read = page()
    assert read.published is None
    assert read.date_candidates == []


def test_every_label_of_a_bulletin_is_kept():
    """Written, entered, published and modified stay apart, each with its label."""
    read = page(
        "<div class='metryka'>Data wytworzenia: 03.04.2023<br>Data udostępnienia: 04.04.2023<br>"
        "Data publikacji: 05.04.2023<br>Data modyfikacji: 06.04.2023</div>"
    )
    assert [(c.role, c.label, c.text) for c in read.date_candidates] == [
        ("created", "Data wytworzenia", "03.04.2023"),
        ("entered", "Data udostępnienia", "04.04.2023"),
        ("published", "Data publikacji", "05.04.2023"),
        ("updated", "Data modyfikacji", "06.04.2023"),
    ]
    assert (read.published, read.modified) == (date(2023, 4, 5), date(2023, 4, 6))


def test_no_day_after_the_fetch():
    """A date in the future of the visit is not believed."""
    assert page("<p>Data publikacji: 01.01.2031</p>").published is None


def test_todays_date_in_the_header_is_no_date_of_the_page():
    """What the header says of today is left out."""
    assert page(top="<p>Wtorek, 10 listopada 2026</p>").published is None


def test_day_in_the_address():
    """A dated permalink speaks when nothing else does."""
    html = f"<main><h1>Remont ulicy Szkolnej</h1>{BODY}</main>".encode()
    read = extract(html, "https://gmina.example/2020/03/11/remont/", fetched_at=NOON)
    assert (read.published, read.published_source) == (date(2020, 3, 11), "url")


# Files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("(PDF, 352.8 KiB)", 361_267),
        ("(480,92KB)", 480_920),
        ("(PDF | 40,50KB)", 40_500),
        ("1.43MB", 1_430_000),
        ("200 KB", 200_000),
        ("1 024 bajtów", 1_024),
        ("strona 12", None),
    ],
)
def test_sizes_in_every_notation(text, size):
    """Decimal comma or point, KB against KiB, with a blank or none."""
    assert read_size(text) == size


def test_attachments_with_label_type_and_size():
    """Links to documents are files, whatever their address ends in; their labels name them."""
    read = page(
        '<ul><li><a href="/pliki/plan.pdf">Plan robót</a> (PDF, 1,2 MB)</li>'
        '<li><a href="/attachment/123">Mapa objazdów [docx]</a></li>'
        '<li><a href="pobierz.php?plik=9">pobierz</a> Harmonogram prac</li></ul>'
    )
    assert [(a.url, a.label, a.extension, a.size_bytes) for a in read.attachments] == [
        ("https://gmina.example/pliki/plan.pdf", "Plan robót", "pdf", 1_200_000),
        ("https://gmina.example/attachment/123", "Mapa objazdów [docx]", "docx", None),
        ("https://gmina.example/aktualnosci/pobierz.php?plik=9", "pobierz Harmonogram prac",
         None, None),
    ]  # fmt: skip


def test_base_address_of_attachments():
    """Relative links count from the page's base element."""
    read = page('<a href="a.pdf">Regulamin</a>', head='<base href="/add_www/">')
    assert read.attachments[0].url == "https://gmina.example/add_www/a.pdf"


# Vendor ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("footer", "vendor"),
    [
        ("<p>Realizacja: IDcom.pl</p>", "IDcom.pl"),
        ("<p>Realizacja 4studio</p>", "4studio"),
        ("<p>cms: WebEditCMS, wykonanie: d17</p>", "d17"),
        ("<p>Projekt i realizacja:</p><a href='http://x.example'><img src='x.png' alt='Logo Xynet'>"
         "</a>", "Xynet"),
        ("<p>e-direct</p><p>Projekt i realizacja:</p>", "e-direct"),
        ("<p>© 2013 Gmina | Design by <a href='http://a.example'>Art Studio</a></p>", "Art Studio"),
        ("<p>Proudly powered by WordPress</p>", "WordPress"),
        ("<p>Realizacja projektu: budowa świetlicy</p>", None),
        ("<p>© 2019 Urząd Gminy. Wszelkie prawa zastrzeżone.</p>", None),
        ("<p>Projekt współfinansowany ze środków Unii Europejskiej</p>", None),
    ],
)  # fmt: skip
def test_vendor(footer, vendor):
    """The contractor stands after its label, before it or in a logo; a project is no credit."""
    assert page(footer=footer).vendor == vendor


# Badges ---------------------------------------------------------------------------------------

FUND = "Wojewódzki Fundusz Ochrony Środowiska i Gospodarki Wodnej w Katowicach"


@pytest.mark.parametrize(
    ("markup", "source"),
    [
        (f'<img src="a.png" alt="{FUND}">', "alt"),
        (f'<img src="a.png" title="{FUND}">', "title"),
        (f'<span id="x"><span class="sr-only">{FUND}</span></span>', "hidden text"),
        (f'<div role="img" aria-label="{FUND}"></div>', "aria-label"),
        (f"<p>{FUND}</p>", "text"),
        ('<a href="/x"><img src="/i/wfosigw.png" alt=""></a>', "file name"),
        ('<a href="/projekty-unijne/"><img src="/i/a.png" alt=""></a>', "link"),
    ],
)
def test_where_badges_hide(markup, source):
    """Alt, title, labels read aloud, hidden text, file names, links and plain text all count."""
    badges = page(top=markup).badges
    assert [badge.source for badge in badges] == [source]
    assert badges[0].role == "badge"


def test_acknowledgement_in_the_text():
    """A sentence of the article that says who paid is an acknowledgement, not a badge."""
    read = page("<p>Zadanie dofinansowano ze środków Funduszu Promocji Kultury.</p>")
    assert [badge.role for badge in read.badges] == ["acknowledgement"]


@pytest.mark.parametrize(
    "text",
    ["Narodowy Fundusz Zdrowia", "Wybory do Parlamentu Europejskiego", "prowadzenie kawiarni"],
)
def test_no_badge(text):
    """Health funds, elections and words that begin like an acronym name no money."""
    assert page(top=f"<p>{text}</p>").badges == []


# Metadata and lead ----------------------------------------------------------------------------


def test_head_and_headers():
    """Language, canonical address and noarchive, from markup or headers."""
    head = '<link rel="canonical" href="/a"><meta name="robots" content="index, noarchive">'
    read = page(head=head)
    assert (read.language, read.canonical_url) == ("pl", "https://gmina.example/a")
    assert read.noarchive
    assert extract(b"<p>a</p>", URL, headers={"X-Robots-Tag": "noarchive"}).noarchive


def test_lead_is_the_paragraph_set_apart():
    """A lead is named and stays the first block, so that the body is whole."""
    read = page('<p class="lead">Utrudnienia potrwają co najmniej do końca listopada.</p>')
    assert read.lead == "Utrudnienia potrwają co najmniej do końca listopada."
    assert read.blocks[0].text == read.lead


def test_view_counters_change_nothing():
    """A page that differs in counters, name days and today's date reads the same."""
    one = page("<p>Odsłon: 41</p>", top="<p>Imieniny obchodzą: Jan, Ewa</p>")
    two = page("<p>Odsłon: 97</p>", top="<p>Imieniny obchodzą: Adam</p>")
    assert (one.blocks, one.title) == (two.blocks, two.title)


def test_two_logos_with_the_same_words_are_two_signs():
    """An alt text such as "Logo" says nothing; the files tell the logos apart."""
    logos = "".join(
        f"<img src='/i/{name}' alt='Logo promujące projekt'>"
        for name in ("rpo-slaskie.png", "prow.png", "prow.png")
    )
    assert [badge.src.rpartition("/")[2] for badge in page(footer=logos).badges] == [
        "rpo-slaskie.png",
        "prow.png",
    ]
