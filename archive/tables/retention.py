"""Which old generations are worth keeping: the newest, and fewer the older they are."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.tables.generation import Generation


@dataclass(frozen=True, slots=True)
class Retention:
    """What stays: the ``keep`` newest, and the last of each of ``days`` and of every month.

    A generation that was the published one less than ``spare`` ago stays, too, so that nobody
    loses the files under a read. Days and months are UTC; ``months`` says whether those stay.
    """

    keep: int = 16
    spare: timedelta = timedelta(hours=1)
    days: int = 30
    months: bool = True

    def superfluous(self, generations: Sequence[Generation], now: datetime) -> list[Generation]:
        """Those that may go, oldest first; ``generations`` are all, oldest first, ``now`` is UTC.

        The last one, which is published, never is among them.
        """
        stay = {g.number for g in generations[-max(1, self.keep) :]}
        first_day = (now - timedelta(days=self.days)).date()
        for generation, successor in itertools.pairwise(generations):
            day, next_day = generation.created_at.date(), successor.created_at.date()
            last_of_month = self.months and (day.year, day.month) != (next_day.year, next_day.month)
            last_of_day = day != next_day and day > first_day
            if last_of_month or last_of_day or successor.created_at > now - self.spare:
                stay.add(generation.number)
        return [generation for generation in generations if generation.number not in stay]
