"""Ask whether something changed, instead of asking for it again (RFC 9110, 13.1)."""

from __future__ import annotations

from typing import Protocol


class Validated(Protocol):
    """What was answered before: a page, a style sheet, a feed."""

    @property
    def etag(self) -> str | None:
        """ETag as sent."""

    @property
    def last_modified(self) -> str | None:
        """Last-Modified as sent."""


def conditions(known: Validated | None) -> dict[str, str]:
    """Headers that let a server say that nothing changed; none for what is not known."""
    if known is None or getattr(known, "gone", False):
        return {}
    headers = {}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers
