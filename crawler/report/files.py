"""Where reports lie in an archive: ``reports/<city>/<run>.json`` and ``.html``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archive.errors import ArchiveFault, ConfigurationError
from archive.tables.disk import write_whole
from crawler.report.html import render


def report_path(root: Path, city: str, run_id: str, suffix: str) -> Path:
    """The place of a report in the archive at ``root``; ``suffix`` is ".json" or ".html"."""
    return root / "reports" / city / f"{run_id}{suffix}"


def write_report(root: Path, report: Mapping[str, Any]) -> Path:
    """Write both files of a report, each whole or not at all; returns the page's path.

    Raises:
        ArchiveFault: the archive cannot be written.
    """
    page = report_path(root, report["city"], report["run_id"], ".html")
    text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        write_whole(page.with_suffix(".json"), text.encode())
        write_whole(page, render(report).encode())
    except OSError as error:
        raise ArchiveFault(f"cannot write the report {page}: {error.strerror or error}") from error
    return page


def read_report(root: Path, city: str, run_id: str) -> dict[str, Any]:
    """The report of a run.

    Raises:
        ConfigurationError: there is none, as of a run that was killed.
    """
    path = report_path(root, city, run_id, ".json")
    try:
        report: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(f"run {run_id} of {city} left no report ({path})") from None
    return report
