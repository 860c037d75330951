"""What is never sent: the request we refuse ourselves, and the visit that says so."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    NotSupported,
    ResponseDataLossError,
)

from crawler.visits import Asked, not_asked

if TYPE_CHECKING:
    from scrapy import Request

    from archive.run import RunWriter

#: What a download ends in when no whole answer came.
NO_ANSWER = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    NotSupported,
    ResponseDataLossError,
    ValueError,  # a redirect to an address that is none
)


class NotAskedError(DownloadCancelledError):
    """A request was not sent; ``reason`` is a code of docs/issues.md. It is not tried again."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class RunEndsError(DownloadCancelledError):
    """A request was still waiting for its turn when the run was stopped; the next run sends it."""


def asked_by(run: RunWriter, request: Request, moment: datetime) -> Asked:
    """Who asks for a request, as its visit tells it; ``moment`` is UTC."""
    meta = request.meta
    purpose, site = meta.get("purpose", "robots"), meta.get("site")
    return Asked(run.city, run.run_id, request.url, purpose, site, moment)


def note_refusal(run: RunWriter, request: Request, reason: str) -> None:
    """Add the visit of a request that was not sent to the run."""
    target = request.meta.get("target")
    page = target.canonical_url if target is not None else None
    run.visited(not_asked(asked_by(run, request, run.clock()), page, reason))
