"""Single pages of the news site: dated articles, pages, the print version, the partner's page."""

from __future__ import annotations

import json
from html import escape

from crawler.demo import volatile
from crawler.demo.content import Document
from crawler.demo.news import asides
from crawler.demo.news.blocks import render
from crawler.demo.news.frame import CATEGORIES, breadcrumbs, frame, is_fresh
from crawler.demo.spelling import STYLES, iso, long_day
from crawler.demo.uploads import size_text, upload_path
from crawler.demo.view import View, template


def article(view: View, document: Document) -> str:
    """One dated article; a fresh one carries the day box, the latest posts and a view counter."""
    fresh = is_fresh(view, document)
    category = CATEGORIES[document.category]
    canonical = view.origins.news + document.path
    foot = f'<p class="author">{escape(document.sign)}</p>\n' if document.sign else ""
    foot += f'<p>Kategoria: <a href="/kategoria/{document.category}/">{category}</a></p>'
    if fresh:
        views = volatile.visits(view.day, document.path, per_day=17)
        foot += f'\n<p class="views">Liczba wyświetleń: {views}</p>'
    main = (
        f'<article class="post type-post category-{document.category}">\n'
        f'<div class="entry-header"><h1 class="entry-title">{_title(document)}</h1>\n'
        f"{_dates(document)}</div>\n{_content(view, document)}\n"
        f'<div class="entry-footer">{foot}</div>\n{_share(canonical, document)}\n</article>\n'
        f"{asides.related(view, document)}"
    )
    return frame(
        view,
        document.title,
        main,
        aside=asides.latest(view) if fresh else "",
        head=_head(document, canonical),
        crumbs=breadcrumbs(document.title, '<a href="/aktualnosci/">Aktualności</a>', category),
        body_class="single single-post",
        day_box=fresh,
    )


def static_page(view: View, document: Document) -> str:
    """One page without a date."""
    main = (
        f'<article class="page type-page">\n<h1 class="entry-title">{_title(document)}</h1>\n'
        f"{_content(view, document)}\n</article>"
    )
    head = f'<link rel="canonical" href="{view.origins.news}{document.path}">'
    crumbs = breadcrumbs(document.title)
    return frame(view, document.title, main, head=head, crumbs=crumbs)


def reference(view: View, document: Document) -> str:
    """The partner city's page, kept in that city's own skin."""
    return template("reference.html").substitute(
        head_title=_title(document),
        title=_title(document),
        canonical=view.origins.news + document.path,
        body=render(view, document.blocks),
    )


def print_version(view: View, document: Document) -> str:
    """The same article without the frame: a duplicate that names its canonical address."""
    canonical = view.origins.news + document.path
    return (
        f'<!DOCTYPE html>\n<html lang="pl-PL"><head><meta charset="UTF-8">'
        f'<title>Drukuj: {_title(document)}</title><link rel="canonical" href="{canonical}">'
        f"</head>\n<body><h1>{_title(document)}</h1>\n{_dates(document)}\n"
        f"{render(view, document.blocks)}\n<p>Źródło: {canonical}</p></body></html>\n"
    )


def _title(document: Document) -> str:
    return escape(document.title, quote=False)


def _head(document: Document, canonical: str) -> str:
    """Metadata as plugins leave it: the canonical address always, dates for some articles."""
    lines = [
        f'<link rel="canonical" href="{canonical}">',
        f'<meta property="og:title" content="{escape(document.title)}">',
        '<meta property="og:site_name" content="Olszynów">',
    ]
    if document.published and document.style in ("long", "weekday"):
        published = iso(document.published)
        lines.append(f'<meta property="article:published_time" content="{published}">')
    if document.published and document.style in ("labelled", "abbreviated"):
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": document.title,
            "datePublished": iso(document.published),
            "dateModified": iso(document.modified or document.published),
        }
        text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
        lines.append(f'<script type="application/ld+json">{text}</script>')
    return "\n".join(lines)


def _dates(document: Document) -> str:
    """The publication date under the title, spelled as its editor spells, and the last change."""
    if not document.published:
        return ""
    shown = STYLES[document.style](document.published)
    if document.style == "abbreviated":
        shown = f'<time class="entry-date" datetime="{iso(document.published)}">{shown}</time>'
    html = f'<div class="entry-meta">{shown}</div>'
    if document.modified:
        changed = f"{long_day(document.modified)}, godz. {document.modified:%H:%M}"
        html += f'\n<div class="entry-meta updated">Aktualizacja: {changed}</div>'
    return html


def _content(view: View, document: Document) -> str:
    return (
        f'<div class="entry-content">\n{render(view, document.blocks)}\n'
        f"{_attachments(document)}</div>"
    )


def _attachments(document: Document) -> str:
    if not document.attachments:
        return ""
    items = "\n".join(
        f'<li><a href="{escape(upload_path("news", item.file))}">'
        f"{escape(item.label, quote=False)}</a> {size_text(item)}</li>"
        for item in document.attachments
    )
    return f'<div class="attachments"><h2>Załączniki</h2>\n<ul>\n{items}\n</ul></div>\n'


def _share(canonical: str, document: Document) -> str:
    return (
        '<div class="share"><span>Udostępnij:</span> '
        f'<a href="https://spolecznosci.example/udostepnij?u={canonical}">Facebook</a> '
        f'<a href="mailto:?subject={escape(document.title)}">Wyślij e-mailem</a> '
        f'<a href="{document.path}?print=1" rel="nofollow">Drukuj</a></div>'
    )
