"""Each page has one identity, and a canonical link is believed only when it makes sense."""

from __future__ import annotations

import hashlib

import pytest

from pipelines.identity import identify, record_id
from pipelines.item import Item
from tests.pipelines.items import URL, make_item


def test_without_a_canonical_link_the_address_counts() -> None:
    """Alias hosts, http and tracking parameters lead to one page."""
    item = identify(make_item("http://www.miastko.example/aktualnosci/otwarcie-parku?utm_source=x"))
    assert item.canonical_url == URL
    assert item.visit.canonical_url == URL


def test_a_sound_canonical_link_counts() -> None:
    """The page knows its address better than the link that led to it."""
    item = make_item("https://miastko.example/?p=12", canonical_url=URL + "#tresc")
    assert identify(item).canonical_url == URL
    assert item.issues == []


@pytest.mark.parametrize(
    "claim",
    [
        "https://miastko.example/",
        "https://miastko.example/aktualnosci/",
        "https://gov.pl/aktualnosci/otwarcie-parku",
        "https://staging.miastko.example/aktualnosci/otwarcie-parku",
        "javascript:void(0)",
        'https://miastko.example/"x',
    ],
)
def test_a_canonical_link_that_cannot_be_true_is_ignored(claim: str) -> None:
    """The front page, a folder above, another host and nonsense name no article."""
    item = identify(make_item(canonical_url=claim))
    assert item.canonical_url == URL
    assert item.issues == ["canonical_ignored"]


@pytest.mark.parametrize("look", ["amp/", "drukuj", "print/", "page/2/", "strona/3"])
def test_other_looks_of_a_page_lead_to_it(look: str) -> None:
    """A print version may name the page it prints, although that stands above it."""
    item = make_item(f"{URL}/{look}", canonical_url=URL)
    assert identify(item).canonical_url == URL


@pytest.mark.parametrize("asked", [URL + "/", URL])
def test_a_trailing_slash_is_what_the_page_says(asked: str) -> None:
    """With or without: the canonical link decides."""
    assert identify(make_item(asked, canonical_url=URL)).canonical_url == URL
    assert identify(make_item(asked, canonical_url=URL + "/")).canonical_url == URL + "/"


def test_a_numbered_article_is_not_its_folder() -> None:
    """``/aktualnosci/123`` is an article of its own, whatever the template claims."""
    url = "https://miastko.example/aktualnosci/123"
    item = make_item(url, canonical_url="https://miastko.example/aktualnosci")
    assert identify(item).canonical_url == url


def test_the_front_page_may_name_itself() -> None:
    """The front page is a page too."""
    item = make_item("http://www.miastko.example/", canonical_url="https://miastko.example")
    assert identify(item).canonical_url == "https://miastko.example/"
    assert item.issues == []


def test_the_record_id_is_as_documented() -> None:
    """32 hex digits of a SHA-256 over city, page and stored answer."""
    key = f"miastko\n{URL}\nurn:uuid:1\n".encode()
    assert identify(make_item()).record_id == hashlib.sha256(key).hexdigest()[:32]


def test_record_ids_follow_the_snapshot() -> None:
    """The same snapshot read again is the same record; another fetch is another one."""
    first, again = identify(make_item()), identify(make_item())
    other = identify(make_item(snapshot="urn:uuid:2"))
    assert first.record_id == again.record_id != other.record_id
    assert record_id("a", "b", "c") != record_id("ab", "", "c")


def test_hosts_alone_are_enough() -> None:
    """An item without full rules is identified by its host aliases."""
    item = make_item("https://www.miastko.example/a")
    bare = Item(page=item.page, visit=item.visit, hosts={"www.miastko.example": "miastko.example"})
    assert identify(bare).canonical_url == "https://miastko.example/a"
