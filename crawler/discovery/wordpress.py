"""WordPress' REST interface: all posts with the moment of their last change.

See https://developer.wordpress.org/rest-api/reference/posts/ and, for paging by headers,
https://developer.wordpress.org/rest-api/using-the-rest-api/pagination/.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urljoin

from archive.model import DateCandidate, DateRole
from crawler.discovery.announcement import Announcement, Announcements

PER_PAGE = 100
#: Posts with their address and dates, and nothing else: texts are read from the pages.
_FIELDS = "link,date,modified,title"
_DATES: tuple[tuple[str, DateRole], ...] = (("date", "published"), ("modified", "updated"))


def posts_url(home: str, page: int = 1) -> str:
    """The address of one page of a site's posts, those changed last first."""
    asked = {
        "per_page": PER_PAGE, "page": page, "orderby": "modified", "order": "desc",
        "_fields": _FIELDS,
    }  # fmt: skip
    return f"{urljoin(home, '/wp-json/wp/v2/posts')}?{urlencode(asked)}"


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


def pages_of(headers: Mapping[str, str]) -> int:
    """How many pages of posts there are, as ``X-WP-TotalPages`` says; 1 when it does not."""
    told = next((v for name, v in headers.items() if name.lower() == "x-wp-totalpages"), "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 1


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
