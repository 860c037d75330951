"""The loopback server: hosts, ports, keep-alive, and a clean end."""

from __future__ import annotations

import socket
from http.client import HTTPConnection

import pytest

from crawler.demo.http import Response
from crawler.demo.server import DemoServer
from crawler.demo.town import documents, respond

WWW, BARE, BIP = "www.olszynow.example", "olszynow.example", "bip.olszynow.example"
MOVED = "www.miasto-olszynow.example"


@pytest.fixture(scope="module")
def server():
    """The town on day 1."""
    with DemoServer() as running:
        yield running
        assert running.errors == []


def get(server: DemoServer, host: str, target: str = "/", site: str = "news"):
    """One request on a connection of its own: status, headers, body."""
    connection = HTTPConnection("127.0.0.1", server.port(site), timeout=60)
    try:
        connection.request("GET", target, headers={"Host": host})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def test_connect_to_names_every_host_of_the_town(server):
    """A crawler learns from it where to connect."""
    assert set(server.connect_to) == {f"{host}:80" for host in (WWW, BARE, BIP, MOVED)}
    for host in (WWW, BIP):
        address, port = server.connect_to[f"{host}:80"]
        with socket.create_connection((address, port), timeout=60):
            pass


def test_the_host_header_chooses_the_site_on_either_port(server):
    """The names www and bip are told apart by name, not by port."""
    for site in ("news", "bulletin"):
        assert b"WordPress" in get(server, WWW, site=site)[2]
        assert b"windows-1250" in get(server, BIP, site=site)[2]


def test_a_browser_on_loopback_gets_the_site_of_the_port(server):
    """Without the town's names the port decides, and links lead back to loopback."""
    here = f"127.0.0.1:{server.port('news')}"
    _, _, news = get(server, here)
    assert f"http://127.0.0.1:{server.port('bulletin')}/".encode() in news
    _, _, bulletin = get(server, here, site="bulletin")
    assert f'<base href="http://127.0.0.1:{server.port("bulletin")}/zasoby/">'.encode() in bulletin


def test_every_record_page_is_served_on_kept_connections(server):
    """One connection a site is enough for all pages, chunked ones too."""
    connections = {
        site: HTTPConnection("127.0.0.1", server.port(site), timeout=60)
        for site in ("news", "bulletin")
    }
    sockets = {}
    for document in documents(1):
        connection = connections[document.site]
        host = WWW if document.site == "news" else BIP
        connection.request("GET", document.path, headers={"Host": host})
        response = connection.getresponse()
        wanted = respond(server.town, document.site, "GET", document.path, {"Host": host})
        assert (response.status, response.read()) == (200, wanted.body)
        assert sockets.setdefault(document.site, connection.sock) is connection.sock
    for connection in connections.values():
        connection.close()


def test_requests_are_noted(server):
    """What was asked can be checked afterwards."""
    get(server, BIP, "/index.php?id=10")
    last = server.requests[-1]
    assert (last.method, last.host, last.target) == ("GET", BIP, "/index.php?id=10")
    assert last.headers["Host"] == BIP


def test_what_is_sent_is_what_respond_says(server):
    """The shell adds and drops nothing: status line, headers in order, body."""
    target = "/index.php?dok=1187"
    with socket.create_connection(("127.0.0.1", server.port("bulletin")), timeout=60) as line:
        head = f"GET {target} HTTP/1.1\r\nHost: {BIP}\r\nConnection: close\r\n\r\n"
        line.sendall(head.encode())
        received = b"".join(iter(lambda: line.recv(65536), b""))
    assert received == respond(server.town, "bulletin", "GET", target, {"Host": BIP}).wire()


def test_old_clients_and_unread_bodies_end_the_connection(server):
    """HTTP/1.0 gets the page unchunked; a POST's body never becomes the next request."""
    for request in (
        f"GET /feed/ HTTP/1.0\r\nHost: {WWW}\r\n\r\n",
        f"POST /x HTTP/1.1\r\nHost: {WWW}\r\nContent-Length: 5\r\n\r\n12345",
    ):
        with socket.create_connection(("127.0.0.1", server.port("news")), timeout=60) as line:
            line.sendall(request.encode())
            received = b"".join(iter(lambda: line.recv(65536), b""))
        assert received.count(b"HTTP/1.1 ") == 1


def test_the_console_stays_clean(capfd):
    """Neither requests nor broken connections print anything."""
    with DemoServer() as server:
        get(server, WWW)
        with socket.create_connection(("127.0.0.1", server.port("news")), timeout=60) as line:
            line.sendall(b"nonsense\r\n\r\n")
            line.recv(100)
        with socket.create_connection(("127.0.0.1", server.port("news")), timeout=60) as line:
            line.sendall(b"GET / HT")
    assert capfd.readouterr() == ("", "")


def begun_again() -> bool:
    """Stop a server that holds an open line, and begin another at its port."""
    server = DemoServer(day=2)
    server.start()
    port = server.port("news")
    idle = socket.create_connection(("127.0.0.1", port), timeout=60)
    get(server, WWW)
    server.stop()
    assert idle.recv(1) == b""
    idle.close()
    try:
        with DemoServer(port=port) as again:
            return (again.port("news"), again.port("bulletin")) == (port, port + 1)
    except OSError:
        return False


def test_stopping_closes_open_connections_and_frees_the_ports():
    """A client that keeps its line open does not hold the server up; the ports are free again."""
    assert any(begun_again() for _ in range(5))  # others may have taken one of the two meanwhile


def test_a_taken_port_is_an_error_and_leaves_nothing_open():
    """Two servers cannot share a port; the second gives up both of its own."""
    with DemoServer() as first:
        second = DemoServer(port=first.port("news"))
        with pytest.raises(OSError, match="in use"):
            second.start()


def test_a_responder_can_make_the_town_misbehave():
    """Faults wrap `respond`; the server sends what they say."""

    def closed(town, site, method, target, headers, origins=None) -> Response:
        if target == "/feed/":
            return Response(503, "Service Unavailable", [("Content-Length", "0")])
        return respond(town, site, method, target, headers, origins)

    with DemoServer(responder=closed) as server:
        assert get(server, WWW, "/feed/")[0] == 503
        assert get(server, WWW, "/")[0] == 200
