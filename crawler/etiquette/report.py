"""Examine one run of an archive and say what came of every rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from archive.api import Archive
from archive.errors import ConfigurationError
from archive.known import JUDGED
from archive.model import SnapshotPointer
from archive.rows import table_to_rows
from archive.run import MAKES_RECORD
from archive.snapshots import read_snapshot
from crawler.etiquette.rules import Finding, Manners, check
from crawler.etiquette.traffic import Traffic, read_traffic
from crawler.tdmrep import TDMREP, MiningRules, read_mining_rules
from pipelines.urls import host_of


@dataclass(frozen=True, slots=True)
class Report:
    """What the snapshots of a run show: number of requests and hosts, and a finding per rule."""

    run_id: str
    city: str
    requests: int
    hosts: int
    findings: list[Finding]

    @property
    def breaches(self) -> int:
        """How many requests broke a rule, counted once per rule."""
        return sum(len(finding.breaches) for finding in self.findings)


def examine(archive: Archive, run: str) -> Report:
    """Examine a run by its id, or the ``last`` one of the archive.

    Raises:
        ConfigurationError: there is no such run.
        ArchiveFault: the archive or a snapshot cannot be read.
    """
    row = _run(archive, run)
    traffic = read_traffic(archive.layout, row["city"], row["run_id"])
    hosts = len(traffic.by(lambda sent: sent.host))
    findings = check(traffic, _manners(archive, row, traffic))
    return Report(row["run_id"], row["city"], len(traffic.requests), hosts, findings)


def _run(archive: Archive, wanted: str) -> dict[str, Any]:
    rows = table_to_rows(archive.runs())
    if wanted == "last" and rows:
        return max(rows, key=lambda row: (row["started_at"], row["run_id"]))
    for row in rows:
        if row["run_id"] == wanted:
            return row
    raise ConfigurationError(
        f"there is no run {wanted!r} in {archive.path}; kronika runs lists them"
    )


def _manners(archive: Archive, row: dict[str, Any], traffic: Traffic) -> Manners:
    settings = dict(row["settings"] or [])
    obeyed = settings.get("ROBOTSTXT_OBEY", "True") == "True"
    reason = traffic.info.get("robots", "").removeprefix("ignore:").strip()
    return Manners(
        delay_s=float(settings.get("DOWNLOAD_DELAY", 0)),
        at_once=int(settings.get("CONCURRENT_REQUESTS_PER_DOMAIN", 1)),
        robots_waived="" if obeyed else reason or "no reason given",
        validators=_validators(archive, row),
        reserved_before=_reserved_before(archive, row),
        records=_records(archive, row),
        tdm_noted=settings.get("KRONIKA_TDM") == "note",
    )


def _reserved_before(archive: Archive, row: dict[str, Any]) -> dict[str, MiningRules]:
    """What the newest tdmrep.json of each host said when the run began."""
    visits = archive.visits(
        city=row["city"], purpose=TDMREP, until=row["started_at"],
        columns=["url", "fetched_at", "http_status", "snapshot", "outcome"],
    )  # fmt: skip
    told: dict[str, MiningRules] = {}
    for visit in sorted(table_to_rows(visits), key=lambda visit: visit["fetched_at"]):
        if visit["outcome"] == "read" and visit["snapshot"]:
            stored = read_snapshot(archive.path, SnapshotPointer(**visit["snapshot"]))
            if rules := read_mining_rules(visit["http_status"], stored.body):
                told[host_of(visit["url"])] = rules
    return told


def _records(archive: Archive, row: dict[str, Any]) -> frozenset[str]:
    """Addresses whose answer in the run became a record."""
    visits = archive.visits(
        city=row["city"], run_id=row["run_id"], purpose="page", columns=["url", "outcome"]
    )
    return frozenset(
        visit["url"] for visit in table_to_rows(visits) if visit["outcome"] in MAKES_RECORD
    )


def _validators(archive: Archive, row: dict[str, Any]) -> frozenset[str]:
    """Addresses of pages whose last telling visit before the run left a validator."""
    columns = ["url", "fetched_at", "outcome", "reason", "http_status", "etag", "last_modified"]
    visits = archive.visits(
        city=row["city"], purpose="page", until=row["started_at"], columns=columns
    )
    last: dict[str, bool] = {}
    for visit in sorted(table_to_rows(visits), key=lambda visit: visit["fetched_at"]):
        told = bool(visit["etag"] or visit["last_modified"])
        if visit["reason"] == "alias" or visit["outcome"] not in JUDGED:
            continue
        if visit["http_status"] == 304 and not told:
            continue
        last[visit["url"]] = told and visit["outcome"] != "gone"
    return frozenset(url for url, told in last.items() if told)
