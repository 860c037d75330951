"""What a page is when it is no page: error pages sent as 200, waiting rooms, shells, log-ins."""

from __future__ import annotations

import re

from crawler.extraction.metadata import Metadata
from crawler.extraction.outline import Line
from crawler.extraction.reading import Reading
from crawler.extraction.words import fold, inside, key, opening, words

_SCRIPTED = re.compile(
    r"cf_chl_|challenge-platform|__cf_chl|ddos-guard|_incapsula_resource|/_vercel/challenge"
    r"|g-recaptcha-response.{0,200}challenge"
)
_RELOADS = re.compile(r"settimeout\([^)]{0,200}reload|location\.reload\(|http-equiv=.refresh")
_ROOTS = re.compile(
    r"""<(?:div|app-root|v-app)[^>]{0,80}(?:id=["']?(?:root|app|__next|__nuxt)\b|>)"""
)
_FEW_LINKS = 10
_LITTLE_TEXT = 200
_SMALL_PAGE = 20_000
#: Characters of main content an error message keeps below.
_SHORT, _VERY_SHORT = 600, 300


def verdicts(reading: Reading, meta: Metadata, title: str | None, source: str) -> list[str]:
    """Issue codes for pages that are no content; usually none. ``source`` is the page's text."""
    low = source.lower() if len(source) < _SMALL_PAGE else ""
    if few_links(reading):
        if _is_challenge(reading, meta, low):
            return ["challenge"]
        if low and _waits(reading, meta, low):
            return ["waiting_room"]
    if _is_blocked(reading):
        return ["challenge"]
    if _lost(reading, meta, title):
        return ["soft_404"]
    if _is_login(reading):
        return ["login_page"]
    if _is_shell(reading, low):
        return ["empty_shell"]
    return ["parked_domain"] if _is_parked(reading) else []


def few_links(reading: Reading) -> bool:
    """Pages of a city link to its other pages; what a machine puts in their place does not."""
    return len(reading.outline.links) < _FEW_LINKS


def _main(reading: Reading) -> list[Line]:
    pairs = zip(reading.lines, reading.owner, strict=True)
    return [line for line, owner in pairs if owner in ("main", "title") and not line.picture]


def _is_challenge(reading: Reading, meta: Metadata, low: str) -> bool:
    if low and _SCRIPTED.search(low) and reading.outline.chars(0, len(reading.lines)) < 1500:
        return True
    starts = opening("verdicts", "challenge")
    first = [meta.title, *(line.text for line in reading.lines[:6])]
    return any(starts.match(fold(one)) for one in first if one)


def _is_blocked(reading: Reading) -> bool:
    """A notice in the site's own frame that asks robots to stop, above a code to copy."""
    says = opening("verdicts", "blocked")
    notice = any(
        says.match(line.key) and not line.links and reading.owner[index] != "footer"
        for index, line in enumerate(reading.lines)
        if len(line.text) < _LITTLE_TEXT
    )
    return notice and sum(len(line.text) for line in _main(reading)) < _SHORT


def _waits(reading: Reading, meta: Metadata, low: str) -> bool:
    waits = opening("verdicts", "waiting_room")
    said = any(waits.match(line.key) for line in reading.lines[:12]) or bool(
        waits.match(key(meta.title))
    )
    return said and (meta.refreshes or _RELOADS.search(low) is not None)


def _lost(reading: Reading, meta: Metadata, title: str | None) -> bool:
    """The title, or the short text that is all there is, says the page does not exist."""
    exact, starts = words("verdicts", "soft_404"), opening("verdicts", "soft_404")
    lines = _main(reading)
    size = sum(len(line.text) for line in lines)
    if size > 1200:
        return False
    heads = [head for head in (key(title or ""), key(meta.title)) if head]
    said = [line.key for line in lines if len(line.text) < 200]
    if any(one in exact for one in (*heads, *(said if size <= _SHORT else ()))):
        return True
    hints = inside("verdicts", "soft_404_body")
    brief = size < _VERY_SHORT or any(hints.search(one) for one in said)
    return brief and any(starts.match(one) for one in (*heads, *said))


def _is_login(reading: Reading) -> bool:
    """A password field and little else."""
    if sum(len(line.text) for line in _main(reading)) > 800 or not reading.outline.nodes:
        return False
    body = reading.outline.nodes[0].element
    asks = body.xpath("boolean(.//input[@type='password'])")
    return bool(asks) and len(reading.outline.links) < 25


def _is_shell(reading: Reading, low: str) -> bool:
    """Markup of an application whose text only a browser would fetch, or nothing at all."""
    shown = reading.outline.chars(0, len(reading.lines))
    if shown == 0:
        return not any(line.text for line in reading.lines)
    if shown >= _LITTLE_TEXT or not _ROOTS.search(low) or "<script" not in low:
        return False
    return shown < 80 or inside("verdicts", "javascript").search(low) is not None


def _is_parked(reading: Reading) -> bool:
    """A domain nobody runs any more, in the hands of a dealer or a hosting firm."""
    shown = reading.outline.chars(0, len(reading.lines))
    if shown > 2500 and not few_links(reading):
        return False
    said = fold(" ".join(line.text for line in reading.lines[:40])[:3000])
    return inside("verdicts", "parked").search(said) is not None
