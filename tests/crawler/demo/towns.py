"""What several tests of the demo town need: requests without a network, and a walk over links."""

from __future__ import annotations

from collections import deque
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from crawler.demo.content import Origins
from crawler.demo.http import Response
from crawler.demo.town import DemoTown, respond

NEWS = Origins().news
BULLETIN = Origins().bulletin


def ask(town: DemoTown, url: str, method: str = "GET", **headers: str) -> Response:
    """Answer for an absolute URL of the town; header names with ``_`` for ``-``."""
    parts = urlsplit(url)
    site = "bulletin" if url.startswith(BULLETIN) else "news"
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return respond(town, site, method, target, {"Host": parts.netloc, **sent})


def tree(response: Response) -> html.HtmlElement:
    """Parse a page."""
    encoding = "windows-1250" if b"charset=windows-1250" in response.body else "utf-8"
    parser = html.HTMLParser(encoding=encoding)
    return html.document_fromstring(response.body, parser=parser)


def links(response: Response, url: str) -> list[str]:
    """Every address of a page or sitemap, absolute, without fragments."""
    if (response.header("Content-Type") or "").startswith("application/xml"):
        return etree.fromstring(response.body).xpath("//*[local-name()='loc']/text()")
    page = tree(response)
    base = next(iter(page.xpath("//base/@href")), url)
    found = page.xpath("//a/@href | //img/@src | //link/@href")
    return [urljoin(base, address).partition("#")[0] for address in found]


def walk(town: DemoTown) -> dict[str, int]:
    """Follow every link of both sites: the status by URL. Endless ways are cut short."""
    queue = deque([f"{NEWS}/", f"{BULLETIN}/", f"{NEWS}/wp-sitemap.xml", f"{BULLETIN}/sitemap.xml"])
    seen: dict[str, int] = {}
    while queue:
        url = queue.popleft()
        if url in seen or not url.startswith((f"{NEWS}/", f"{BULLETIN}/")) or _endless(url):
            continue
        response = ask(town, url)
        seen[url] = response.status
        kind = response.header("Content-Type") or ""
        if response.status == 200 and kind.startswith(("text/html", "application/xml")):
            queue.extend(links(response, url))
    return seen


def _endless(url: str) -> bool:
    number = url.rpartition("strona=")[2]
    return "miesiac=" in url or (number.isdigit() and int(number) > 6)
