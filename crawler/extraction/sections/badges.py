"""Badges: signs on a page that name who pays, wherever their words hide.

They stand in alt and title texts, in labels read aloud, in hidden text, in file names, in link
targets and in plain lines of the page's frame. Whose money it is, the funders step says.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from urllib.parse import unquote

from archive.model import Badge, BadgeRole
from crawler.extraction.metadata import absolute
from crawler.extraction.outline import Line, Picture
from crawler.extraction.reading import Find, Reading, is_tool
from crawler.extraction.selectors import is_selected
from crawler.extraction.words import fold, inside, vocabulary, whole, words
from pipelines.funders.logos import find_files, find_links
from pipelines.funders.names import funders

_LABEL = re.compile(
    r"^\s*((?:[Ww]sp[oó][łl])?(?:[Dd]ofinansowan|[Ss]?[Ff]inansowan)\w*"
    r"(?:\s+(?:przez|ze środków|z budżetu|z))?)\s*(?:[-–—:]\s*|\s)(?=\D)"
)
_NOT_LETTERS = re.compile(r"[^a-z+]+")
_FRAME = frozenset(("header", "footer", "badges", "aside", "ads", "navigation", ""))
_MOST_CHARS = 400
_STARTS = re.compile(r"\b\w{3}")


def claim(reading: Reading) -> None:
    """Mark pictures and lines of the page's frame that name money, outside the main content."""
    if is_selected(reading, "badges"):
        return
    for index, (line, owner) in enumerate(zip(reading.lines, reading.owner, strict=True)):
        if owner not in (None, "footer") or not line.text:
            continue
        if line.picture is None and owner == "footer":
            continue
        if line.picture is None and line.links and line.region == "navigation":
            continue
        if len(line.text) <= _MOST_CHARS and speaks_of_money(line.text):
            reading.owner[index] = "badges"
            reading.finds.setdefault("badges", Find("cue words", 0.8))


def find_badges(reading: Reading, base: str) -> list[Badge]:
    """All signs of money on the page, each once: of the frame first, then of the main content."""
    found: dict[object, Badge] = {}
    for line, owner in zip(reading.lines, reading.owner, strict=True):
        if owner == "register":
            continue
        badge = _of_picture(line, owner, base) if line.picture else _of_text(line, owner, base)
        if badge is not None:
            files = _files(_file_name(line.picture.src)) if line.picture else ()
            found.setdefault((badge.text, badge.role, *files), badge)
    told = {(badge.text, badge.role) for badge in found.values()}
    for badge in _of_labels(reading, base):
        if (badge.text, badge.role) not in told:
            found.setdefault((badge.text, badge.role), badge)
    return sorted(found.values(), key=lambda badge: badge.role != "badge")


@lru_cache(maxsize=20_000)
def speaks_of_money(text: str) -> bool:
    """Whether words name a fund, a programme or the act of paying."""
    if _first_letters().isdisjoint(_STARTS.findall(text.lower())):
        return False
    folded = fold(text)
    if inside("badges", "refused").search(folded):
        return False
    if inside("badges", "names").search(folded) or whole("badges", "acronyms").search(folded):
        return True
    return bool(_LABEL.match(text)) and len(folded) > 20


def _acknowledges(text: str) -> bool:
    """Whether running text has a verb of paying."""
    low = text.lower()
    if "finan" not in low and "środk" not in low and "srodk" not in low and "wspar" not in low:
        return "funded" in low
    return inside("badges", "cues").search(fold(text)) is not None


@cache
def _first_letters() -> frozenset[str]:
    """How the names and cues begin: lines with no such word are quickly put aside."""
    said = [w for kind in ("names", "acronyms", "cues") for w in vocabulary()["badges"][kind]]
    return frozenset(spelt.lower()[:3] for word in said for spelt in (word, fold(word)))


def _of_picture(line: Line, owner: str | None, base: str) -> Badge | None:
    picture = line.picture
    if picture is None:
        return None
    role: BadgeRole = "badge" if owner != "main" else "acknowledgement"
    for source, text in (("alt", line.text), ("title", (picture.title or "").strip())):
        if text and speaks_of_money(text):
            return _picture_badge(text, role, source, picture, base)
        if "_" in text and " " not in text and _names_fund(text):
            return _picture_badge(text, role, "file name", picture, base)
    name = _file_name(picture.src)
    if name and _names_fund(name):
        return _picture_badge(name, role, "file name", picture, base)
    if picture.href and (
        speaks_of_money(_as_words(picture.href)) or _leads_to_funder(picture.href)
    ):
        return _picture_badge(picture.href, role, "link", picture, base)
    return None


@lru_cache(maxsize=5_000)
def _leads_to_funder(href: str) -> bool:
    """Whether a link leads to the site of one fund; regions and cities have sites for much else."""
    ids = list(find_links(href)) if "://" in href else []
    return len(ids) == 1 and funders()[ids[0]].level not in ("regional", "local")


def _picture_badge(text: str, role: BadgeRole, source: str, picture: Picture, base: str) -> Badge:
    href, src = absolute(base, picture.href or ""), absolute(base, picture.src)
    return Badge(text, _label(text), role=role, source=source, href=href, src=src)


def _as_words(href: str) -> str:
    """The path of a link as words: "/projekty-unijne/" says "projekty unijne"."""
    path = unquote(href.split("?", 1)[0].split("://", 1)[-1].partition("/")[2])
    return path.replace("-", " ").replace("/", " ").replace("_", " ")


def _of_text(line: Line, owner: str | None, base: str) -> Badge | None:
    if not line.text or len(line.text) > 1500:
        return None
    text = line.text
    if owner in ("main", "title"):
        if not _acknowledges(text) or not speaks_of_money(text):
            return None
        return Badge(text, _label(text), role="acknowledgement", source="text")
    if len(text) > _MOST_CHARS or not speaks_of_money(text) or is_tool(line):
        return None
    source = "hidden text" if line.unseen else "text"
    href = absolute(base, line.href or "")
    return Badge(text, _label(text), role="badge", source=source, href=href)


def _of_labels(reading: Reading, base: str) -> list[Badge]:
    """Rows of logos with one label for all, read aloud only; and links that say it in title."""
    found: list[Badge] = []
    for element in reading.outline.labelled:
        for source in ("title", "aria-label"):
            text = (element.get(source) or "").strip()
            if text and len(text) <= _MOST_CHARS and speaks_of_money(text):
                href = absolute(base, element.get("href") or "")
                found.append(Badge(text, _label(text), source=source, href=href))
    return found


def _label(text: str) -> str | None:
    hit = _LABEL.match(text)
    return hit[1].strip() if hit else None


def _file_name(src: str) -> str:
    return unquote(src.split("?", 1)[0].rsplit("/", 1)[-1])


@lru_cache(maxsize=20_000)
def _files(name: str) -> tuple[tuple[str, ...], ...]:
    """Whose logos a file's name speaks of; two logos may share one alt text."""
    return tuple(find_files(name))


@lru_cache(maxsize=20_000)
def _names_fund(name: str) -> bool:
    if _files(name):
        return True
    tokens = set(_NOT_LETTERS.split(fold(name)))
    return len(tokens & words("badges", "files")) >= 1 and not tokens <= {"rp", "jpg", "png", "gif"}
