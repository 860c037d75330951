"""The state of the cities as one static HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crawler.report.document import document, element, table
from crawler.status.read import CityStatus


def render(cities: Sequence[CityStatus], now: datetime) -> str:
    """The page; stale cities come first. ``now`` is a UTC moment."""
    stale = [city for city in cities if not city.fresh]
    title = f"{len(stale)} of {len(cities)} cities are stale" if stale else "All cities are fresh"
    ordered = sorted(cities, key=lambda city: (city.fresh, city.city))
    parts = [
        element("h1", title, "bad" if stale else "good"),
        element("p", f"As of {now:%Y-%m-%d %H:%M} UTC.", "dim"),
        table(
            ("city", "state", "last good run", "newest article", "verdict", "why"),
            [_row(city) for city in ordered],
        ),
        *_causes(ordered),
    ]
    return document(title, "\n".join(parts))


def _row(city: CityStatus) -> tuple[str, ...]:
    return (
        city.city,
        "fresh" if city.fresh else "stale",
        f"{city.since:%Y-%m-%d %H:%M}" if city.since else "never",
        city.newest.isoformat() if city.newest else "",
        city.run["verdict"] if city.run else "",
        city.why,
    )


def _causes(cities: Sequence[CityStatus]) -> list[str]:
    rows = [
        (city.city, cause["code"], cause["site"] or "", cause["evidence"])
        for city in cities
        for cause in ((city.run or {}).get("causes") or [])
    ]
    heads = ("city", "cause", "site", "what shows it")
    return [element("h2", "Causes of the newest runs"), table(heads, rows)] if rows else []
