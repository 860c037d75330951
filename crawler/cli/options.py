"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

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
