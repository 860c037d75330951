"""Keep a page that was taken down out, though it comes under an address of its own.

No crawl asks for an address that was taken down. But a page fetched from another may name it as
its canonical address: it is that page again, and only when it was read does that show. Then neither
its row nor its visit is published, and its snapshot becomes a blank.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.errors import ArchiveFault
from archive.forget.segments import Doomed, blank_out, look
from archive.forget.tombstones import Tombstones
from archive.model import Visit
from archive.snapshots.reader import segment_path

#: Reason of a visit that is not published.
FORGOTTEN = "forgotten"


class Bar:
    """Looks at what is about to be published in an archive; `blank` clears its snapshots away.

    Raises:
        ArchiveFault: the register is damaged.
        OSError: the register cannot be read.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._tombstones = Tombstones.of(root)
        self._segments: set[str] = set()
        self._answers: set[str] = set()

    def pages(self, rows: list[dict[str, Any]], visits: Iterable[Visit]) -> list[dict[str, Any]]:
        """The rows of pages that may be published; visits that led to others are marked."""
        if not self._tombstones:
            return rows
        for visit in visits:
            if visit.canonical_url is not None and visit.canonical_url in self._tombstones:
                self._refuse(visit)
        return [row for row in rows if row["canonical_url"] not in self._tombstones]

    def _refuse(self, visit: Visit) -> None:
        if visit.snapshot is not None:
            self._segments.add(visit.snapshot.warc_file)
            self._answers.add(visit.snapshot.warc_record_id)
        visit.outcome, visit.reason, visit.record_id = "failed", FORGOTTEN, None

    def blank(self, moment: datetime) -> None:
        """Put blanks in the place of their snapshots, once nobody writes the segments any more.

        Raises:
            ArchiveFault: a segment cannot be read or written.
        """
        doomed = Doomed(frozenset(), frozenset(self._answers))
        try:
            for name in sorted(self._segments):
                blank_out(look(segment_path(self._root, name), doomed), moment)
        except OSError as error:
            raise ArchiveFault(f"cannot write snapshots: {error.strerror or error}") from error
        self._segments.clear()


def may_stay(visits: Iterable[Visit]) -> list[Visit]:
    """The visits that are published."""
    return [visit for visit in visits if visit.reason != FORGOTTEN]
