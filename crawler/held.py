"""The records an archive holds of a city, while their snapshots are read again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from archive.known import KnownPage, known_from
from archive.model import Visit

#: The columns of ``pages`` that are needed.
COLUMNS = ("record_id", "canonical_url", "url", "content_digest", "version", "fetched_at",
           "kind", "run_id", "snapshot")  # fmt: skip


class Held:
    """Records by run and snapshot; each is taken once, and what is left over is lost.

    ``rows`` are rows of ``pages`` with `COLUMNS`. ``apart`` are snapshots (WARC-Record-ID) whose
    records are kept apart (`archive.apart`) until somebody decides about them.
    """

    def __init__(
        self, rows: Iterable[Mapping[str, Any]] = (), apart: Collection[str] = frozenset()
    ) -> None:
        self._apart = apart
        self._runs: defaultdict[str, dict[str, tuple[str, KnownPage]]] = defaultdict(dict)
        for row in rows:
            record = row["canonical_url"], known_from(row)
            self._runs[row["run_id"]][row["snapshot"]["warc_record_id"]] = record

    def take(self, visit: Visit) -> str | None:
        """The canonical address of the page whose record was read from a visit's snapshot."""
        if visit.snapshot is None or visit.run_id not in self._runs:
            return None
        record = self._runs[visit.run_id].pop(visit.snapshot.warc_record_id, None)
        return None if record is None else record[0]

    def apart(self, visit: Visit) -> bool:
        """Whether the record of a visit is kept apart."""
        return visit.snapshot is not None and visit.snapshot.warc_record_id in self._apart

    def lost_before(self, run_id: str) -> Iterator[tuple[str, KnownPage]]:
        """Records of earlier runs whose snapshots did not come, in the order of the runs."""
        for earlier in sorted(run for run in self._runs if run < run_id):
            yield from self._runs.pop(earlier).values()
