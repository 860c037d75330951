"""Connections to servers: opened, kept while the server allows, closed with the crawl."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from archive.snapshots.exchange import Tls

Origin = tuple[str, str, int]  # scheme, host, port


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
    names the host. It is how the demo town is reached at a port of its own.
    """

    def __init__(
        self,
        *,
        tls: ssl.SSLContext,
        connect_to: Mapping[str, tuple[str, int]],
        connect_timeout_s: float,
        idle_per_origin: int = 8,
    ) -> None:
        self._tls = tls
        self._connect_to = connect_to
        self._connect_timeout_s = connect_timeout_s
        self._idle_per_origin = idle_per_origin
        self._idle: dict[Origin, list[Connection]] = {}

    async def take(self, origin: Origin, *, fresh: bool = False) -> Connection:
        """Lend a connection: a kept one if there is one and ``fresh`` is not asked.

        Raises:
            OSError: the host is unknown or refuses; TLS failed (ssl.SSLError).
            TimeoutError: no connection in time.
        """
        idle = self._idle.get(origin, [])
        while idle and not fresh:
            connection = idle.pop()
            if not connection.reader.at_eof() and not connection.writer.is_closing():
                return connection
            connection.close()
        async with asyncio.timeout(self._connect_timeout_s):
            return await self._open(origin)

    def give_back(self, connection: Connection) -> None:
        """Keep a connection for the next request to the same origin."""
        connection.used = True
        idle = self._idle.setdefault(connection.origin, [])
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

    async def _open(self, origin: Origin) -> Connection:
        scheme, host, port = origin
        address, actual_port = self._connect_to.get(f"{host}:{port}", (host, port))
        secure = scheme == "https"
        reader, writer = await asyncio.open_connection(
            address,
            actual_port,
            ssl=self._tls if secure else None,
            server_hostname=host if secure else None,
            limit=1024 * 1024,
        )
        peer = writer.get_extra_info("peername")
        return Connection(
            origin=origin,
            reader=reader,
            writer=writer,
            ip_address=str(peer[0]) if peer else None,
            tls=_tls_facts(writer.get_extra_info("ssl_object")),
        )


def _tls_facts(session: ssl.SSLObject | None) -> Tls | None:
    if session is None:
        return None
    cipher = session.cipher()
    version = (session.version() or "").lower().replace("tlsv", "tls/")
    return Tls(version=version, cipher=cipher[0] if cipher else "", chain="complete")
