"""Send one request, receive one answer, keep both exactly."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.snapshots import Exchange
from archive.snapshots.http import Head, MalformedMessageError
from crawler.fetch.connections import Connection, ConnectionPool, Origin
from crawler.fetch.trust import chain_state, refused
from crawler.fetch.wire import AnswerReader

_READ = 256 * 1024


@dataclass(slots=True)
class Answer:
    """What came back: the exchange to keep, and the answer to read.

    ``head`` is None and ``reason`` a code of docs/issues.md when no usable answer came; ``body``
    has its transfer coding undone and its content coding kept.
    """

    exchange: Exchange
    head: Head | None = None
    body: bytes = b""
    reason: str | None = None
    message: str = ""


class Client:
    """Speaks HTTP/1.1 over a pool of connections.

    ``clock`` gives UTC moments. Limits: ``max_bytes`` of a body as sent, ``timeout_s`` from the
    first byte sent to the last received.
    """

    def __init__(
        self,
        pool: ConnectionPool,
        *,
        clock: Callable[[], datetime],
        max_bytes: int,
        timeout_s: float,
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._max_bytes = max_bytes
        self._timeout_s = timeout_s

    async def ask(
        self, url: str, origin: Origin, request: bytes, timeout_s: float | None = None
    ) -> Answer:
        """Send a request and wait for its answer; failures come back as a reason, not raised."""
        answer = await self._attempt(url, origin, request, timeout_s, fresh=False)
        if answer.reason == "stale_connection":
            answer = await self._attempt(url, origin, request, timeout_s, fresh=True)
        return answer

    async def _attempt(
        self, url: str, origin: Origin, request: bytes, timeout_s: float | None, *, fresh: bool
    ) -> Answer:
        loop = asyncio.get_running_loop()
        exchange = Exchange(url=url, request=request, started_at=self._clock())
        try:
            connection = await self._pool.take(origin, fresh=fresh)
        except (OSError, TimeoutError) as error:
            exchange.request, exchange.tls = b"", refused(error)
            return Answer(exchange, reason=_connect_reason(error), message=str(error))
        was_used = connection.used
        exchange.started_at, began = self._clock(), loop.time()
        reader = AnswerReader(self._max_bytes, head_only=request.startswith(b"HEAD "))
        problem = await self._converse(connection, reader, request, timeout_s or self._timeout_s)
        elapsed = timedelta(seconds=loop.time() - began)
        exchange.elapsed_ms = elapsed // timedelta(milliseconds=1)
        exchange.ip_address, exchange.tls = connection.ip_address, connection.tls
        if reader.reusable:
            self._pool.give_back(connection)
        else:
            connection.close()
        if was_used and not reader.received and problem in ("reset", "early_close"):
            return Answer(exchange, reason="stale_connection")
        return _answer(exchange, reader, problem)

    async def _converse(
        self, connection: Connection, reader: AnswerReader, request: bytes, timeout_s: float
    ) -> str | None:
        """Exchange the bytes; returns a reason code when the answer is not whole."""
        try:
            async with asyncio.timeout(timeout_s):
                connection.writer.write(request)
                await connection.writer.drain()
                while not reader.done:
                    data = await connection.reader.read(_READ)
                    if not data:
                        reader.finish()
                        break
                    reader.feed(data)
        except TimeoutError:
            reader.finish("time")
            return "timeout"
        except MalformedMessageError:
            reader.finish("unspecified")
            return "malformed"
        except (OSError, EOFError):
            reader.finish("disconnect")
            return "reset"
        return {"length": "too_large", "disconnect": "early_close", "unspecified": "malformed"}.get(
            reader.truncated or ""
        )


def _answer(exchange: Exchange, reader: AnswerReader, problem: str | None) -> Answer:
    exchange.head, exchange.body = reader.raw_head, reader.tape
    exchange.interim = reader.interim
    exchange.stray = reader.stray or reader.excess
    exchange.truncated = reader.truncated
    return Answer(exchange, head=reader.head, body=bytes(reader.body), reason=problem)


def _connect_reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "connect_timeout"
    if isinstance(error, socket.gaierror):
        return "dns"
    if isinstance(error, ssl.SSLError):
        state = chain_state(error)
        return f"tls_{state}" if state else "tls"
    if isinstance(error, ConnectionRefusedError):
        return "connection_refused"
    return "unreachable"
