"""The report of a run as plain data, ready for JSON: what was found, and against what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

from archive import Archive
from archive.rows import table_to_rows
from crawler.watch.cadence import by_week, learn, silence
from crawler.watch.causes import SiteFigures
from crawler.watch.layout import new_templates
from crawler.watch.portrait import Portrait
from crawler.watch.watcher import Watch

#: Version of the report's form: a new key keeps it, a changed meaning raises it.
FORM = 1
#: Earlier runs shown.
_RUNS = 30
_COUNTS = ("new", "changed", "unchanged", "gone", "refused", "failed")


def build(row: Mapping[str, Any], name: str, sites: Sequence[SiteFigures], watch: Watch,
          archive: Archive) -> dict[str, Any]:  # fmt: skip
    """Everything a report says; ``row`` is the run's row of ``runs``, ``name`` the city's.

    Raises:
        ArchiveFault: the tables cannot be read.
    """
    told = {key: row[key] for key in ("run_id", "city", "verdict", "exit_code", "message")}
    return told | {
        "form": FORM,
        "name": name,
        "started_at": row["started_at"].isoformat(),
        "finished_at": row["finished_at"].isoformat(),
        "software": row["software"],
        "counts": dict(row["counts"]),
        "reasons": {reason["code"]: reason["count"] for reason in row["reasons"]},
        "causes": [dict(cause) for cause in row["causes"]],
        "apart": {site: len(ids) for site, ids in watch.apart.items()},
        "sites": [_site(site, watch) for site in sites],
        "runs": _runs(archive, row["city"]),
    }


def _site(site: SiteFigures, watch: Watch) -> dict[str, Any]:
    traffic, before = site.traffic, site.before
    return {
        "site": site.name,
        "home": site.home,
        "asked": traffic.asked,
        "answered": traffic.answered,
        "statuses": dict(sorted(traffic.statuses.items())),
        "outcomes": dict(traffic.outcomes.most_common()),
        "reasons": dict(traffic.reasons.most_common()),
        "examples": traffic.example,
        "median_ms": traffic.median_ms,
        "median_ms_before": before.median_ms,
        "announced": _announced(site),
        "cadence": _cadence(site),
        "kinds": [
            _kind(kind, now, watch.before.portraits.get((name, kind), Portrait()))
            for (name, kind), now in sorted(watch.portraits.items())
            if name == site.name
        ],
    }


def _announced(site: SiteFigures) -> dict[str, int] | None:
    if site.announced is None:
        return None
    by_purpose = {name: len(pages) for name, pages in sorted(site.announced.by_purpose.items())}
    return by_purpose | {"all": len(site.announced.pages)}


def _cadence(site: SiteFigures) -> dict[str, Any] | None:
    """Articles by week, and the silence now with its odds; None without a dated article."""
    days = Counter(site.published.values())
    if not days:
        return None
    weeks = [(monday.isoformat(), count) for monday, count in by_week(days, site.today)]
    told: dict[str, Any] = {"weeks": weeks, "last": max(days).isoformat(), "silence": None}
    if rhythm := learn(days):
        quiet = silence(rhythm, max(days), site.today)
        told["per_week"] = round(sum(rhythm.weekdays), 2)
        told["silence"] = asdict(quiet) | {"last": quiet.last.isoformat()}
    return told


def _kind(kind: str, now: Portrait, before: Portrait) -> dict[str, Any]:
    names = sorted({*now.filled, *before.filled})
    return {
        "kind": kind,
        "records": now.rows,
        "records_before": before.rows,
        "shares": {name: round(now.share(name), 4) for name in names},
        "shares_before": {name: round(before.share(name), 4) for name in names},
        "length_median": _median(now.lengths),
        "length_median_before": _median(before.lengths),
        "templates": len(now.templates),
        "records_of_new_templates": new_templates(now, before),
    }


def _median(values: Iterable[int]) -> float | None:
    values = list(values)
    return median(values) if values else None


def _runs(archive: Archive, city: str) -> list[dict[str, Any]]:
    columns = ["run_id", "started_at", "verdict", "counts"]
    rows = table_to_rows(archive.runs(city=city, columns=columns))
    rows.sort(key=lambda row: (row["started_at"], row["run_id"]))
    return [
        {
            "run_id": row["run_id"],
            "started_at": row["started_at"].isoformat(),
            "verdict": row["verdict"],
            **{name: (row["counts"] or {}).get(name) or 0 for name in _COUNTS},
        }
        for row in rows[-_RUNS:]
    ]
