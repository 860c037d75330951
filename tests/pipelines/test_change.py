"""A page is new, changed or as it was; nothing a reader cannot see makes a version."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Attachment, Block, Image, Page, Section
from pipelines.change import Change, content_digest, digest, judge
from pipelines.identity import identify
from pipelines.item import Item
from tests.pipelines.items import URL, make_item, paragraph


@dataclass
class Known:
    """A page as the archive remembers it."""

    record_id: str = "r0"
    content_digest: str = ""
    version: int = 3
    gone: bool = False


def known(item: Item, **facts: object) -> dict[str, Known]:
    """The archive after it stored the item's page."""
    digest = content_digest(item.page)
    return {URL: Known(content_digest=digest, **facts)}  # type: ignore[arg-type]


def test_a_page_never_seen_is_new() -> None:
    """The first version is number 1 and follows none."""
    item = judge(digest(identify(make_item())), {})
    assert (item.visit.outcome, item.version, item.previous_record_id) == ("new", 1, None)
    assert item.visit.record_id == item.record_id


def test_the_same_content_is_unchanged() -> None:
    """The visit confirms the record there is."""
    item = judge(digest(identify(make_item())), known(make_item()))
    assert (item.visit.outcome, item.visit.record_id) == ("unchanged", "r0")
    assert item.visit.reason is None


def test_other_content_is_the_next_version() -> None:
    """A changed word makes a version that follows the last one."""
    item = judge(digest(identify(make_item(texts=["Park był otwarty."]))), known(make_item()))
    assert (item.visit.outcome, item.version, item.previous_record_id) == ("changed", 4, "r0")
    assert item.visit.record_id == item.record_id


@pytest.mark.parametrize(
    ("texts", "outcome"), [([], "changed"), (["Park był otwarty."], "changed"), (None, "unchanged")]
)
def test_a_page_that_was_gone_and_came_back_says_so(texts: list[str] | None, outcome: str) -> None:
    """Its content decides as always; the reason tells that it was away."""
    item = make_item() if texts is None else make_item(texts=texts)
    judge(digest(identify(item)), known(make_item(), gone=True))
    assert (item.visit.outcome, item.visit.reason) == (outcome, "returned")


PAGE = Page(
    url=URL,
    title="Święto miasta",
    lead="Zapraszamy na rynek.",
    blocks=[
        paragraph("Koncert zacznie się o 18.00."),
        Block(kind="figure", text="Rynek", src="https://miastko.example/rynek.jpg?v=1"),
    ],
    attachments=[Attachment("http://www.miastko.example/program.pdf", "Program")],
)


