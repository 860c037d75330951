"""What lies at each address of the news site."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial

from crawler.demo import feeds, uploads
from crawler.demo.assets import MEDIA_TYPES
from crawler.demo.content import Document, gone_status
from crawler.demo.http import Headers, Resource
from crawler.demo.news import article, lists
from crawler.demo.news.frame import CATEGORIES, is_fresh
from crawler.demo.resources import LONG_AGO, Query, file, plain_text, redirect, xml
from crawler.demo.spelling import warsaw
from crawler.demo.traps import TRAPS, Trap
from crawler.demo.view import View, template

REFERENCE_PATH = "/miasto/nagrody-i-wyroznienia/certyfikacja-systemu-zarzadzania-jakoscia-2015-r/"
_STYLES = {"olszyna": "news.css", "zabrze": "zabrze.css"}
_API_LINKS: Headers = [
    ("Link", '</wp-json/>; rel="https://api.w.org/"'),
    ("Link", '</>; rel="home"'),
]
_LIST = re.compile(r"/(?:aktualnosci|kategoria/(?P<category>[a-z]+))/(?:page/(?P<page>\d{1,4})/)?")


def find(view: View, path: str, query: Query) -> Resource:
    """Answer any address of the news site; pages may miss their last slash."""
    document = view.texts.get(("news", path))
    if document:
        return _document(view, document, query)
    for look in (_trap, _file, _listing, _special):
        found = look(view, path, query)
        if found:
            return found
    if ("news", f"{path}/") in view.texts:
        return redirect(301, f"{view.origins.news}{path}/")
    return _not_found(view, gone_status("news", path, view.today) or 404)


def _document(view: View, document: Document, query: Query) -> Resource:
    """A text: fresh articles change every day and come in chunks, others can be revalidated."""
    if document.kind == "article" and "print" in query:
        return _html(article.print_version(view, document))
    if document.path == REFERENCE_PATH:
        return _cached(article.reference(view, document), LONG_AGO)
    changed = document.modified or document.published
    if document.kind == "page":
        moment = warsaw(changed) if changed else LONG_AGO
        return _cached(article.static_page(view, document), moment)
    html = article.article(view, document)
    if is_fresh(view, document) or not changed:
        return Resource(
            html.encode(), validator="weak", compressible=True, chunked=True, headers=_API_LINKS
        )
    return _cached(html, warsaw(changed))


def _trap(view: View, path: str, _query: Query) -> Resource | None:
    """What the addresses of `TRAPS` answer; the calendar has pages of its own."""
    trap = next((trap for trap in TRAPS if trap.path == path), None)
    if trap is None:
        return None
    if trap.location:
        return redirect(trap.status, view.origins.news + trap.location)
    if trap.status == 500:
        return _html("<h1>500 Internal Server Error</h1>\n", 500)
    if trap.status == 200:
        return _html(_trap_page(view, trap))
    return _not_found(view, trap.status)


def _trap_page(view: View, trap: Trap) -> str:
    if trap.name == "soft 404":
        return lists.message(view, "Strona nie istnieje", "Przepraszamy, niczego tu nie ma.")
    return lists.message(view, trap.words, "Wersja robocza, prosimy nie rozpowszechniać.")


def _file(view: View, path: str, _query: Query) -> Resource | None:
    """Files for machines, style sheets, images and attachments."""
    made: dict[str, Callable[[], Resource]] = {
        "/robots.txt": lambda: plain_text(feeds.robots("news", view.origins)),
        "/feed/": lambda: xml(feeds.rss(view), _newest(view), "application/rss+xml"),
        "/wp-sitemap.xml": lambda: xml(feeds.sitemap_index(view.origins), LONG_AGO),
        "/wp-sitemap-posts-post-1.xml": lambda: xml(feeds.post_sitemap(view), _newest(view)),
        "/wp-sitemap-posts-page-1.xml": lambda: xml(feeds.page_sitemap(view), _newest(view)),
    }
    for theme, name in _STYLES.items():
        css = template(name).template.encode()
        made[f"/wp-content/themes/{theme}/style.css"] = partial(file, css, "text/css")
    if path in made:
        return made[path]()
    if path in uploads.media():
        return file(uploads.media()[path], MEDIA_TYPES[path.rpartition(".")[2]])
    name = path.removeprefix(uploads.UPLOADS).removeprefix("/")
    if name in uploads.attachments("news"):
        kind, body = uploads.attachments("news")[name]
        return file(body, MEDIA_TYPES[kind])
    return None


def _listing(view: View, path: str, _query: Query) -> Resource | None:
    match = _LIST.fullmatch(path)
    if not match or match["category"] not in (None, *CATEGORIES):
        return None
    page = lists.listing(view, int(match["page"] or 1), match["category"] or "")
    return _html(page) if page else None


def _special(view: View, path: str, query: Query) -> Resource | None:
    """The front page, the search and the calendar."""
    if path == "/":
        words = query.get("s")
        return _html(lists.front_page(view) if words is None else lists.search(view, words))
    if path == "/kalendarz/":
        month = lists.calendar(view, query)
        return _html(month) if month else None
    return None


def _newest(view: View) -> datetime:
    """When the newest text of the news site appeared or changed."""
    return warsaw(
        max(
            document.modified or document.published
            for document in view.documents
            if document.site == "news" and document.published
        )
    )


def _cached(html: str, changed: datetime) -> Resource:
    return Resource(
        html.encode(), validator="strong", changed=changed, compressible=True, headers=_API_LINKS
    )


def _html(html: str, status: int = 200) -> Resource:
    return Resource(html.encode(), status=status, compressible=status == 200)


def _not_found(view: View, status: int) -> Resource:
    title = "Strona została usunięta" if status == 410 else "Nie znaleziono strony"
    return _html(lists.message(view, title, "Sprawdź adres albo skorzystaj z menu."), status)
