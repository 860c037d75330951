"""The demo town on one day: its texts, what a crawl must find, and what lies at each address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from email.utils import format_datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from crawler.demo.bulletin import site as bulletin
from crawler.demo.content import (
    ALIAS_HOST,
    LAST_DAY,
    Document,
    Origins,
    SiteName,
    sources,
    today,
)
from crawler.demo.http import Headers, Resource, Response, answer
from crawler.demo.news import site as news
from crawler.demo.resources import redirect
from crawler.demo.view import View

_TRACKING = ("utm_", "fbclid", "gclid", "PHPSESSID")
_METHODS = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Expected:
    """Canonical URLs of the records a crawl of one day finds, against an earlier day.

    ``changed`` goes by what a reader reads: title, text, attachments. ``gone`` pages answer 404 or
    410 now. ``unchanged`` are the other pages that still stand.
    """

    new: frozenset[str]
    changed: frozenset[str]
    gone: frozenset[str]
    unchanged: frozenset[str]


def documents(day: int) -> tuple[Document, ...]:
    """All texts that stand on day N, newest first, those without a date last."""
    then = today(min(day, LAST_DAY))
    found = [document for source in sources() if (document := source.on(then))]
    return tuple(sorted(found, key=lambda d: (d.published is not None, d.published), reverse=True))


def expected(day: int, since: int | None = None) -> Expected:
    """Compare day N with an earlier one: the day before, or ``since`` (0: nothing crawled yet)."""
    since = day - 1 if since is None else since
    before = {d.canonical_url: d for d in documents(since)} if since >= 1 else {}
    now = {d.canonical_url: d for d in documents(day)}
    both = before.keys() & now.keys()
    changed = {url for url in both if before[url].content != now[url].content}
    return Expected(
        new=frozenset(now.keys() - before.keys()),
        changed=frozenset(changed),
        gone=frozenset(before.keys() - now.keys()),
        unchanged=frozenset(both - changed),
    )


class DemoTown:
    """Olszynów as it stands on day N: 1, 2, 3; later days differ from 3 in volatile boxes only.

    Raises:
        ValueError: a day before the first.
    """

    def __init__(self, day: int = 1) -> None:
        if day < 1:
            raise ValueError(f"the demo town's days begin at 1, not {day}")
        self.day = day
        self._texts = {(d.site, d.path): d for d in documents(day)}
        self._made: dict[tuple[SiteName, str, Origins], Resource] = {}

    @property
    def clock(self) -> str:
        """The HTTP date the town's servers show: the evening of the day."""
        evening = datetime.combine(today(self.day), time(22), tzinfo=UTC)
        return format_datetime(evening, usegmt=True)

    def resource(self, site: SiteName, target: str, origins: Origins | None = None) -> Resource:
        """What lies at a path and query of a site, not-found pages included.

        Tracking parameters and session ids change nothing. Pages of the town are made once and
        kept; those a visitor can invent without end (calendar, search, not found) are not.
        """
        parts = urlsplit(target)
        query = {
            key: value
            for key, value in parse_qsl(parts.query, keep_blank_values=True)
            if not key.startswith(_TRACKING)
        }
        view = View(self.day, origins or Origins(), self._texts)
        key = (site, f"{parts.path}?{sorted(query.items())}", view.origins)
        if key in self._made:
            return self._made[key]
        find = news.find if site == "news" else bulletin.find
        made = find(view, parts.path, query)
        if made.status == HTTPStatus.OK and query.keys() <= {"print", "id", "dok", "plik"}:
            self._made[key] = made
        return made


def respond(
    town: DemoTown,
    site: SiteName,
    method: str,
    target: str,
    headers: Mapping[str, str],
    origins: Origins | None = None,
) -> Response:
    """Answer one request to one site of the town; pure, and the same every time.

    ``target`` is the request's path and query. ``origins`` are the addresses under which the
    client reaches the sites, for absolute links; by default the town's own.
    """
    request = {name.lower(): value for name, value in headers.items()}
    usual: Headers = [("Server", "nginx" if site == "news" else "Apache/2.2.22"),
                      ("Date", town.clock)]  # fmt: skip
    if method not in _METHODS:
        head = [*usual, ("Allow", ", ".join(_METHODS)), ("Content-Length", "0")]
        return Response(405, "Method Not Allowed", head)
    if request.get("host", "").partition(":")[0].lower() == ALIAS_HOST:
        return answer(redirect(301, Origins().news + target), request, usual)
    return answer(town.resource(site, target, origins), request, usual)
