"""Nothing on the web sends us into a private network."""

from __future__ import annotations

import asyncio
import socket

import pytest

from crawler.fetch.addresses import Addresses, is_public
from crawler.fetch.connections import ConnectionPool
from crawler.fetch.refusal import NotAskedError
from tests.crawler.crawl.conftest import Answer, article, city, crawl  # noqa: F401 - fixtures
from tests.support import scripted_server

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::", "10.1.2.3", "172.16.0.1", "172.31.255.255",
    "192.168.1.1", "169.254.169.254", "100.64.0.1", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd12:3456::1", "224.0.0.1", "239.1.1.1", "ff02::1", "ff0e::1", "240.0.0.1",
    "255.255.255.255", "192.0.2.1", "198.18.0.1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "2002:7f00:0001::1", "2002:0a00:0001::1", "not an address", "",
]  # fmt: skip
PUBLIC = ["91.223.16.1", "8.8.8.8", "2a01:4f8::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_of_the_open_internet_is_not_public(address):
    """Loopback, link-local, private, shared, multicast, and any of these packed into IPv6."""
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_open_internet_is_public(address):
    """A city's server, by IPv4 or IPv6."""
    assert is_public(address)


class Names:
    """A resolver with answers of its own; ``asked`` counts."""

    def __init__(self, **answers: list[str]) -> None:
        self.answers = {name.replace("_", "."): found for name, found in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        """Answer as told."""
        self.asked.append(host)
        if host not in self.answers:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return self.answers[host]


def find(addresses: Addresses, host: str, port: int = 80) -> list[tuple[str, int]]:
    """Where a host is to be reached."""
    return asyncio.run(addresses.of(("http", host, port)))


def test_a_name_that_points_inside_is_refused():
    """An innocent name whose DNS record says 192.168.1.1: refused, with the code."""
    addresses = Addresses(resolve=Names(um_example=["192.168.1.1", "::1"]))
    with pytest.raises(NotAskedError) as refusal:
        find(addresses, "um.example")
    assert refusal.value.reason == "private_address"
    assert "192.168.1.1" in str(refusal.value)


def test_only_the_public_addresses_of_a_name_are_used():
    """A name with both kinds is reached by the public ones alone."""
    addresses = Addresses(resolve=Names(um_example=["127.0.0.1", "91.223.16.1"]))
    assert find(addresses, "um.example") == [("91.223.16.1", 80)]


def test_an_odd_way_to_write_loopback_is_refused():
    """2130706433 and 127.1 are 127.0.0.1 to the system's resolver."""
    for host in ("2130706433", "127.1", "0x7f.1", "0177.0.0.1", "017700000001", "0", "localhost"):
        with pytest.raises(NotAskedError):
            find(Addresses(), host)


def test_connect_to_leads_where_it_says():
    """The user's own map is trusted, for that host and port alone."""
    names = Names(**{"127_0_0_1": ["127.0.0.1"], "um_example": ["127.0.0.1"]})
    addresses = Addresses(resolve=names, connect_to={"um.example:80": ("127.0.0.1", 8080)})
    assert find(addresses, "um.example") == [("127.0.0.1", 8080)]
    with pytest.raises(NotAskedError):
        find(addresses, "um.example", 81)


def test_the_profiles_own_address_is_asked():
    """A site whose home is http://192.168.1.5/ lies there on purpose; nothing else there does."""
    names = Names(**{"192_168_1_5": ["192.168.1.5"], "evil_example": ["192.168.1.5"]})
    addresses = Addresses(resolve=names, own_hosts=["192.168.1.5", "evil.example"])
    assert find(addresses, "192.168.1.5") == [("192.168.1.5", 80)]
    with pytest.raises(NotAskedError):
        find(addresses, "evil.example")


@pytest.mark.parametrize("own", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "[::1]"])
def test_an_own_address_may_carry_a_port(own):
    """Profiles name hosts as their addresses do."""
    host = {"1": "127.0.0.1", "l": "localhost", "[": "::1"}[own[0]]
    assert find(Addresses(own_hosts=[own]), host, 8000)


def test_a_name_is_looked_up_once():
    """A second answer of a hostile name server is never heard (DNS rebinding)."""
    names = Names(um_example=["91.223.16.1"])
    now = [0.0]
    addresses = Addresses(resolve=names, clock=lambda: now[0])
    find(addresses, "um.example")
    names.answers["um.example"] = ["127.0.0.1"]
    assert find(addresses, "um.example") == [("91.223.16.1", 80)]
    now[0] = 601
    with pytest.raises(NotAskedError):
        find(addresses, "um.example")


def test_the_connection_goes_to_the_address_that_was_checked():
    """The pool asks once, connects there, and the snapshot's address is that one."""

    async def go() -> tuple[str | None, list[str]]:
        async with scripted_server(lambda _: []) as tap:
            names = Names(**{"town_example": ["127.0.0.1"], "127_0_0_1": ["127.0.0.1"]})
            addresses = Addresses(
                resolve=names, connect_to={"town.example:80": ("town.example", tap.port)}
            )
            pool = ConnectionPool(
                connect_to={},
                connect_timeout_s=5,
                addresses=addresses,
            )
            connection = await pool.take(("http", "town.example", 80))
            connection.close()
            return connection.ip_address, names.asked

    assert asyncio.run(go()) == ("127.0.0.1", ["town.example"])


def test_a_name_no_resolver_takes_is_unknown():
    """A label of 70 letters is no crash."""
    with pytest.raises(socket.gaierror):
        find(Addresses(), "a" * 70 + ".example")


def test_a_redirect_into_the_private_network_is_refused(city, crawl):  # noqa: F811
    """The feed redirects to the router: nothing is sent, and the visit says why."""
    city.publish(a=article("Aleja Lipowa"))
    inside = f"http://127.0.0.1:{city.port}/wewnetrzne"
    city.pages["/feed/"] = Answer(status=302, headers={"Location": inside})
    crawl()
    assert "/wewnetrzne" not in city.asked
    rows = {row["url"]: row for row in crawl.archive.visits().to_pylist()}
    assert (rows[inside]["outcome"], rows[inside]["reason"]) == ("refused", "private_address")


@pytest.mark.parametrize("scheme", ["file:///etc/passwd", "ftp://www.miasto.example/x"])
def test_other_schemes_are_never_followed(city, crawl, scheme):  # noqa: F811
    """A redirect to a file or an ftp server leads nowhere."""
    city.publish(a=article("Aleja Lipowa"))
    city.pages["/feed/"] = Answer(status=302, headers={"Location": scheme})
    assert crawl().verdict.name == "ok"
    assert not [r for r in crawl.archive.visits().to_pylist() if r["url"] == scheme]


def test_a_second_address_is_tried_when_the_first_is_dead():
    """A name with two addresses, one out of order: the other one answers."""

    async def go() -> str | None:
        async with scripted_server(lambda _: []) as tap:
            names = Names(**{"dead.town": ["127.0.0.2", "127.0.0.1"]})
            addresses = Addresses(
                resolve=names, connect_to={"town.example:80": ("dead.town", tap.port)}
            )
            pool = ConnectionPool(
                connect_to={},
                connect_timeout_s=5,
                addresses=addresses,
            )
            connection = await pool.take(("http", "town.example", 80))
            connection.close()
            return connection.ip_address

    assert asyncio.run(go()) == "127.0.0.1"
