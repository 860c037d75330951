"""Content systems are told by what they leave in their pages."""

from __future__ import annotations

import pytest

from crawler.scout.systems import SYSTEMS, generator_of, recognise


@pytest.mark.parametrize(
    ("markup", "headers", "name", "sure"),
    [
        ('<meta name="generator" content="WordPress 6.9">', {}, "WordPress", True),
        ("<meta content='Joomla! - Open Source' name='generator'>", {}, "Joomla", True),
        ('<img src="/sites/default/files/a.png">', {}, "Drupal", False),
        ("", {"X-Drupal-Cache": "HIT"}, "Drupal", False),
        ("", {"Liferay-Portal": "Liferay DXP"}, "Liferay", False),
        ('<a href="/wp-content/a.pdf"><a href="/wp-json/">', {}, "WordPress", True),
        ('<a href="/artykuly/12">x</a> Wersja systemu: 2.1', {}, "Logonet", True),
        ('<a href="dokument.php?iddok=4&idmp=1">', {}, "bip.info.pl", False),
        ("<a href='/m,12,uchwaly.html'>", {}, "MADKOM eBIP", False),
    ],
)
def test_systems_are_told_by_their_signs(markup, headers, name, sure):
    """A generator is sure, two signs agree, one sign is a guess."""
    guess = recognise(markup, headers)
    assert guess is not None
    assert (guess.system.name, guess.sure) == (name, sure)


def test_no_sign_no_guess():
    """A page that gives nothing away is not put into any drawer."""
    assert recognise("<html><body><p>Miasto</p></body></html>", {"Server": "nginx"}) is None
    assert generator_of("<meta name=author content=x>") is None


def test_each_system_has_a_sign():
    """A system that nothing points to would never be named."""
    assert all(system.generator or system.headers or system.signs for system in SYSTEMS)
    assert len({system.name for system in SYSTEMS}) == len(SYSTEMS)
