"""Helpers shared by tests: a server that sends exactly the bytes it is told to."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from archive.snapshots.http import end_of_head

NOON = datetime(2026, 3, 2, 11, 0, 0, 123456, tzinfo=UTC)

#: Pieces to send one after the other; None closes the connection, a float would be time: never.
Script = list[bytes]


@contextmanager
def nobody() -> Iterator[tuple[str, int]]:
    """A place on loopback where nobody listens, and nobody else can: its port is taken."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()


@dataclass
class Tap:
    """What a scripted server saw and sent, byte for byte, one entry per request."""

    received: list[bytes] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0


@asynccontextmanager
async def scripted_server(
    answer: Callable[[bytes], Script],
    *,
    close: bool = False,
    reset: bool = False,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Tap]:
    """Serve on loopback: each request head gets the pieces ``answer`` returns, as they are.

    Then the connection stays, is closed, or is reset.
    """
    tap = Tap()
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tap.connections += 1
        writers.append(writer)
        request = b""
        while data := await reader.read(65536):
            request += data
            if end_of_head(request) is None:
                continue
            tap.received.append(request)
            pieces = answer(request)
            request = b""
            tap.sent.append(b"".join(pieces))
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            if reset:  # nothing lingers: the other end gets an RST
                writer.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
            if close or reset:
                break
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    tap.port = server.sockets[0].getsockname()[1]
    try:
        yield tap
    finally:
        server.close()
        for writer in writers:
            writer.close()
        await server.wait_closed()
