"""Badges: signs on a page that name who pays, wherever their words hide.

They stand in alt and title texts, in labels read aloud, in hidden text, in file names, in link
targets and in plain lines of the page's frame. Whose money it is, the funders step says.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from archive.model import Badge, BadgeRole
from crawler.extraction.metadata import absolute
from crawler.extraction.outline import Line
from crawler.extraction.reading import Find, Reading
from crawler.extraction.words import fold, inside, words

_LABEL = re.compile(
    r"^\s*((?:[Ww]sp[oó][łl])?(?:[Dd]ofinansowan|[Ss]?[Ff]inansowan)\w*"
    r"(?:\s+(?:przez|ze środków|z budżetu|z))?)\s*(?:[-–—:]\s*|\s)(?=\D)"
)
_FRAME = frozenset(("header", "footer", "badges", "aside", "ads", "navigation", ""))
_MOST_CHARS = 400


def claim(reading: Reading) -> None:
    """Mark pictures and lines of the page's frame that name money, outside the main content."""
    for index, line in enumerate(reading.lines):
        if reading.owner[index] not in (None, "footer") or not line.text:
            continue
        if line.picture is None and reading.owner[index] == "footer":
            continue
        if line.picture is None and line.links and reading.region(line) == "navigation":
            continue
        if len(line.text) <= _MOST_CHARS and speaks_of_money(line.text):
            reading.owner[index] = "badges"
            reading.finds.setdefault("badges", Find("cue words", 0.8))


def find_badges(reading: Reading, base: str) -> list[Badge]:
    """All signs of money on the page, each once: of the frame first, then of the main content."""
    found: dict[tuple[str, str], Badge] = {}
    for index, line in enumerate(reading.lines):
        owner = reading.owner[index]
        badge = _of_picture(line, owner, base) if line.picture else _of_text(line, owner, base)
        if badge is not None:
            found.setdefault((badge.text, badge.role), badge)
    for badge in _of_labels(reading, base):
        found.setdefault((badge.text, badge.role), badge)
    return sorted(found.values(), key=lambda badge: badge.role != "badge")


def speaks_of_money(text: str) -> bool:
    """Whether words name a fund, a programme or the act of paying."""
    folded = fold(text)
    if inside("badges", "refused").search(folded):
        return False
    if inside("badges", "names").search(folded):
        return True
    return bool(_LABEL.match(text)) and len(folded) > 20


def _of_picture(line: Line, owner: str | None, base: str) -> Badge | None:
    picture = line.picture
    if picture is None:
        return None
    href = absolute(base, picture.href or "")
    src = absolute(base, picture.src)
    role: BadgeRole = "badge" if owner != "main" else "acknowledgement"
    for source, text in (("alt", line.text), ("title", (picture.title or "").strip())):
        if text and speaks_of_money(text):
            return Badge(text, _label(text), role=role, source=source, href=href, src=src)
    name = _file_name(picture.src)
    if name and _names_fund(name):
        return Badge(name, role=role, source="file name", href=href, src=src)
    if href and speaks_of_money(unquote(urlsplit(href).path).replace("-", " ").replace("/", " ")):
        return Badge(href, role=role, source="link", href=href, src=src)
    return None


def _of_text(line: Line, owner: str | None, base: str) -> Badge | None:
    if not line.text or len(line.text) > 1500:
        return None
    text = line.text
    if owner == "main":
        if not inside("badges", "cues").search(fold(text)) or not speaks_of_money(text):
            return None
        return Badge(text, _label(text), role="acknowledgement", source="text")
    if len(text) > _MOST_CHARS or not speaks_of_money(text):
        return None
    source = "hidden text" if line.unseen else "text"
    href = absolute(base, line.href or "")
    return Badge(text, _label(text), role="badge", source=source, href=href)


def _of_labels(reading: Reading, base: str) -> list[Badge]:
    """Rows of logos with one label for all, read aloud only; and links that say it in title."""
    found = []
    for node in reading.outline.nodes:
        text = (node.element.get("aria-label") or "").strip()
        if text and len(text) <= _MOST_CHARS and speaks_of_money(text):
            found.append(Badge(text, _label(text), source="aria-label"))
    for link in reading.outline.links:
        for source, said in (("title", link.title), ("aria-label", link.element.get("aria-label"))):
            text = (said or "").strip()
            if text and text != link.text and len(text) <= _MOST_CHARS and speaks_of_money(text):
                href = absolute(base, link.href)
                found.append(Badge(text, _label(text), source=source, href=href))
    return found


def _label(text: str) -> str | None:
    hit = _LABEL.match(text)
    return hit[1].strip() if hit else None


def _file_name(src: str) -> str:
    try:
        return unquote(urlsplit(src).path.rsplit("/", 1)[-1])
    except ValueError:
        return ""


def _names_fund(name: str) -> bool:
    tokens = set(re.split(r"[^a-z+]+", fold(name)))
    return len(tokens & words("badges", "files")) >= 1 and not tokens <= {"rp", "jpg", "png", "gif"}
