"""Resources that both sites serve alike: files, XML, plain text, redirects."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.demo.http import Resource

Query = dict[str, str]
#: When the sites were last set up: the age of files and pages that carry no date.
LONG_AGO = datetime(2025, 11, 3, 8, 0, tzinfo=UTC)


def file(body: bytes, media_type: str) -> Resource:
    """A file that stays as it is."""
    return Resource(body, media_type, validator="strong", changed=LONG_AGO)


def xml(text: str, changed: datetime, media_type: str = "application/xml") -> Resource:
    """A feed or sitemap."""
    return Resource(
        text.encode(),
        f"{media_type}; charset=UTF-8",
        validator="strong",
        changed=changed,
        compressible=True,
    )


def plain_text(text: str) -> Resource:
    """A text file such as robots.txt."""
    return Resource(
        text.encode(), "text/plain; charset=UTF-8", validator="strong", changed=LONG_AGO
    )


def redirect(status: int, location: str) -> Resource:
    """A redirect to an absolute address."""
    body = f'<html><body><a href="{location}">{location}</a></body></html>\n'.encode()
    return Resource(body, status=status, headers=[("Location", location)])
