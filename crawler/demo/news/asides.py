"""Boxes beside and below the content; the "most read" one links what a crawler must survive."""

from __future__ import annotations

from html import escape

from crawler.demo.content import Document, sources
from crawler.demo.traps import TRAPS
from crawler.demo.view import View


def related(view: View, document: Document) -> str:
    """Two older articles of the category, among those that never vanish."""
    stay = {source.path for source in sources() if not source.gone}
    older = [
        other
        for other in view.listed("news", document.category)
        if other.path in stay
        and other.published
        and document.published
        and other.published < document.published
    ]
    if not older:
        return ""
    links = "\n".join(f"<li>{_link(other.path, other.title)}</li>" for other in older[:2])
    return f'<section class="related"><h2>Zobacz także</h2>\n<ul>\n{links}\n</ul></section>'


def latest(view: View) -> str:
    """The three newest posts, linked with a campaign's parameters as editors paste them."""
    posts = view.listed("news")[:3]
    marks = ("", "?utm_source=panel-boczny&utm_medium=www", "?fbclid=IwAR0olszynow")
    links = "\n".join(
        f"<li>{_link(post.path + mark, post.title)}</li>"
        for post, mark in zip(posts, marks, strict=True)
    )
    return _widget("Ostatnie wpisy", links)


def most_read() -> str:
    """What visitors of years past read most: dead, moved, refused and broken links."""
    links = [f"<li>{_link(trap.path, trap.words)}</li>" for trap in TRAPS if trap.linked]
    links.append(
        '<li><a href="/\\&quot;http:\\/\\/www.olszynow.example\\/oferta\\/&quot;">'
        "Oferta inwestycyjna</a></li>"
    )
    links.append('<li><a href="http://biblioteka-olszynow.example/">Biblioteka</a></li>')
    return _widget("Najczęściej czytane", "\n".join(links))


def _link(path: str, words: str) -> str:
    return f'<a href="{escape(path)}">{escape(words, quote=False)}</a>'


def _widget(title: str, items: str) -> str:
    return f'<section class="widget"><h2>{title}</h2>\n<ul>\n{items}\n</ul></section>'
