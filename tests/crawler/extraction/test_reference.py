"""The reference page: whatever its markup, its text comes out byte for byte."""

from __future__ import annotations

from itertools import product

import pytest

from crawler.extraction import extract
from tests.crawler.extraction import reference_markup as markup

URL = "https://miastozabrze.pl/certyfikacja/"


def read(html: str):
    """The page behind a text."""
    return extract(html.encode(), URL)


@pytest.mark.parametrize("header", markup.HEADERS)
@pytest.mark.parametrize("badge", markup.BADGES)
def test_header_and_badge_markup(header, badge):
    """The office's name and the badge are found in whatever element they stand."""
    assert read(markup.page(header=header, badge=badge)).text == markup.TEXT


@pytest.mark.parametrize("main", markup.MAINS)
@pytest.mark.parametrize("box", markup.BOXES)
def test_main_and_newsletter_markup(main, box):
    """The main content ends where the newsletter box begins, with or without landmarks."""
    assert read(markup.page(main=main, box=box)).text == markup.TEXT


@pytest.mark.parametrize("footer", markup.FOOTERS)
@pytest.mark.parametrize("main", markup.MAINS)
def test_footer_markup(footer, main):
    """The hidden heading opens the footer; the vendor stands before its label."""
    page = read(markup.page(footer=footer, main=main))
    assert page.text == markup.TEXT
    assert page.vendor == markup.VENDOR


@pytest.mark.parametrize("body", ["LIST", "LIST_OF_PARAGRAPHS", "TYPED", "BREAKS", "SPANS"])
def test_body_markup(body):
    """Lists, typed dashes and line breaks give the same text."""
    page = read(markup.page(body=getattr(markup, body)))
    assert page.text == markup.TEXT
    assert [b.kind for b in page.blocks].count("list") == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda html: html.replace("\n", "\r\n"),
        lambda html: html.replace(">", ">\n    "),
        lambda html: html.replace("><", ">\n\t<"),
        markup.decomposed,
        lambda html: html.replace("</p>", "&nbsp;</p>"),
        lambda html: html.replace("<p>", "<p>&nbsp;</p><p>"),
        lambda html: html.replace("</body></html>", ""),
        lambda html: "\ufeff" + html,
        lambda html: html.replace("<p>", "<P>").replace("</p>", "</P>"),
        lambda html: html.replace("</p>", "").replace("</li>", ""),
    ],
)
def test_spelling_of_the_same_markup(change):
    """Line ends, blanks, NFD, hard spaces at edges and missing end tags change nothing."""
    html = change(markup.page(header="h1", badge="paragraph", footer="plain heading"))
    assert read(html).text == markup.TEXT


@pytest.mark.parametrize("charset", ["windows-1250", "iso-8859-2"])
def test_old_code_pages(charset):
    """The page in an old code page, declared or not, reads the same."""
    html = markup.page().replace("utf-8", charset)
    body = html.encode(charset, "xmlcharrefreplace")
    assert extract(body, URL).text == markup.TEXT
    assert extract(body.replace(charset.encode(), b"utf-8"), URL).text == markup.TEXT


def test_reference_facts():
    """No publication date, one badge with its label, the title verbatim."""
    page = read(markup.page())
    assert (page.published, page.modified) == (None, None)
    assert [(b.text, b.label, b.source) for b in page.badges] == [
        (markup.BADGE, "Dofinansowanie", "alt")
    ]
    assert page.title == "Certyfikacja Systemu Zarządzania Jakością – 2015 r."
    assert page.site_name == "Urząd Miasta Zabrze"
    assert page.issues == []


@pytest.mark.parametrize(
    "parts",
    list(product(list(markup.HEADERS)[3:], list(markup.MAINS)[1:4], list(markup.FOOTERS)[3:])),
)
def test_unlikely_mixtures(parts):
    """Parts of different themes on one page do not disturb each other."""
    header, main, footer = parts
    html = markup.page(header=header, badge="hidden text", main=main, box="aside", footer=footer)
    assert read(html).text == markup.TEXT
