"""Figures with caption, alt and author, galleries, and videos as links."""

from __future__ import annotations

import pytest

from crawler.extraction import extract
from crawler.extraction.render import main_html

URL = "https://gmina.example/aktualnosci/dozynki-gminne-2024.html"
TEXT = (
    "<p>Za nami dożynki gminne, na które przyszło ponad tysiąc mieszkańców. Starostami byli "
    "rolnicy z Lipna i Rumi, a chleb upieczono w Dąbrowie.</p>"
)


def body(inside: str) -> bytes:
    """An article with something after its first paragraph."""
    return f"<main><h1>Dożynki gminne</h1>{TEXT}{inside}{TEXT}</main>".encode()


def blocks(inside: str, kind: str):
    """The article's blocks of one kind."""
    return [block for block in extract(body(inside), URL).blocks if block.kind == kind]


@pytest.mark.parametrize(
    ("markup", "src"),
    [
        ("<iframe src='https://www.youtube.com/embed/aB3-x_9QwEr?rel=0'></iframe>",
         "https://youtu.be/aB3-x_9QwEr"),
        ("<p><iframe data-src='//www.youtube-nocookie.com/embed/aB3-x_9QwEr'></iframe></p>",
         "https://youtu.be/aB3-x_9QwEr"),
        ("<div><iframe src='https://player.vimeo.com/video/1234567'></iframe></div>",
         "https://vimeo.com/1234567"),
        ("<iframe src='https://www.facebook.com/plugins/video.php?"
         "href=https%3A%2F%2Fwww.facebook.com%2Fg%2Fvideos%2F12'></iframe>",
         "https://www.facebook.com/g/videos/12"),
        ("<video controls><source src='/film.mp4'>Twoja przeglądarka nie obsługuje.</video>",
         "https://gmina.example/film.mp4"),
        ("<object><param name='movie' value='http://www.youtube.com/v/aB3-x_9QwEr'>"
         "<embed src='http://www.youtube.com/v/aB3-x_9QwEr'></object>",
         "https://youtu.be/aB3-x_9QwEr"),
    ],
)  # fmt: skip
def test_videos_are_links(markup, src):
    """Frames, players and old plug-ins give the address where people watch."""
    (video,) = blocks(markup, "video")
    assert video.src == src


def test_a_video_has_its_title_and_caption():
    """The frame's title names it; a caption goes before."""
    frame = (
        "<iframe title='Film z dożynek' src='https://www.youtube.com/embed/aB3-x_9QwEr'></iframe>"
    )
    assert blocks(frame, "video")[0].text == "Film z dożynek"
    figure = f"<figure>{frame}<figcaption>Dożynki w Lipnie</figcaption></figure>"
    assert blocks(figure, "video")[0].caption == "Dożynki w Lipnie"
    html = main_html(body(figure), URL)
    assert '<a href="https://youtu.be/aB3-x_9QwEr">Dożynki w Lipnie</a>' in html


@pytest.mark.parametrize(
    "markup",
    [
        "<iframe src='https://www.google.com/maps/embed?pb=1'></iframe>",
        "<iframe src='about:blank'></iframe>",
        "<iframe></iframe>",
        "<object data='/regulamin.pdf'></object>",
    ],
)
def test_other_frames_are_no_videos(markup):
    """Maps, empty frames and documents are left out."""
    assert blocks(markup, "video") == []


def test_each_caption_of_a_gallery_belongs_to_its_picture():
    """Figures inside a figure keep their own captions; the gallery's own is a paragraph."""
    inner = "".join(
        f"<figure><img src='/{n}.jpg' alt='Zdjęcie {n}'><figcaption>Wieniec {n}"
        "</figcaption></figure>"
        for n in (1, 2)
    )
    gallery = f"<figure class='gallery'>{inner}<figcaption>Wieńce sołectw</figcaption></figure>"
    assert [(f.src[-5:], f.alt, f.caption) for f in blocks(gallery, "figure")] == [
        ("1.jpg", "Zdjęcie 1", "Wieniec 1"),
        ("2.jpg", "Zdjęcie 2", "Wieniec 2"),
    ]
    assert "Wieńce sołectw" in [block.text for block in blocks(gallery, "paragraph")]


@pytest.mark.parametrize(
    "markup",
    [
        "<figure><img src='/a.jpg'><figcaption>Korowód. Fot. Anna Nowak/UG</figcaption></figure>",
        "<p><img src='/a.jpg' title='fot. Anna Nowak/UG'></p>",
        "<p><img src='/a.jpg' alt='Korowód, fot. Anna Nowak/UG'></p>",
        "<p><img src='/a.jpg'></p><p>Fot. Anna Nowak/UG</p>",
    ],
    ids=["caption", "title", "alt", "line below"],
)
def test_who_took_a_picture(markup):
    """Credits stand in the caption, the title, the alt text or the line below."""
    assert [figure.author for figure in blocks(markup, "figure")] == ["Anna Nowak/UG"]


def test_pictures_loaded_late():
    """A placeholder is not the picture."""
    lazy = "<p><img src='data:image/gif;base64,R0lGOD' data-src='/prawdziwe.jpg' alt=''></p>"
    assert blocks(lazy, "figure")[0].src == "https://gmina.example/prawdziwe.jpg"
    sets = "<p><img srcset='/male.jpg 300w, /duze.jpg 900w' alt=''></p>"
    assert blocks(sets, "figure")[0].src == "https://gmina.example/male.jpg"
