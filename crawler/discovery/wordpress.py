"""WordPress' REST interface: all posts with the moment of their last change.

See https://developer.wordpress.org/rest-api/reference/posts/ and, for paging by headers,
https://developer.wordpress.org/rest-api/using-the-rest-api/pagination/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from archive.model import DateCandidate, DateRole
from crawler.discovery.announcement import Announcement, Announcements

PER_PAGE = 100
_POSTS = "/wp-json/wp/v2/posts"
#: Posts with their address and dates, and nothing else: texts are read from the pages.
_FIELDS = "link,date,modified,title"
_NEXT = re.compile(r""";\s*rel\s*=\s*["']?next\b""", re.IGNORECASE)  # RFC 8288
_DATES: tuple[tuple[str, DateRole], ...] = (("date", "published"), ("modified", "updated"))


def posts_url(home: str, page: int = 1) -> str:
    """The address of one page of a site's posts, those changed last first."""
    asked = {
        "per_page": PER_PAGE, "page": page, "orderby": "modified", "order": "desc",
        "_fields": _FIELDS,
    }  # fmt: skip
    return f"{urljoin(home, _POSTS)}?{urlencode(asked)}"


def is_posts(url: str) -> bool:
    """Whether an address is that of a page of posts."""
    return urlsplit(url).path == _POSTS


def read_posts(body: bytes, url: str) -> Announcements:
    """Read one page of posts; what is no list of posts is unreadable."""
    try:
        posts = json.loads(body)
    except (ValueError, RecursionError):
        return Announcements(readable=False)
    if not isinstance(posts, list):
        return Announcements(readable=False)
    found = (_post(post, url) for post in posts if isinstance(post, dict))
    return Announcements([post for post in found if post])


def leads_on(headers: Mapping[str, str], page: int) -> bool:
    """Whether there is a page of posts after this one: by X-WP-TotalPages, else by Link."""
    told = {name.lower(): value for name, value in headers.items()}
    pages = told.get("x-wp-totalpages", "")
    if pages.isascii() and pages.isdigit():
        return page < int(pages[:6])
    return bool(_NEXT.search(told.get("link", "")))


def _post(post: dict[str, Any], url: str) -> Announcement | None:
    link = post.get("link")
    if not isinstance(link, str):
        return None
    dates = [
        DateCandidate(role, text, "feed")
        for name, role in _DATES
        if isinstance(text := post.get(name), str) and text
    ]
    title = post.get("title")
    shown = title.get("rendered") if isinstance(title, dict) else ""
    try:
        return Announcement(urljoin(url, link), dates, shown if isinstance(shown, str) else "")
    except ValueError:
        return None
