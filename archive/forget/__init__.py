"""Takedown: what an address held leaves the archive, and a tombstone keeps it away."""

from archive.forget.tombstones import Tombstones

__all__ = ["Tombstones"]
