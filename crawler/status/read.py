"""Read the state of each city from the tables alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from archive.apart import KEPT_APART
from archive.api import Archive
from archive.model import DATED_KINDS, FINE_VERDICTS
from archive.query import equal
from archive.rows import table_to_rows
from archive.schema import PAGES, RUNS, VISITS
from crawler.watch.cadence import Silence, learn, silence
from crawler.watch.today import day_of_run

#: A city is stale when its last good run is older than this.
MAX_AGE = timedelta(hours=36)
#: Heads of `CityStatus.cells`; ``since`` is the end of the last good run.
HEADS = ("city", "state", "since", "newest", "verdict", "why")


@dataclass(frozen=True, slots=True)
class CityStatus:
    """One city: ``why`` says in a sentence what makes it fresh or stale.

    ``since`` (UTC) is when it was last well: the end of its last good run; None when there never
    was one. ``run`` is its newest run, a row of ``runs``. ``newest`` is the day of its newest
    article, ``silence`` how long it has been quiet and how likely that is (None: no rhythm known
    yet). ``apart`` counts records that wait for a decision, ``waiting`` the runs they belong to.
    """

    city: str
    fresh: bool
    why: str
    since: datetime | None
    run: dict[str, Any] | None
    newest: date | None
    silence: Silence | None
    apart: int
    waiting: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """What a person wants to know at a glance, in the order of `HEADS`."""
        return (
            self.city,
            "fresh" if self.fresh else "STALE",
            f"{self.since:%Y-%m-%dT%H:%M:%SZ}" if self.since else "never",
            self.newest.isoformat() if self.newest else "",
            self.run["verdict"] if self.run else "",
            self.why,
        )


def read_status(
    archive: Archive, now: datetime, cities: Sequence[str] = (), max_age: timedelta = MAX_AGE
) -> list[CityStatus]:
    """The state of these cities, or of all in the archive; ``now`` is a UTC moment.

    A city that was named and never crawled is stale. Each table is read once for all cities.

    Raises:
        ArchiveFault: the tables cannot be read.
    """
    tables = _Tables(archive, cities)
    return [_city(tables, city, now, max_age) for city in cities or tables.cities()]


class _Tables:
    """What the tables say, by city: runs in their order, days of articles, runs that wait."""

    def __init__(self, archive: Archive, cities: Sequence[str]) -> None:
        self._root = archive.layout.root
        ours = equal((("city",), cities or None))
        self.runs: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for run in table_to_rows(archive.read_table(RUNS, None, ours)):
            self.runs[run["city"]].append(run)
        for runs in self.runs.values():
            runs.sort(key=lambda run: (run["started_at"], run["run_id"]))
        dated = [*ours, *equal((("kind",), DATED_KINDS))]
        pages = archive.read_table(PAGES, ["city", "published", "version"], dated)
        self.days: dict[str, Counter[date]] = defaultdict(Counter)
        for city, day, version in _rows(pages):
            if version == 1 and day:
                self.days[city][day] += 1
        apart = [*ours, *equal((("reason",), KEPT_APART))]
        self.waiting: dict[str, Counter[str]] = defaultdict(Counter)
        for city, run_id in _rows(archive.read_table(VISITS, ["city", "run_id"], apart)):
            self.waiting[city][run_id] += 1

    def cities(self) -> list[str]:
        """All cities: those with runs, and those whose first run never ended."""
        folders = [path.name for path in (self._root / "snapshots").glob("*/")]
        return sorted({*self.runs, *self.days, *self.waiting, *folders})


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    """The rows as tuples, which are cheaper than dicts."""
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def _city(tables: _Tables, city: str, now: datetime, max_age: timedelta) -> CityStatus:
    runs, days = tables.runs[city], tables.days[city]
    last = runs[-1] if runs else None
    good = next((run for run in reversed(runs) if run["verdict"] in FINE_VERDICTS), None)
    since = good["finished_at"] if good else None
    quiet = _quiet(days, last, now)
    waiting = tables.waiting[city]
    troubles = list(_troubles(last, since, now, max_age, quiet, waiting))
    return CityStatus(
        city=city,
        fresh=not troubles,
        why="; ".join(troubles) or _fine(last),
        since=since,
        run=last,
        newest=max(days, default=None),
        silence=quiet,
        apart=waiting.total(),
        waiting=tuple(sorted(waiting)),
    )


def _troubles(
    last: dict[str, Any] | None,
    since: datetime | None,
    now: datetime,
    max_age: timedelta,
    quiet: Silence | None,
    waiting: Counter[str],
) -> Iterator[str]:
    if last is None:
        yield "no run has been finished"
        return
    if last["verdict"] not in (*FINE_VERDICTS, "interrupted"):
        yield f"{last['verdict'].replace('_', ' ')}: {(last['message'] or '').rstrip('.')}"
    elif since is None or now - since > max_age:
        hours = max_age / timedelta(hours=1)
        yield f"no good run for more than {hours:g} hours"
    elif quiet is not None and quiet.unlikely:
        yield (
            f"no article since {quiet.last}, though {quiet.expected:.0f} were to be expected "
            f"(chance {quiet.probability:.0e})"
        )
    if waiting:
        yield f"{waiting.total()} records kept apart wait for kronika runs accept or reject"


def _fine(last: dict[str, Any] | None) -> str:
    counts = (last or {}).get("counts") or {}
    return f"{counts.get('new') or 0} new, {counts.get('changed') or 0} changed in the last run"


def _quiet(days: Counter[date], last: dict[str, Any] | None, now: datetime) -> Silence | None:
    rhythm = learn(days)
    if rhythm is None or last is None:
        return None
    return silence(rhythm, max(days), day_of_run(dict(last["settings"] or []), now))
