"""Navigation: the menus, by markup or by being lists of short links."""

from __future__ import annotations

from crawler.extraction.reading import Find, Reading
from crawler.extraction.selectors import is_selected


def claim(reading: Reading) -> None:
    """Mark the menu lines nobody else wanted."""
    if is_selected(reading, "navigation"):
        return
    for index, line in enumerate(reading.lines):
        if reading.owner[index] is not None or not line.text or line.picture is not None:
            continue
        if line.region == "navigation":
            reading.owner[index] = "navigation"
            reading.finds.setdefault("navigation", Find("landmark", 0.8))
