"""Pages that are no content are recognised and named; real pages are not."""

from __future__ import annotations

import pytest

from crawler.extraction import extract

MENU = "".join(f'<li><a href="/{n}">Dział urzędu {n}</a></li>' for n in range(15))
FRAME = f"<header><h1>Gmina</h1></header><nav><ul>{MENU}</ul></nav>{{0}}<footer>© Gmina</footer>"
ARTICLE = "<p>Zarząd Dróg informuje, że od jutra zamknięta będzie ulica Polna, a objazd powiedzie "
ARTICLE += "przez Rynek. Utrudnienia potrwają do końca miesiąca, prosimy o cierpliwość.</p>"


def issues(html: str) -> list[str]:
    """The issue codes of a page."""
    return extract(html.encode(), "https://gmina.example/x").issues


@pytest.mark.parametrize(
    "main",
    [
        "<main><h1>Strona nie istnieje</h1></main>",
        "<main><h2>Błąd 404</h2><p>Strona, której szukasz, nie istnieje.</p></main>",
        "<div id='content'><p>Nie znaleziono strony</p></div>",
        "<div class='tresc'><h1>404 Not Found - Strona o podanym adresie nie istnieje</h1></div>",
    ],
)
def test_soft_404(main):
    """An error message sent as if all were well, whatever stands around it."""
    assert issues(FRAME.format(main)) == ["soft_404"]


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<h1>Proszę czekać…</h1><script>setTimeout(function(){location.reload()},5000)</script>",
         "waiting_room"),
        ("<title>Just a moment...</title><div id='cf_chl_opt'></div>", "challenge"),
        ("<title>Request Rejected</title><p>The requested URL was rejected.</p>", "challenge"),
        ("<div id='root'></div><script src='/main.js'></script>", "empty_shell"),
        ("", "empty_shell"),
        ("<form><label>Login <input></label><input type='password'></form>", "login_page"),
        ("<h1>x.pl</h1><p>Domena jest utrzymywana na serwerach firmy</p>", "parked_domain"),
    ],
)  # fmt: skip
def test_what_stands_in_place_of_a_page(html, code):
    """Waiting rooms, challenges, shells, log-ins and parked domains have a name each."""
    assert code in issues(f"<html><body>{html}</body></html>")


def test_a_block_in_the_sites_own_frame():
    """A notice of too many requests is no content, with menu and footer all the same."""
    notice = "<h3>Wykryliśmy zbyt dużą liczbę zapytań z tego adresu, wprowadź kod z obrazka.</h3>"
    assert issues(FRAME.format(f"<div id='tresc'>{notice}<input name='kod'></div>")) == [
        "challenge"
    ]


@pytest.mark.parametrize(
    "main",
    [
        f"<main><h1>Dostęp zablokowany do placu budowy</h1>{ARTICLE * 6}</main>",
        f"<main><h1>Zamknięta ulica Polna</h1>{ARTICLE}</main>",
        f"<main><h1>Nie znaleziono sprawcy pożaru</h1>{ARTICLE * 6}</main>",
        f"<main><h1>Logowanie do e-usług</h1>{ARTICLE * 6}<input type='password'></main>",
        f"<main><h1>Komunikat</h1><p>Proszę czekać na termin wizyty.</p>{ARTICLE}</main>",
    ],
)
def test_real_pages_pass(main):
    """Words of errors and waiting in a real page do not make it one."""
    assert issues(FRAME.format(main)) == []


def test_files_are_not_read_as_pages():
    """A PDF served as HTML is named and left alone."""
    page = extract(b"%PDF-1.4 ...", "https://gmina.example/a.pdf")
    assert (page.issues, page.sections) == (["not_html"], [])
