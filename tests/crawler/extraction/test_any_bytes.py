"""Whatever the bytes: a Page, in bounded time and memory, the same each time."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import Page, Visit
from crawler.extraction import extract
from crawler.extraction.render import main_html
from pipelines.funders import fund_item
from pipelines.item import Item
from pipelines.projects import project_item

URL = "https://gmina.example/a"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "municipal-html" / "html"
TAGS = [
    "<div>", "</div>", "<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<ul>", "<li>",
    "</ul>", "<h1>", "</h1>", "<b>", "</b>", "<br>", "<a href='/x'>", "</a>", "<main>", "</main>",
    "<footer>", "<header>", "<nav>", "<form>", "<select><option>", "<img src=a alt='Unia'>",
    "<!--", "-->",
    "<script>", "</script>", "<span class='sr-only'>", "</span>", "<pre>", "\n", "\0", "&nbsp;",
    "Treść główna", "Zawartość stopki", "Newsletter", "Projekt i realizacja:", "12.03.2019",
    "Data publikacji:", "Strona nie istnieje", "tel. 61 812 34 56", "<base href='//['>",
    "<iframe src='//youtube.com/embed/abcdef'>", "</iframe>", "<video>", "<figure>", "<figcaption>",
    "<img src='rpo_ue.png'>", "<dl><dt>NIP<dd>526-025-02-74", "41-800 Zabrze", "Wartość projektu:",
    "1 234,56 zł", "Program: PROW", "Nazwa projektu", "<a href='/d'>Deklaracja dostępności</a>",
    "Urząd Miasta ogłasza, że od jutra zmienia się organizacja ruchu w całym mieście.",
]  # fmt: skip


def check(body: bytes) -> Page:
    """Read a page twice; what holds for any page must hold."""
    page = extract(body, URL)
    assert page == extract(body, URL)
    assert all(0 <= section.confidence <= 1 for section in page.sections)
    assert len({section.name for section in page.sections}) == len(page.sections)
    assert all(block.text or block.kind in ("figure", "video") for block in page.blocks)
    assert isinstance(page.text, str)
    main_html(body, URL)
    item = project_item(fund_item(Item(page, Visit("v", "lipno", "news", "r", URL, "page", NOON))))
    assert all(project.fields for project in item.page.projects)
    return page


@settings(max_examples=150)
@given(st.binary(max_size=3000))
def test_any_bytes(body):
    """No bytes make extraction raise."""
    check(body)


@settings(max_examples=250)
@given(st.lists(st.sampled_from(TAGS), max_size=80))
def test_any_markup(pieces):
    """No arrangement of tags and telling words makes extraction raise."""
    check("".join(pieces).encode())


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<div>" * 5000 + "głęboko" + "</div>" * 5000 + "<p>potem</p>", ["głęboko", "potem"]),
        ("<table><tr><td>" * 900 + "głęboko", ["głęboko"]),
        ("<b>" * 3000 + "głęboko", ["głęboko"]),
        ("<p>przed\0po</p>", ["przedpo"]),
        ("<p>" + "słowo " * 350_000 + "koniec</p>", ["koniec"]),
        ("<p>tekst</p></body></html><p>dalej</p>", ["tekst", "dalej"]),
        ("<main><h1>Tytuł strony</h1><p>pół zdan", ["Tytuł strony", "pół zdan"]),
    ],
)
def test_hostile_shapes_lose_no_text(body, said):
    """Deep nesting, NUL bytes, a 2 MB line, early ends and half pages keep their text."""
    page = extract(body.encode(), URL)
    text = "\n".join(section.text for section in page.sections)
    assert all(word in text for word in said)


def test_fifty_thousand_links():
    """A page of 50,000 links is read to its end."""
    body = "<main><p>Spis</p>" + "<a href='/x'>odsyłacz</a> " * 50_000 + "<p>koniec</p></main>"
    assert any("koniec" in section.text for section in extract(body.encode(), URL).sections)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpora are not here")
def test_mutated_real_pages():
    """Real pages cut, doubled, shuffled and sprinkled with noise still give a Page."""
    dice = random.Random(2019)
    files = sorted(CORPUS.glob("*.html"))
    for path in dice.sample(files, 40):
        body = bytearray(path.read_bytes()[:40_000])
        for _ in range(dice.randint(1, 12)):
            at, to = sorted(dice.randrange(len(body) + 1) for _ in range(2))
            change = dice.randrange(4)
            if change == 0:
                del body[at : min(to, at + 2000)]
            elif change == 1:
                body[at:at] = body[at : min(to, at + 3000)]
            elif change == 2:
                body[at:at] = bytes(dice.randrange(256) for _ in range(20))
            else:
                body[at:at] = dice.choice(TAGS).encode() * dice.randint(1, 200)
        check(bytes(body))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpora are not here")
def test_every_page_of_the_corpus_reads():
    """All real pages give a Page with some text in it."""
    for path in sorted(CORPUS.glob("*.html")):
        page = extract(path.read_bytes(), f"http://{path.stem}/")
        assert any(section.text for section in page.sections), path.name
