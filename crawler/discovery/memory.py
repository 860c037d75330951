"""What earlier sweeps learned of a city: a cache beside the archive, never the truth.

Lost or torn it costs one sweep that asks everything again, as the first one did.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from archive.model import DateCandidate
from crawler.discovery.announcement import Announcement, Announcements
from crawler.discovery.traps import Shape
from crawler.frontier.cache import Cache

_SCHEMA = """
CREATE TABLE IF NOT EXISTS page (
  url TEXT PRIMARY KEY,
  said TEXT NOT NULL,
  page TEXT NOT NULL,
  checked REAL NOT NULL,
  changed REAL NOT NULL,
  barren INTEGER NOT NULL,
  trouble INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS source (
  url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, found TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS shape (shape TEXT PRIMARY KEY, asked INTEGER, pages INTEGER);
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(slots=True)
class Past:
    """What is remembered of one address. Moments are seconds since 1970, UTC.

    ``said`` is what each kind of source said of it when it was last asked; ``page`` the page it
    led to (`pages.canonical_url`); ``checked`` when it was asked, ``changed`` when it was
    published, as far as it says, or last found changed. ``barren`` counts how often in a row
    asking gave no page,
    ``trouble`` how often the server failed.
    """

    said: dict[str, str] = field(default_factory=dict)
    page: str = ""
    checked: float = 0.0
    changed: float = 0.0
    barren: int = 0
    trouble: int = 0


@dataclass(slots=True)
class KnownSource:
    """The last good answer of a listing, feed or sitemap: its validators and what it announced."""

    etag: str | None
    last_modified: str | None
    found: Announcements


def memory_path(root: Path, city: str) -> Path:
    """Where the memory of a city lies in an archive."""
    return root / ".frontier" / f"{city}-memory.sqlite3"


class Memory(Cache):
    """The memory of one city; everything of pages, shapes and facts is held in memory too.

    Raises:
        ArchiveFault: the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, _SCHEMA)
        pages = self._db.execute(
            "SELECT url, said, page, checked, changed, barren, trouble FROM page"
        )
        self.pages = {url: Past(json.loads(said), *rest) for url, said, *rest in pages}
        shapes = self._db.execute("SELECT shape, asked, pages FROM shape")
        self.shapes = {shape: Shape(asked, pages) for shape, asked, pages in shapes}
        self._facts: dict[str, str] = dict(self._db.execute("SELECT name, value FROM fact"))

    def keep_pages(self, pages: Mapping[str, Past]) -> None:
        """Remember pages, in place of what was remembered of them."""
        self.pages.update(pages)
        with self._writing() as db:
            db.executemany(
                "INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (url, json.dumps(p.said), p.page, p.checked, p.changed, p.barren, p.trouble)
                    for url, p in pages.items()
                ],
            )
            db.commit()

    def keep_shapes(self, shapes: Iterable[str]) -> None:
        """Write what was learned of some shapes (``shapes[name]``)."""
        with self._writing() as db:
            db.executemany(
                "INSERT OR REPLACE INTO shape VALUES (?, ?, ?)",
                [(name, self.shapes[name].asked, self.shapes[name].pages) for name in shapes],
            )
            db.commit()

    def source(self, url: str) -> KnownSource | None:
        """The last good answer of a source."""
        query = "SELECT etag, last_modified, found FROM source WHERE url = ?"
        row = self._db.execute(query, (url,)).fetchone()
        return KnownSource(row[0], row[1], _load(row[2])) if row else None

    def keep_source(self, url: str, source: KnownSource) -> None:
        """Remember a source that can be asked whether it changed."""
        row = (url, source.etag, source.last_modified, _dump(source.found))
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?)", row)
            db.commit()

    def number(self, name: str, default: float = 0.0) -> float:
        """A remembered number."""
        return float(self._facts.get(name, default))

    def keep_number(self, name: str, value: float) -> None:
        """Remember a number."""
        self.keep_text(name, repr(float(value)))

    def text(self, name: str) -> str:
        """A remembered text; empty when there is none."""
        return self._facts.get(name, "")

    def keep_text(self, name: str, value: str) -> None:
        """Remember a text."""
        self._facts[name] = value
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))
            db.commit()

    def facts(self, prefix: str) -> dict[str, str]:
        """Remembered facts whose names begin so, by the rest of the name."""
        return {
            name.removeprefix(prefix): value
            for name, value in self._facts.items()
            if name.startswith(prefix)
        }


def _dump(found: Announcements) -> str:
    return json.dumps(
        {
            "pages": [
                [page.url, page.text, [asdict(date) for date in page.dates]] for page in found.pages
            ],
            "more": found.more,
        },
        ensure_ascii=False,
        default=str,
    )


def _load(text: str) -> Announcements:
    told = json.loads(text)
    pages = [
        Announcement(url, [DateCandidate(**date) for date in dates], words)
        for url, words, dates in told["pages"]
    ]
    return Announcements(pages, told["more"])
