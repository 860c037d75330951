"""What the town has published on a day, and what a crawl of that day must find."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from crawler.demo.content import Source, sources
from crawler.demo.markup import inline, parse
from crawler.demo.town import DemoTown, documents, expected

DAYS = (1, 2, 3)


def at(day: int, hour: int = 9) -> datetime:
    """A local time in March 2026."""
    return datetime(2026, 3, day, hour)  # noqa: DTZ001 - texts carry local times


def source(**front: object) -> Source:
    """One news text of 2 March with the given front matter."""
    front = {"title": "Remont", "category": "sport", **front}
    start = at(2, 8)
    return Source("news", "article", "/2026/03/02/remont/", start, front, "Pierwszy.\n\nDrugi.")


def test_the_first_day_has_more_than_sixty_records():
    """A crawl of day 1 finds at least 60 pages, most of them dated."""
    found = documents(1)
    assert len(found) >= 60
    assert sum(d.published is not None for d in found) >= 60
    assert {d.kind for d in found} == {"article", "notice", "page"}


def test_addresses_are_unique():
    """No two texts share an address."""
    addresses = [(s.site, s.path) for s in sources()]
    assert len(set(addresses)) == len(addresses)


def test_texts_are_not_one_text_with_other_words():
    """No paragraph of more than a few words stands in two texts."""
    seen: dict[str, str] = {}
    for document in documents(3):
        for block in document.blocks:
            if block.kind in ("paragraph", "lead") and len(block.text.split()) > 12:
                assert seen.setdefault(block.text, document.path) == document.path


@pytest.mark.parametrize("day", [2, 3])
def test_every_later_day_brings_new_changed_and_gone_pages(day: int):
    """Days 2 and 3 give a second and third crawl something of each kind to find."""
    found = expected(day)
    assert found.new
    assert found.changed
    assert found.gone
    assert len(found.unchanged) > 60


def test_expected_adds_up():
    """What stands is new, changed or unchanged; what stood before and is not there is gone."""
    for day in DAYS[1:]:
        found = expected(day)
        now = {d.canonical_url for d in documents(day)}
        before = {d.canonical_url for d in documents(day - 1)}
        assert found.new | found.changed | found.unchanged == now
        assert found.gone == before - now
        assert not found.changed & found.unchanged


def test_a_skipped_day_shows_both_days_changes():
    """A crawl on day 3 after one on day 1 finds what either day brought."""
    both = expected(3, since=1)
    assert both.new == (expected(2).new | expected(3).new)
    assert both.gone == (expected(2).gone | expected(3).gone)
    assert both.changed >= expected(3).changed - expected(2).new


def test_after_the_last_day_nothing_happens():
    """From day 4 on the texts stay as they are on day 3."""
    assert documents(4) == documents(3)
    assert not expected(9).new | expected(9).changed | expected(9).gone


def test_days_begin_at_one():
    """There is no day 0."""
    with pytest.raises(ValueError, match="begin at 1"):
        DemoTown(0)


def test_a_text_appears_on_its_date_and_vanishes_on_its_last():
    """Before its date and from the day of ``gone`` on there is no text."""
    text = source(gone=date(2026, 3, 4))
    assert text.on(date(2026, 3, 1)) is None
    assert text.on(date(2026, 3, 3)) is not None
    assert text.on(date(2026, 3, 4)) is None


def test_edits_apply_on_their_day_in_order():
    """An edit changes title, words and ends of a text from its day on, and says when."""
    edits = [
        {"on": at(3), "replace": [["Drugi", "Inny"]], "prepend": "Zerowy."},
        {"on": at(4), "title": "Po remoncie", "append": "Trzeci."},
    ]
    text = source(edits=edits)
    before, second, third = (text.on(date(2026, 3, day)) for day in (2, 3, 4))
    assert [block.text for block in before.blocks] == ["Pierwszy.", "Drugi."]
    assert [block.text for block in second.blocks] == ["Zerowy.", "Pierwszy.", "Inny."]
    assert (second.title, second.modified) == ("Remont", at(3))
    assert [block.text for block in third.blocks][-1] == "Trzeci."
    assert third.title == "Po remoncie"


def test_an_edit_that_finds_nothing_is_an_error():
    """A slip in a text file is told, with the page and the words."""
    text = source(edits=[{"on": at(2), "replace": [["Piąty", "x"]]}])
    with pytest.raises(ValueError, match=r"/remont/: nothing to replace: 'Piąty'"):
        text.on(date(2026, 3, 2))


def test_an_edit_of_the_facts_alone_is_no_change():
    """A new modification date without new words leaves the page unchanged."""
    text = source(edits=[{"on": at(3)}])
    before, after = text.on(date(2026, 3, 2)), text.on(date(2026, 3, 3))
    assert before.modified != after.modified
    assert before.content == after.content


def test_markup_knows_its_blocks():
    """Each block is told by how it begins, wrapped lines included."""
    text = """!! Wstęp
w dwóch liniach

## Nagłówek

- jeden
  dalej
- dwa

| a | b |
| 1 | |

> Słowa
> -- Ktoś

![opis](x.jpg)
= Podpis // Autor

@[Film](http://wideo.example/1)

Koniec."""
    blocks = parse(text)
    kinds = [block.kind for block in blocks]
    assert kinds == [
        "lead", "heading", "list", "table", "quote", "figure", "video", "paragraph",
    ]  # fmt: skip
    assert blocks[0].text == "Wstęp w dwóch liniach"
    assert blocks[2].items == ["jeden dalej", "dwa"]
    assert blocks[3].rows == [["a", "b"], ["1", ""]]
    assert (blocks[4].text, blocks[4].author) == ("Słowa", "Ktoś")
    assert (blocks[5].pictures[0].caption, blocks[5].pictures[0].author) == ("Podpis", "Autor")


def test_inline_markup_is_escaped():
    """Angle brackets and ampersands of a text never become markup."""
    html = inline("a < b & [c & d](/x?a=1&b=2) **e**~f")
    assert html == ('a &lt; b &amp; <a href="/x?a=1&amp;b=2">c &amp; d</a> <strong>e</strong>\xa0f')


def test_the_table_of_days_in_the_docs_is_true():
    """docs/demo-town.md counts what each day brings."""
    docs = Path(__file__).resolve().parents[3] / "docs" / "demo-town.md"
    row = re.compile(r"^\| (\d) \| (\d+) \| (\d+) \| (\d+) \| (\d+)", re.MULTILINE)
    rows = [[int(cell) for cell in cells] for cells in row.findall(docs.read_text("utf-8"))]
    assert [day for day, *_ in rows] == list(DAYS)
    for day, *told in rows:
        found = expected(day)
        counts = [len(found.new), len(found.changed), len(found.gone)]
        assert told == [len(documents(day)), *counts]
