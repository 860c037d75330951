"""Breadcrumb: the path to the page, as markup or as a line that begins "Jesteś tutaj"."""

from __future__ import annotations

import re

from crawler.extraction.reading import Find, Reading
from crawler.extraction.selectors import is_selected

#: In folded text, where "»" has become a plain quote.
_YOU_ARE_HERE = re.compile(
    r"(?:jestes (?:tu|tutaj|w)|tu jestes|znajdujesz sie|sciezka|nawigacja:)|"
    r"(?:strona glowna|start|glowna|home|strona startowa)\s*(?:[>/|\"›→\\]|::|-\s)"
)
_SEPARATORS = re.compile(r"[>»›→]|\s/\s|::")
_MOST_CHARS = 300


def claim(reading: Reading) -> None:
    """Mark the lines of the breadcrumb."""
    if is_selected(reading, "breadcrumb"):
        return
    for index, line in enumerate(reading.lines):
        if line.region == "breadcrumb" and reading.owner[index] is None:
            reading.owner[index] = "breadcrumb"
            reading.finds.setdefault("breadcrumb", Find("id or class", 0.9))
    if "breadcrumb" in reading.finds:
        return
    for index, line in enumerate(reading.lines):
        if line.picture or not line.text or len(line.text) > _MOST_CHARS or line.level:
            continue
        if reading.owner[index] is not None or not _YOU_ARE_HERE.match(line.key):
            continue
        if line.key.startswith(("jestes", "tu jestes")) or _SEPARATORS.search(line.text):
            reading.owner[index] = "breadcrumb"
            reading.finds["breadcrumb"] = Find("cue words", 0.8)
            return
