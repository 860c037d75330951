"""Fetch the certificate that a server forgot to send: that of its certificate's issuer.

A certificate names where its issuer's lies (authority information access, RFC 5280, 4.2.2.1). The
address comes from the peer, so little is risked on it: plain http, public addresses, few bytes,
few seconds. Nothing that comes is trusted; `crawler.fetch.trust` says what becomes of it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID

from archive.snapshots.http import MalformedMessageError
from crawler.fetch.addresses import Addresses
from crawler.fetch.refusal import NotAskedError
from crawler.fetch.wire import AnswerReader

#: Certificates between a server's own and a known authority's are at most so many.
_LONGEST = 4
_MAX_BYTES = 64 * 1024
_TIMEOUT_S = 10.0


class Issuers:
    """Finds the issuers of certificates; ``agent`` is the User-Agent they are asked with."""

    def __init__(
        self, addresses: Addresses, agent: str = "", timeout_s: float = _TIMEOUT_S
    ) -> None:
        self._addresses = addresses
        self._agent = agent
        self._timeout_s = timeout_s

    async def above(self, certificate: bytes) -> list[tuple[x509.Certificate, str]]:
        """The issuers of a certificate (DER), each with the address it came from.

        They go up to an authority's own certificate, which is left out: a self-signed one is
        trusted only where the system holds it.
        """
        found: list[tuple[x509.Certificate, str]] = []
        current = x509.load_der_x509_certificate(certificate)
        while len(found) < _LONGEST and (next_ := await self._issuer_of(current)):
            if next_[0].issuer == next_[0].subject:
                break
            found.append(next_)
            current = next_[0]
        return found

    async def _issuer_of(
        self, certificate: x509.Certificate
    ) -> tuple[x509.Certificate, str] | None:
        for url in _places(certificate):
            for candidate in _read(await self._fetch(url)):
                try:
                    certificate.verify_directly_issued_by(candidate)
                except (ValueError, TypeError, InvalidSignature):
                    continue
                return candidate, url
        return None

    async def _fetch(self, url: str) -> bytes:
        """What lies at an address; empty when it is no plain http or no good answer comes."""
        answer = AnswerReader(_MAX_BYTES)
        try:
            parts = urlsplit(url)
            if parts.scheme != "http" or not parts.hostname:
                return b""
            origin = "http", parts.hostname, parts.port or 80
            async with asyncio.timeout(self._timeout_s):
                address, port = (await self._addresses.of(origin))[0]
                reader, writer = await asyncio.open_connection(address, port)
                try:
                    writer.write(self._request(parts.netloc, parts.path or "/", parts.query))
                    while not answer.done:
                        data = await reader.read(_MAX_BYTES)
                        answer.feed(data) if data else answer.finish()
                finally:
                    writer.transport.abort()
        except (OSError, ValueError, NotAskedError, MalformedMessageError):
            return b""
        good = answer.head is not None and answer.head.status == 200 and not answer.truncated
        return bytes(answer.body) if good else b""

    def _request(self, host: str, path: str, query: str) -> bytes:
        target = f"{path}?{query}" if query else path
        lines = [f"GET {target} HTTP/1.1", f"Host: {host}", "Connection: close"]
        if self._agent:
            lines.append(f"User-Agent: {self._agent}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")


def _places(certificate: x509.Certificate) -> Iterator[str]:
    """Where a certificate says that its issuer's lies."""
    try:
        extension = certificate.extensions.get_extension_for_oid(
            ExtensionOID.AUTHORITY_INFORMATION_ACCESS
        )
    except (x509.ExtensionNotFound, ValueError):
        return
    assert isinstance(extension.value, x509.AuthorityInformationAccess)
    for access in extension.value:
        place = access.access_location
        if access.access_method == AuthorityInformationAccessOID.CA_ISSUERS and isinstance(
            place, x509.UniformResourceIdentifier
        ):
            yield place.value


def _read(data: bytes) -> list[x509.Certificate]:
    """Certificates as they are served: DER, a PKCS #7 bag of them, or PEM."""
    readers: tuple[Callable[[bytes], list[x509.Certificate]], ...] = (
        lambda found: [x509.load_der_x509_certificate(found)],
        pkcs7.load_der_pkcs7_certificates,
        x509.load_pem_x509_certificates,
    )
    for read in readers:
        with contextlib.suppress(ValueError):
            return read(data)
    return []
