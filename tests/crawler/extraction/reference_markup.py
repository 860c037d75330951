"""The reference text in the many markups a site could give it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from html import escape
from pathlib import Path

CASE = Path(__file__).parents[2] / "golden" / "zabrze" / "iso-9001"
TEXT = (CASE / "expected.txt").read_text("utf-8")

_PARTS = TEXT.split("\n\n")
_START = next(i for i, part in enumerate(_PARTS) if part.startswith("Już po raz"))
OFFICE, BADGE, TITLE = _PARTS[0], _PARTS[1], _PARTS[3]
BODY = _PARTS[_START : _PARTS.index("Newsletter")]
BOX = _PARTS[_PARTS.index("Newsletter") : _PARTS.index("Newsletter") + 3]
VENDOR, LABEL = "e-direct", "Projekt i realizacja:"


def _body(item: Callable[[str], str], wrap: Callable[[list[str]], str]) -> str:
    out: list[str] = []
    items: list[str] = []
    for part in BODY:
        if part.startswith("- "):
            items.append(item(escape(part[2:])))
            continue
        if items:
            out.append(wrap(items))
            items = []
        out.append(f"<p>{escape(part)}</p>")
    return "\n".join(out)


LIST = _body(lambda t: f"<li>{t}</li>", lambda i: f"<ul>{''.join(i)}</ul>")
LIST_OF_PARAGRAPHS = _body(
    lambda t: f"<li><p>{t}</p></li>", lambda i: "<ul>" + "\n".join(i) + "\n</ul>"
)
TYPED = _body(lambda t: f"<p>- {t}</p>", "\n".join)
BREAKS = "<div>" + "<br>\n<br>\n".join(escape(p) for p in BODY) + "</div>"
SPANS = LIST.replace("<p>", '<p class="MsoNormal"><span style="font-size:12pt">').replace(
    "</p>", "</span></p>"
)

HEADERS = {
    "logo": f'<header><a href="/"><img src="/logo.svg" alt="{OFFICE}"></a>'
    "{badge}{nav}</header>",
    "h1": f'<header><h1><a href="/">{OFFICE}</a></h1>{{badge}}{{nav}}</header>',
    "text link": f'<div id="header"><a class="logo" href="/">{OFFICE}</a>{{nav}}{{badge}}</div>',
    "site title": f'<div class="site-header"><p class="site-title"><a href="/" rel="home">'
    f"{OFFICE}</a></p>{{badge}}{{nav}}</div>",
    "navbar brand": f'<nav class="navbar"><a class="navbar-brand" href="/">{OFFICE}</a></nav>'
    "{badge}{nav}",
    "nothing marked": f'<div><div><a href="/"><img src="/i/herb.png" alt="{OFFICE}"></a></div>'
    "<div>{badge}</div>{nav}</div>",
}
NAV = (
    '<nav><h2 class="sr-only">Menu główne</h2><ul><li><a href="/miasto">Miasto</a></li>'
    '<li><a href="/urzad">Urząd</a></li><li><a href="/aktualnosci">Aktualności</a></li>'
    '<li><a href="/kontakt">Kontakt</a></li></ul></nav>'
)
BADGES = {
    "alt": f'<div class="badges"><a href="/projekty"><img src="/n.png" alt="{BADGE}"></a></div>',
    "alt without link": f'<img src="/n.png" alt="{BADGE}">',
    "hidden text": f'<span id="nfos"><span class="sr-only">{BADGE}</span></span>',
    "link text": f'<div class="top"><a href="/projekty">{BADGE}</a></div>',
    "paragraph": f"<p>{BADGE}</p>",
}
MAINS = {
    "landmark": '<main><h2 class="sr-only">Treść główna</h2><article><h1>{title}</h1>{body}'
    "</article></main>{box}",
    "hidden heading before": '<h2 class="visually-hidden">Treść główna</h2><div class="content">'
    "<h1>{title}</h1><div>{body}</div></div>{box}",
    "title in h2": '<div id="content"><h1 class="screen-reader-text">Treść główna</h1>'
    '<h2 class="entry-title">{title}</h2><div class="entry-content">{body}</div></div>{box}',
    "seen heading": '<div id="main"><h2>Treść główna</h2><div class="post"><h1>{title}</h1>{body}'
    "</div></div>{box}",
    "heading as span": '<section><span class="sr-only">Treść główna</span><h1>{title}</h1>{body}'
    "</section>{box}",
    "role": '<div role="main"><h2 class="element-invisible">Treść główna</h2><h1>{title}</h1>'
    '{body}<div class="share">Udostępnij: <a href="https://facebook.com/x">Facebook</a></div></div>'
    "{box}",
}
BOXES = {
    "section": '<section class="newsletter"><h2>{0}</h2><p>{1}</p><p><a href="/n">{2}</a></p>'
    "</section>",
    "plain div": '<div><h3>{0}</h3><p>{1}</p><a href="/n">{2}</a></div>',
    "aside": '<aside class="widget"><h2>{0}</h2><div>{1}</div><div><a href="/n">{2}</a></div>'
    "</aside>",
    "form": '<form class="newsletter-form"><h2>{0}</h2><p>{1}</p><a href="/n">{2}</a></form>',
}
FOOTERS = {
    "heading and logo": f'<footer><h2 class="sr-only">Zawartość stopki</h2><a href="http://e.pl">'
    f'<img src="/e.png" alt="{VENDOR}"></a><p>{LABEL}</p></footer>',
    "span and link": f'<footer><span class="sr-only">Zawartość stopki</span><a href="http://e.pl">'
    f"{VENDOR}</a><p>{LABEL}</p></footer>",
    "div": f'<div id="footer"><h2 class="visually-hidden">Zawartość stopki</h2><p>{VENDOR}</p>'
    f"<p>{LABEL}</p></div>",
    "not marked": f'<div><h2 class="hide">Zawartość stopki</h2><div><a href="http://e.pl"><img '
    f'src="/e.png" alt="{VENDOR}"></a></div><div>{LABEL}</div></div>',
    "role": f'<div role="contentinfo"><h3 class="sr-only">Zawartość stopki</h3><img src="/e.png" '
    f'alt="{VENDOR}"><span>{LABEL}</span></div>',
    "plain heading": f"<footer><h2>Zawartość stopki</h2><p>{VENDOR}</p><p>{LABEL}</p></footer>",
}


def page(
    header: str = "logo",
    badge: str = "alt",
    main: str = "landmark",
    body: str = LIST,
    box: str = "section",
    footer: str = "heading and logo",
    nav: str = NAV,
) -> str:
    """One page of these parts."""
    top = HEADERS[header].format(badge=BADGES[badge], nav=nav)
    middle = MAINS[main].format(
        title=escape(TITLE), body=body, box=BOXES[box].format(*map(escape, BOX))
    )
    return (
        f'<!DOCTYPE html><html lang="pl"><head><meta charset="utf-8"><title>{escape(TITLE)} - '
        f"{OFFICE}</title></head><body>{top}{middle}{FOOTERS[footer]}</body></html>"
    )


def decomposed(text: str) -> str:
    """The same text with its marks as characters of their own (NFD)."""
    return unicodedata.normalize("NFD", text)
