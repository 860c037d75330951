"""A local city of linked pages for the crawl benchmark: fast, deterministic, a process.

``python benchmarks/_site.py PORT PAGES`` serves ``/aktualnosci/?strona=N`` (50 links each) and
``/news/N.html`` (about 60 KB each, 60 links to others) until it is killed.
"""

from __future__ import annotations

import asyncio
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

WORDS = (
    "miasto remont droga szkoła sesja rady budżet obywatelski projekt mieszkańcy "
    "inwestycja ulica park konsultacje wniosek termin prezydent zadanie boisko przedszkole "
    "biblioteka wydarzenie zapraszamy koncert urząd pracy ochrona spotkanie nowy plac otwarty"
).split()
LINKS = 200
PER_LISTING = 50


def page(number: int, pages: int) -> bytes:
    """One article of about 60 KB, the same for the same number.

    Built like the real pages of this size: about 240 links, a quarter of the bytes text.
    """
    chance = random.Random(number)
    links = "".join(
        f'<li id="menu-item-{n}" class="menu-item menu-item-type-post menu-item-{n} poziom-2">'
        f'<a class="menu-link" href="/news/{chance.randrange(pages)}.html">'
        f"{chance.choice(WORDS)} {chance.choice(WORDS)}</a></li>"
        for n in range(LINKS)
    )
    paragraphs = "".join(
        f'<div class="wp-block-group alignfull has-background is-layout-constrained"><p>'
        f"{' '.join(chance.choices(WORDS, k=60)).capitalize()}.</p></div>"
        for _ in range(25)
    )
    day = f"{1 + number % 28:02}.03.2024"
    when = f"<p>Spotkanie odbędzie się {1 + number % 28} kwietnia 2024 r. o godz. 17:00.</p>"
    money = "<p>Zadanie dofinansowano ze środków Rządowego Funduszu Rozwoju Dróg.</p>"
    script = f"<script>var dane = {[chance.randrange(10**6) for _ in range(1200)]};</script>"
    return (
        "<!doctype html><html lang='pl'><head><meta charset='utf-8'>"
        f"<title>Wiadomość {number}</title>{script}</head><body><header><h1>Urząd Miasta</h1>"
        f"</header><nav><ul>{links}</ul></nav><main><article><h1>Wiadomość {number}</h1>"
        f"<p class='date'>{day}</p>{when}{paragraphs}{money}</article></main>"
        "<footer><p>Urząd Miasta, ul. Rynek 1, tel. 32 111 22 33</p></footer></body></html>"
    ).encode()


@contextmanager
def serving(pages: int) -> Iterator[int]:
    """Serve so many pages in another process on a free port, which it gives."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = subprocess.Popen(
        [sys.executable, __file__, str(port), str(pages)], stdout=subprocess.PIPE
    )
    assert site.stdout is not None
    site.stdout.readline()
    try:
        yield int(port)
    finally:
        site.kill()


def listing(number: int, pages: int) -> bytes:
    """One page of the listing, with the way to the next."""
    first = (number - 1) * PER_LISTING
    items = "".join(
        f'<li><a href="/news/{n}.html">Wiadomość {n}</a></li>'
        for n in range(first, min(first + PER_LISTING, pages))
    )
    more = first + PER_LISTING < pages
    onward = f'<a rel="next" href="/aktualnosci/?strona={number + 1}">następna</a>' if more else ""
    return f"<html><body><main><ul>{items}</ul>{onward}</main></body></html>".encode()


def answer(target: str, pages: int) -> tuple[int, bytes]:
    """Status and body for a request target."""
    path, _, query = target.partition("?")
    if path.startswith("/news/"):
        return 200, page(int(path[6:-5]), pages)
    if path == "/aktualnosci/":
        return 200, listing(int(query.partition("strona=")[2] or 1), pages)
    return 404, b"nie ma"


async def serve(port: int, pages: int) -> None:
    """Serve until cancelled; answers are made once and kept. ``/asked`` tells how many were."""
    made: dict[str, bytes] = {}
    asked = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                target = head.split(b" ", 2)[1].decode()
                if target == "/asked":
                    told = b"%d" % asked
                    writer.write(
                        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(told), told)
                    )
                    continue
                asked += 1
                if target not in made:
                    status, body = answer(target, pages)
                    made[target] = (
                        b"HTTP/1.1 %d OK\r\nContent-Type: text/html; charset=utf-8\r\n"
                        b"Content-Length: %d\r\n\r\n%s" % (status, len(body), body)
                    )
                writer.write(made[target])
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    for number in range(pages):  # before the first request: making pages is not what is measured
        target = f"/news/{number}.html"
        body = page(number, pages)
        made[target] = (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        )
    server = await asyncio.start_server(talk, "127.0.0.1", port)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
