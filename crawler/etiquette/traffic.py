"""The requests of a run as its snapshots have them: when, where to, how, and what came back."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Hashable
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
from archive.snapshots.reader import parse_fields, read_member, read_original
from archive.snapshots.record import Record
from archive.snapshots.stored import StoredExchange, exchanges
from archive.snapshots.walk import Walk
from archive.snapshots.writer import OPEN_SUFFIX
from crawler.fetch.addresses import Origin
from crawler.tdmrep import TDMREP

K = TypeVar("K", bound=Hashable)
_PORTS = {"http": 80, "https": 443}


@dataclass(slots=True)
class Sent:
    """One request that went out. ``started_at`` is UTC; ``elapsed_ms`` ends with the answer.

    ``headers`` are those of the request, names lower-cased. ``head`` is None when no answer came;
    ``body`` is kept for robots.txt and tdmrep.json only, its codings undone.
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
        ArchiveFault: an answer for robots.txt or tdmrep.json refers to a snapshot that is missing.
    """
    requests: list[Sent] = []
    info: dict[str, str] = {}
    for path in sorted(layout.snapshots(city).glob(f"*-{run_id.rpartition('-')[2]}.warc.gz*")):
        if not path.name.endswith((".warc.gz", OPEN_SUFFIX)):
            continue
        for stored in exchanges(Walk(path, digests=False)):
            if stored.records[0].kind == "warcinfo":
                info |= parse_fields(b"\r\n" + stored.records[0].start)
            elif sent := _sent(layout.root, path, stored, run_id):
                requests.append(sent)
    return Traffic(sorted(requests, key=lambda sent: sent.started_at), info)


def _sent(root: Path, path: Path, stored: StoredExchange, run_id: str) -> Sent | None:
    """The request of an exchange; None for what is no exchange of this run."""
    request, facts = stored.request, stored.facts
    if request is None or facts.get("kronika-run") != run_id:
        return None
    sent = Sent(
        url=request.fields.get("WARC-Target-URI", ""),
        purpose=facts.get("kronika-purpose", ""),
        started_at=datetime.fromisoformat(request.fields["WARC-Date"]),
        elapsed_ms=int(facts.get("fetchTimeMs", 0)),
        address=request.fields.get("WARC-IP-Address", ""),
        headers=_request_headers(request.start),
    )
    with contextlib.suppress(MalformedMessageError):
        sent.head = parse_head(stored.head)
    if sent.purpose in ("robots", TDMREP) and stored.answer is not None:
        sent.body = _body(root, path, stored.answer)
    return sent


def _body(root: Path, path: Path, answer: Record) -> bytes:
    if answer.kind == "revisit":
        return parse_message(read_original(root, answer.fields)).body
    with path.open("rb") as file:
        return parse_message(read_member(file, answer.offset, path)[1]).body


def _request_headers(request: bytes) -> dict[str, str]:
    lines = request[: end_of_head(request)].decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}
