"""``-s NAME=VALUE``: any setting of Scrapy or Kronika, for commands that ask servers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from archive.errors import ConfigurationError

F = TypeVar("F", bound=Callable[..., Any])


def setting_option(function: F) -> F:
    """Add ``-s NAME=VALUE``, as often as wanted, passed on as ``settings: dict[str, str]``."""
    return click.option(
        "-s",
        "settings",
        multiple=True,
        metavar="NAME=VALUE",
        callback=_pairs,
        help="Any Scrapy or KRONIKA_ setting.",
    )(function)


def _pairs(_: click.Context, __: click.Parameter, settings: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name.isupper():
            raise ConfigurationError(f"-s {setting}: write NAME=VALUE, such as -s RETRY_TIMES=1")
        pairs[name] = value
    return pairs
