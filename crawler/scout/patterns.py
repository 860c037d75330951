"""From addresses of articles to the patterns a profile needs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

#: A pattern stands for at least this share of the addresses.
_MIN_SHARE = 0.15
#: Patterns in a profile at most.
_MOST = 4
_SLUG = r"[^/?]+"
#: A year, and the month and day that may follow it.
_DATED = re.compile(r"/(?:19|20)\d\d(?:/\d\d){0,2}(?=/)")
#: The end of a path, with or without parameters that do not count.
_END = r"(?:\?|$)"
#: How many different words at one place of otherwise equal addresses make it a free place.
_FREE = 3


def patterns_of(urls: Collection[str]) -> list[str]:
    """Regular expressions over path and query that the addresses have in common.

    Numbers and slugs are free, short words are kept, unless three or more different ones stand
    at the same place. Patterns for a single address of many are left out.
    """
    shapes = _loosened(Counter(shape(url) for url in urls))
    enough = max(2, _MIN_SHARE * len(urls)) if len(urls) > 1 else 1
    return [
        f"^{text}{_END if '?' not in text.replace('[^/?', '') else '$'}"
        for text, count in shapes.most_common(_MOST)
        if count >= enough
    ]


def shape(url: str) -> str:
    """One address as a pattern, without its anchors."""
    parts = urlsplit(url)
    path = _DATED.sub(_freed_date, parts.path)
    path = "/".join(_segment(segment) for segment in path.split("/")) or "/"
    if not parts.query:
        return path
    pairs = (pair.partition("=") for pair in parts.query.split("&"))
    query = "&".join(f"{re.escape(name)}{equals}{_value(value)}" for name, equals, value in pairs)
    return rf"{path}\?{query}"


def covers(patterns: Iterable[str], url: str) -> bool:
    """Whether one of the patterns fits the path and query of an address."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return any(re.search(pattern, target) for pattern in patterns)


def _freed_date(found: re.Match[str]) -> str:
    return re.sub(r"\d+", lambda digits: rf"\d{{{len(digits[0])}}}", found[0])


def _segment(segment: str) -> str:
    if segment.startswith(r"\d{"):
        return segment
    if segment.isdigit():
        return r"\d+"
    stem, dot, ending = segment.rpartition(".")
    if dot and ending.isalpha() and len(ending) <= 5:
        return rf"{_words(stem)}\.{ending}"
    return _words(segment)


def _words(segment: str) -> str:
    if "," in segment:
        return ",".join(_piece(piece) for piece in segment.split(","))
    number = re.fullmatch(r"(\d+)([-_])(.+)", segment)
    if number:
        return rf"\d+{number[2]}{_SLUG}"
    return _piece(segment)


def _piece(text: str) -> str:
    """A number, a slug of several words, or a word that is kept."""
    if text.isdigit():
        return r"\d+"
    if len(text) > 24 or "%" in text or len(re.split(r"[-_]", text)) > 2 or re.search(r"\d", text):
        return r"[^/?,]+" if "," in text else _SLUG
    return re.escape(text).replace(r"\-", "-")


def _value(value: str) -> str:
    return r"\d+" if value.isdigit() else "[^&]+"


def _loosened(shapes: Counter[str]) -> Counter[str]:
    """Free the places at which shapes of one length differ in too many words."""
    groups: dict[tuple[int, str], list[list[str]]] = {}
    for text in shapes:
        places = _places(text)
        groups.setdefault((len(places), text.partition(r"\?")[2]), []).append(places)
    merged: Counter[str] = Counter()
    for alike in groups.values():
        columns = [set(column) for column in zip(*alike, strict=True)]
        free = [len(c) >= _FREE or any(_SLUG in place for place in c) for c in columns]
        for places in alike:
            loose = (_free(p) if f else p for p, f in zip(places, free, strict=True))
            merged["/".join(loose)] += shapes["/".join(places)]
    return merged


def _free(place: str) -> str:
    """The place with its word freed; numbers, file endings and empty places stay."""
    if not place or _SLUG in place or r"\d" in place:
        return place
    return _SLUG + "".join(place.rpartition(r"\.")[1:]) if r"\." in place else _SLUG


def _places(text: str) -> list[str]:
    """The segments of a shape; a slash inside brackets is none of the path's."""
    return re.split(r"/(?![?,\]])", text)
