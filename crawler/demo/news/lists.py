"""Pages of the news site that only lead on: front page, lists, calendar, search, not found."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import escape

from crawler.demo.content import Document
from crawler.demo.news import asides
from crawler.demo.news.frame import CATEGORIES, breadcrumbs, frame
from crawler.demo.spelling import MONTH_NAMES
from crawler.demo.view import View, excerpt

PER_PAGE = 8


def front_page(view: View) -> str:
    """The newest articles, a slider link with tracking parameters, and notices of the bulletin."""
    posts = view.listed("news")
    notices = "\n".join(
        f'<li><a href="{view.origins.bulletin}{escape(notice.path)}">'
        f"{escape(notice.title, quote=False)}</a></li>"
        for notice in view.listed("bulletin")[:4]
    )
    slide = f"{posts[0].path}?utm_source=strona-glowna&amp;utm_medium=slider"
    main = (
        '<h1 class="screen-reader-text">Olszynów – serwis miejski</h1>\n'
        f'<p class="slider"><a href="{slide}">{escape(posts[0].title, quote=False)}</a></p>\n'
        f"{_items(posts[1:7])}\n"
        '<p><a href="/aktualnosci/">Zobacz wszystkie aktualności</a></p>\n'
        f"<section><h2>Ogłoszenia w BIP</h2>\n<ul>\n{notices}\n</ul></section>"
    )
    return frame(
        view, "Strona główna", main, aside=asides.most_read(), body_class="home", day_box=True
    )


def listing(view: View, page: int, category: str = "") -> str | None:
    """One page of the list of articles; None past its end."""
    posts = view.listed("news", category)
    base = f"/kategoria/{category}/" if category else "/aktualnosci/"
    title = CATEGORIES[category] if category else "Aktualności"
    last = max(1, -(-len(posts) // PER_PAGE))
    if not 1 <= page <= last:
        return None
    shown = posts[(page - 1) * PER_PAGE : page * PER_PAGE]
    main = f"<h1>{title}</h1>\n{_items(shown)}\n{_pagination(base, page, last)}"
    return frame(
        view, title, main, aside=asides.most_read(), crumbs=breadcrumbs(title), day_box=True
    )


def calendar(view: View, query: dict[str, str]) -> str | None:
    """One month of the calendar. Every month leads to the next one, for ever."""
    asked = query.get("miesiac", f"{view.today:%Y-%m}")
    if not re.fullmatch(r"[12]\d{3}-(0[1-9]|1[0-2])", asked):
        return None
    first = date.fromisoformat(f"{asked}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    days = "".join(f"<td>{day}</td>" for day in range(1, (after - first).days + 1))
    title = f"Kalendarz wydarzeń: {MONTH_NAMES[first.month - 1]} {first.year}"
    main = (
        f'<h1>{title}</h1>\n<table class="calendar"><tr>{days}</tr></table>\n'
        f'<p><a href="/kalendarz/?miesiac={before:%Y-%m}">« poprzedni miesiąc</a> '
        f'<a href="/kalendarz/?miesiac={after:%Y-%m}">następny miesiąc »</a></p>'
    )
    return frame(view, title, main, day_box=True)


def search(view: View, words: str) -> str:
    """Results of a search; robots.txt keeps crawlers out of here."""
    found = [post for post in view.listed("news") if words.lower() in post.title.lower()]
    main = f"<h1>Wyniki wyszukiwania: {escape(words, quote=False)}</h1>\n"
    main += _items(found) if found else "<p>Brak wyników</p>"
    return frame(view, "Wyniki wyszukiwania", main)


def message(view: View, title: str, text: str) -> str:
    """A page that only says something, in the site's full frame."""
    main = f'<h1>{title}</h1>\n<p>{text}</p>\n<p><a href="/">Wróć na stronę główną</a></p>'
    return frame(view, title, main, body_class="error404")


def _items(posts: list[Document]) -> str:
    items = "\n".join(
        f'<li><span class="date">{post.published:%d.%m.%Y}</span>\n'
        f'<h2><a href="{post.path}">{escape(post.title, quote=False)}</a></h2>\n'
        f"<p>{escape(excerpt(post), quote=False)}</p></li>"
        for post in posts
    )
    return f'<ul class="news-list">\n{items}\n</ul>'


def _pagination(base: str, page: int, last: int) -> str:
    def address(number: int) -> str:
        return base if number == 1 else f"{base}page/{number}/"

    links = [
        f'<span class="current">{number}</span>'
        if number == page
        else f'<a href="{address(number)}">{number}</a>'
        for number in range(1, last + 1)
    ]
    if page < last:
        links.append(f'<a class="next" href="{address(page + 1)}">Następna »</a>')
    return f'<nav class="pagination" aria-label="Stronicowanie">{" ".join(links)}</nav>'
