"""The calendar day in Poland at a moment."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo


def polish_day(moment: datetime) -> date:
    """The calendar day in Poland (Europe/Warsaw) at a moment that carries a time zone."""
    return moment.astimezone(_warsaw()).date()


@cache
def _warsaw() -> ZoneInfo:
    return ZoneInfo("Europe/Warsaw")
