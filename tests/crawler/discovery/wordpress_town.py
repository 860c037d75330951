"""The demo town with WordPress' REST interface open, as its manual describes it.

https://developer.wordpress.org/rest-api/reference/posts/ (list posts), and for paging
https://developer.wordpress.org/rest-api/using-the-rest-api/pagination/.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.demo.content import Document, Origins, SiteName
from crawler.demo.http import Resource, Response, answer
from crawler.demo.town import DemoTown, documents, respond

POSTS = "/wp-json/wp/v2/posts"


@dataclass
class Interface:
    """A responder of the town. ``closed`` turns strangers away, ``bare`` sends no X-WP headers."""

    closed: bool = False
    bare: bool = False

    def __call__(
        self, town: DemoTown, site: SiteName, method: str, target: str,
        headers: Mapping[str, str], origins: Origins | None = None,
    ) -> Response:  # fmt: skip
        """Answer as the town does, and for posts as WordPress does."""
        parts = urlsplit(target)
        if site != "news" or parts.path != POSTS:
            return respond(town, site, method, target, headers, origins)
        query = dict(parse_qsl(parts.query))
        resource = self._posts(town, query, (origins or Origins()).news)
        return answer(resource, {}, [("Server", "nginx")])

    def _posts(self, town: DemoTown, query: dict[str, str], origin: str) -> Resource:
        if self.closed:
            return _error("rest_not_logged_in", 401)
        size, page = int(query.get("per_page", 10)), int(query.get("page", 1))
        if not 1 <= size <= 100:
            return _error("rest_invalid_param", 400)
        changed = query.get("orderby") == "modified"
        posts = sorted(
            (d for d in documents(town.day) if d.kind == "article" and d.published),
            key=lambda post: _moment(post, changed=changed),
            reverse=query.get("order", "desc") == "desc",
        )
        total = -(-len(posts) // size)
        if page > total:
            return _error("rest_post_invalid_page_number", 400)
        fields = query.get("_fields", "").split(",")
        shown = [_post(post, origin) for post in posts[(page - 1) * size : page * size]]
        told = [{name: post[name] for name in fields if name in post} for post in shown]
        links = [
            f'<{origin}{POSTS}?{urlencode(query | {"page": str(other)})}>; rel="{name}"'
            for name, other in (("prev", page - 1), ("next", page + 1))
            if 1 <= other <= total
        ]
        headers = [("Link", ", ".join(links))] if links else []
        if not self.bare:
            headers += [("X-WP-Total", str(len(posts))), ("X-WP-TotalPages", str(total))]
        body = json.dumps(told).encode()
        return Resource(body, "application/json; charset=UTF-8", headers=headers)


def _moment(post: Document, *, changed: bool) -> datetime:
    moment = post.modified if changed and post.modified else post.published
    assert moment is not None
    return moment


def _post(post: Document, origin: str) -> dict[str, object]:
    return {
        "date": f"{_moment(post, changed=False):%Y-%m-%dT%H:%M:%S}",
        "modified": f"{_moment(post, changed=True):%Y-%m-%dT%H:%M:%S}",
        "link": origin + post.path,
        "title": {"rendered": escape(post.title)},
        "content": {"rendered": "<p>…</p>", "protected": False},
    }


def _error(code: str, status: int) -> Resource:
    body = json.dumps({"code": code, "message": "…", "data": {"status": status}}).encode()
    return Resource(body, "application/json; charset=UTF-8", status=status)
