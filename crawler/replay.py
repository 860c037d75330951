"""Read stored snapshots again, as if their answers came just now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.errors import ArchiveFault
from archive.forget import Tombstones
from archive.model import READ_PURPOSES, SnapshotPointer, Visit
from archive.snapshots.http import Head, Message, end_of_head, parse_message
from archive.snapshots.reader import read_original
from archive.snapshots.record import Record
from archive.snapshots.stored import exchanges
from archive.snapshots.walk import Walk
from crawler.fetch.robots import read_robots
from crawler.frontier.target import Target, load_dates
from crawler.visits import Asked, make_visit


@dataclass(slots=True)
class Replayed:
    """One stored answer with the visit it was; ``target`` is None for what is no page."""

    visit: Visit
    target: Target | None
    head: Head
    body: bytes


def replay_segment(
    root: Path, path: Path, warc_file: str, *, lost: Callable[[str], None] | None = None
) -> Iterator[Replayed]:
    """Every answer of a segment, in the order of the crawl; what is damaged is passed over.

    ``warc_file`` is the name rows know the segment by (without the suffix of an open one).
    Answers that no crawl of ours wrote (no facts beside them) are passed over too, and so is what
    was taken down. One that repeats an earlier answer which is not there is told to ``lost`` by its
    WARC-Record-ID.

    Raises:
        ArchiveFault: an earlier answer is not there, and nobody wants to be told.
    """
    tombstones = Tombstones.of(root)
    whole = (record for record in Walk(path, digests=False, blocks=True) if not record.problems)
    for stored in exchanges(whole):
        answer, facts = stored.answer, stored.facts
        if answer is None or answer.fields.get("WARC-Target-URI", "") in tombstones:
            continue
        if "kronika-run" in facts:
            try:
                replayed = _replayed(root, answer, stored.message, facts, warc_file)
            except ArchiveFault:
                if lost is None:
                    raise
                lost(answer.fields["WARC-Record-ID"])
            else:
                yield replayed


def _replayed(
    root: Path, answer: Record, came: bytes, facts: dict[str, str], warc_file: str
) -> Replayed:
    message, headers = parse_message(came), answer.fields
    stored, size = message, _body_size(came)
    if headers["WARC-Type"] == "revisit":
        original = read_original(root, headers)
        stored = parse_message(original)
        size = _body_size(original) if message.head.status == 200 else 0
    asked = Asked(
        city=facts.get("kronika-city", ""),
        run_id=facts["kronika-run"],
        url=headers.get("WARC-Target-URI", ""),
        purpose=facts.get("kronika-purpose", ""),
        site=facts.get("kronika-site") or None,
        started_at=datetime.fromisoformat(headers["WARC-Date"]),
    )
    visit = make_visit(
        asked,
        message.head if message.head.status else None,
        reason=facts.get("kronika-reason"),
        size_bytes=size,
        elapsed_ms=int(facts.get("fetchTimeMs", 0)),
        ip_address=headers.get("WARC-IP-Address"),
        snapshot=SnapshotPointer(
            warc_file,
            answer.offset,
            answer.length,
            headers["WARC-Record-ID"],
            headers.get("WARC-Payload-Digest", ""),
        ),
    )
    if headers["WARC-Type"] == "revisit":
        visit.revisit_of = headers.get("WARC-Refers-To")
    body = _body(stored, visit)
    if asked.purpose == "robots" and visit.outcome == "read":
        visit.reason = read_robots(message.head.status, body).remark or visit.reason
    return Replayed(visit, _target(asked, facts), message.head, body)


def _target(asked: Asked, facts: dict[str, str]) -> Target | None:
    if asked.purpose not in READ_PURPOSES:
        return None
    return Target(
        asked.url,
        facts.get("kronika-page", asked.url),
        asked.site or "",
        facts.get("kronika-kind", "page"),
        load_dates(facts.get("kronika-announced", "")),
    )


def _body(message: Message, visit: Visit) -> bytes:
    if not message.complete and visit.outcome == "pending":
        visit.reason = "broken_coding"
    return message.body


def _body_size(message: bytes) -> int:
    return len(message) - (end_of_head(message) or len(message))
