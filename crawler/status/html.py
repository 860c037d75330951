"""The state of the cities as one static HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crawler.report.document import document, element, table
from crawler.status.read import HEADS, CityStatus


def render(cities: Sequence[CityStatus], now: datetime) -> str:
    """The page; stale cities come first. ``now`` is a UTC moment."""
    stale = [city for city in cities if not city.fresh]
    title = _title(len(stale), len(cities))
    ordered = sorted(cities, key=lambda city: (city.fresh, city.city))
    parts = [
        element("h1", title, "bad" if stale else "good"),
        element("p", f"As of {now:%Y-%m-%d %H:%M} UTC.", "dim"),
        table(HEADS, [city.cells for city in ordered]),
        *_causes(ordered),
    ]
    return document(title, "\n".join(parts))


def _title(stale: int, cities: int) -> str:
    if not stale:
        return "All cities are fresh"
    verb = "is" if stale == 1 else "are"
    return f"{stale} of {cities} {'city' if cities == 1 else 'cities'} {verb} stale"


def _causes(cities: Sequence[CityStatus]) -> list[str]:
    rows = [
        (city.city, cause["code"], cause["site"] or "", cause["evidence"])
        for city in cities
        for cause in ((city.run or {}).get("causes") or [])
    ]
    heads = ("city", "cause", "site", "what shows it")
    return [element("h2", "Causes of the newest runs"), table(heads, rows)] if rows else []
