"""Reports of runs that mention a page by its address or title: they go as a whole.

A report (``reports/<city>/<run>.json`` and ``.html``) names pages as examples of what it counts.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from archive.forget.rows import Rows

#: A shorter title ("Kontakt") is no trace of one page.
_TELLING = 12


def drop_reports(root: Path, cities: Sequence[str], rows: Rows) -> None:
    """Remove the reports of cities that mention what goes.

    Raises:
        OSError: a report cannot be read or removed.
    """
    traces = [*rows.addresses, *(title for title in rows.titles if len(title) >= _TELLING)]
    written = {form for trace in traces for form in _forms(trace)}
    for city in cities:
        folder = root / "reports" / city
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        stems = {path.stem for path in files if _mentions(path, written)}
        for path in files:
            if path.stem in stems:
                path.unlink()


def _forms(trace: str) -> Iterator[str]:
    yield trace
    yield html.escape(trace)
    yield json.dumps(trace, ensure_ascii=False)[1:-1]


def _mentions(path: Path, written: set[str]) -> bool:
    text = path.read_text("utf-8", "replace")
    return any(form in text for form in written)
