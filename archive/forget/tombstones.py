"""Tombstones: which addresses were taken down, told without naming them.

A tombstone is the SHA-256 of an address in one spelling (`archive.snapshots.cdxj.surt`): with or
without www, http or https, upper or lower case make no difference. Who knows the address can look
it up; who reads the register cannot read it there. They lie in the lines "forget" of the register,
and stand until a later line "lifted" names them, too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from archive.register import entries
from archive.snapshots.cdxj import surt

EVENT, LIFTED = "forget", "lifted"


class Tombstones:
    """The addresses that must not come back; ``url in tombstones`` asks for one."""

    def __init__(self, digests: Iterable[str] = ()) -> None:
        self._digests = frozenset(digests)

    @classmethod
    def of(cls, root: Path) -> Self:
        """Those of an archive.

        Raises:
            ArchiveFault: the register is damaged.
            OSError: the register cannot be read.
        """
        standing: set[str] = set()
        for entry in entries(root):
            if entry.get("event") == EVENT:
                standing.update(entry["addresses"])
            elif entry.get("event") == LIFTED:
                standing.difference_update(entry["addresses"])
        return cls(standing)

    def __contains__(self, url: str) -> bool:
        return bool(self._digests) and tombstone(url) in self._digests

    def __len__(self) -> int:
        return len(self._digests)


def tombstone(url: str) -> str:
    """The tombstone of an address: SHA-256 in hex."""
    return hashlib.sha256(surt(url).encode("utf-8", "surrogateescape")).hexdigest()
