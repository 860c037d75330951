"""The main content as clean HTML and Markdown."""

from __future__ import annotations

import re

import pytest

from crawler.extraction.render import main_html, main_markdown

URL = "https://gmina.example/a/b.html"
PAGE = """<html><head><title>Święto miasta</title></head><body><nav><a href="/">Start</a></nav>
<main><h1>Święto miasta</h1><p onclick="x()">Zapraszamy w <b>sobotę</b>, 5 maja, na
<a href="program.pdf" style="color:red">koncerty</a> i <a href="javascript:alert(1)">tańce</a>,
które potrwają do wieczora.<script>alert(1)</script></p>
<h2>Program</h2><ul><li>parada</li><li>koncert &lt;b&gt;</li></ul>
<table><tr><th>Godzina</th><th>Scena</th></tr><tr><td>10:00</td><td>Mała</td></tr></table>
<figure><img src="/f.jpg" alt="Plakat" onerror="x()"><figcaption>Plakat</figcaption></figure>
<iframe src="https://video.example"></iframe></main></body></html>"""


def test_clean_html():
    """Headings, lists, tables, figures and links stay; scripts, styles and handlers go."""
    html = main_html(PAGE.encode(), URL)
    assert html.startswith("<h1>Święto miasta</h1>\n<p>Zapraszamy w <strong>sobotę</strong>")
    assert '<a href="https://gmina.example/a/program.pdf">koncerty</a> i tańce' in html
    assert "<ul><li>parada</li><li>koncert &lt;b&gt;</li></ul>" in html
    assert "<tr><td>10:00</td><td>Mała</td></tr>" in html
    assert '<img src="https://gmina.example/f.jpg" alt="Plakat">' in html
    assert not re.search("script|style|onclick|onerror|javascript|iframe|Start", html)


def test_markdown():
    """The same content as Markdown."""
    text = main_markdown(PAGE.encode(), URL)
    assert text.startswith("# Święto miasta\n\nZapraszamy w **sobotę**, 5 maja")
    assert "## Program\n\n- parada\n- koncert" in text
    assert "| Godzina | Scena |" in text
    assert "[koncerty](https://gmina.example/a/program.pdf)" in text


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7", b"\0\xff", b"<p>" * 3000 + b"x"])
def test_anything_renders(body):
    """Whatever the bytes, rendering gives a text."""
    assert isinstance(main_html(body, URL), str)
    assert isinstance(main_markdown(body, URL), str)
