"""A small city on loopback that does what a test tells it to."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from archive import Archive
from archive.layout import Layout
from crawler.process import crawl_city
from tests.support import NOON

HOST = "www.miasto.example"
#: Articles of the fixture ``town``.
PAGES = 60
PROFILE = r"""
name = "Miasto"
[pace]
delay_s = 0
concurrency = 4
[sites.news]
home = "http://www.miasto.example/"
listings = ["http://www.miasto.example/aktualnosci/"]
feeds = ["http://www.miasto.example/feed/"]
articles = ['^/2026/']
"""
SENTENCE = "Prezydent miasta zaprasza mieszkańców na spotkanie w sprawie remontu ulicy Długiej. "


@dataclass
class Answer:
    """What the city says at one address."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    #: Takes over the connection: raw bytes to send, or None to hang up at once.
    raw: Callable[[], bytes | None] | None = None
    #: Bytes to send before saying nothing more until the test lets go.
    stall: bytes | None = None
    #: Pieces to send for as long as anybody takes them.
    stream: Callable[[], Iterator[bytes]] | None = None


def article(title: str, text: str = SENTENCE * 4, date: str = "02.03.2026") -> Answer:
    """A news page as the city prints it."""
    body = f"""<!doctype html><html lang="pl"><head><meta charset="utf-8"><title>{title}</title>
    </head><body><header><a href="/"><img src="/logo.png" alt="Urząd Miasta"></a></header>
    <main><h1>{title}</h1><p>{date}</p><p>{text}</p></main>
    <footer><p>Urząd Miasta, ul. Rynek 1</p></footer></body></html>"""
    return Answer(body.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


class City:
    """Pages by path; ``asked`` lists every request as "METHOD path", headers in ``requests``."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.on_request: Callable[[str], None] = lambda _: None
        self.patience = threading.Event()
        handler = type("Handler", (_Handler,), {"city": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def port(self) -> int:
        """The loopback port."""
        return int(self.server.server_address[1])

    def publish(self, **articles: Answer) -> None:
        """Put articles online at /2026/NAME/ and into listing and feed."""
        for name, page in articles.items():
            self.pages[f"/2026/{name}/"] = page
        links = "".join(
            f'<li><a href="{path}">{path}</a></li>'
            for path, page in self.pages.items()
            if path.startswith("/2026/") and page.status == 200
        )
        self.pages["/aktualnosci/"] = Answer(
            f"<html><body><main><ul>{links}</ul></main></body></html>".encode(),
            headers={"Content-Type": "text/html"},
        )

    def release(self) -> None:
        """Let go of every stalled answer."""
        self.patience.set()

    def close(self) -> None:
        """Stop serving."""
        self.release()
        self.server.shutdown()
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    city: City
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.city.asked.append(self.path)
        self.city.requests.append((self.path, dict(self.headers)))
        self.city.on_request(self.path)
        page = self.city.pages.get(self.path, Answer(b"nie ma", 404))
        if page.raw or page.stream or page.stall is not None:
            with contextlib.suppress(ConnectionError):
                self._misbehave(page)
            self.close_connection = True
            return
        etag = page.headers.get("ETag")
        if etag and self.headers.get("If-None-Match") == etag:
            page = Answer(status=304, headers={"ETag": etag})
        self.send_response(page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        self.wfile.write(page.body)

    def _misbehave(self, page: Answer) -> None:
        if page.stream is not None:
            for piece in page.stream():
                self.wfile.write(piece)
        elif page.raw is not None:
            self.wfile.write(page.raw() or b"")
        else:
            self.wfile.write(page.stall or b"")
            self.city.patience.wait(300)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def city() -> Iterator[City]:
    """A city with no pages yet."""
    city = City()
    yield city
    city.close()


@dataclass
class Crawls:
    """Crawls the city into one archive, as often as a test likes."""

    city: City
    folder: Path

    @property
    def root(self) -> Path:
        """The archive's folder."""
        return self.folder / "archive"

    @property
    def archive(self) -> Archive:
        """The archive as a reader opens it."""
        return Archive(self.root)

    def settings(self, **more: Any) -> dict[str, Any]:
        """Settings of a crawl of this city."""
        return {
            "KRONIKA_ARCHIVE": str(self.root),
            "KRONIKA_CITIES": str(self.folder / "cities"),
            "KRONIKA_CONNECT_TO": {f"{HOST}:80": ("127.0.0.1", self.city.port)},
            "KRONIKA_PROGRESS": False,
            "RETRY_ENABLED": False,
            "KRONIKA_REVISIT": "all",  # the city changes within a second
            "KRONIKA_BATCH_SECONDS": 3600,  # what is published when rests on pages alone
            **more,
        }

    def archive_begun(self) -> None:
        """Make the folder an archive, as a first run would."""
        Layout.create_or_open(self.root, lambda: NOON)

    def __call__(self, **more: Any) -> Any:
        """Crawl to the end; gives back the spider."""
        return crawl_city("miasto", self.settings(**more), handle_signals=False)


@pytest.fixture
def crawl(city: City, tmp_path: Path) -> Crawls:
    """Crawls of the city."""
    (tmp_path / "cities").mkdir()
    (tmp_path / "cities" / "miasto.toml").write_text(PROFILE, encoding="utf-8")
    return Crawls(city, tmp_path)


@pytest.fixture
def town(city):
    """A city of sixty pages."""
    city.publish(**{f"s{n:02}": article(f"Wiadomość {n}") for n in range(PAGES)})
    return city
