"""What Olszynów has published on a given day: texts from ``content/``, with their later edits.

A text is one file: TOML between ``+++`` lines, then the text, in `crawler.demo.markup`.
``content/news/2026-03-02-slug.md`` becomes /2026/03/02/slug/, ``content/bulletin/1187-slug.md``
becomes /index.php?dok=1187, and files in ``content/pages`` name their ``site`` and ``path``. A text
appears on its date, changes on the dates of its ``[[edits]]`` and vanishes on the day of ``gone``
(then answered with ``gone_status``). Keys are those of `Document` beside these.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from crawler.demo.markup import Block, parse

SiteName = Literal["news", "bulletin"]
RecordKind = Literal["article", "notice", "page"]

NEWS_HOST = "www.olszynow.example"
ALIAS_HOST = "olszynow.example"
BULLETIN_HOST = "bip.olszynow.example"
#: Where the news site lives after it moved (crawler/demo/faults.py).
MOVED_HOST = "www.miasto-olszynow.example"

#: The town's calendar: the date of day 1, a Monday.
FIRST_DAY = date(2026, 3, 2)
#: The last day on which texts appear, change or vanish; on later days only counters move.
LAST_DAY = 3


@dataclass(frozen=True, slots=True)
class Origins:
    """Scheme, host and port under which each site is reached; links are written with them."""

    news: str = f"http://{NEWS_HOST}"
    bulletin: str = f"http://{BULLETIN_HOST}"

    def of(self, site: SiteName) -> str:
        """The origin of one site."""
        return self.news if site == "news" else self.bulletin


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file a text offers. ``size`` is a pattern such as ``(PDF, {KB} KB)``."""

    file: str
    label: str
    size: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One text as it stands on one day; one page that becomes one record.

    ``published`` and ``modified`` are local times (Europe/Warsaw), null when the page does not say.
    ``style`` names the spelling of the publication date (`crawler.demo.spelling.STYLES`).
    ``unlisted`` texts are missing from listings, ``unmapped`` ones from sitemap and feed.
    """

    site: SiteName
    kind: RecordKind
    path: str
    title: str
    blocks: list[Block]
    published: datetime | None = None
    modified: datetime | None = None
    created: date | None = None
    entered: datetime | None = None
    category: str = ""
    style: str = "bare"
    sign: str = ""
    unlisted: bool = False
    unmapped: bool = False
    attachments: list[Attachment] = field(default_factory=list)

    @property
    def canonical_url(self) -> str:
        """The record's address on the town's own hosts."""
        return Origins().of(self.site) + self.path

    @property
    def content(self) -> tuple[object, ...]:
        """What a reader reads: two versions differ when this differs."""
        return (self.title, self.blocks, self.attachments)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of ``content/``: a text, its edits, and the day it vanishes."""

    site: SiteName
    kind: RecordKind
    path: str
    starts: datetime | None
    front: dict[str, Any]
    text: str

    @property
    def gone(self) -> date | None:
        """The day from which the page is no more."""
        value: date | None = self.front.get("gone")
        return value

    @property
    def gone_status(self) -> int:
        """What the server answers then: 404 unless the file says 410."""
        return int(self.front.get("gone_status", 404))

    def on(self, today: date) -> Document | None:
        """The text as it stands at the end of ``today``; None before and after its time."""
        if (self.starts and self.starts.date() > today) or (self.gone and self.gone <= today):
            return None
        front = dict(self.front)
        text, modified = self.text, front.get("modified")
        for edit in front.get("edits", []):
            if edit["on"].date() <= today:
                text, modified = _apply(edit, front, text, self.path), edit["on"]
        return Document(
            site=self.site,
            kind=self.kind,
            path=self.path,
            title=front["title"],
            blocks=parse(text),
            published=self._published(),
            modified=modified,
            created=front.get("created"),
            entered=self.starts if self.kind == "notice" else None,
            category=front.get("category", ""),
            style=front.get("style", "bare"),
            sign=front.get("sign", ""),
            unlisted=front.get("unlisted", False),
            unmapped=front.get("unmapped", False),
            attachments=[Attachment(**item) for item in front.get("attachments", [])],
        )

    def _published(self) -> datetime | None:
        """Bulletins may publish later than they enter a text."""
        published: datetime | None = self.front.get("published", self.starts)
        return published


def _apply(edit: dict[str, Any], front: dict[str, Any], text: str, path: str) -> str:
    """Apply one edit to the front matter and return the edited text.

    Raises:
        ValueError: the words to replace are not in the text.
    """
    front["title"] = edit.get("title", front["title"])
    front["attachments"] = front.get("attachments", []) + edit.get("attachments", [])
    for old, new in edit.get("replace", []):
        if old not in text:
            raise ValueError(f"{path}: nothing to replace: {old!r}")
        text = text.replace(old, new)
    parts = [edit.get("prepend", ""), text, edit.get("append", "")]
    return "\n\n".join(part for part in parts if part)


def today(day: int) -> date:
    """The calendar date of day N of the town."""
    return FIRST_DAY + timedelta(days=day - 1)


@cache
def sources() -> tuple[Source, ...]:
    """All texts of the package, read once, in the order of their file names."""
    return tuple(_read_sources())


def _read_sources() -> Iterator[Source]:
    root = files("crawler.demo") / "content"
    readers = {"news": _news, "bulletin": _notice, "pages": _page}
    for folder, read in readers.items():
        for file in sorted((root / folder).iterdir(), key=lambda item: item.name):
            if file.name.endswith(".md"):
                _, head, body = file.read_text("utf-8").split("+++\n", 2)
                yield read(file.name.removesuffix(".md"), tomllib.loads(head), _unwrap(body))


def _unwrap(body: str) -> str:
    """Join wrapped lines of running text, so that edits need not know where lines break."""
    return re.sub(r"\n(?<!\n\n)(?!\n| *(?:[|>!#@=]|- |\d+\. )) *", " ", body.strip())


def _news(name: str, front: dict[str, Any], text: str) -> Source:
    day, slug = date.fromisoformat(name[:10]), name[11:]
    starts = datetime.combine(day, time.fromisoformat(front["time"]))
    return Source("news", "article", f"/{day:%Y/%m/%d}/{slug}/", starts, front, text)


def _notice(name: str, front: dict[str, Any], text: str) -> Source:
    number = name.partition("-")[0]
    return Source("bulletin", "notice", f"/index.php?dok={number}", front["entered"], front, text)


def _page(_name: str, front: dict[str, Any], text: str) -> Source:
    return Source(front["site"], "page", front["path"], None, front, text)


def gone_status(site: SiteName, path: str, day: date) -> int | None:
    """What the address of a removed text answers on a day; None when none was removed there."""
    return next(
        (
            source.gone_status
            for source in sources()
            if source.site == site and source.path == path and source.gone and source.gone <= day
        ),
        None,
    )
