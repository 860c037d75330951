"""What lies at each address of the bulletin. Its pages are told apart by their query alone."""

from __future__ import annotations

from collections.abc import Callable

from crawler.demo import feeds, uploads
from crawler.demo.assets import MEDIA_TYPES
from crawler.demo.bulletin import pages
from crawler.demo.content import gone_status
from crawler.demo.http import Headers, Resource
from crawler.demo.resources import LONG_AGO, Query, file, plain_text, xml
from crawler.demo.view import View, template

_DRAFT = "1002"  # linked from a section, forbidden by robots.txt
_HEADERS: Headers = [
    ("X-Powered-By", "PHP/5.6.40"),
    ("Set-Cookie", "PHPSESSID=olszynow0demo; path=/"),
    ("Set-Cookie", "wersja=graficzna; path=/"),
    ("cache-control", "no-store, no-cache, must-revalidate"),
]


def find(view: View, path: str, query: Query) -> Resource:
    """Answer any address of the bulletin."""
    if path in ("/", "/index.php"):
        return _page(view, query)
    if path.endswith("/pobierz.php"):
        return _download(view, query.get("plik", ""))
    files: dict[str, Callable[[], Resource]] = {
        "/robots.txt": lambda: plain_text(feeds.robots("bulletin", view.origins)),
        "/sitemap.xml": lambda: xml(feeds.bulletin_sitemap(view), LONG_AGO),
        "/zasoby/bip.css": lambda: file(template("bulletin.css").template.encode(), "text/css"),
        "/zasoby/bip.png": lambda: file(uploads.media()["/favicon.ico"], "image/png"),
        "/zasoby/statystyki/index.php": lambda: _html(
            pages.message(view, f"Odwiedziny biuletynu: {51200 + view.day * 212}")
        ),
    }
    if path in files:
        return files[path]()
    return _html(pages.message(view, "Strona nie istnieje"), 404)


def _page(view: View, query: Query) -> Resource:
    """Answer index.php: a notice (dok), a page or section (id), or the front page."""
    if query.get("dok") == _DRAFT:
        return _html(pages.message(view, "Rejestr umów – wersja robocza"))
    chosen = next((f"/index.php?{key}={query[key]}" for key in ("dok", "id") if key in query), "")
    if query.get("id") == "5":
        return _html(pages.register(view))
    if not chosen:
        return _html(pages.front_page(view))
    document = view.texts.get(("bulletin", chosen))
    if document and document.kind == "notice":
        render = pages.print_version if "druk" in query else pages.notice
        return _html(render(view, document))
    if document:
        body = pages.static_page(view, document)
        return Resource(body, "text/html", validator="date", changed=LONG_AGO)
    if query.get("id") in pages.CATEGORIES:
        number = query.get("strona", "1")
        return _html(pages.listing(view, query["id"], int(number) if number.isdigit() else 1))
    status = gone_status("bulletin", chosen, view.today)
    words = "Dokument został usunięty" if status else "Artykuł nie istnieje"
    return _html(pages.message(view, words), status or 404)


def _download(view: View, name: str) -> Resource:
    """Send an attachment as such scripts do: in chunks, with its name in a header."""
    found = uploads.attachments("bulletin").get(name)
    if not found:
        return _html(pages.message(view, "Plik nie istnieje"), 404)
    kind, body = found
    disposition = ("Content-Disposition", f'attachment; filename="{name}"')
    return Resource(body, MEDIA_TYPES[kind], chunked=True, headers=[disposition])


def _html(body: bytes, status: int = 200) -> Resource:
    """A page as the old server sends it: no charset in the header, no validators, two cookies."""
    return Resource(body, "text/html", status, headers=_HEADERS)
