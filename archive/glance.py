"""An archive at a glance, for whoever types its name in a notebook: a line, or a small table."""

from __future__ import annotations

from datetime import datetime
from html import escape

from archive.errors import ArchiveFault
from archive.info import CityInfo, Info, info
from archive.reader import Reader
from archive.schema import TABLES
from archive.shown import table

_HEADS = ("city", "pages", "records", "from", "to", "dated", "snapshots", "last run")


def line(archive: Reader) -> str:
    """What is inside, in one line: counts, cities, time span, state, health; never an error."""
    try:
        return f"<Archive {str(archive.path)!r}: {_told(info(archive))}>"
    except ArchiveFault as fault:
        return f"<Archive {str(archive.path)!r}: {fault}>"


def html(archive: Reader) -> str:
    """The same as a table with a row for each city; everything from the archive is escaped."""
    try:
        found = info(archive)
    except ArchiveFault as fault:
        return f"<p>Archive <code>{escape(str(archive.path))}</code>: {escape(str(fault))}</p>"
    counts = ", ".join(f"<b>{found.tables[name]['rows']:,}</b> {name}" for name in TABLES)
    cities = table(_HEADS, map(_cells, found.cities))
    remarks = "".join(f"<li>{escape(remark)}</li>" for remark in found.remarks)
    return (
        f"<div><p>Archive <code>{escape(str(found.path))}</code>: {counts}; generation "
        f"{found.generation} of {found.changed_at:%Y-%m-%d %H:%M} UTC</p>"
        f"{cities}"
        + (f"<ul>{remarks}</ul>" if remarks else "<p>Nothing needs attention.</p>")
        + "</div>"
    )


def _told(found: Info) -> str:
    counts = ", ".join(f"{found.tables[name]['rows']:,} {name}" for name in TABLES)
    cities = ", ".join(city.city for city in found.cities) or "none"
    health = "kronika info names what needs attention" if found.remarks else "all well"
    return (
        f"{counts}; cities: {cities}; {_span(found)}generation {found.generation} of "
        f"{found.changed_at:%Y-%m-%d %H:%M} UTC; {health}"
    )


def _cells(city: CityInfo) -> list[str]:
    dated = "" if city.dated is None else f"{city.dated:.0%}"
    verdict = "" if city.run is None else city.run["verdict"]
    cells = (
        *(city.city, f"{city.pages:,}", f"{city.records:,}", _day(city.first), _day(city.last)),
        *(dated, f"{city.snapshot_bytes / 1e6:,.1f} MB", verdict),
    )
    return [escape(cell) for cell in cells]


def _span(found: Info) -> str:
    firsts = [city.first for city in found.cities if city.first]
    lasts = [city.last for city in found.cities if city.last]
    return f"fetched {_day(min(firsts))} to {_day(max(lasts))}; " if firsts else ""


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""
