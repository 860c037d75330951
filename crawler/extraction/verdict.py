"""What a page is when it is no page: error pages sent as 200, waiting rooms, shells, log-ins."""

from __future__ import annotations

import re

from crawler.extraction.metadata import Metadata
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


def verdicts(reading: Reading, meta: Metadata, title: str | None, text: str) -> list[str]:
    """Issue codes for pages that are no content; usually none. ``text`` is the page's source."""
    shown = reading.outline.chars(0, len(reading.lines))
    main = [
        line for line, owner in zip(reading.lines, reading.owner, strict=True) if owner == "main"
    ]
    low = text[:200_000].lower() if len(text) < _SMALL_PAGE * 4 else ""
    few_links = len(reading.outline.links) < _FEW_LINKS
    found = []
    if _is_challenge(reading, meta, low, few_links=few_links):
        found.append("challenge")
    elif few_links and len(text) < _SMALL_PAGE and _waits(reading, meta, low):
        found.append("waiting_room")
    elif _lost(reading, meta, title, main):
        found.append("soft_404")
    elif _is_login(reading, main):
        found.append("login_page")
    elif shown < _LITTLE_TEXT and _is_shell(reading, low, shown):
        found.append("empty_shell")
    elif inside("verdicts", "parked").search(
        fold(" ".join(x.text for x in reading.lines[:40])[:3000])
    ):
        if few_links or shown < 2500:
            found.append("parked_domain")
    return found


def _is_challenge(reading: Reading, meta: Metadata, low: str, *, few_links: bool) -> bool:
    if not few_links:
        return False
    if low and _SCRIPTED.search(low) and reading.outline.chars(0, len(reading.lines)) < 1500:
        return True
    starts = opening("verdicts", "challenge")
    first = [meta.title, *(line.text for line in reading.lines[:6])]
    return any(starts.match(fold(one)) for one in first if one)


def _waits(reading: Reading, meta: Metadata, low: str) -> bool:
    waits = opening("verdicts", "waiting_room")
    said = any(waits.match(line.key) for line in reading.lines[:12]) or bool(
        waits.match(key(meta.title))
    )
    return said and (meta.refreshes or _RELOADS.search(low) is not None)


def _lost(reading: Reading, meta: Metadata, title: str | None, main: list[object]) -> bool:
    """The title, or the short text that is all there is, says the page does not exist."""
    exact, starts = words("verdicts", "soft_404"), opening("verdicts", "soft_404")
    lines = [
        line for line, owner in zip(reading.lines, reading.owner, strict=True) if owner == "main"
    ]
    size = sum(len(line.text) for line in lines if not line.picture)
    if size > 1200:
        return False
    heads = [key(title or ""), key(meta.title)]
    if any(head in exact or starts.match(head) for head in heads if head):
        return True
    if size > 600:
        return False
    body = inside("verdicts", "soft_404_body")
    said = [line.key for line in lines if not line.picture and len(line.text) < 200]
    if any(one in exact for one in said):
        return True
    return any(starts.match(one) and (size < 300 or body.search(one)) for one in said)


def _is_login(reading: Reading, main: list[object]) -> bool:
    """A password field and little else."""
    lines = [
        line for line, owner in zip(reading.lines, reading.owner, strict=True) if owner == "main"
    ]
    if sum(len(line.text) for line in lines if not line.picture) > 800 or not reading.outline.nodes:
        return False
    body = reading.outline.nodes[0].element
    asks = body.xpath("boolean(.//input[@type='password'])")
    return bool(asks) and len(reading.outline.links) < 25


def _is_shell(reading: Reading, low: str, shown: int) -> bool:
    """Markup of an application whose text only a browser would fetch, or nothing at all."""
    if shown == 0 and not any(line.text for line in reading.lines):
        return True
    if _ROOTS.search(low) and "<script" in low and shown < _LITTLE_TEXT:
        return shown < 80 or inside("verdicts", "javascript").search(low) is not None
    return False
