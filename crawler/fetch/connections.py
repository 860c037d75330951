"""Connections to servers: opened, kept while the server allows, closed with the crawl."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from archive.snapshots.exchange import Tls
from crawler.fetch.addresses import Addresses
from crawler.fetch.addresses import Origin as Origin
from crawler.fetch.pace import Pace
from crawler.fetch.trust import Believed, Trust, chain_state

#: Addresses of one host that are tried before it counts as out of reach.
_TRIES = 3


@dataclass(slots=True)
class Connection:
    """One open connection and the facts a snapshot keeps of it."""

    origin: Origin
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    ip_address: str | None
    tls: Tls | None
    used: bool = False

    def close(self) -> None:
        """Close without waiting for the peer."""
        self.writer.transport.abort()


class ConnectionPool:
    """Lends connections, at most ``idle_per_origin`` kept between requests.

    ``connect_to`` sends "host:port" elsewhere, as curl's --connect-to does: the request still
    names the host. It is how the demo town is reached at a port of its own. ``trust`` says whose
    certificates are believed, ``addresses`` where hosts lie (with the same map), ``pace`` when the
    next request may start.
    """

    def __init__(
        self,
        *,
        connect_to: Mapping[str, tuple[str, int]],
        connect_timeout_s: float,
        idle_per_origin: int = 8,
        trust: Trust | None = None,
        addresses: Addresses | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._trust = trust or Trust()
        self._addresses = addresses or Addresses(connect_to=connect_to)
        self._pace = pace or Pace()
        self._connect_timeout_s = connect_timeout_s
        self._idle_per_origin = idle_per_origin
        self._idle: dict[tuple[Origin, str | None], list[Connection]] = {}

    async def take(self, origin: Origin, *, fresh: bool = False) -> Connection:
        """Lend a connection when its turn has come: a kept one, unless ``fresh`` is asked.

        The request is to be sent at once: its start is what the pace counts.

        Raises:
            NotAskedError: the host lies where we do not go, or was left for this run.
            OSError: the host is unknown or refuses; TLS failed (ssl.SSLError).
            TimeoutError: no connection in time.
        """
        problem: OSError | None = None
        for address, port in (await self._places(origin))[:_TRIES]:
            async with self._pace.turn(origin[1], address):
                kept = None if fresh else self._kept(origin, address)
                try:
                    return kept or await self._open(origin, address, port)
                except ssl.SSLError:
                    raise
                except OSError as error:  # TimeoutError is one
                    problem = error
        raise problem or OSError(f"{origin[1]} has no address")

    async def address_of(self, origin: Origin) -> str:
        """The address a request will go to; empty when there is none to be found.

        Raises:
            NotAskedError: the host lies where we do not go.
        """
        try:
            return (await self._places(origin))[0][0]
        except OSError:
            return ""

    def give_back(self, connection: Connection) -> None:
        """Keep a connection for the next request to the same origin."""
        connection.used = True
        key = connection.origin, connection.ip_address
        idle = self._idle.setdefault(key, [])
        if len(idle) < self._idle_per_origin:
            idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Close everything that is kept."""
        for idle in self._idle.values():
            for connection in idle:
                connection.close()
        self._idle.clear()

    async def _places(self, origin: Origin) -> list[tuple[str, int]]:
        async with asyncio.timeout(self._connect_timeout_s):
            return await self._addresses.of(origin)

    def _kept(self, origin: Origin, address: str) -> Connection | None:
        idle = self._idle.get((origin, address), [])
        while idle:
            connection = idle.pop()
            if not connection.reader.at_eof() and not connection.writer.is_closing():
                return connection
            connection.close()
        return None

    async def _open(self, origin: Origin, address: str, port: int) -> Connection:
        """Connect; where the chain of certificates has gaps, fill them first."""
        try:
            return await self._connect(origin, address, port)
        except ssl.SSLCertVerificationError as error:
            if chain_state(error) != "incomplete":
                raise
            async with asyncio.timeout(self._connect_timeout_s):
                if not await self._trust.complete(origin, address, port):
                    raise
            return await self._connect(origin, address, port)

    async def _connect(self, origin: Origin, address: str, port: int) -> Connection:
        """Connect to the very address that was checked; the certificate is that of the host."""
        scheme, host, _ = origin
        believed = self._trust.of(origin) if scheme == "https" else None
        async with asyncio.timeout(self._connect_timeout_s):
            reader, writer = await asyncio.open_connection(
                address,
                port,
                ssl=believed.context if believed else None,
                server_hostname=host if believed else None,
                limit=1024 * 1024,
            )
        peer = writer.get_extra_info("peername")
        session = writer.get_extra_info("ssl_object")
        return Connection(
            origin=origin,
            reader=reader,
            writer=writer,
            ip_address=str(peer[0]) if peer else None,
            tls=_tls_facts(session, believed) if believed else None,
        )


def _tls_facts(session: ssl.SSLObject, believed: Believed) -> Tls:
    cipher = session.cipher()
    version = (session.version() or "").lower().replace("tlsv", "tls/")
    name = cipher[0] if cipher else ""
    return Tls(version, name, believed.chain, believed.issuers)
