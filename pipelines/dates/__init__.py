"""Polish dates: found in running text, read where they stand alone, chosen for a page.

dateparser is loaded by the first call that needs it, never by importing this package.
"""

from __future__ import annotations

from pipelines.dates.alone import PageDate, read_date
from pipelines.dates.choice import Choice, choose
from pipelines.dates.finder import find_dates
from pipelines.dates.roles import main_date

__all__ = ["Choice", "PageDate", "choose", "find_dates", "main_date", "read_date"]
