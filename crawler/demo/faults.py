"""What can go wrong with a city's site, to be tried on the demo town: one responder a fault.

Each stands for something met at real sites of Polish cities. A fault begins with the server it is
given to; what it does depends on the request alone, so that the same crawl meets the same faults.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import blake2b
from zlib import crc32

from crawler.demo.bulletin import site as bulletin
from crawler.demo.content import MOVED_HOST, Origins, SiteName, today
from crawler.demo.http import HangUpError, Headers, Response
from crawler.demo.news import site as news
from crawler.demo.town import DemoTown, documents, respond
from crawler.demo.view import View

#: Seconds a page takes at a slow site.
SLOW_S = 1.0
#: Seconds between requests the site asks for in robots.txt.
CRAWL_DELAY_S = 0.1
#: The feed's newest item is so old.
FROZEN = timedelta(days=30)

_CONDITIONS = frozenset({"accept-encoding", "if-none-match", "if-modified-since"})
_MACHINE = re.compile(r"^/(?:feed|wp-sitemap|sitemap\.xml)")
_LIST = re.compile(r"^/(?:aktualnosci|kategoria|index\.php\?id=|$)")
_PAGE = re.compile(r"^/\d{4}/|[?&]dok=")
_WAIT = """<!DOCTYPE html><html lang="pl"><head><meta charset="utf-8"><title>Proszę czekać</title>
<meta http-equiv="refresh" content="5"></head><body><h1>Proszę czekać…</h1>
<p>Trwa łączenie z serwisem. Strona odświeży się za 5 sekund.</p>
<script>setTimeout(function () { location.reload(); }, 5000);</script></body></html>"""
_SHELL = """<!DOCTYPE html><html lang="pl"><head><meta charset="utf-8"><title>Olszynów</title>
<script type="module" src="/static/app.js"></script></head>
<body><div id="root"></div></body></html>"""
_EMPTY = """<!DOCTYPE html><html lang="pl"><head><meta charset="utf-8">
<title>Aktualności</title></head><body><main><h1>Aktualności</h1><p>Brak wpisów.</p></main></body>
</html>"""
_LANDMARK = re.compile(r"<(/?)(?:header|main|article|nav|footer|section|aside|time|h[1-6])\b")
_NAMED = re.compile(r'\b(class|id)="([^"]*)"')
_SAYS_WHO = re.compile(r'<meta property="og:[^>]*>|<h2 class="screen-reader-text">.*?</h2>')
_TITLE = re.compile(r"<title>.*?</title>", re.S)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to a site of the town; ``origins`` as `respond` takes them."""

    town: DemoTown
    site: SiteName
    method: str
    target: str
    headers: Mapping[str, str]
    origins: Origins | None

    @property
    def host(self) -> str:
        """The host asked, without port."""
        sent = {name.lower(): value for name, value in self.headers.items()}
        return sent.get("host", "").partition(":")[0].lower()

    def usual(self) -> Response:
        """What the town answers when nothing is wrong."""
        return respond(self.town, self.site, self.method, self.target, self.headers, self.origins)

    def plain(self) -> Response:
        """The same in full and not compressed, whatever the client has or takes."""
        kept = {k: v for k, v in self.headers.items() if k.lower() not in _CONDITIONS}
        return replace(self, headers=kept).usual()


Fault = Callable[[Asked], Response]


def slow(asked: Asked) -> Response:
    """Every page takes its time."""
    if _PAGE.search(asked.target):
        time.sleep(SLOW_S)
    return asked.usual()


def flaky(asked: Asked) -> Response:
    """A good part of the pages answers 502 or hangs up, however often they are asked."""
    lot = crc32(asked.target.encode()) % 6
    if _PAGE.search(asked.target) and lot == 0:
        raise HangUpError
    if _PAGE.search(asked.target) and lot in (1, 2):
        return _html(502, "Bad Gateway", "<html><body><h1>502 Bad Gateway</h1></body></html>")
    return asked.usual()


def blocked(_: Asked) -> Response:
    """Our user agent gets 403 wherever it knocks."""
    return _html(403, "Forbidden", "<html><body><h1>403 Forbidden</h1></body></html>")


def waiting_room(asked: Asked) -> Response:
    """A queue in the place of every page, with status 200."""
    if asked.target == "/robots.txt":
        return asked.usual()
    return _html(200, "OK", _WAIT)


