"""Addresses of articles become patterns a profile can hold."""

from __future__ import annotations

import pytest

from crawler.scout.patterns import covers, patterns_of

SEEN = {
    "WordPress": (
        ["/2026/03/02/a-b-c-d/", "/2026/03/01/koncert/"],
        r"^/\d{4}/\d{2}/\d{2}/[^/?]+/(?:\?|$)",
    ),
    "parameters": (["/index.php?dok=11", "/index.php?dok=1122"], r"^/index\.php\?dok=\d+$"),
    "commas": (
        [
            "/aktualnosci/295187,29,komunikat,dzien_otwarty_m.html",
            "/aktualnosci/295188,29,komunikat,inny_dzien_w_n.html",
        ],
        r"^/aktualnosci/\d+,\d+,komunikat,[^/?]+\.html(?:\?|$)",
    ),
    "slug first": (
        ["/wiadomosci/Jak-to-bylo-z-nami,a,263113", "/wiadomosci/Co-dalej-z-nami,a,26311"],
        r"^/wiadomosci/[^/?]+,a,\d+(?:\?|$)",
    ),
    "sections": (
        ["/a/miasto/to-i-owo-tu", "/a/kultura/to-i-owo-tam", "/a/sport/to-i-owo-znow"],
        r"^/a/[^/?]+/[^/?]+(?:\?|$)",
    ),
    "Joomla": (
        ["/start/aktualnosci/1232-posilek-w", "/start/aktualnosci/132-pos"],
        r"^/start/aktualnosci/\d+-[^/?]+(?:\?|$)",
    ),
    "files": (["/290/projekt-pod-flaga.html", "/7/pro.html"], r"^/\d+/[^/?]+\.html(?:\?|$)"),
}


@pytest.mark.parametrize("name", SEEN)
def test_one_pattern_covers_what_a_system_makes(name: str) -> None:
    """Numbers and slugs are free, the words of the section stay."""
    paths, pattern = SEEN[name]
    urls = [f"https://miasto.example{path}" for path in paths]
    assert patterns_of(urls) == [pattern]
    assert all(covers([pattern], url) for url in urls)


def test_a_pattern_leaves_other_pages_out() -> None:
    """A pattern says what an article is, so the section's own page is none."""
    patterns = patterns_of([f"https://m.example/aktualnosci/{n}-co-slychac" for n in range(9)])
    assert not covers(patterns, "https://m.example/aktualnosci/")
    assert not covers(patterns, "https://m.example/kontakt/9-co-slychac")


def test_a_stray_address_makes_no_pattern() -> None:
    """One odd link among twenty articles says nothing."""
    urls = [f"https://m.example/news/{n}" for n in range(20)]
    assert patterns_of([*urls, "https://m.example/sklep?id=1"]) == [r"^/news/\d+(?:\?|$)"]


def test_nothing_gives_nothing() -> None:
    """Without addresses there is no pattern."""
    assert patterns_of([]) == []
