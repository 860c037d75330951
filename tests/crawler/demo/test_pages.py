"""Pages as they are sent: markup, encodings, links, and what moves from day to day."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.demo.content import Document, Origins
from crawler.demo.news.site import REFERENCE_PATH
from crawler.demo.town import DemoTown, documents
from crawler.demo.traps import TRAPS
from tests.crawler.demo.towns import BULLETIN, NEWS, ask, links, tree, walk

SHARED = Path(__file__).resolve().parents[4] / "shared"
TOWN = DemoTown(1)
ARTICLES = [d for d in documents(1) if d.kind == "article"]
NOTICES = [d for d in documents(1) if d.kind == "notice"]


def words(text: str) -> str:
    """Text with single blanks."""
    return " ".join(text.split())


@pytest.mark.parametrize("document", documents(3), ids=lambda d: d.path)
def test_every_record_page_is_html_with_its_title_and_text(document: Document):
    """Each page answers 200, parses, and shows its title and every paragraph once it is decoded."""
    response = ask(DemoTown(3), document.canonical_url)
    assert response.status == 200
    page = tree(response)
    shown = words(page.text_content())
    assert words(document.title) in shown
    for block in document.blocks:
        if block.kind == "paragraph" and not re.search(r"[\[*~]", block.text):
            assert words(block.text) in shown


@pytest.mark.parametrize("day", [1, 2, 3])
def test_links_resolve_but_for_the_traps(day: int):
    """Every link of both sites leads somewhere, except those that are meant not to."""
    seen = walk(DemoTown(day))
    broken = {url for url, status in seen.items() if status != 200 and '"' not in url}
    intended = {NEWS + trap.path for trap in TRAPS if trap.status != 200}
    assert broken == intended
    standing = {d.canonical_url for d in documents(day)}
    assert standing <= seen.keys()


def test_the_broken_link_of_real_sites_is_there():
    """One list links an address with quotes and backslashes in it."""
    found = links(ask(TOWN, f"{NEWS}/aktualnosci/"), NEWS)
    assert [url for url in found if '"' in url and "\\" in url]


def test_reference_page_reads_as_the_reference_text():
    """Header, badge, main part, newsletter and footer hold the reference text, line by line."""
    seed = SHARED / "seed" / "zabrze-iso-9001.txt"
    if not seed.exists():
        pytest.skip("no ../shared/seed beside the project")
    page = tree(ask(TOWN, NEWS + REFERENCE_PATH))
    for chrome in page.xpath("//nav | //*[contains(@class, 'skip-link')] | //*[@role='dialog']"):
        chrome.drop_tree()
    pieces = page.xpath("//body//text() | //body//img/@alt")  # in the order of the page
    shown = "\n".join(piece.strip("\n") for piece in pieces if piece.strip())
    lines = [line.removeprefix("- ") for line in seed.read_text("utf-8").split("\n") if line]
    position = 0
    for line in lines:
        position = shown.index(line, position) + len(line)
    assert len(shown.split("\n")) == len(lines)


def test_reference_page_is_linked_and_mapped():
    """A menu and the sitemap lead to the reference page."""
    url = NEWS + REFERENCE_PATH
    assert url in links(ask(TOWN, f"{NEWS}/"), NEWS)
    assert url in links(ask(TOWN, f"{NEWS}/wp-sitemap-posts-page-1.xml"), NEWS)


def test_the_news_site_has_hidden_headings_badges_and_a_vendor_before_its_label():
    """The traits of real pages that extraction leans on."""
    page = tree(ask(TOWN, ARTICLES[0].canonical_url))
    hidden = page.xpath("//h2[contains(@class, 'screen-reader-text')]/text()")
    assert hidden == ["Treść główna", "Zawartość stopki"]
    alts = page.xpath("//header//img/@alt")
    assert "Dofinansowanie - Narodowy Fundusz Ochrony Środowiska i Gospodarki Wodnej" in alts
    assert page.xpath("//header//span[@class='sr-only']/text()")
    info = page.xpath("//div[@class='site-info']")[0]
    order = [child.tag for child in info]
    assert order.index("a") < order.index("p", 1)
    assert info.xpath("./a/img/@alt") == ["Pracownia Sieciowa Kłos"]
    assert info[-1].text_content() == "Projekt i realizacja:"


def test_publication_dates_are_spelled_in_many_ways():
    """Most articles show a bare DD.MM.YYYY, the others use at least ten spellings."""
    styles = [d.style for d in ARTICLES]
    assert max(set(styles), key=styles.count) == "bare"
    assert len(set(styles)) >= 11


def test_the_bulletin_is_windows_1250_and_says_so_only_in_meta():
    """The header names no charset; the bytes are cp1250, not UTF-8."""
    response = ask(TOWN, NOTICES[0].canonical_url)
    assert response.header("Content-Type") == "text/html"
    text = response.body.decode("windows-1250")
    assert "charset=windows-1250" in text
    assert re.search("[ąęłśż]", text)
    with pytest.raises(UnicodeDecodeError):
        response.body.decode("utf-8")


def test_the_bulletin_has_no_landmarks_and_four_dates():
    """Tables throughout; written, entered, published and modified under each notice."""
    document = next(d for d in NOTICES if d.modified)
    response = ask(TOWN, document.canonical_url)
    assert not re.search(rb"<(main|header|footer|nav|article|section)\b", response.body)
    shown = tree(response).text_content()
    for label in ("wytworzenia:", "wprowadzenia do BIP:", "publikacji:", "modyfikacji:"):
        assert f"Data {label}" in shown


def test_bulletin_attachments_hang_on_the_base_address():
    """Relative links of the bulletin resolve against ``<base>``, and only so."""
    document = next(d for d in NOTICES if d.attachments)
    found = links(ask(TOWN, document.canonical_url), document.canonical_url)
    files = [url for url in found if "pobierz.php?plik=" in url]
    assert len(files) == len(document.attachments)
    assert all(url.startswith(f"{BULLETIN}/zasoby/") for url in files)
    assert all(ask(TOWN, url).body for url in files)


def test_pages_are_the_same_every_time():
    """The town knows neither clock nor chance: two towns of one day send the same bytes."""
    for document in documents(1):
        ours, theirs = (ask(DemoTown(1), document.canonical_url) for _ in "ab")
        assert ours == theirs


def test_fresh_pages_change_daily_though_nobody_wrote():
    """Counters and name days change the bytes of fresh articles and notices, not their text."""
    for document in (ARTICLES[0], NOTICES[0]):
        third, fourth = (ask(DemoTown(day), document.canonical_url) for day in (3, 4))
        assert third.body != fourth.body
    pages = [tree(ask(DemoTown(day), ARTICLES[0].canonical_url)) for day in (3, 4)]
    shown = {page.xpath("string(//div[@class='entry-content'])") for page in pages}
    assert len(shown) == 1


def test_old_articles_and_pages_stay_byte_for_byte():
    """Pages from the cache and pages without a date are the same on days 3 and 4."""
    for document in documents(3):
        old = document.published is None or document.published.year < 2026
        if old and document.kind != "notice":
            bodies = {ask(DemoTown(day), document.canonical_url).body for day in (3, 4)}
            assert len(bodies) == 1, document.path


def test_gone_pages_answer_404_or_410():
    """A removed text answers what its file says, and its lists no longer name it."""
    town = DemoTown(3)
    gone = {d.canonical_url for d in documents(1)} - {d.canonical_url for d in documents(3)}
    assert sorted(ask(town, url).status for url in gone) == [404, 410, 410]
    assert not gone & walk(town).keys()


@pytest.mark.parametrize("trap", TRAPS, ids=lambda t: f"{t.name}: {t.path}")
def test_traps_answer_as_they_say(trap):
    """Each trap has its status, and redirects lead to pages that stand."""
    response = ask(TOWN, NEWS + trap.path)
    assert response.status == trap.status
    if trap.location:
        assert response.header("Location") == NEWS + trap.location
        assert ask(TOWN, NEWS + trap.location).status == 200


def test_the_soft_404_says_so_with_status_200():
    """One page says that it does not exist and answers 200."""
    trap = next(t for t in TRAPS if t.name == "soft 404")
    assert "Strona nie istnieje" in ask(TOWN, NEWS + trap.path).body.decode()


def test_the_calendar_never_ends():
    """Each month leads to the next, also past the century."""
    url = f"{NEWS}/kalendarz/?miesiac=2099-12"
    assert f"{NEWS}/kalendarz/?miesiac=2100-01" in links(ask(TOWN, url), url)
    assert ask(TOWN, f"{NEWS}/kalendarz/?miesiac=2026-13").status == 404


def test_bulletin_lists_wrap_to_their_first_page():
    """Past the end of a section page 1 comes again, and "następna" still leads on."""
    found = {
        number: [u for u in links(ask(TOWN, f"{BULLETIN}/index.php?id=11&strona={number}"), "")
                 if "dok=" in u]
        for number in (1, 2, 40)
    }  # fmt: skip
    assert found[40] == found[1] != found[2]
    last = ask(TOWN, f"{BULLETIN}/index.php?id=11&strona=40")
    assert f"{BULLETIN}/index.php?id=11&strona=41" in links(last, "")


def test_tracking_parameters_and_session_ids_change_nothing():
    """The same page comes with and without them."""
    for url, mark in (
        (ARTICLES[0].canonical_url, "?utm_source=x&fbclid=1"),
        (NOTICES[0].canonical_url, "&PHPSESSID=abc"),
    ):
        assert ask(TOWN, url + mark) == ask(TOWN, url)


def test_print_versions_are_duplicates():
    """A print version has the title and text, and on the news site the canonical address."""
    article = ARTICLES[0].canonical_url
    page = tree(ask(TOWN, f"{article}?print=1"))
    assert page.xpath("//link[@rel='canonical']/@href") == [article]
    assert ARTICLES[0].title in page.text_content()
    notice = tree(ask(TOWN, f"{NOTICES[0].canonical_url}&druk=1"))
    assert NOTICES[0].title in notice.text_content()


def test_absolute_links_follow_the_address_in_use():
    """Served at another address, feeds, sitemaps and links between the sites name that address."""
    town, here = DemoTown(1), Origins("http://127.0.0.1:8000", "http://127.0.0.1:8001")
    for target in ("/", "/feed/", "/wp-sitemap-posts-post-1.xml", "/robots.txt"):
        body = town.resource("news", target, here).body.decode()
        assert "http://127.0.0.1:800" in body
        assert not re.search(r"http://(www|bip)\.olszynow\.example/(?!oferta|\\)", body)
