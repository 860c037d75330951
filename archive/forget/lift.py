"""Lift tombstones: what was taken down stays gone, and may be crawled again from now on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from archive import register
from archive.errors import ArchiveFault, ConfigurationError
from archive.forget.takedown import Clock, unfinished
from archive.forget.tombstones import LIFTED, Tombstones, tombstone
from archive.layout import Layout


def check(root: Path, urls: Sequence[str]) -> None:
    """Tell whether the tombstones of addresses can be lifted.

    Raises:
        ConfigurationError: there is no archive, one of the addresses has no tombstone, or a
            takedown was cut short.
        ArchiveFault: the register is damaged.
    """
    root = Layout.open_existing(root).root
    if unfinished(root) is not None:
        raise ConfigurationError(
            "a takedown was cut short; finish it first, by the same command: kronika forget URL"
        )
    standing = Tombstones.of(root)
    unknown = [url for url in urls if url not in standing]
    if unknown:
        raise ConfigurationError(f"no tombstone stands for {', '.join(unknown)}")


def lift(root: Path, urls: Sequence[str], *, reason: str, by: str, clock: Clock) -> dict[str, Any]:
    """Note in the register that addresses may be crawled again; return that line.

    Nothing comes back by it. A crawl under way still keeps to the tombstones it began with.
    ``by`` names the person.

    Raises:
        ConfigurationError: see `check`.
        ArchiveFault: the register is damaged or cannot be written.
    """
    check(root, urls)
    facts = {"by": by, "reason": reason, "addresses": sorted({tombstone(url) for url in urls})}
    try:
        return register.note(root, LIFTED, facts, clock)
    except OSError as error:
        raise ArchiveFault(f"cannot write {root / register.FILE}: {error.strerror}") from error
