"""The frontier on disk: found, leased, done (SQLite in WAL mode).

A sweep is one pass over the pages of a city; it may take several runs when one is killed. The
file is a cache of the truth in the archive: without it, the next run finds the sweep's pages
again and takes those the archive already has for done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from pathlib import Path

from crawler.frontier.cache import Cache
from crawler.frontier.target import Target, dump_dates, load_dates

_FOUND, _LEASED, _DONE = 0, 1, 2
_LEASE = 64
_SCHEMA = """
CREATE TABLE IF NOT EXISTS sweep (id TEXT NOT NULL, profile TEXT);
CREATE TABLE IF NOT EXISTS page (
  seq INTEGER PRIMARY KEY,
  canonical_url TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL,
  site TEXT NOT NULL,
  kind TEXT NOT NULL,
  announced TEXT NOT NULL,
  state INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS waiting ON page (seq) WHERE state = 0;
"""


class FrontierStore(Cache):
    """The pages of one sweep of one city.

    Raises:
        ArchiveFault: the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, _SCHEMA)
        self._leased: deque[Target] = deque()

    def begin(self, sweep_id: str, profile_digest: str, last_over: str = "") -> str:
        """Go on with the sweep in the file, or begin the given one; returns the sweep's id.

        A sweep begun with another profile is not gone on with: its rules were others. Nor is one
        that is over: ids are those of runs and sort by time, and ``last_over`` is the last run that
        ended its sweep. It may have been killed before it could forget it here.
        """
        with self._writing() as db:
            row = db.execute("SELECT id, profile FROM sweep").fetchone()
            if row and row[1] == profile_digest and str(row[0]) > last_over:
                db.execute("UPDATE page SET state = ? WHERE state = ?", (_FOUND, _LEASED))
                db.commit()
                return str(row[0])
            db.execute("DELETE FROM sweep")
            db.execute("DELETE FROM page")
            db.execute("INSERT INTO sweep VALUES (?, ?)", (sweep_id, profile_digest))
            db.commit()
        return sweep_id

    def identities(self) -> list[str]:
        """The canonical address of every page found in this sweep."""
        return [row[0] for row in self._db.execute("SELECT canonical_url FROM page ORDER BY seq")]

    def pages(self) -> int:
        """How many pages were found in this sweep; requisites and documents are not counted."""
        query = "SELECT count(*) FROM page WHERE kind NOT IN ('requisite', 'document')"
        return int(self._db.execute(query).fetchone()[0])

    def add(self, target: Target, *, done: bool = False) -> None:
        """Note a page that was found; one that is there already stays as it is."""
        row = (
            target.canonical_url,
            target.url,
            target.site,
            target.kind,
            dump_dates(target.announced),
            _DONE if done else _FOUND,
        )
        with self._writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO page (canonical_url, url, site, kind, announced, state)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )

    def lease(self) -> Target | None:
        """The next page to ask for, in the order they were found; None when none is waiting."""
        if not self._leased:
            self._lease_some()
        return self._leased.popleft() if self._leased else None

    def _lease_some(self) -> None:
        with self._writing() as db:
            rows = db.execute(
                "SELECT seq, url, canonical_url, site, kind, announced FROM page"
                " WHERE state = 0 ORDER BY seq LIMIT ?",
                (_LEASE,),
            ).fetchall()
            if rows:
                db.executemany(
                    "UPDATE page SET state = 1 WHERE seq = ?", [(row[0],) for row in rows]
                )
                db.commit()
        self._leased.extend(
            Target(url, canonical, site, kind, load_dates(announced))
            for _, url, canonical, site, kind, announced in rows
        )

    def waiting(self) -> bool:
        """Whether a page is waiting to be leased."""
        if self._leased:
            return True
        return self._db.execute("SELECT 1 FROM page WHERE state = 0 LIMIT 1").fetchone() is not None

    def in_sight(self) -> int:
        """How many pages are still to be asked for."""
        query = "SELECT count(*) FROM page WHERE state = 0"
        return len(self._leased) + int(self._db.execute(query).fetchone()[0])

    def done(self, canonical_urls: Iterable[str]) -> None:
        """Note pages whose snapshot and row are on disk."""
        with self._writing() as db:
            db.executemany(
                "UPDATE page SET state = 2 WHERE canonical_url = ?",
                [(canonical,) for canonical in canonical_urls],
            )
            db.commit()

    def finish(self) -> None:
        """The sweep is over: forget it. One that is only closed goes on in the next run."""
        self._db.close()
        self.remove()
