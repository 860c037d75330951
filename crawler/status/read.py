"""Read the state of each city from the tables alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

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


def read_status(
    archive: Archive, now: datetime, cities: Sequence[str] = (), max_age: timedelta = MAX_AGE
) -> list[CityStatus]:
    """The state of these cities, or of all in the archive; ``now`` is a UTC moment.

    A city that was named and never crawled is stale.

    Raises:
        ArchiveFault: the tables cannot be read.
    """
    return [_city(archive, city, now, max_age) for city in cities or archive.cities()]


def _city(archive: Archive, city: str, now: datetime, max_age: timedelta) -> CityStatus:
    ours = equal((("city",), city))
    runs = table_to_rows(archive.read_table(RUNS, None, ours))
    runs.sort(key=lambda run: (run["started_at"], run["run_id"]))
    last = runs[-1] if runs else None
    good = next((run for run in reversed(runs) if run["verdict"] in FINE_VERDICTS), None)
    since = good["finished_at"] if good else None
    days = _days(archive, city)
    quiet = _quiet(days, last, now)
    wheres = [*ours, *equal((("reason",), KEPT_APART))]
    waiting = Counter(archive.read_table(VISITS, ["run_id"], wheres)["run_id"].to_pylist())
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


def _days(archive: Archive, city: str) -> Counter[date]:
    """First versions of articles and notices by publication day."""
    wheres = equal((("city",), city), (("kind",), DATED_KINDS))
    rows = archive.read_table(PAGES, ["published", "version"], wheres).to_pylist()
    return Counter(row["published"] for row in rows if row["published"] and row["version"] == 1)


def _quiet(days: Counter[date], last: dict[str, Any] | None, now: datetime) -> Silence | None:
    rhythm = learn(days)
    if rhythm is None or last is None:
        return None
    return silence(rhythm, max(days), day_of_run(dict(last["settings"] or []), now))