def changed(**fields: object) -> Page:
    """The page with other fields."""
    facts = {name: getattr(PAGE, name) for name in ("title", "lead", "blocks", "attachments")}
    return Page(url=URL, **{**facts, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "page",
    [
        changed(
            sections=[Section("header", "Imieniny: Anny, Jana"), Section("footer", "Odwiedzin: 7")]
        ),
        changed(images=[Image("https://miastko.example/inny.jpg")]),
        changed(published_source="feed", vendor="Ktoś", site_name="Miastko", charset="cp1250"),
        changed(title="Święto\u00a0miasta "),
        changed(title=unicodedata.normalize("NFD", "Święto miasta")),
        changed(lead=None, blocks=[paragraph("Zapraszamy na rynek."), *PAGE.blocks]),
        changed(blocks=[paragraph("Koncert"), paragraph("zacznie się o\n18.00."), PAGE.blocks[1]]),
        changed(
            blocks=[
                PAGE.blocks[0],
                Block(kind="figure", text="Rynek", src="http://www.miastko.example/rynek.jpg?v=2"),
            ]
        ),
        changed(attachments=[Attachment("https://miastko.example/program.pdf", "Program ")]),
    ],
)
def test_what_no_reader_sees_is_no_change(page: Page) -> None:
    """Chrome, counters, name days, spaces, normal forms and schemes make no version."""
    assert content_digest(page) == content_digest(PAGE)


@pytest.mark.parametrize(
    "page",
    [
        changed(title="Święto było"),
        changed(lead="Zapraszaliśmy na rynek."),
        changed(blocks=[paragraph("Koncert zaczął się o 18.00."), PAGE.blocks[1]]),
        changed(blocks=[PAGE.blocks[1], PAGE.blocks[0]]),
        changed(blocks=[PAGE.blocks[0], Block(kind="figure", text="Rynek", src="/inny.jpg")]),
        changed(attachments=[]),
        changed(attachments=[Attachment("http://www.miastko.example/program.pdf", "Zmiana")]),
        changed(attachments=[Attachment("http://www.miastko.example/program2.pdf", "Program")]),
    ],
)
def test_what_a_reader_sees_is_a_change(page: Page) -> None:
    """A word, a tense, an order, a picture, a file: each makes a version."""
    assert content_digest(page) != content_digest(PAGE)


@given(st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_a_digest_is_a_digest_whatever_the_text(title: str, lead: str, texts: list[str]) -> None:
    """No text breaks the digest, and composing it again changes nothing."""
    page = Page(url=URL, title=title, lead=lead, blocks=[paragraph(text) for text in texts])
    digest = content_digest(page)
    composed = Page(
        url=URL,
        title=unicodedata.normalize("NFC", title),
        lead=f"  {lead}\n",
        blocks=[paragraph(text) for text in texts],
    )
    assert re.fullmatch("sha256:[0-9a-f]{64}", digest)
    assert content_digest(composed) == digest


def test_a_second_address_of_a_page_is_an_alias() -> None:
    """Two addresses that lead to one page in one run make one version."""
    change = Change({})
    first = change(identify(make_item()))
    second = change(identify(make_item(URL + "?x=1", canonical_url=URL, snapshot="urn:uuid:2")))
    assert (second.visit.outcome, second.visit.reason) == ("unchanged", "alias")
    assert second.visit.record_id == first.record_id


def test_a_print_version_with_less_text_is_an_alias() -> None:
    """The same title under the same canonical link is the same page, though a box is missing."""
    change = Change({})
    change(identify(make_item()))
    item = identify(make_item(URL + "/drukuj", canonical_url=URL, texts=["Park jest otwarty."]))
    assert change(item).visit.reason == "alias"


def test_an_alias_of_an_unchanged_page_confirms_the_stored_record() -> None:
    """The alias points to the record in the archive, not to one that was never stored."""
    change = Change(known(make_item()))
    change(identify(make_item()))
    item = change(identify(make_item(URL + "?x=1", canonical_url=URL)))
    assert (item.visit.outcome, item.visit.record_id) == ("unchanged", "r0")


def test_articles_that_claim_one_address_are_not_lost() -> None:
    """A template that prints one canonical link everywhere does not swallow articles."""
    change = Change({})
    one, other = "https://miastko.example/a/1", "https://miastko.example/a/2"
    change(identify(make_item(one, canonical_url=URL, title="Pierwszy", texts=["Raz."])))
    item = identify(make_item(other, canonical_url=URL, title="Drugi", texts=["Dwa."]))
    change(item)
    assert (item.visit.outcome, item.canonical_url) == ("new", other)
    assert item.visit.canonical_url == other
    assert item.issues == ["canonical_shared"]


def test_the_page_itself_is_kept_when_another_took_its_address() -> None:
    """The true page at a claimed address is stored, even as a version."""
    change = Change({})
    first = identify(make_item(URL + "?x=1", canonical_url=URL, title="Inny", texts=["Raz."]))
    change(first)
    item = change(identify(make_item()))
    assert (item.visit.outcome, item.version) == ("changed", 2)
    assert item.previous_record_id == first.record_id


def test_a_page_of_its_own_stays_one() -> None:
    """A page the archive knows under its own address is not moved by a canonical link."""
    own = URL + "?x=1"
    item = make_item(own, canonical_url=URL)
    change = Change({own: Known(content_digest=content_digest(item.page))})
    assert change(identify(item)).canonical_url == own
    assert item.visit.outcome == "unchanged"
