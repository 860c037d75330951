"""Which day it was for a run: the calendar's, or the demo town's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from archive.days import polish_day


def day_of_run(settings: Mapping[str, str], moment: datetime) -> date:
    """The Polish local day at a moment; of a run of the demo town, the town's day.

    ``settings`` are those of the run (``runs.settings``).
    """
    day = settings.get("KRONIKA_DEMO_DAY", "")
    if day.isdigit() and int(day):
        from crawler.demo.content import today

        return today(int(day))
    return polish_day(moment)
