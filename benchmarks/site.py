"""A local city of linked pages for the crawl benchmark: fast, deterministic, a process.

``python benchmarks/site.py PORT PAGES`` serves ``/aktualnosci/?strona=N`` (50 links each) and
``/news/N.html`` (about 60 KB each, 60 links to others) until it is killed.
"""

from __future__ import annotations

import asyncio
import random
import sys

WORDS = (
    "miasto remont droga szkoła sesja rady budżet obywatelski kwietnia marca projekt mieszkańcy "
    "inwestycja ulica park konsultacje dofinansowanie środki wniosek termin prezydent zadanie "
    "boisko przedszkole biblioteka wydarzenie zapraszamy koncert urząd pracy ochrona środowiska"
).split()
LINKS = 60
PER_LISTING = 50


def page(number: int, pages: int) -> bytes:
    """One article of about 60 KB, the same for the same number."""
    chance = random.Random(number)
    links = "".join(
        f'<li><a href="/news/{chance.randrange(pages)}.html">{chance.choice(WORDS)} {n}</a></li>'
        for n in range(LINKS)
    )
    paragraphs = "".join(
        f"<p>{' '.join(chance.choices(WORDS, k=60)).capitalize()} 12 kwietnia 2024 r.</p>"
        for _ in range(85)
    )
    script = f"<script>var dane = {[chance.randrange(10**6) for _ in range(1500)]};</script>"
    return (
        "<!doctype html><html lang='pl'><head><meta charset='utf-8'>"
        f"<title>Wiadomość {number}</title>{script}</head><body><header><h1>Urząd Miasta</h1>"
        f"</header><nav><ul>{links}</ul></nav><main><article><h1>Wiadomość {number}</h1>"
        f"<p class='date'>{1 + number % 28:02}.03.2024</p>{paragraphs}</article></main>"
        "<footer><p>Urząd Miasta, ul. Rynek 1, tel. 32 111 22 33</p></footer></body></html>"
    ).encode()


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
    """Serve until cancelled; answers are made once and kept."""
    made: dict[str, bytes] = {}

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                target = head.split(b" ", 2)[1].decode()
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
