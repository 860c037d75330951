"""HTTP answers of the demo town, as pure data: a resource, a request, a response on the wire."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus
from typing import Literal

Headers = list[tuple[str, str]]
Validator = Literal["none", "weak", "strong", "date"]
_CHUNK_BYTES = 4096


class HangUpError(Exception):
    """The connection is to be closed without an answer."""


@dataclass(frozen=True, slots=True)
class Resource:
    """What lies at an address on one day, before anybody asks for it in particular.

    ``validator``: strong sends ETag and Last-Modified, weak a weak ETag only, date Last-Modified
    only. Gzip is used when the client accepts it and ``compressible``; ``chunked`` bodies carry no
    length. ``headers`` follow the usual ones.
    """

    body: bytes = b""
    media_type: str = "text/html; charset=UTF-8"
    status: int = 200
    validator: Validator = "none"
    changed: datetime | None = None
    compressible: bool = False
    chunked: bool = False
    headers: Headers = field(default_factory=list)

    @property
    def etag(self) -> str | None:
        """The entity tag over the body, quoted; None when the resource sends none."""
        if self.validator in ("none", "date") or self.status != HTTPStatus.OK:
            return None
        tag = f'"{sha256(self.body).hexdigest()[:16]}"'
        return f"W/{tag}" if self.validator == "weak" else tag

    @property
    def last_modified(self) -> str | None:
        """The HTTP date of the last change; None when the resource sends none."""
        if self.validator not in ("strong", "date") or not self.changed:
            return None
        return format_datetime(self.changed.astimezone(UTC), usegmt=True)


@dataclass(frozen=True, slots=True)
class Response:
    """One answer. ``headers`` are in order, repeats included; ``body`` is encoded, not chunked."""

    status: int
    reason: str
    headers: Headers
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        return next((v for key, v in self.headers if key.lower() == name.lower()), None)

    def wire(self, *, with_body: bool = True, http11: bool = True) -> bytes:
        """The bytes to send. HTTP/1.0 knows no chunks: there the close of the line ends a body."""
        chunked = self.header("Transfer-Encoding") == "chunked"
        shown = self.headers
        if chunked and not http11:
            shown = [pair for pair in shown if pair[0].lower() != "transfer-encoding"]
        lines = [f"HTTP/1.1 {self.status} {self.reason}", *(f"{k}: {v}" for k, v in shown)]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        if not with_body:
            return head
        return head + (_chunks(self.body) if chunked and http11 else self.body)


def _chunks(body: bytes) -> bytes:
    parts = [body[i : i + _CHUNK_BYTES] for i in range(0, len(body), _CHUNK_BYTES)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@lru_cache(maxsize=1024)
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


def answer(resource: Resource, request: Mapping[str, str], usual: Headers) -> Response:
    """Answer a GET for a resource: not modified, or in full and perhaps compressed.

    ``request`` holds the request's headers with lower-case names; ``usual`` headers come first.
    Conditions are read as RFC 9110, 13.1 and 13.2.2 say: an entity tag before a date.
    """
    zipped = resource.compressible and "gzip" in request.get("accept-encoding", "")
    validators: Headers = []
    if resource.etag:  # compressed bytes are others, so the tag is weak then, as nginx makes it
        strong = resource.etag.removeprefix("W/")
        validators.append(("ETag", f"W/{strong}" if zipped else resource.etag))
    if resource.last_modified:
        validators.append(("Last-Modified", resource.last_modified))
    vary: Headers = [("Vary", "Accept-Encoding")] if resource.compressible else []
    if not_modified(resource, request):
        return Response(304, "Not Modified", [*usual, *validators, *vary])
    headers = [*usual, ("Content-Type", resource.media_type), *validators, *vary]
    headers += resource.headers
    body = resource.body
    if zipped:
        body = _gzipped(body)
        headers.append(("Content-Encoding", "gzip"))
    if resource.chunked:
        headers.append(("Transfer-Encoding", "chunked"))
    else:
        headers.append(("Content-Length", str(len(body))))
    return Response(resource.status, HTTPStatus(resource.status).phrase, headers, body)


def not_modified(resource: Resource, request: Mapping[str, str]) -> bool:
    """Tell whether the client's copy is still good."""
    wanted = request.get("if-none-match")
    if wanted is not None:
        if resource.etag is None:
            return False
        tags = [tag.strip().removeprefix("W/") for tag in wanted.split(",")]
        return wanted.strip() == "*" or resource.etag.removeprefix("W/") in tags
    since = request.get("if-modified-since")
    if since is None or resource.last_modified is None:
        return False
    try:
        return parsedate_to_datetime(since) >= parsedate_to_datetime(resource.last_modified)
    except (TypeError, ValueError):
        return False
