"""Tell somebody which cities are stale, through apprise, which knows over a hundred services."""

from __future__ import annotations

from collections.abc import Sequence

from archive.errors import ConfigurationError
from crawler.status.read import CityStatus


def message(cities: Sequence[CityStatus]) -> tuple[str, str]:
    """Title and text for stale cities."""
    stale = [city for city in cities if not city.fresh]
    names = ", ".join(city.city for city in stale)
    lines = (
        f"{city.city}: {city.why}. Last well: "
        f"{f'{city.since:%Y-%m-%d %H:%M} UTC' if city.since else 'never'}."
        for city in stale
    )
    return f"Kronika: stale {names}", "\n".join(lines)


def alert(address: str, cities: Sequence[CityStatus]) -> None:
    """Send what is stale to an apprise address (github.com/caronc/apprise), if anything is.

    Raises:
        ConfigurationError: apprise is not installed, knows no such address, or could not deliver.
    """
    if all(city.fresh for city in cities):
        return
    try:
        import apprise
    except ImportError:
        raise ConfigurationError("--alert needs apprise: pip install apprise") from None
    to = apprise.Apprise()
    if not to.add(address):
        raise ConfigurationError("--alert: apprise knows no such address")
    title, body = message(cities)
    if not to.notify(title=title, body=body):
        raise ConfigurationError("--alert: apprise could not deliver the message")
