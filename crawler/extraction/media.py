"""Pictures and videos as elements give them: where they lie, and what they are called."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from crawler.extraction.words import names

#: Elements that may show a video.
VIDEO_TAGS = names("iframe video embed object")
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-cmplz-src", "data-orig-src")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_PLAYERS = re.compile(
    r"(?:youtube(?:-nocookie)?\.com/(?:embed|v|watch)|youtu\.be/|player\.vimeo\.com|vimeo\.com/"
    r"|dailymotion\.com/embed|facebook\.com/plugins/video|tvp\.(?:pl|info)|esesja\.(?:pl|tv)"
    r"|transmisja|ninateka\.pl|wistia|(?:^|[/.])(?:video|wideo|player|live|tv)[./?-])"
    r"|\.(?:mp4|webm|m4v|ogv)(?:$|\?)",
    re.I,
)
_YOUTUBE = re.compile(r"/(?:embed|v)/([\w-]{6,20})")


def picture_source(element: etree._Element) -> str:
    """Where a picture lies, as written; pictures loaded late hold a placeholder in ``src``."""
    source = element.get("src")
    if source and not source.startswith("data:"):
        return source
    found = list(map(element.get, _LAZY))
    found += [(element.get(name) or "").strip().partition(" ")[0] for name in _SETS]
    return next((src for src in found if src and not src.startswith("data:")), "")


def video_source(element: etree._Element) -> str | None:
    """Where a video plays, or None when the element shows something else (a map, an advert)."""
    found = [element.get("src"), element.get("data"), *map(element.get, _LAZY)]
    if element.tag in ("video", "object"):
        found += [
            inner.get("src") or inner.get("value") for inner in element.iter("source", "param")
        ]
        found += [inner.get("src") for inner in element.iter("embed")]
    source = next((src.strip() for src in found if src and not src.startswith("about:")), "")
    if not source or (element.tag != "video" and not _PLAYERS.search(source)):
        return None
    return _watched(source)


def video_title(element: etree._Element) -> str:
    """What a video is called, "" when it is not."""
    return " ".join((element.get("title") or element.get("aria-label") or "").split())


def _watched(source: str) -> str:
    """The address people open instead of the one a player is embedded by."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return source
    host = parts.netloc.lower()
    if "youtube" in host and (hit := _YOUTUBE.search(parts.path)):
        return f"https://youtu.be/{hit[1]}"
    if host == "player.vimeo.com":
        return f"https://vimeo.com/{parts.path.rpartition('/')[2]}"
    if "facebook.com" in host and (href := parse_qs(parts.query).get("href")):
        return href[0]
    return source
