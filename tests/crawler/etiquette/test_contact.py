"""A real city is not crawled by nobody."""

from __future__ import annotations

import socket

import pytest

from archive.errors import ConfigurationError
from crawler.etiquette.contact import require_contact
from crawler.profiles import load_profile, parse_profile
from tests.crawler.crawl.conftest import article, city, crawl  # noqa: F401 - fixtures

NOBODY = "Kronika/0.1 (archive of public city news; contact not set)"
SOMEBODY = "Kronika/0.1 (archive of public city news; archiwum@kronika.example)"


def profile(*homes: str):
    """A city whose sites have these homes."""
    sites = "\n".join(
        f'[sites.s{n}]\nhome = "{home}"\nlistings = ["{home}"]' for n, home in enumerate(homes)
    )
    return parse_profile(f'name = "Miasto"\n{sites}\n', "miasto.toml")


def test_a_real_city_needs_a_contact():
    """The message names the city and what to type; with a contact all is well."""
    with pytest.raises(ConfigurationError, match=r"crawl miasto -s 'USER_AGENT=Kronika/0.1"):
        require_contact(NOBODY, profile("https://um.example/"), {})
    require_contact(SOMEBODY, profile("https://um.example/"), {})


def test_the_demo_town_needs_none():
    """It is built in."""
    require_contact(NOBODY, load_profile("demo"), {})


@pytest.mark.parametrize(
    "home", ["http://127.0.0.1:8000/", "http://localhost/", "http://[::1]:8000/"]
)
def test_loopback_needs_none(home):
    """A site on this very machine has nobody to write."""
    require_contact(NOBODY, profile(home), {})


def test_every_host_must_lie_on_loopback():
    """One real host among them, or one that is sent to a real address, and a contact is needed."""
    both = profile("http://um.example/", "http://bip.example/")
    home = ("127.0.0.1", 8000)
    require_contact(NOBODY, both, {"um.example:80": home, "bip.example:80": home})
    with pytest.raises(ConfigurationError):
        require_contact(NOBODY, both, {"um.example:80": home})
    with pytest.raises(ConfigurationError):
        require_contact(NOBODY, both, {"um.example:80": home, "bip.example:80": ("91.2.3.4", 80)})


def test_nothing_is_asked_and_no_archive_is_begun(city, crawl, monkeypatch):  # noqa: F811
    """The crawl ends before it looks up a name or writes a file; the next one can begin."""
    city.publish(a=article("Aleja Lipowa"))

    def look_up(*_: object, **__: object) -> None:
        raise AssertionError("a name was looked up")

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up)
        with pytest.raises(ConfigurationError, match="set a contact"):
            crawl(KRONIKA_CONNECT_TO={})
    assert not crawl.root.exists()
    assert crawl().verdict.name == "ok"
