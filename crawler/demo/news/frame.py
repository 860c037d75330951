"""The frame of the news site: header, menu, side panel, newsletter, footer."""

from __future__ import annotations

from html import escape

from crawler.demo import volatile
from crawler.demo.content import Document
from crawler.demo.spelling import MONTH_NAMES
from crawler.demo.view import View, template

CATEGORIES = {
    "inwestycje": "Inwestycje",
    "kultura": "Kultura",
    "sport": "Sport",
    "edukacja": "Edukacja",
    "srodowisko": "Środowisko",
    "komunikaty": "Komunikaty",
    "samorzad": "Samorząd",
}
#: Articles up to this age carry the day's boxes; older ones come from the site's page cache.
FRESH_DAYS = 21


def is_fresh(view: View, document: Document) -> bool:
    """Tell whether a page is served with boxes that change every day."""
    return bool(document.published and (view.today - document.published.date()).days <= FRESH_DAYS)


def frame(
    view: View,
    title: str,
    main: str,
    *,
    aside: str = "",
    head: str = "",
    crumbs: str = "",
    body_class: str = "page",
    day_box: bool = False,
) -> str:
    """Put a main part into the site's frame."""
    return template("news.html").substitute(
        origin=view.origins.news,
        bulletin=view.origins.bulletin,
        head_title=escape(title, quote=False),
        head_extra=head,
        body_class=body_class,
        day_box=volatile.day_box(view.day) if day_box else "",
        breadcrumb=crumbs,
        main=main,
        aside=aside,
        month=f"{view.today:%Y-%m}",
        month_name=f"{MONTH_NAMES[view.today.month - 1].capitalize()} {view.today.year}",
    )


def breadcrumbs(title: str, *between: str) -> str:
    """The path to a page, its title last."""
    trail = " » ".join(['<a href="/">Strona główna</a>', *between, escape(title, quote=False)])
    return (
        '<nav class="breadcrumbs" aria-label="Ścieżka nawigacji">'
        f"<span>Jesteś tutaj:</span> {trail}</nav>"
    )
