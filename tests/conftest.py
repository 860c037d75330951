"""What tests of several packages share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def town_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of three days of the demo town, named archive-demo; only to be read."""
    from tests.town import crawl_three_days

    return crawl_three_days(tmp_path_factory.mktemp("town") / "archive-demo")
