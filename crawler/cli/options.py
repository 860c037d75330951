"""Options that several commands share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import click

F = TypeVar("F", bound=Callable[..., Any])


def archive_option(function: F) -> F:
    """Add ``--archive DIR`` (or KRONIKA_ARCHIVE), passed on as ``archive: Path``."""
    return click.option(
        "--archive",
        "archive",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="KRONIKA_ARCHIVE",
        default=Path("archive-kronika"),
        show_default=True,
        show_envvar=True,
        help="Folder of the archive.",
    )(function)


def cities_option(function: F) -> F:
    """Add ``--cities DIR`` (or KRONIKA_CITIES), passed on as ``cities_dir: Path | None``."""
    return click.option(
        "--cities",
        "cities_dir",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        envvar="KRONIKA_CITIES",
        default=None,
        show_envvar=True,
        help="Folder with city profiles of your own.",
    )(function)


def as_of_options(function: F) -> F:
    """Add ``--as-of WHEN`` and ``--generation N``, passed on as ``as_of: str | int | None``."""

    @functools.wraps(function)
    def asked(*arguments: Any, as_of: str | None, generation: int | None, **more: Any) -> Any:
        if as_of is not None and generation is not None:
            raise click.UsageError("--as-of and --generation ask two different things; give one.")
        return function(*arguments, as_of=generation if as_of is None else as_of, **more)

    by_time = click.option(
        "--as-of", metavar="WHEN", help="As the city had it at the end of a day, or at a moment."
    )
    by_number = click.option(
        "--generation",
        type=click.IntRange(min=1),
        metavar="N",
        help="As the archive had it at this generation (kronika info).",
    )
    return by_time(by_number(cast(F, asked)))


#: Names of `crawler.demo.faults.FAULTS`, said here so that ``--help`` loads no demo town.
FAULTS = (
    "slow", "flaky", "blocked", "waiting-room", "frozen-feed", "redesign", "robots-html",
    "crawl-delay", "moved", "down", "empty",
)  # fmt: skip


def fault_option(function: F) -> F:
    """Add ``--fault NAME`` of the demo town, passed on as ``fault: str | None``."""
    return click.option("--fault", type=click.Choice(FAULTS), help="What goes wrong (demo only).")(
        function
    )
