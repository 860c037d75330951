"""Open an archive and read it: ``from archive import Archive``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import pyarrow as pa

from archive.query import Conditions, Names, conditions, equal, span
from archive.reader import Reader, published
from archive.schema import RUNS, VISITS
from archive.selection import Selection
from archive.when import When, end_of, utc_now
from archive.when import since as since_when

if TYPE_CHECKING:
    import duckdb

    from archive.history import Change, History
    from archive.search import Results
    from archive.search.opened import Tell


class Archive(Reader):
    """One archive, read-only, as it was when it was opened.

        >>> archive = Archive("archive-demo")
        >>> archive.cities()
        ['demo']
        >>> archive.pages("demo", latest=True, columns=["title", "published"]).num_rows
        95

    What is published later does not show until `refresh`, so that pages, visits and runs read one
    after the other belong together. Tables come as `pyarrow.Table` with the columns of
    `archive.schema`, in no set order; `select` gives pandas, polars and DuckDB. Moments are UTC,
    days are Polish local days.

    Wherever ``since`` and ``until`` are taken: a moment (``datetime``; UTC when it names no
    zone), a day (``date``; Polish local day), or either as ISO text. ``since`` includes its
    moment or day, ``until`` includes its day and excludes its moment.

    ``as_of`` turns a read back in time. A number asks the generation of that number: what the
    *archive* said then. A day (which counts whole) or a moment asks what the *city* said then:
    of pages the version on show, without those gone; of visits and runs those made by then.

    ``clock`` gives UTC moments, for times told as "7d".

    Raises:
        ConfigurationError: there is no such folder.
        NotAnArchive: the folder is no archive.
        SchemaError: a Kronika of another generation made it.
        ArchiveFault: it cannot be read.
    """

    def __init__(self, path: str | Path, *, clock: Callable[[], datetime] = utc_now) -> None:
        super().__init__(path)
        self._clock = clock

    def __repr__(self) -> str:
        from archive.glance import line

        return line(self)

    def _repr_html_(self) -> str:
        from archive.glance import html

        return html(self)

    def select(self, city: Names = None, **asked: Unpack[Conditions]) -> Selection:
        """Records that meet all conditions given; see `archive.selection.Selection`.

        Nothing is read yet. Names may be one or several (then any of them will do):

        - ``city``, ``kind`` (article, notice, page), ``record_id``;
        - ``url``: an address as fetched or as canonical;
        - ``funder``: id of a funder that a badge names (docs/funders.md);
        - ``since``, ``until``: when the version was fetched;
        - ``published_since``, ``published_until``: the day the page says it was published;
        - ``text``: words, phrases and fields as in `search`;
        - ``latest``: only the newest version of each page, of those that meet the rest;
        - ``as_of``: a generation's number, or a day or moment of the city (see `Archive`).

            >>> archive.select("demo", text="remont", latest=True).count()
            3
            >>> archive.select("demo", funder="rfrd", as_of="2026-03-02").count()
            2

        Raises:
            TypeError: a condition there is not.
            ConfigurationError: an unreadable day, or that generation is not kept.
        """
        as_of = asked.get("as_of")
        state = self.at(as_of) if isinstance(as_of, int) else copy(self)
        shown_at = None if as_of is None or isinstance(as_of, int) else end_of(as_of)
        given = {"city": city, **asked}
        told = {name: value for name, value in given.items() if value not in (None, False)}
        return Selection(state, told, conditions(city, asked), shown_at)

    def pages(
        self,
        city: Names = None,
        *,
        columns: Sequence[str] | None = None,
        **asked: Unpack[Conditions],
    ) -> pa.Table:
        """Records: one row is one version of one page. Conditions are those of `select`.

            >>> archive.pages("demo", as_of="2026-03-02", columns=["title"]).num_rows
            85

        Raises:
            ConfigurationError: no such city, funder or column, or an unreadable day.
            ArchiveFault: a file cannot be read.
        """
        return self.select(city, **asked).to_arrow(columns)

    def latest(self, city: Names = None, *, columns: Sequence[str] | None = None) -> pa.Table:
        """The newest version of each page; see `pages`."""
        return self.pages(city, columns=columns, latest=True)

    def page_batches(
        self,
        city: Names = None,
        *,
        columns: Sequence[str] | None = None,
        **asked: Unpack[Conditions],
    ) -> Iterator[pa.Table]:
        """The rows of `pages` in pieces, sorted; see `archive.selection.Selection.batches`."""
        return self.select(city, **asked).batches(columns)

    def visits(
        self,
        city: Names = None,
        *,
        columns: Sequence[str] | None = None,
        since: When | None = None,
        until: When | None = None,
        url: Names = None,
        outcome: Names = None,
        purpose: Names = None,
        run_id: Names = None,
        as_of: int | When | None = None,
    ) -> pa.Table:
        """Visits: one row is one attempt on a URL; ``since`` and ``until`` bound ``fetched_at``.

            >>> archive.visits("demo", outcome="gone", columns=["url"]).num_rows
            5

        Raises:
            ConfigurationError: no such city or column, or an unreadable day.
            ArchiveFault: a file cannot be read.
        """
        state, until = self.then(as_of, until)
        wheres = equal(
            (("city",), city),
            (("url", "canonical_url"), url),
            (("outcome",), outcome),
            (("purpose",), purpose),
            (("run_id",), run_id),
        )
        rows = state.read_table(VISITS, columns, [*wheres, *span("fetched_at", since, until)])
        return state.of_city(city, rows)

    def runs(
        self,
        city: Names = None,
        *,
        columns: Sequence[str] | None = None,
        since: When | None = None,
        until: When | None = None,
        as_of: int | When | None = None,
    ) -> pa.Table:
        """Runs: one row is one execution of a crawl; ``since`` and ``until`` bound ``started_at``.

            >>> archive.runs("demo", columns=["verdict"])["verdict"].to_pylist()
            ['ok', 'ok', 'ok']

        Raises:
            ConfigurationError: no such city or column, or an unreadable day.
            ArchiveFault: a file cannot be read.
        """
        state, until = self.then(as_of, until)
        wheres = [*equal((("city",), city)), *span("started_at", since, until)]
        rows = state.read_table(RUNS, columns, wheres)
        return state.of_city(city, rows)

    def history(self, page: str, *, as_of: int | When | None = None) -> History:
        """What became of a page: every version with its edits, and when it was gone.

        ``page`` is an address as canonical or as fetched, or the id of any of its records.

            >>> history = archive.history("http://www.olszynow.example/urzad/kontakt/")
            >>> [(version.number, version.silent) for version in history]
            [(1, None), (2, True)]

        Raises:
            ConfigurationError: there is no such page; the message names the nearest.
            ArchiveFault: a file cannot be read.
        """
        from archive.history import history

        state, until = self.then(as_of)
        return history(state, page, until=until)

    def changes(
        self,
        since: When,
        city: Names = None,
        *,
        until: When | None = None,
        as_of: int | When | None = None,
    ) -> list[Change]:
        """What happened since a day, a moment, or so long ago ("12h", "7d", "2w"); newest first.

            >>> from collections import Counter
            >>> sorted(Counter(each.kind for each in archive.changes("2026-03-03")).items())
            [('changed', 9), ('gone', 3), ('new', 10)]

        Raises:
            ConfigurationError: no such city, or an unreadable day.
            ArchiveFault: a file cannot be read.
        """
        from archive.history import changes

        state, until = self.then(as_of, until)
        return changes(state, since_when(since, self._clock()), city, until=until)

    def search(
        self,
        query: str,
        city: Names = None,
        *,
        since: When | None = None,
        until: When | None = None,
        limit: int = 20,
        versions: bool = False,
        newest_first: bool = False,
        as_of: int | When | None = None,
        tell: Tell | None = None,
    ) -> Results:
        """Find records by their words in any Polish form, the best match first (docs/search.md).

        Only the newest version of each page is looked at, unless ``versions``. ``since`` and
        ``until`` bound the day a page was published, or fetched where nothing says so. The index
        is brought up to date first, which ``tell`` is told.

            >>> found = archive.search("title:konkurs", "demo", limit=1)
            >>> found.total, "".join(piece.text for piece in found.hits[0].title)
            (3, 'Konkurs na mural „Osnowa” – ogłoszenie wyników')

        Raises:
            ConfigurationError: no word in the query, no such city, or an unreadable day.
            ArchiveFault: the tables cannot be read, or the index can neither be read nor written.
        """
        from archive.search import search

        past = as_of is not None or self.generation.number != published(self.layout.root).number
        chosen = self.select(city, as_of=as_of, latest=not versions)
        return search(
            self,
            query,
            city,
            since=None if since is None else since_when(since, self._clock()),
            until=until,
            limit=limit,
            versions=versions,
            newest_first=newest_first,
            records=chosen.to_arrow(["record_id"])["record_id"] if past else None,
            tell=tell,
        )

    def duckdb(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with all tables; see `archive.selection.Selection.duckdb`.

            >>> query = "SELECT kind, count(*) FROM pages GROUP BY kind ORDER BY kind"
            >>> archive.duckdb().execute(query).fetchall()
            [('article', 57), ('notice', 30), ('page', 17)]

        Raises:
            ConfigurationError: DuckDB is not installed.
        """
        return self.select().duckdb()
