"""Where a host really lies, and whether we go there: no page sends us into a private network."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeAlias
from urllib.parse import urlsplit

from crawler.fetch.refusal import NotAskedError

Origin: TypeAlias = tuple[str, str, int]  # scheme, host, port
Resolve: TypeAlias = Callable[[str, int], Awaitable[list[str]]]
#: An answer of the resolver holds so long, in seconds.
HOLDS_S = 600.0
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
_IPv4: TypeAlias = ipaddress.IPv4Address
_IPv6: TypeAlias = ipaddress.IPv6Address


class Addresses:
    """Finds the addresses of a host, once, and refuses those that are not of the open internet.

    Loopback, link-local, private, shared, multicast and unspecified addresses are refused, with
    three exceptions: ``connect_to`` ("host:port" to address and port) sends the host there, or
    the host is one of ``own_hosts`` (with or without a port) and names such an address itself (or
    is localhost). Whoever
    connects takes the address from here: it is never looked up a second time.
    ``clock`` counts seconds.
    """

    def __init__(
        self,
        *,
        resolve: Resolve | None = None,
        connect_to: Mapping[str, tuple[str, int]] | None = None,
        own_hosts: Iterable[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._resolve = resolve or resolve_by_system
        self._connect_to = connect_to or {}
        self._own = frozenset(filter(names_its_address, map(bare_host, own_hosts)))
        self._clock = clock
        self._known: dict[tuple[str, int], tuple[list[str], float]] = {}

    async def of(self, origin: Origin) -> list[tuple[str, int]]:
        """Addresses and ports to connect to, in the order to try them.

        Raises:
            NotAskedError: the host lies where we do not go (private_address).
            OSError: there is no such host (socket.gaierror).
        """
        _, host, port = origin
        actual, actual_port = self._connect_to.get(f"{host}:{port}", (host, port))
        found = await self._look_up(actual, actual_port)
        trusted = host in self._own or f"{host}:{port}" in self._connect_to
        allowed = found if trusted else [address for address in found if is_public(address)]
        if not allowed:
            where = ", ".join(found)
            raise NotAskedError("private_address", f"{host} lies at {where}: not asked")
        return [(address, actual_port) for address in allowed]

    async def _look_up(self, host: str, port: int) -> list[str]:
        key = host, port
        known = self._known.get(key)
        if known is None or self._clock() - known[1] > HOLDS_S:
            known = self._known[key] = await self._resolve(host, port), self._clock()
        return known[0]


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet, seen through what may be packed in it.

    IPv4 inside IPv6 (mapped, 6to4, Teredo, NAT64) is judged as the IPv4 it leads to.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    inner = _packed(parsed) if isinstance(parsed, _IPv6) else None
    if inner is not None:
        return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast


def names_its_address(host: str) -> bool:
    """Whether a host is an address written out, or localhost (RFC 6761, 6.3)."""
    if host == "localhost":
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def bare_host(host: str) -> str:
    """A host without port and brackets, as a URL may have it: "[::1]:8000" is "::1"."""
    return urlsplit(f"//{host}").hostname or ""


async def resolve_by_system(host: str, port: int) -> list[str]:
    """Ask the system's resolver, in its order of preference.

    Raises:
        OSError: there is no such host (socket.gaierror).
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label that is too long or empty
        raise socket.gaierror(socket.EAI_NONAME, f"{host!r} is no host name") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _packed(address: _IPv6) -> _IPv4 | None:
    if address in _NAT64:
        return _IPv4(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
