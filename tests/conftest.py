"""What tests of several packages share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples on every machine, however slow: a run that passed once passes again. To look
# for others: pytest --hypothesis-profile=default.
settings.register_profile(
    "certain", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("certain")


@pytest.fixture(scope="session", autouse=True)
def same_surroundings() -> Iterator[None]:
    """Nothing of the caller's terminal, proxy or settings reaches a test or its commands."""
    habits = ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "LINES")
    own = [name for name in os.environ if name.startswith("KRONIKA_")]
    with pytest.MonkeyPatch.context() as patch:
        for name in (*habits, *own):
            patch.delenv(name, raising=False)
        for name, value in {"COLUMNS": "80", "NO_PROXY": "*", "no_proxy": "*"}.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def town_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of three days of the demo town, named archive-demo; only to be read."""
    from tests.town import crawl_three_days

    return crawl_three_days(tmp_path_factory.mktemp("town") / "archive-demo")
