"""Front pages and lists: every announcement of the site itself is content."""

from __future__ import annotations

from crawler.extraction import extract

URL = "https://gmina.example/"
MENU = "<nav><ul><li><a href='/u'>Urząd</a></li><li><a href='/g'>Gmina</a></li></ul></nav>"


def news(number: int, title: str) -> str:
    """One announcement with its teaser and day."""
    return (
        f"<div class='news'><h3><a href='/aktualnosci/{number}'>{title}</a></h3><p>Informujemy "
        f"mieszkańców, że sprawa numer {number} została załatwiona, a wyniki są na tablicy.</p>"
        f"<span>1{number}.04.2024</span></div>"
    )


def test_a_slider_of_one_item_beside_the_list():
    """The story on top of a front page belongs to it, in a box of its own."""
    listed = "".join(news(n, f"Komunikat w sprawie numer {n} dla rolników") for n in range(1, 7))
    html = (
        f"<header><h1>Gmina Lipno</h1></header>{MENU}<div id='center'>"
        f"<div class='box slider'><div class='news big'>{news(9, 'Remont szkoły ukończony')}</div>"
        f"</div><div class='box'>{listed}</div></div>"
        "<div class='baner'><p><a href='/x'>Sesje Rady Gminy</a></p></div><footer>© Gmina</footer>"
    )
    main = extract(html.encode(), URL).section("main").text
    assert "Remont szkoły ukończony" in main
    assert main.count("Komunikat w sprawie") == 6
    assert "Sesje Rady" not in main


def test_a_list_has_no_lead():
    """The first teaser of a list is no opening of the page."""
    teasers = "".join(
        f"<article><h2><a href='/{n}'>Wiadomość gminna numer {n} o inwestycjach</a></h2>"
        f"<div class='entry-summary'><p>W gminie Lipno zakończono inwestycję numer {n}, a odbiór "
        "prac wyznaczono na koniec kwartału.</p></div></article>"
        for n in range(6)
    )
    assert extract(f"<main>{teasers}</main>".encode(), URL).lead is None


def test_every_item_of_a_list_keeps_its_day():
    """Bare dates at the edges of a list belong to its items, not to the page."""
    listed = "".join(news(n, f"Komunikat w sprawie numer {n} dla rolników") for n in range(1, 6))
    main = extract(f"<div id='center'>{listed}</div>".encode(), URL).section("main").text
    assert [f"1{n}.04.2024" in main for n in range(1, 6)] == [True] * 5


def test_the_head_of_a_table_stays_with_it():
    """A list of resolutions is a table: head, rows and every cell."""
    rows = "".join(
        f"<tr><td>X/{n}/2019</td><td><a href='plik.php?id={n}'>Uchwała w sprawie zmiany budżetu "
        f"gminy na rok 2019 nr {n}</a></td><td>0{n}.03.2019</td></tr>"
        for n in range(1, 9)
    )
    page = extract(
        "<div id='tresc'><h2>Uchwały 2019</h2><table><thead><tr><th>Nr</th><th>Tytuł</th>"
        f"<th>Data</th></tr></thead><tbody>{rows}</tbody></table></div>".encode(),
        URL,
    )
    (table,) = [block for block in page.blocks if block.kind == "table"]
    assert table.rows[0] == ["Nr", "Tytuł", "Data"]
    assert [row[2] for row in table.rows[1:]] == [f"0{n}.03.2019" for n in range(1, 9)]
