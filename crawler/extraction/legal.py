"""Links to the site's own rules: accessibility, privacy, reuse of information, cookies, terms."""

from __future__ import annotations

from functools import cache, lru_cache

from archive.model import LegalLink
from crawler.extraction.metadata import absolute
from crawler.extraction.outline import in_one_line
from crawler.extraction.reading import Reading
from crawler.extraction.words import inside, key, vocabulary

_LONGEST = 120


def find_legal_links(reading: Reading, base: str) -> list[LegalLink]:
    """Such links outside the main content, each address once, in page order."""
    found: dict[str, LegalLink] = {}
    owners = [*reading.owner, None]
    for link in reading.outline.links:
        if owners[link.line] in ("main", "title"):
            continue
        kind = _kind(link.raw)
        url = absolute(base, link.href) if kind else None
        if kind and url:
            found.setdefault(url, LegalLink(kind, link.text, url))
    return list(found.values())


@lru_cache(maxsize=20_000)
def _kind(raw: str) -> str | None:
    """Which rules the words of a link speak of."""
    text = in_one_line(raw)
    if not 0 < len(text) <= _LONGEST:
        return None
    said = key(text)
    return next((kind for kind in _kinds() if inside("legal", kind).search(said)), None)


@cache
def _kinds() -> tuple[str, ...]:
    return tuple(vocabulary()["legal"])
