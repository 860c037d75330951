"""What a city's crawls were like before: read once, when a run begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

import pyarrow as pa

from archive import Archive
from archive.model import DATED_KINDS, FINE_VERDICTS, Visit
from archive.query import equal
from archive.rows import table_to_rows
from archive.schema import PAGES, RUNS, VISITS
from archive.tables.where import Among
from crawler.runs.sweeps import sweeps_over
from crawler.watch.portrait import COLUMNS, Portraits, paint
from crawler.watch.traffic import ENTRIES, Traffic

#: Records and runs a baseline is made of, the newest.
RECORDS, RUNS_BACK = 600, 10
_VISIT = (
    "visit_id", "city", "site", "run_id", "url", "purpose", "fetched_at", "elapsed_ms",
    "http_status", "outcome", "reason", "location",
)  # fmt: skip


@dataclass(slots=True)
class Baseline:
    """A city before a sweep.

    ``portraits`` and ``traffic`` tell how its newest records read and how its last good runs
    went; ``published`` has the publication day of its articles and notices, by site and canonical
    address. Records of the sweep under way are in no portrait: what a run that was cut short read
    is no sample of the pages still to come.
    """

    portraits: Portraits = field(default_factory=dict)
    traffic: dict[str, Traffic] = field(default_factory=dict)
    published: dict[str, dict[str, date]] = field(default_factory=dict)


def read_baseline(archive: Archive, city: str) -> Baseline:
    """Read what the tables hold of a city; empty when it was never crawled.

    Raises:
        ArchiveFault: the tables cannot be read.
    """
    ours = equal((("city",), city))
    columns = ["record_id", "canonical_url", "site", "kind", "published", "fetched_at", "run_id"]
    rows = archive.read_table(PAGES, columns, ours).sort_by([("fetched_at", "descending")])
    rows = table_to_rows(rows)
    over = sweeps_over(archive, city)
    earlier = (row["record_id"] for row in rows if over.has(row["run_id"], row["fetched_at"]))
    baseline = Baseline()
    if newest := list(islice(earlier, RECORDS)):
        wheres = [*ours, Among("record_id", pa.array(newest, pa.string()))]
        paint(archive.read_table(PAGES, list(COLUMNS), wheres).to_pylist(), baseline.portraits)
    for row in reversed(rows):
        note_day(baseline, row)
    baseline.traffic = _traffic(archive, city)
    return baseline


def note_day(baseline: Baseline, row: Mapping[str, Any]) -> None:
    """Note the publication day of a page; of several versions the first one's counts."""
    if row["published"] is not None and row["kind"] in DATED_KINDS:
        days = baseline.published.setdefault(row["site"] or "", {})
        days.setdefault(row["canonical_url"], row["published"])


def _traffic(archive: Archive, city: str) -> dict[str, Traffic]:
    ours = equal((("city",), city))
    runs = table_to_rows(archive.read_table(RUNS, ["run_id", "started_at", "verdict"], ours))
    good = [run for run in runs if run["verdict"] in FINE_VERDICTS]
    good.sort(key=lambda run: run["started_at"])
    names = [run["run_id"] for run in good[-RUNS_BACK:]]
    if not names:
        return {}
    wheres = [*ours, *equal((("run_id",), names), (("purpose",), ("page", *ENTRIES)))]
    traffic: dict[str, Traffic] = {}
    for row in archive.read_table(VISITS, list(_VISIT), wheres).to_pylist():
        traffic.setdefault(row["site"] or "", Traffic()).add(Visit(**row))
    return traffic
