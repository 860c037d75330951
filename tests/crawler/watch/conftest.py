"""The demo town crawled once in good health, to be crawled again with a fault."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from archive import Archive
from crawler.process import crawl_city


def crawl_town(root: Path, day: int, fault: str = "", **more: Any) -> Any:
    """Crawl the demo town into an archive; gives back the spider."""
    settings = {
        "KRONIKA_ARCHIVE": str(root),
        "KRONIKA_DEMO_DAY": day,
        "KRONIKA_DEMO_FAULT": fault,
        "KRONIKA_PROGRESS": False,
        "KRONIKA_WORKERS": 0,
        "KRONIKA_BATCH_SECONDS": 3600,  # what is published when rests on pages alone
    }
    return crawl_city("demo", settings | more, handle_signals=False)


def last_run(root: Path) -> dict[str, Any]:
    """The newest row of ``runs``."""
    rows = Archive(root).runs().to_pylist()
    return max(rows, key=lambda row: row["run_id"])


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with day 1 of the town."""
    root = tmp_path_factory.mktemp("healthy") / "archive"
    crawl_town(root, 1)
    return root


@pytest.fixture
def town(healthy: Path, tmp_path: Path) -> Path:
    """A copy of that archive for one test."""
    root = tmp_path / "archive"
    shutil.copytree(healthy, root, symlinks=True)
    return root
