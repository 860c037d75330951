"""Records chosen by conditions; nothing is read until somebody asks for rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from archive.errors import ConfigurationError
from archive.frames import Rows
from archive.model import READ_PURPOSES
from archive.parts import Parts
from archive.query import column_names, equal, last_of_each, names, no_such, span
from archive.reader import Reader
from archive.schema import PAGES, VISITS
from archive.tables.merge import merged
from archive.tables.where import Among, Where

if TYPE_CHECKING:
    import duckdb

_PAGE = ("city", "canonical_url")


@dataclass(frozen=True)
class Selection(Rows):
    """Records of one state of an archive that meet conditions, from `Archive.select`.

    Nothing is read until a method asks for rows, and then only the columns it needs. What the
    archive publishes meanwhile does not show.

        >>> articles = archive.select("demo", kind="article", published_since="2026-03-01")
        >>> articles
        <Selection of 'archive-demo': city='demo', kind='article', published_since='2026-03-01'>
        >>> articles.count()
        12
        >>> articles.to_pandas(["title", "published"]).dtypes["published"]
        dtype('<M8[ms]')

    ``asked`` are the conditions as given; ``wheres`` those that a row by itself tells to be met.
    """

    archive: Reader
    asked: Mapping[str, Any]
    wheres: tuple[Where, ...]
    shown_at: datetime | None = None

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.asked.items())
        return f"<Selection of {str(self.archive.path)!r}: {told or 'all records'}>"

    def _repr_html_(self) -> str:
        from archive.shown import selection

        return selection(self)

    def count(self) -> int:
        """How many records there are.

        Raises:
            ConfigurationError: no such city or funder.
            ArchiveFault: a file cannot be read.
        """
        if not self.conditions:
            return self.archive.generation.rows("pages")
        return len(self.to_arrow(["version"]))

    def to_arrow(self, columns: Sequence[str] | None = None) -> pa.Table:
        """The records as ``pyarrow.Table``: these columns of ``pages``, or all.

        Raises:
            ConfigurationError: no such city, funder or column.
            ArchiveFault: a file cannot be read.
        """
        rows = self.archive.read_table(PAGES, columns, self.conditions)
        if not len(rows):
            self._explain()
        return rows

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The records in pieces, sorted by city, canonical URL and time.

        Memory stays bounded however large the archive is (conditions that look at other records,
        such as ``latest``, hold one id a page).

        Raises:
            ConfigurationError: no such city or column.
            ArchiveFault: a file cannot be read.
        """
        wanted = column_names(PAGES, columns)
        self.archive.expect_city(self.asked.get("city"))
        try:
            yield from merged(self.archive.files("pages"), PAGES, wanted, self.conditions)
        except OSError as error:
            raise self.archive.lost(error) from error

    def duckdb(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection where ``pages`` are these records.

        Its views read the archive's files when they are asked: ``pages``; the exploded views of
        these pages (`archive.parts.PARTS`: ``dates``, ``badges``, ``attachments`` ...);
        ``visits`` and ``runs`` of the whole archive. The time zone is UTC.

            >>> sql = archive.select("demo", latest=True).duckdb()
            >>> query = "SELECT count(*) FROM badges WHERE funder_id = 'rfrd'"
            >>> sql.execute(query).fetchall()
            [(3,)]

        Raises:
            ConfigurationError: DuckDB is not installed, or no such city or funder.
            ArchiveFault: a file cannot be read.
        """
        from archive.duck import connect

        return connect(self)

    def dates(self) -> Parts:
        """The dates in running text, one row each (docs/dates.md).

        >>> dates = archive.select("demo", latest=True).dates()
        >>> dates.to_polars(["text", "lo", "role"]).shape == (dates.count(), 3)
        True
        """
        return Parts(self, "dates")

    def badges(self) -> Parts:
        """The signs that name who pays, one row each, with ``funder_id`` (docs/funders.md).

        >>> badges = archive.select("demo", latest=True).badges().to_pandas()
        >>> int((badges["funder_id"] == "rfrd").sum())
        3
        """
        return Parts(self, "badges")

    def attachments(self) -> Parts:
        """The files that pages offer, one row each."""
        return Parts(self, "attachments")

    def sections(self) -> Parts:
        """The parts of pages (header, main ...), one row each."""
        return Parts(self, "sections")

    def blocks(self) -> Parts:
        """The main content block by block, one row each."""
        return Parts(self, "blocks")

    def images(self) -> Parts:
        """The images of the main content, one row each."""
        return Parts(self, "images")

    def date_candidates(self) -> Parts:
        """Every statement about when a page was published or changed, one row each."""
        return Parts(self, "date_candidates")

    def projects(self) -> Parts:
        """The funded projects that pages describe, one row each."""
        return Parts(self, "projects")

    def legal_links(self) -> Parts:
        """The links to a site's own rules, one row each."""
        return Parts(self, "legal_links")

    @cached_property
    def conditions(self) -> list[Where]:
        """All conditions; those that look at other rows or at the index are answered by now.

        Raises:
            ConfigurationError: there is no word in the text to look for.
            ArchiveFault: a file or the index cannot be read.
        """
        wheres = list(self.wheres)
        if self.shown_at is not None:
            wheres.append(Among("record_id", self._shown(self.shown_at)))
        if text := self.asked.get("text"):
            from archive.search.find import matching

            wheres.append(Among("record_id", matching(self.archive, text)))
        if self.asked.get("latest"):
            wheres.append(Among("record_id", self._newest(wheres)))
        return wheres

    def _newest(self, wheres: Sequence[Where]) -> pa.Array:
        """Ids of the newest version of each page, of those that meet conditions."""
        columns = [*_PAGE, "fetched_at", "version", "record_id"]
        rows = self.archive.read_table(PAGES, columns, wheres)
        newest = last_of_each(rows, _PAGE, ["version", "fetched_at"])
        return newest["record_id"].combine_chunks()

    def _shown(self, limit: datetime) -> pa.Array:
        """Ids of the records that pages showed just before a moment, as far as visits tell."""
        cities = equal((("city",), self.asked.get("city")))
        ids = self._newest([*cities, *span("fetched_at", None, limit)])
        judged = [
            *cities,
            *span("fetched_at", None, limit),
            *equal(
                (("outcome",), ("new", "changed", "unchanged", "gone")),
                (("purpose",), READ_PURPOSES),
            ),
        ]
        columns = ["fetched_at", "visit_id", "outcome", "record_id"]
        visits = self.archive.read_table(VISITS, columns, judged)
        last = last_of_each(visits, ["record_id"], ["fetched_at", "visit_id"])
        gone = last.filter(pc.match_substring(last["outcome"], "gone"))["record_id"]
        return ids.filter(pc.invert(pc.is_in(ids, value_set=gone.combine_chunks())))

    def _explain(self) -> None:
        """Nothing was found: say so if it is for a name that the archive does not know."""
        self.archive.expect_city(self.asked.get("city"))
        funders = names(self.asked.get("funder"))
        if not funders:
            return
        badges = self.archive.read_table(PAGES, ["badges"])["badges"]
        ids = pc.unique(pc.struct_field(pc.list_flatten(badges), "funder_id")).drop_null()
        known = sorted(ids.to_pylist())
        for name in funders:
            if name not in known:
                raise ConfigurationError(
                    no_such("funder", name, known) + f" in {self.archive.path}"
                )
