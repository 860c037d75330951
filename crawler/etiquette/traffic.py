"""The requests of a run as its snapshots have them: when, where to, how, and what came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from archive.layout import Layout
from archive.snapshots.http import (
    Head,
    MalformedMessageError,
    end_of_head,
    parse_head,
    parse_message,
)
from archive.snapshots.reader import parse_fields, read_original
from archive.snapshots.segments import Member, whole_members
from crawler.fetch.addresses import Origin

K = TypeVar("K", bound=Hashable)
_PORTS = {"http": 80, "https": 443}


@dataclass(slots=True)
class Sent:
    """One request that went out. ``started_at`` is UTC; ``elapsed_ms`` ends with the answer.

    ``headers`` are those of the request, names lower-cased. ``head`` is None when no answer came;
    ``body`` is kept for robots.txt only, its codings undone.
    """

    url: str
    purpose: str
    started_at: datetime
    elapsed_ms: int
    address: str
    headers: dict[str, str]
    head: Head | None = None
    body: bytes = b""

    @property
    def ended_at(self) -> datetime:
        """When the answer was whole, or given up (UTC)."""
        return self.started_at + timedelta(milliseconds=self.elapsed_ms)

    @property
    def origin(self) -> Origin:
        """Scheme, host and port."""
        parts = urlsplit(self.url)
        return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)

    @property
    def host(self) -> str:
        """The host's name."""
        return self.origin[1]

    @property
    def status(self) -> int:
        """Status of the answer; 0 without one."""
        return self.head.status if self.head else 0


@dataclass(frozen=True, slots=True)
class Traffic:
    """All requests of a run in the order of time, and what its segments say of themselves."""

    requests: list[Sent]
    info: dict[str, str]

    def by(self, key: Callable[[Sent], K]) -> dict[K, list[Sent]]:
        """The requests in groups, each in the order of time."""
        groups: dict[K, list[Sent]] = defaultdict(list)
        for sent in self.requests:
            groups[key(sent)].append(sent)
        return groups


def read_traffic(layout: Layout, city: str, run_id: str) -> Traffic:
    """Read the segments of a run, open ones and torn ends included.

    Raises:
        ArchiveFault: a robots.txt answer refers to a snapshot that is missing.
    """
    requests: list[Sent] = []
    info: dict[str, str] = {}
    for path in sorted(layout.snapshots(city).glob(f"*-{run_id.rpartition('-')[2]}.warc.gz*")):
        members = whole_members(path)
        for records in _visits(members, info):
            sent = _sent(layout.root, records, run_id)
            if sent is not None:
                requests.append(sent)
    return Traffic(sorted(requests, key=lambda sent: sent.started_at), info)


def _visits(members: Iterable[Member], info: dict[str, str]) -> Iterator[list[Member]]:
    """The records of one visit after the other; ``info`` takes the fields of warcinfo records."""
    records: list[Member] = []
    for member in members:
        kind = member.headers.get("WARC-Type")
        if kind == "warcinfo":
            info |= parse_fields(b"\r\n" + member.block)
            continue
        if kind == "request" and records:
            yield records
            records = []
        records.append(member)
    if records:
        yield records


def _sent(root: Path, records: list[Member], run_id: str) -> Sent | None:
    """The request of a visit; None for records that are no visit of this run."""
    request, facts = records[0], _facts(records)
    if request.headers.get("WARC-Type") != "request" or facts.get("kronika-run") != run_id:
        return None
    sent = Sent(
        url=request.headers.get("WARC-Target-URI", ""),
        purpose=facts.get("kronika-purpose", ""),
        started_at=datetime.fromisoformat(request.headers["WARC-Date"]),
        elapsed_ms=int(facts.get("fetchTimeMs", 0)),
        address=request.headers.get("WARC-IP-Address", ""),
        headers=_request_headers(request.block),
    )
    for record in records[1:]:
        if record.headers.get("WARC-Type") in ("response", "revisit"):
            _answer(root, sent, record)
    return sent


def _facts(records: list[Member]) -> dict[str, str]:
    facts: dict[str, str] = {}
    for record in records:
        typed = record.headers.get("Content-Type", "")
        if record.headers.get("WARC-Type") == "metadata" and "warc-fields" in typed:
            facts |= parse_fields(b"\r\n" + record.block)
    return facts


def _answer(root: Path, sent: Sent, record: Member) -> None:
    block = record.block
    try:
        sent.head = parse_head(block[: end_of_head(block) or len(block)])
    except MalformedMessageError:
        return
    if sent.purpose == "robots":
        if record.headers.get("WARC-Type") == "revisit":
            block = read_original(root, record.headers)
        sent.body = parse_message(block).body


def _request_headers(request: bytes) -> dict[str, str]:
    lines = request[: end_of_head(request)].decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}
