"""A real city can write to whoever crawls it: no crawl before a contact is set."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from archive.errors import ConfigurationError
from crawler.fetch.addresses import bare_host

if TYPE_CHECKING:
    from crawler.profiles import CityProfile

_CONTACT = re.compile(r"https?://[^\s/]+\.[^\s/]+|[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")


def require_contact(
    agent: str,
    profile: CityProfile,
    connect_to: Mapping[str, tuple[str, int]],
    command: str = "kronika crawl",
) -> None:
    """Refuse to crawl a real city with a user agent that names no contact.

    A built-in town needs none, nor does a city whose every host lies on loopback, by name or by
    ``connect_to``. ``command`` is what was typed.

    Raises:
        ConfigurationError: the message says what to type.
    """
    if has_contact(agent) or profile.builtin is not None:
        return
    diverted = {
        bare_host(host_port)
        for host_port, (address, _) in connect_to.items()
        if _is_loopback(address)
    }
    hosts = map(bare_host, profile.hosts)
    if all(host in diverted or _is_loopback(host) for host in hosts):
        return
    raise ConfigurationError(
        f"set a contact before crawling {profile.name}, so that the city can write to you: "
        f"{command} {profile.slug} "
        "-s 'USER_AGENT=Kronika/0.1 (archive of public city news; YOUR@E-MAIL)'"
    )


def has_contact(agent: str) -> bool:
    """Whether a user agent names an e-mail or web address to write to."""
    return bool(contacts(agent))


def contacts(agent: str) -> list[str]:
    """The e-mail and web addresses a user agent names; of a web address up to its host."""
    return [found.rstrip(";,.)") for found in _CONTACT.findall(agent)]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
