"""Crawl many cities side by side, each in a process of its own: one city's failure is one city's.

Cities that share a server are never crawled at once: many towns live with one vendor, and a pace
holds within one process only.
"""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Queue
from threading import Event

from crawler.profiles import CityProfile

#: Exit code of a city that was not begun because the fleet was stopped.
INTERRUPTED = 130
Resolve = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Ended:
    """How one city ended: its exit code, seconds taken, and the last words it said on stderr."""

    city: str
    exit_code: int
    seconds: float
    words: str


def addresses(profile: CityProfile, resolve: Resolve) -> frozenset[str]:
    """Where the hosts of a city lie; a host nobody knows lies nowhere."""
    return frozenset(address for host in profile.hosts for address in resolve(host))


def look_up(host: str) -> list[str]:
    """The addresses of a host by the system's resolver; none when there is no answer."""
    try:
        return sorted({str(entry[4][0]) for entry in socket.getaddrinfo(host, None)})
    except OSError:
        return []


def lanes(places: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """Sort cities into lanes: those that share an address, however indirectly, into one.

    The longest lane comes first, for it decides how long all takes.
    """
    found: list[tuple[set[str], list[str]]] = []
    for city, where in places.items():
        shared = [lane for lane in found if lane[0] & where]
        merged = (set(where), [city])
        for lane in shared:
            merged[0].update(lane[0])
            merged[1][:0] = lane[1]
            found.remove(lane)
        found.append(merged)
    return sorted((cities for _, cities in found), key=len, reverse=True)


def sail(
    fleet: Sequence[Sequence[str]], jobs: int, crawl: Callable[[str], Ended], stop: Event
) -> Iterator[Ended]:
    """Crawl all lanes, ``jobs`` at once, each city after the one before it; yields as they end.

    When ``stop`` is set no further city is begun; those under way come to their own end.
    """
    ended: Queue[Ended] = Queue()

    def lane(cities: Sequence[str]) -> None:
        for city in cities:
            ended.put(Ended(city, INTERRUPTED, 0.0, "not begun") if stop.is_set() else crawl(city))

    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        for cities in fleet:
            pool.submit(lane, cities)
        left = sum(map(len, fleet))
        while left:
            try:
                yield ended.get()
                left -= 1
            except KeyboardInterrupt:  # the crawls got it too, and finish what is in flight
                stop.set()


def run(city: str, command: Sequence[str]) -> Ended:
    """Crawl one city by a command of its own; a command that cannot start is its failure."""
    began = time.monotonic()
    try:
        done = subprocess.run(  # noqa: S603 the words are ours
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, errors="replace", check=False,
        )  # fmt: skip
    except OSError as error:
        return Ended(city, 1, time.monotonic() - began, str(error))
    lines = done.stderr.strip().splitlines()
    code = done.returncode if done.returncode >= 0 else 128 - done.returncode
    return Ended(city, code, time.monotonic() - began, lines[-1] if lines else "")
