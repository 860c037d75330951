"""Whether the response that each revisit refers to is there."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import IO, NamedTuple

from archive.errors import ArchiveFault
from archive.snapshots.reader import segment_path
from archive.snapshots.record import Record
from archive.snapshots.walk import record_at
from archive.verify.findings import Report

_FRACTION = re.compile(r"\.\d+")


class Reference(NamedTuple):
    """What a revisit says of its original."""

    file: str
    offset: int
    record_id: str
    url: str
    date: str
    digest: str


class Revisits:
    """Collect what revisits refer to, then look it all up: each original once."""

    def __init__(self) -> None:
        self._first: dict[Reference, tuple[str, int]] = {}

    def take(self, record: Record, segment: str) -> bool:
        """Note a revisit; false when it does not say where its original lies."""
        said = record.fields
        offset = said.get("WARC-Refers-To-File-Offset", "")
        if not said.get("WARC-Refers-To-Filename") or not offset.isdigit():
            return False
        reference = Reference(
            said["WARC-Refers-To-Filename"],
            int(offset),
            said.get("WARC-Refers-To", ""),
            said.get("WARC-Refers-To-Target-URI", ""),
            said.get("WARC-Refers-To-Date", ""),
            said.get("WARC-Payload-Digest", ""),
        )
        self._first.setdefault(reference, (segment, record.offset))
        return True

    def check(self, root: Path, report: Report) -> None:
        """Look every original up and report what is not as the revisits say."""
        for name, group in groupby(sorted(self._first), key=lambda found: found.file):
            references = list(group)
            try:
                with segment_path(root, name).open("rb") as file:
                    for reference in references:
                        self._report(reference, _difference(file, reference), report)
            except (ArchiveFault, OSError) as error:
                for reference in references:
                    self._report(reference, str(error), report)

    def _report(self, reference: Reference, difference: str | None, report: Report) -> None:
        if difference:
            segment, offset = self._first[reference]
            message = (
                f"refers to {reference.record_id} in {reference.file} at byte "
                f"{reference.offset}: {difference}"
            )
            report.add("revisit_target", segment, message, offset)


def _difference(file: IO[bytes], reference: Reference) -> str | None:
    found = record_at(file, reference.offset)
    if found is None:
        return "no record begins there"
    said = found.fields
    wanted = {
        "WARC-Type": "response",
        "WARC-Record-ID": reference.record_id,
        "WARC-Target-URI": reference.url,
        "WARC-Payload-Digest": reference.digest,
    }
    for name, value in wanted.items():
        if said.get(name) != value:
            return f"its {name} is {said.get(name)}, not {value}"
    date = said.get("WARC-Date", "")
    if reference.date not in (date, _FRACTION.sub("", date)):  # to the second, once in full
        return f"its WARC-Date is {date}, not {reference.date}"
    return None
