"""Which servers we believe, and how a chain of certificates they left incomplete is completed.

Many city servers send their own certificate and not the one that vouches for it; browsers fetch
that one. So do we, and let OpenSSL verify all of it as ever: the fetched certificate only helps to
find the way up to an authority the system knows, and is never one itself.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.serialization import Encoding

from archive.snapshots.exchange import Tls
from crawler.fetch.addresses import Origin
from crawler.fetch.issuers import Issuers

#: What a chain is that OpenSSL refuses, by its code (openssl verify, X509_V_ERR_...).
_STATES = {
    2: "incomplete",
    9: "expired",  # not yet valid: wrong by the clock all the same
    10: "expired",
    18: "self_signed",
    19: "self_signed",
    20: "incomplete",
    21: "incomplete",
    62: "wrong_host",
    64: "wrong_host",
}


@dataclass(frozen=True, slots=True)
class Believed:
    """How to connect to an origin: the context, the chain's state, and issuers fetched for it."""

    context: ssl.SSLContext
    chain: str = "complete"
    issuers: tuple[str, ...] = ()


class Trust:
    """Gives the TLS context for each origin; verification is never off in any of them.

    ``roots`` makes a context that knows the authorities. Without ``issuers`` an incomplete chain
    stays refused.
    """

    def __init__(
        self,
        roots: Callable[[], ssl.SSLContext] = ssl.create_default_context,
        issuers: Issuers | None = None,
    ) -> None:
        self._roots = roots
        self._issuers = issuers
        self._usual = Believed(roots())
        self._completed: dict[Origin, Believed | None] = {}
        self._locks: dict[Origin, asyncio.Lock] = {}

    def of(self, origin: Origin) -> Believed:
        """How to connect to an origin."""
        return self._completed.get(origin) or self._usual

    async def complete(self, origin: Origin, address: str, port: int) -> bool:
        """Look for what the chain of an origin lacks, once a run; false when nothing was found.

        Raises:
            OSError: the server is gone.
        """
        if self._issuers is None:
            return False
        async with self._locks.setdefault(origin, asyncio.Lock()):
            if origin not in self._completed:
                certificate = await _certificate_of(address, port, origin[1])
                self._completed[origin] = await self._with_issuers(self._issuers, certificate)
        return self._completed[origin] is not None

    async def _with_issuers(self, issuers: Issuers, certificate: bytes) -> Believed | None:
        found = await issuers.above(certificate)
        if not found:
            return None
        context = self._roots()
        # with this flag (a default since Python 3.13) whatever is added would be an authority
        context.verify_flags &= ~ssl.VERIFY_X509_PARTIAL_CHAIN
        ders = [issuer.public_bytes(Encoding.DER) for issuer, _ in found]
        context.load_verify_locations(cadata=b"".join(ders))
        sums = (f"sha256:{hashlib.sha256(der).hexdigest()}" for der in ders)
        told = tuple(f"{sum_} {url}" for sum_, (_, url) in zip(sums, found, strict=True))
        return Believed(context, "completed", told)


def chain_state(error: Exception) -> str | None:
    """What is wrong with the chain that OpenSSL refused; None when it is not about the chain."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        return None
    return _STATES.get(error.verify_code, "untrusted")


def refused(error: Exception) -> Tls | None:
    """The facts of a connection that was refused for its certificates."""
    state = chain_state(error)
    return Tls(version="", cipher="", chain=state) if state else None


async def _certificate_of(address: str, port: int, host: str) -> bytes:
    """The certificate a server shows (DER): read in a handshake of its own, and nothing is sent.

    It is believed no more than before; what it says of its issuer is only a hint where to look.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    _, writer = await asyncio.open_connection(address, port, ssl=context, server_hostname=host)
    try:
        session: ssl.SSLObject = writer.get_extra_info("ssl_object")
        return session.getpeercert(binary_form=True) or b""
    finally:
        writer.transport.abort()
