"""What a check can find: each code, whether it is a fault, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Code:
    """``fault`` codes make the archive not sound; the others are told and no more."""

    meaning: str
    advice: str
    fault: bool = True


_COPY = "restore the file from a copy"
_REBUILD = f"{_COPY}; tables can also be computed again from the snapshots"
_REPAIR = "kronika verify --repair mends it"

#: Every code, as docs/verify.md lists them.
CODES: dict[str, Code] = {
    "segment_missing": Code("a segment that rows, an index or a sum name is gone", _COPY),
    "segment_unreadable": Code(
        "the system cannot read a file", "look at the disk and the rights of the file"
    ),
    "segment_changed": Code("a segment is not the one its SHA-256 was taken of", _COPY),
    "segment_damaged": Code("bytes inside a segment are no whole record", _COPY),
    "segment_torn": Code(
        "bytes at the end of a segment are no whole record",
        f"{_REPAIR} when no row points there; else {_COPY}",
    ),
    "segment_unfinished": Code(
        "a run that died left a segment open",
        "the next crawl of the city completes it",
        fault=False,
    ),
    "segment_growing": Code(
        "a crawl is writing this segment; checked as far as rows point into it",
        "verify again when the crawl is over",
        fault=False,
    ),
    "gzip_head": Code("the gzip header of a record is not the writer's", _COPY),
    "record_malformed": Code("a gzip member holds no WARC record", _COPY),
    "record_length": Code("a record is not as long as it says", _COPY),
    "block_digest": Code("a record's block does not have the digest it states", _COPY),
    "payload_digest": Code("a response's body does not have the digest it states", _COPY),
    "head_missing": Code("the head of an answer that repeats an original is nowhere", _COPY),
    "revisit_target": Code(
        "a revisit refers to a response that is not there", "restore the segment it names"
    ),
    "row_dangling": Code("a row does not point to the record it names", _REBUILD),
    "row_missing": Code(
        "answers in a complete segment have no row in visits",
        "put .open after the segment's name and crawl the city: what has no row is read from it",
    ),
    "index_missing": Code("a segment has no index", _REPAIR),
    "index_wrong": Code("an index differs from its segment", f"{_REPAIR}, if that is whole"),
    "sum_missing": Code("a segment has no SHA-256 beside it", _REPAIR),
    "sum_damaged": Code("the file that holds a segment's SHA-256 is damaged", _REPAIR),
    "torn_kept": Code(
        "bytes cut off an earlier torn segment", "delete it when you like", fault=False
    ),
    "file_unknown": Code("a file that is not checked", "move it elsewhere", fault=False),
    "tables_missing": Code("there are no tables, or none that can be read", _REBUILD),
    "tables_link": Code(
        "the link `tables` does not lead to a whole generation",
        "point it to the newest good folder in .store: ln -sfn .store/<generation> tables",
    ),
    "tables_newer": Code(
        "a generation newer than the published one lies in .store",
        "a run that died left it and the next commit clears it; but when rows are missing, "
        "the link was changed: point it back before you crawl",
        fault=False,
    ),
    "tables_copied": Code(
        "`tables` is a folder, no link: a copy to read", "copy with cp -a to crawl on", fault=False
    ),
    "tables_leftover": Code(
        "left by a write that was cut short", "the next commit clears", fault=False
    ),
    "manifest_damaged": Code("a generation's manifest is not as it was written", _REBUILD),
    "parquet_missing": Code("a Parquet file of a manifest is gone", _REBUILD),
    "parquet_changed": Code("a Parquet file is not the one the manifest names", _REBUILD),
    "parquet_unreadable": Code("a Parquet file cannot be read", _REBUILD),
    "parquet_rows": Code("a Parquet file has more or fewer rows than it should", _REBUILD),
    "parquet_schema": Code("a Parquet file does not have the schema", _REBUILD),
    "parquet_extra": Code("a file among the tables that no manifest names", "move it elsewhere"),
    "key_twice": Code("rows of a table share a key", _REBUILD),
    "keys_wrong": Code("an index of keys differs from its file", _REPAIR),
    "keys_orphan": Code(
        "an index of keys whose file is gone", "the next prune clears it", fault=False
    ),
    "register_changed": Code(
        "a line of register.jsonl does not follow from the line before",
        "compare it with a copy: from that line on it proves nothing (docs/takedown.md)",
    ),
    "takedown_unfinished": Code(
        "a takedown was cut short", "give the same kronika forget command again"
    ),
}


@dataclass(slots=True)
class Finding:
    """One thing found: ``file`` is relative to the archive, ``offset`` a byte in it."""

    code: str
    file: str
    message: str
    offset: int | None = None
    mended: bool = False

    @property
    def fault(self) -> bool:
        """Whether the archive is not sound because of it."""
        return CODES[self.code].fault and not self.mended

    @property
    def advice(self) -> str:
        """What to do."""
        return "" if self.mended else CODES[self.code].advice

    @property
    def place(self) -> str:
        """File and byte, as ``file:offset``."""
        return self.file if self.offset is None else f"{self.file}:{self.offset}"


@dataclass(slots=True)
class Report:
    """What was looked at and what was found.

    ``counts``: segments, records, snapshot_bytes (as they lie), unpacked_bytes, generations,
    table_files, table_bytes, rows (of the published generation), pointers and revisits.
    """

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    generation: int | None = None
    cities: list[str] = field(default_factory=list)

    def add(self, code: str, file: str, message: str, offset: int | None = None) -> Finding:
        """Note a finding."""
        finding = Finding(code, file, message, offset)
        self.findings.append(finding)
        return finding

    @property
    def faults(self) -> list[Finding]:
        """What makes the archive not sound and was not mended."""
        return [finding for finding in self.findings if finding.fault]

    @property
    def mended(self) -> list[Finding]:
        """What was mended."""
        return [finding for finding in self.findings if finding.mended]


@dataclass(frozen=True, slots=True)
class Progress:
    """Callbacks: ``begin(words, bytes)`` before each part, ``read(bytes)`` after each chunk."""

    begin: Callable[[str, int], object] = lambda _words, _size: None
    read: Callable[[int], object] = lambda _size: None
