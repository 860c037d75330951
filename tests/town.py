"""An archive of the demo town, crawled on its three days as if they were those days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from archive.when import utc_now
from crawler.process import crawl_city

#: When the three crawls begin. In Poland it is an hour later.
EVENINGS = tuple(datetime(2026, 3, day, 20, 0, tzinfo=UTC) for day in (2, 3, 4))


def crawl_three_days(root: Path) -> Path:
    """Crawl the town on days 1, 2 and 3 into an archive; its moments are those of the story."""
    for day, evening in enumerate(EVENINGS, 1):
        with pytest.MonkeyPatch.context() as patch:
            lag = utc_now() - evening
            patch.setattr("crawler.runs.opening.utc_now", partial(_earlier, lag))
            settings = {
                "KRONIKA_ARCHIVE": str(root),
                "KRONIKA_DEMO_DAY": day,
                "KRONIKA_PACE": 0,
                "KRONIKA_PROGRESS": False,
            }
            spider = crawl_city("demo", settings, handle_signals=False)
        assert spider.verdict.exit_code == 0, spider.verdict
    return root


def _earlier(lag: timedelta) -> datetime:
    return utc_now() - lag
