"""A small town of linked pages in this process, which counts what it is asked.

Every page links to a few others, and a listing names them all, so that each can be found.
"""

from __future__ import annotations

import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

PER_LISTING = 50
_SENTENCE = "Prezydent zaprasza mieszkańców na spotkanie w sprawie remontu ulicy numer {}. "


class Town:
    """Serves ``pages`` articles on loopback; ``asked`` counts requests by path."""

    def __init__(self, pages: int) -> None:
        self.pages = pages
        self.asked: Counter[str] = Counter()
        self.first = threading.Event()
        handler = type("Handler", (_Handler,), {"town": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def asked_for_pages(self) -> Counter[str]:
        """Requests for articles alone."""
        return Counter({path: n for path, n in self.asked.items() if path.startswith("/2026/")})

    @property
    def share_left(self) -> float:
        """Share (0..1) of the articles nobody asked for yet."""
        return 1 - len(self.asked_for_pages) / self.pages

    def forget(self) -> None:
        """Begin to count anew."""
        self.asked.clear()
        self.first.clear()

    def answer(self, path: str) -> tuple[int, str]:
        """Status and text at a path."""
        if path.startswith("/2026/"):
            return 200, self._article(int(path.split("/")[2]))
        name, _, number = path.partition("?strona=")
        if name == "/aktualnosci/":
            return 200, self._listing(int(number or 1))
        return 404, "nie ma"

    def _article(self, number: int) -> str:
        chance = Random(number)
        others = "".join(
            f'<a href="/2026/{chance.randrange(self.pages)}/">zobacz</a>' for _ in "abc"
        )
        text = _SENTENCE.format(number) * chance.randrange(5, 60)
        return (
            f"<!doctype html><html lang=pl><head><title>Wiadomość {number}</title></head><body>"
            f"<main><h1>Wiadomość {number}</h1><p>{1 + number % 28:02}.03.2026</p><p>{text}</p>"
            f"{others}</main><footer><p>Urząd Miasta</p></footer></body></html>"
        )

    def _listing(self, number: int) -> str:
        first = (number - 1) * PER_LISTING
        last = min(first + PER_LISTING, self.pages)
        items = "".join(f'<li><a href="/2026/{n}/">{n}</a></li>' for n in range(first, last))
        onward = f'<a rel="next" href="/aktualnosci/?strona={number + 1}">następna</a>'
        more = onward if last < self.pages else ""
        return f"<html><body><main><ul>{items}</ul>{more}</main></body></html>"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that are killed."""


class _Handler(BaseHTTPRequestHandler):
    town: Town
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.town.asked[self.path] += 1
        self.town.first.set()
        status, text = self.town.answer(self.path)
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
