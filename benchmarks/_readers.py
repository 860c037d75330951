"""One reader of main text in a process of its own: started by extraction.py, once for each.

``python benchmarks/_readers.py NAME``: the first line of standard input is a JSON list of [path,
address]; each further line asks for a round over all pages. The answer to a round is one JSON line
with the CPU seconds it took and, the first time, the texts. A page a reader fails on has no text.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

#: From a page's bytes and its address to its main text.
Reader = Callable[[bytes, str], str]


def kronika() -> Reader:
    """All sections, dates, badges and attachments; the main section is what is compared."""
    from datetime import UTC, datetime

    from crawler.extraction import extract

    fetched = datetime(2026, 11, 1, tzinfo=UTC)

    def read(body: bytes, url: str) -> str:
        page = extract(body, url, fetched_at=fetched)
        return "\n".join(section.text for section in page.sections if section.name == "main")

    return read


def trafilatura() -> Reader:
    import trafilatura as peer

    return lambda body, _url: peer.extract(body, include_comments=False) or ""


def trafilatura_recall() -> Reader:
    import trafilatura as peer

    return lambda body, _url: peer.extract(body, include_comments=False, favor_recall=True) or ""


def readability() -> Reader:
    import lxml.html
    import readability as peer

    def read(body: bytes, _url: str) -> str:
        summary = peer.Document(body.decode("utf-8", "replace")).summary()
        return str(lxml.html.fromstring(summary).text_content())

    return read


def newspaper() -> Reader:
    import newspaper as peer

    def read(body: bytes, url: str) -> str:
        article = peer.Article(url, language="pl", fetch_images=False)
        article.download(input_html=body.decode("utf-8", "replace"))
        article.parse()
        return str(article.text)

    return read


def resiliparse() -> Reader:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    def read(body: bytes, _url: str) -> str:
        return str(extract_plain_text(bytes_to_str(body, detect_encoding(body)), main_content=True))

    return read


READERS: dict[str, Callable[[], Reader]] = {
    "kronika": kronika,
    "trafilatura": trafilatura,
    "trafilatura, recall": trafilatura_recall,
    "readability-lxml": readability,
    "newspaper4k": newspaper,
    "resiliparse": resiliparse,
}


def main(name: str) -> None:
    """Serve rounds until standard input ends."""
    read = READERS[name]()
    pages = [(load(Path(path)), url) for path, url in json.loads(sys.stdin.readline())]
    texts: list[str] | None = None
    for _ in sys.stdin:
        found = []
        start = time.process_time()
        for body, url in pages:
            try:
                found.append(read(body, url))
            except Exception:  # noqa: BLE001 - peers raise what they like; the page has no text
                found.append("")
        answer = {"seconds": time.process_time() - start, "texts": None if texts else found}
        texts = texts or found
        print(json.dumps(answer), flush=True)


def load(path: Path) -> bytes:
    """A page's bytes, unpacked where it is packed."""
    body = path.read_bytes()
    return gzip.decompress(body) if path.suffix == ".gz" else body


if __name__ == "__main__":
    main(sys.argv[1])
