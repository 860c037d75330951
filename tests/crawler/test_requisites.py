"""What a page needs to look as it did."""

from __future__ import annotations

import pytest

from crawler.requisites import page_requisites, style_requisites
from tests.crawler.crawl.conftest import article, city, crawl  # noqa: F401 - fixtures

URL = "http://www.miasto.example/2026/a/"
HTML = b"""<html><head><base href="/wp/"><link rel="stylesheet" href="s.css?a=1&amp;b=2">
<link rel="alternate" href="/feed"><link rel='shortcut icon' href=/favicon.ico></head>
<body><img src="/logo.png" alt="x"><img src="data:image/png;base64,xx">
<main><img src="/foto.jpg" srcset="/foto-2x.jpg 2x"></main><script src="/a.js"></script></body>"""


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("none", []),
        ("look", ["/wp/s.css?a=1&b=2", "/favicon.ico", "/logo.png"]),
        (
            "all",
            [
                "/wp/s.css?a=1&b=2",
                "/favicon.ico",
                "/logo.png",
                "/foto.jpg",
                "/foto-2x.jpg",
                "/a.js",
            ],
        ),
    ],
)
def test_requisites_of_a_page(wanted, names):
    """Style sheets and chrome pictures by default; all pictures and scripts when asked."""
    content = ["http://www.miasto.example/foto.jpg"]
    found = page_requisites(HTML, URL, wanted=wanted, content_images=content)
    assert found == [f"http://www.miasto.example{name}" for name in names]


def test_requisites_of_a_style_sheet():
    """Imports and pictures of a style sheet count; data addresses do not."""
    css = b"""@import 'druk.css'; @import url("x.css"); body { background: url(tlo.png) }
    .a { background: url('data:image/gif;base64,R0') } .b { src: url( "f.woff2" ) }"""
    found = style_requisites(css, "http://www.miasto.example/css/s.css")
    assert found == [
        f"http://www.miasto.example/css/{name}"
        for name in ("druk.css", "x.css", "tlo.png", "f.woff2")
    ]


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("none", set()),
        ("look", {"/logo.png", "/s.css"}),
        ("all", {"/logo.png", "/s.css", "/a.js", "/foto.jpg"}),
    ],
)
def test_the_profile_says_what_is_kept_beside_the_pages(city, crawl, wanted, kept):  # noqa: F811
    """Nothing, what a page needs to look right, or every picture and script."""
    profile = crawl.folder / "cities" / "miasto.toml"
    profile.write_text(
        f'{profile.read_text("utf-8")}[snapshots]\nrequisites = "{wanted}"\n', "utf-8"
    )
    page = article("Aleja Lipowa")
    page.body = page.body.replace(
        b"</head>", b'<link rel="stylesheet" href="/s.css"><script src="/a.js"></script></head>'
    ).replace(b"</main>", b'<p><img src="/foto.jpg" alt="Aleja"></p></main>')
    city.publish(a=page)
    crawl()
    asked = crawl.archive.visits(purpose="requisite")["url"].to_pylist()
    assert {url.removeprefix("http://www.miasto.example") for url in asked} == kept
