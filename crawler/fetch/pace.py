"""How fast we ask: one start at a time per host and per address, and slower when asked to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler.fetch.refusal import NotAskedError

#: Statuses that ask us to come back later (RFC 6585, 4; RFC 9110, 15.6.4).
TURNED_AWAY = (429, 503)


@dataclass(frozen=True, slots=True)
class BackOff:
    """What follows a 429 or 503: a pause of ``first_s`` seconds that doubles up to ``longest_s``.

    After ``times`` in a row, or when the server asks for more than ``longest_s``, the host is
    left for this run.
    """

    first_s: float = 30.0
    longest_s: float = 300.0
    times: int = 5


@dataclass(slots=True)
class _Place:
    """A host or an address: when it may be asked next, in seconds of the clock."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = float("-inf")
    started_at: float = float("-inf")
    delay_s: float = 0.0
    strikes: int = 0
    paused_until: float = float("-inf")
    left: str = ""


class Pace:
    """Gives out turns: ``delay_s`` seconds apart at each host and at each address.

    Many towns live on one vendor's server, so an address has a pace of its own. ``clock`` counts
    seconds and ``sleep`` waits some.
    """

    def __init__(
        self,
        delay_s: float = 0.0,
        back_off: BackOff = BackOff(),
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._delay_s = delay_s
        self._back_off = back_off
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Place] = {}
        self._addresses: dict[str, _Place] = {}

    @asynccontextmanager
    async def turn(self, host: str, address: str) -> AsyncIterator[None]:
        """Wait until host and address may be asked; the start is when the block ends.

        Connecting belongs into the block: a slow handshake then cannot bring two requests closer.

        Raises:
            NotAskedError: the host was left for this run (backed_off).
        """
        place = self._hosts.setdefault(host, _Place())
        server = self._addresses.setdefault(address, _Place())
        async with place.lock:
            while True:
                await self._wait(place)
                _check(host, place)
                async with server.lock:
                    await self._wait(server)
                    _check(host, place)
                    if place.free_at > self._clock():  # turned away while we waited
                        continue
                    try:
                        yield
                    finally:
                        now = place.started_at = self._clock()
                        delay_s = max(self._delay_s, place.delay_s)
                        place.free_at = max(place.free_at, now + delay_s)
                        server.free_at = max(server.free_at, now + self._delay_s)
                    return

    async def until_free(self, host: str) -> None:
        """Wait until a host may be asked, without taking its turn.

        Raises:
            NotAskedError: the host was left for this run (backed_off).
        """
        place = self._hosts.setdefault(host, _Place())
        await self._wait(place)
        _check(host, place)

    def slow_down(self, host: str, delay_s: float) -> None:
        """Ask a host no faster than once in so many seconds, from its last start on."""
        place = self._hosts.setdefault(host, _Place())
        place.delay_s = max(place.delay_s, delay_s)
        place.free_at = max(place.free_at, place.started_at + place.delay_s)

    def answered(self, host: str, status: int, retry_after_s: float | None = None) -> None:
        """Take note of an answer: back off when it turned us away, as long as it asks.

        Answers to requests that were under way when a pause began are one strike with it.
        """
        place = self._hosts.setdefault(host, _Place())
        now, limits = self._clock(), self._back_off
        pause = 0.0 if 200 <= status < 300 else retry_after_s or 0.0
        if pause > limits.longest_s:
            place.left = f"it asks to wait {pause:.0f} s"
        if status not in TURNED_AWAY:
            place.strikes = 0
        elif now >= place.paused_until:
            place.strikes += 1
            pause = max(pause, min(limits.first_s * 2 ** (place.strikes - 1), limits.longest_s))
            place.paused_until = now + pause
            if place.strikes >= limits.times:
                place.left = f"it turned us away {place.strikes} times in a row"
        place.free_at = max(place.free_at, now + pause)

    async def _wait(self, place: _Place) -> None:
        while not place.left and (pause := place.free_at - self._clock()) > 0:
            await self._sleep(pause)


def _check(host: str, place: _Place) -> None:
    if place.left:
        raise NotAskedError("backed_off", f"{host} was left for this run: {place.left}")


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """Read Retry-After (RFC 9110, 10.2.3): seconds to wait from ``now`` (UTC); None: no such wish.

    Both forms count, seconds and a date; a date in the past asks for nothing.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
