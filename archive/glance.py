"""An archive at a glance, for whoever types its name in a notebook: a line, or a small table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from archive.schema import TABLES

if TYPE_CHECKING:
    from datetime import datetime

    from archive.info import CityInfo, Info

_HEADS = ("city", "pages", "records", "from", "to", "dated", "snapshots", "last run")


def line(found: Info) -> str:
    """What is inside, in one line: counts, cities, time span, state, health."""
    counts = ", ".join(f"{found.tables[name]['rows']:,} {name}" for name in TABLES)
    cities = ", ".join(city.city for city in found.cities) or "none"
    health = f"{len(found.remarks)} remarks (kronika info)" if found.remarks else "all well"
    return (
        f"<Archive {str(found.path)!r}: {counts}; cities: {cities}; {_span(found)}"
        f"generation {found.generation} of {found.changed_at:%Y-%m-%d %H:%M} UTC; {health}>"
    )


def html(found: Info) -> str:
    """The same as a table with a row for each city; everything from the archive is escaped."""
    counts = ", ".join(f"<b>{found.tables[name]['rows']:,}</b> {name}" for name in TABLES)
    heads = "".join(f"<th>{head}</th>" for head in _HEADS)
    rows = "".join(f"<tr>{_cells(city)}</tr>" for city in found.cities)
    remarks = "".join(f"<li>{escape(remark)}</li>" for remark in found.remarks)
    return (
        f"<div><p>Archive <code>{escape(str(found.path))}</code>: {counts}; generation "
        f"{found.generation} of {found.changed_at:%Y-%m-%d %H:%M} UTC</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        + (f"<ul>{remarks}</ul>" if remarks else "<p>Nothing needs attention.</p>")
        + "</div>"
    )


def _cells(city: CityInfo) -> str:
    dated = "" if city.dated is None else f"{city.dated:.0%}"
    verdict = "" if city.run is None else city.run["verdict"]
    cells = (
        *(city.city, f"{city.pages:,}", f"{city.records:,}", _day(city.first), _day(city.last)),
        *(dated, f"{city.snapshot_bytes / 1e6:,.1f} MB", verdict),
    )
    return "".join(f"<td>{escape(cell)}</td>" for cell in cells)


def _span(found: Info) -> str:
    firsts = [city.first for city in found.cities if city.first]
    lasts = [city.last for city in found.cities if city.last]
    return f"fetched {_day(min(firsts))} to {_day(max(lasts))}; " if firsts else ""


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""
