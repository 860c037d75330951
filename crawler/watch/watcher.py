"""Look on while a run goes: count what comes, and keep apart what no longer reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from archive.model import Visit
from crawler.profiles import CityProfile
from crawler.watch.baseline import Baseline, note_day
from crawler.watch.causes import Cause, SiteFigures, diagnose
from crawler.watch.entries import Entries, read_entries
from crawler.watch.layout import Doubt, Revisits, doubts
from crawler.watch.portrait import Portrait, Portraits, paint
from crawler.watch.traffic import ENTRIES, Traffic


class Watch:
    """Takes what a run is about to publish (`inspect`), and names causes at its end.

    ``portraits`` and ``traffic`` are the run's own; ``before`` is what it is compared with.
    ``passed`` are the ids of the records let through by site, ``apart`` those that were not.
    """

    def __init__(self, profile: CityProfile, before: Baseline) -> None:
        self.profile = profile
        self.before = before
        self.portraits: Portraits = {}
        self.traffic: dict[str, Traffic] = {}
        self.passed: dict[str, set[str]] = {}
        self.apart: dict[str, set[str]] = {}
        self._entries: list[Visit] = []

    def inspect(self, pages: Sequence[Mapping[str, Any]], visits: Sequence[Visit]) -> set[str]:
        """Count rows and visits; returns the ids of the records that must be kept apart."""
        paint(pages, self.portraits)
        for visit in visits:
            self._see(visit)
        suspects = {name for name in self.profile.sites if self._unreadable(name)}
        held: set[str] = set()
        for row in pages:
            site = row["site"] or ""
            kept = self.apart if site in suspects else self.passed
            kept.setdefault(site, set()).add(row["record_id"])
            if site in suspects:
                held.add(row["record_id"])
            else:
                note_day(self.before, row)
        return held

    def too_early(self) -> set[str]:
        """Records let through before their site came under doubt: to be withdrawn."""
        return set().union(*(self.passed.get(site, set()) for site in self.apart))

    def figures(self, root: Path, agent: str, today: date, *, whole: bool) -> list[SiteFigures]:
        """What is known of each site at the end of a run; reads the snapshots of its entries.

        ``agent`` is our name in robots.txt, ``today`` the Polish local day of the run.
        """
        entries = read_entries(root, self.profile, self._entries, agent)
        return [
            SiteFigures(
                name=site.name,
                home=site.home,
                today=today,
                traffic=self.traffic.get(site.name, Traffic()),
                before=self.before.traffic.get(site.name, Traffic()),
                announced=entries.sites.get(site.name),
                doubts=tuple(self._doubts(site.name)),
                published=self.before.published.get(site.name, {}),
                crawl_delay_s=_delay(entries, [site.host, *site.hosts]),
                whole=whole,
            )
            for site in self.profile.sites.values()
        ]

    def _see(self, visit: Visit) -> None:
        off_site = bool(visit.location) and self.profile.site_for(visit.location or "") is None
        redirected = visit.outcome == "redirected"
        self.traffic.setdefault(visit.site or "", Traffic()).add(
            visit, off_site=redirected and off_site
        )
        if visit.purpose in (*ENTRIES, "robots"):
            self._entries.append(visit)

    def _unreadable(self, site: str) -> bool:
        return any(doubt.grave for doubt in self._doubts(site))

    def _doubts(self, site: str) -> list[Doubt]:
        outcomes = self.traffic.get(site, Traffic()).outcomes
        changed = outcomes["changed"]
        revisits = Revisits(changed, changed + outcomes["unchanged"])
        return [
            doubt
            for (name, kind), now in self.portraits.items()
            if name == site
            for doubt in doubts(
                kind, now, self.before.portraits.get((name, kind), Portrait()), revisits
            )
        ]


def causes_of(sites: Sequence[SiteFigures]) -> list[Cause]:
    """The causes of all sites, the gravest first."""
    found = [cause for site in sites for cause in diagnose(site)]
    return sorted(found, key=lambda cause: not cause.grave)


def _delay(entries: Entries, hosts: Sequence[str]) -> float:
    return max((entries.crawl_delay_s.get(host, 0.0) for host in hosts), default=0.0)
