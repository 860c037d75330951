"""The demo town on loopback: a thin threaded HTTP/1.1 server around `crawler.demo.town.respond`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, socket
from threading import Lock, Thread
from types import TracebackType
from typing import Any, TypeAlias

from crawler.demo.content import (
    ALIAS_HOST,
    BULLETIN_HOST,
    MOVED_HOST,
    NEWS_HOST,
    Origins,
    SiteName,
)
from crawler.demo.http import HangUpError, Response
from crawler.demo.town import DemoTown, respond

Responder: TypeAlias = Callable[
    [DemoTown, SiteName, str, str, Mapping[str, str], Origins | None], Response
]
_SITE_OF_HOST: dict[str, SiteName] = {
    NEWS_HOST: "news",
    ALIAS_HOST: "news",
    BULLETIN_HOST: "bulletin",
    MOVED_HOST: "news",
}
_IDLE_S = 30.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request the server saw. ``host`` and ``target`` are as sent."""

    method: str
    host: str
    target: str
    headers: dict[str, str]


class DemoServer:
    """Serve the town on day N until the ``with`` block ends.

    The sites listen on two ports: ``port`` for the news site and the next one for the bulletin;
    port 0 takes two free ones. Requests that name one of the town's hosts get that site on either
    port; any other Host gets the site of the port, with links to that very address. ``connect_to``
    says where the town's hosts really are. ``responder`` answers the requests: wrap `respond` to
    make the town misbehave.

    Raises:
        OSError: a port is taken.
    """

    def __init__(
        self,
        day: int = 1,
        host: str = "127.0.0.1",
        port: int = 0,
        responder: Responder = respond,
    ) -> None:
        self.town = DemoTown(day)
        self.requests: list[Request] = []
        self.errors: list[BaseException] = []
        self._responder = responder
        self._address = host
        self._wanted_port = port
        self._listeners: dict[SiteName, _Listener] = {}
        self._threads: list[Thread] = []

    def __enter__(self) -> DemoServer:
        """Start listening."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening."""
        self.stop()

    def start(self) -> None:
        """Listen on both ports, each in a daemon thread."""
        second = self._wanted_port + 1 if self._wanted_port else 0
        ports: dict[SiteName, int] = {"news": self._wanted_port, "bulletin": second}
        try:
            for site, port in ports.items():
                self._listeners[site] = _Listener((self._address, port), self, site)
        except OSError:
            self.stop()
            raise
        for site, listener in self._listeners.items():
            thread = Thread(target=listener.serve_forever, args=(0.05,), name=site, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Close both ports and every open connection, and wait for their threads."""
        if self._threads:
            for listener in self._listeners.values():
                listener.shutdown()
        for listener in self._listeners.values():
            listener.close_connections()
            listener.server_close()
        for thread in self._threads:
            thread.join()
        self._threads.clear()
        self._listeners.clear()

    def port(self, site: SiteName) -> int:
        """The port a site listens on."""
        return self._listeners[site].server_port

    def origins(self, host: str | None = None) -> Origins:
        """The addresses of both sites for a browser that reaches the server as ``host``."""
        host = host or self._address
        return Origins(
            news=f"http://{host}:{self.port('news')}",
            bulletin=f"http://{host}:{self.port('bulletin')}",
        )

    @property
    def connect_to(self) -> dict[str, tuple[str, int]]:
        """Where to connect instead of each ``host:port`` of the town, as curl's --connect-to."""
        return {
            f"{host}:80": (self._address, self.port(site)) for host, site in _SITE_OF_HOST.items()
        }

    def answer(self, site: SiteName, request: Request) -> Response:
        """Note a request and answer it."""
        self.requests.append(request)
        host, _, _ = request.host.lower().partition(":")
        known = _SITE_OF_HOST.get(host)
        origins = Origins() if known else self.origins(host or None)
        return self._responder(
            self.town, known or site, request.method, request.target, request.headers, origins
        )


class _Listener(ThreadingHTTPServer):
    """One port. Connections are kept in a set so that they can be closed with the server."""

    daemon_threads = False  # so that server_close waits for them
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], demo: DemoServer, site: SiteName) -> None:
        self.demo, self.site = demo, site
        self._connections: set[socket] = set()
        self._lock = Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        with self._lock:
            for connection in self._connections:
                try:
                    connection.shutdown(SHUT_RDWR)
                except OSError:
                    continue  # the client was faster

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exception()
        if error and not isinstance(error, ConnectionError | TimeoutError):
            self.demo.errors.append(error)


class _Handler(BaseHTTPRequestHandler):
    """One connection: read a request, send what the town answers, keep alive."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _IDLE_S
    server: _Listener

    def do_GET(self) -> None:
        """Answer a request, whatever its method."""
        if int(self.headers.get("Content-Length") or 0):
            self.close_connection = True  # a body nobody reads must not become the next request
        headers = dict(self.headers.items())
        request = Request(self.command, self.headers.get("Host", ""), self.path, headers)
        try:
            response = self.server.demo.answer(self.server.site, request)
        except HangUpError:
            self.close_connection = True
            return
        http11 = self.request_version == "HTTP/1.1"
        if not http11:
            self.close_connection = True
        self.wfile.write(response.wire(with_body=self.command != "HEAD", http11=http11))

    do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the console clean; `DemoServer.requests` holds what was asked."""
