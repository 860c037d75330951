"""HTML made from a page holds text, structure, and addresses of the web, and nothing that runs."""

from __future__ import annotations

from html import escape

import pytest
from lxml import html

from crawler.extraction.render import main_html, main_markdown

URL = "https://gmina.example/a/"
ELEMENTS = {
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "table", "tr", "td", "blockquote",
    "figure", "img", "figcaption", "a", "strong", "em", "sub", "sup", "br", "div",
}  # fmt: skip
WEB = ("http://", "https://", "mailto:", "tel:")
WORDS = "Zapraszamy mieszkańców na spotkanie w sprawie remontu ulicy Długiej. "
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='javascript:alert(1)' alt='plakat'>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVa&#10;Script:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='mailto:a@b.pl\" onclick=\"alert(1)'>x</a>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe src='https://video.example/embed/1\" onload=\"alert(1)'></iframe>",
    "<object data=x></object><embed src=x>",
    "<form action='https://evil.example'><input name=q><button>x</button></form>",
    "<style>*{background:url(https://evil.example)}</style>",
    "<p style='background:url(javascript:alert(1))' onclick=alert(1)>x</p>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<table><tr><td>&lt;script&gt;alert(1)&lt;/script&gt;</td><td>b</td></tr></table>",
    "<figure><img src=p.jpg alt='\"><script>alert(1)</script>'><figcaption>&lt;img onerror&gt;"
    "</figcaption></figure>",
    "<base href='javascript:alert(1)//'><a href='x'>x</a>",
    "<!--><script>alert(1)</script-->",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<video src=x onerror=alert(1)><source onerror=alert(1)></video>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_rendered_html_runs_nothing(attack):
    """Only elements of text are left, with href, src and alt, and these lead to the web."""
    page = f"<main><h1>Tytuł {escape(attack)}</h1><p>{WORDS * 3}</p>{attack}</main>"
    rendered = main_html(page.encode(), URL)
    assert "Zapraszamy" in rendered
    for element in html.fragment_fromstring(rendered, create_parent="div").iter():
        assert element.tag in ELEMENTS
        assert set(element.keys()) <= {"href", "src", "alt"}
        for name in ("href", "src"):
            assert (element.get(name) or WEB[0]).startswith(WEB)
    assert "](javascript:" not in main_markdown(page.encode(), URL)
