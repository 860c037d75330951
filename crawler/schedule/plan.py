"""What is to be run, when, and whom to tell when it goes wrong."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from archive.errors import ConfigurationError

#: Minutes over which cities and computers spread, so that not all of them come at once.
JITTER_MIN = 20
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_PLAIN = re.compile(r"[\w./:@%+=,~-]+")


@dataclass(frozen=True, slots=True)
class Plan:
    """One daily crawl of some cities, one after the other.

    ``cities`` are slugs, ``hour`` and ``minute`` local time in Poland, ``archive`` and
    ``cities_dir`` absolute folders, ``kronika`` the absolute path of the command. ``alert`` is an
    apprise address that is told of failures, or empty; ``settings`` are given with ``-s``.
    """

    cities: tuple[str, ...]
    hour: int
    minute: int
    archive: Path
    kronika: Path
    cities_dir: Path | None = None
    alert: str = ""
    settings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no unit file could hold.

        Raises:
            ConfigurationError: a control character in any part.
        """
        texts = (*self.cities, self.alert, *self.settings, str(self.archive), str(self.kronika))
        if any(not text.isprintable() for text in texts):
            raise ConfigurationError("a schedule cannot hold line breaks or control characters")

    @classmethod
    def at(cls, daily: str, **facts: Any) -> Self:
        """A plan for a time of day such as "03:10".

        Raises:
            ConfigurationError: that is no time of day.
        """
        match = _TIME.fullmatch(daily)
        if match is None:
            raise ConfigurationError(f"--daily {daily}: write a time such as 03:10")
        return cls(hour=int(match[1]), minute=int(match[2]), **facts)

    @property
    def name(self) -> str:
        """A name for files and units: the city, or a digest of several."""
        if len(self.cities) == 1:
            return f"kronika-{self.cities[0]}"
        digest = sha256("\n".join(self.cities).encode()).hexdigest()[:8]
        return f"kronika-{len(self.cities)}-cities-{digest}"

    @property
    def crawl(self) -> list[str]:
        """The words of the crawl."""
        words = [
            str(self.kronika),
            "crawl",
            *self.cities,
            "--archive",
            str(self.archive),
            "--quiet",
        ]
        if self.cities_dir is not None:
            words += ["--cities", str(self.cities_dir)]
        for setting in self.settings:
            words += ["-s", setting]
        return words

    @property
    def tell(self) -> list[str]:
        """The words that tell of a failure: how the cities are, sent to ``alert`` if it is set."""
        words = [str(self.kronika), "status", *self.cities, "--archive", str(self.archive)]
        return [*words, "--alert", self.alert] if self.alert else words

    @property
    def delay_min(self) -> int:
        """Minutes that these cities wait, always the same: 0 up to `JITTER_MIN`."""
        return int(sha256(self.name.encode()).hexdigest(), 16) % JITTER_MIN


def shell(words: list[str]) -> str:
    """Words as a line for a POSIX shell."""
    return shlex.join(words)


def unit(words: list[str]) -> str:
    """Words as an ExecStart= line: quoted as systemd.service(5) has it, its specifiers doubled."""
    return " ".join(_unit_word(word) for word in words)


def _unit_word(word: str) -> str:
    escaped = word.replace("%", "%%").replace("$", "$$")
    if _PLAIN.fullmatch(word):
        return escaped
    inner = escaped.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'