def frozen_feed(asked: Asked) -> Response:
    """The feed stopped a month ago; everything else goes on."""
    if asked.target != "/feed/":
        return asked.usual()
    limit = today(asked.town.day) - FROZEN
    return _made(asked, lambda published: published is not None and published.date() <= limit)


def redesign(asked: Asked) -> Response:
    """A new look over night: no landmark, no heading, other class names, a title for all pages."""
    answer = asked.plain()
    kind = answer.header("Content-Type") or ""
    if asked.site != "news" or answer.status != 200 or not kind.startswith("text/html"):
        return asked.usual()
    text = answer.body.decode()
    text = _SAYS_WHO.sub("", _TITLE.sub("<title>Olszynów</title>", text))
    text = _LANDMARK.sub(r"<\1div", text)
    text = _NAMED.sub(lambda match: f'{match[1]}="{_other_name(match[2])}"', text)
    return _html(200, "OK", text)


def robots_html(asked: Asked) -> Response:
    """An application answers every unknown address with itself, /robots.txt too."""
    return _html(200, "OK", _SHELL) if asked.target == "/robots.txt" else asked.usual()


def crawl_delay(asked: Asked) -> Response:
    """robots.txt asks for a pause between requests."""
    if asked.target != "/robots.txt":
        return asked.usual()
    rules = (
        asked.plain()
        .body.decode()
        .replace("User-agent: *\n", f"User-agent: *\nCrawl-delay: {CRAWL_DELAY_S}\n")
    )
    return _answer(200, "OK", "text/plain; charset=UTF-8", rules)


def moved(asked: Asked) -> Response:
    """The news site lives under another name now; the old one sends everybody there."""
    if asked.site != "news":
        return asked.usual()
    if asked.host == MOVED_HOST:
        return replace(asked, origins=Origins(news=f"http://{MOVED_HOST}")).usual()
    location: Headers = [("Location", f"http://{MOVED_HOST}{asked.target}")]
    return Response(301, "Moved Permanently", [*location, ("Content-Length", "0")])


def down(_: Asked) -> Response:
    """Nobody answers: the connection is closed without a word."""
    raise HangUpError


def empty(asked: Asked) -> Response:
    """Listings, feed and sitemaps name no article any more; the articles are still there."""
    if _MACHINE.search(asked.target):
        return _made(asked, lambda published: published is None)
    return _html(200, "OK", _EMPTY) if _LIST.search(asked.target) else asked.usual()


FAULTS: Mapping[str, Fault] = {
    "slow": slow,
    "flaky": flaky,
    "blocked": blocked,
    "waiting-room": waiting_room,
    "frozen-feed": frozen_feed,
    "redesign": redesign,
    "robots-html": robots_html,
    "crawl-delay": crawl_delay,
    "moved": moved,
    "down": down,
    "empty": empty,
}


def faulty(name: str) -> Callable[..., Response]:
    """The responder of a fault, for `crawler.demo.DemoServer`; the usual one for no name.

    Raises:
        KeyError: there is no such fault.
    """
    if not name:
        return respond
    fault = FAULTS[name]
    return lambda *asked: fault(Asked(*asked))


def _made(asked: Asked, stands: Callable[..., bool]) -> Response:
    """An entry as it would be if only texts stood whose publication date ``stands`` likes."""
    texts = {(d.site, d.path): d for d in documents(asked.town.day) if stands(d.published)}
    view = View(asked.town.day, asked.origins or Origins(), texts)
    path, _, query = asked.target.partition("?")
    pairs = dict(part.partition("=")[::2] for part in query.split("&") if part)
    find = news.find if asked.site == "news" else bulletin.find
    made = find(view, path, pairs)
    return _answer(made.status, "OK", made.media_type, made.body.decode())


def _html(status: int, reason: str, text: str) -> Response:
    return _answer(status, reason, "text/html; charset=UTF-8", text)


def _answer(status: int, reason: str, media_type: str, text: str) -> Response:
    body = text.encode()
    headers = [("Content-Type", media_type), ("Content-Length", str(len(body)))]
    return Response(status, reason, headers, body)


def _other_name(names: str) -> str:
    """A class name of letters alone, as style compilers make them."""
    digest = blake2b(names.encode(), digest_size=4).digest()
    return "".join(chr(ord("a") + byte % 26) for byte in digest)
