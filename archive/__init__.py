"""An archive of snapshots, records and runs: how they are stored and read.

from archive import Archive
pages = Archive("archive-demo").pages(city="demo", columns=["title", "published"])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.api import Archive

__all__ = ["Archive"]


def __getattr__(name: str) -> Any:
    """Load `Archive` when it is asked for: the package itself costs nothing to import."""
    if name == "Archive":
        from archive.api import Archive

        return Archive
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
