"""A point in time as people say it: a day, a moment, or how long ago."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from archive.when import start_of

_AGO = re.compile(r"(\d{1,5})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def since(text: str, now: datetime) -> datetime:
    """The moment meant, in UTC: "12h", "7d" or "2w" before ``now``, or as `archive.when` reads it.

    Raises:
        ConfigurationError: the text is none of these.
    """
    ago = _AGO.fullmatch(text.strip())
    return now - int(ago[1]) * _UNITS[ago[2]] if ago else start_of(text)
