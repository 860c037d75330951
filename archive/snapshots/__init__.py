"""Snapshots: the request and response of one visit, exactly as sent and received, in WARC."""

from archive.snapshots.exchange import Exchange, Original, Tls
from archive.snapshots.packing import Packed, pack
from archive.snapshots.reader import Snapshot, read_snapshot
from archive.snapshots.writer import SnapshotWriter

__all__ = [
    "Exchange",
    "Original",
    "Packed",
    "Snapshot",
    "SnapshotWriter",
    "Tls",
    "pack",
    "read_snapshot",
]
