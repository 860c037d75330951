"""Pages that no longer read are told from chance, from other pages, and from a new coat."""

from __future__ import annotations

from random import Random

import pytest

from crawler.watch.layout import Revisits, doubts
from crawler.watch.odds import so_few, so_many
from crawler.watch.portrait import Portrait
from crawler.watch.template import distance, fingerprint, is_familiar
from tests.archive import factory

NONE = Revisits()
OLD, NEW = "0123456789abcdef", "fedcba9876543210"


def portrait(rows: int, **changes) -> Portrait:
    """So many records with these columns; a callable is given the record's number."""
    made = Portrait()
    for number in range(rows):
        columns = {name: v(number) if callable(v) else v for name, v in changes.items()}
        made.add(factory.page_row(number, template=OLD) | columns)
    return made


def grave(now: Portrait, before: Portrait, revisits: Revisits = NONE) -> list[str]:
    """The evidence of grave doubts."""
    return [d.evidence for d in doubts("article", now, before, revisits) if d.grave]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": None}, "a title of their own"),
        ({"title": "Urząd Miasta Olszynów"}, "a title of their own"),
        ({"published": None}, "a publication day"),
        ({"body_text": "", "attachments": [], "images": []}, "any main content"),
        ({"body_text": "Czytaj"}, "a text shorter"),
        ({"body_text": "Menu " * 900}, "a text longer"),
    ],
)
def test_what_a_record_needs_and_lost_is_grave(changes, words):
    """Each essential field, and texts of another size."""
    assert any(words in told for told in grave(portrait(8, **changes), portrait(200)))


def test_two_records_prove_nothing():
    """A day with two odd pages is a day with two odd pages."""
    assert grave(portrait(2, title=None), portrait(200)) == []


@pytest.mark.parametrize("rows", [2, 3, 4])
def test_a_quiet_day_in_a_new_coat_is_enough(rows):
    """Few records prove it when they lack what all had and their markup is unlike any before."""
    [told, *_] = grave(portrait(rows, title=None, template=NEW), portrait(60))
    assert told == (
        f"0 of {rows} articles have a title of their own, 100% had before, "
        "all under markup unlike any before"
    )


def test_one_page_of_another_make_proves_nothing():
    """A campaign's landing page, or two that read well, or two of which one is in the old coat."""
    before = portrait(200)
    assert grave(portrait(1, title=None, template=NEW), before) == []
    assert grave(portrait(2, template=NEW), before) == []
    mixed = portrait(2, title=None, template=lambda n: NEW if n else OLD)
    assert grave(mixed, before) == []


def test_what_was_always_missing_is_not_missed():
    """A city that dates half of its pages may go on so."""
    before = portrait(200, published=lambda n: None if n % 2 else factory.START.date())
    assert grave(portrait(12, published=None, title="x"), before) == []


def test_a_section_that_is_gone_is_a_word_only():
    """Badges or a footer can go without harm to the record."""
    found = list(doubts("article", portrait(20, sections=[]), portrait(200), Revisits()))
    assert {doubt.grave for doubt in found} == {False}
    assert any("a section footer" in doubt.evidence for doubt in found)


def test_a_new_template_that_reads_well_is_a_word_only():
    """The coat is new, the words are the same: nothing changed for a reader."""
    now = portrait(30, template=NEW)
    [doubt] = doubts("article", now, portrait(200), Revisits(changed=1, read=30))
    assert (doubt.grave, "unlike any before" in doubt.evidence) == (False, True)


def test_known_pages_that_all_read_differently_under_a_new_template_are_grave():
    """Nobody rewrites thirty pages in a night."""
    [told] = grave(portrait(30, template=NEW), portrait(200), Revisits(changed=28, read=30))
    assert "28 of 30 known pages" in told


def test_but_not_when_we_read_them_with_other_eyes():
    """A new extractor or profile makes differences of its own."""
    now = portrait(30, template=NEW, extractor_version="9.9.9")
    assert grave(now, portrait(200), Revisits(changed=28, read=30)) == []


def test_no_alarm_on_ordinary_days():
    """A thousand days of a city that dates 97 %, leads in 60 %, has odd pages in 3 %: all quiet."""
    chance = Random(7)

    def ordinary(rows: int) -> Portrait:
        return portrait(
            rows,
            published=lambda _: factory.START.date() if chance.random() < 0.97 else None,
            lead=lambda _: "Lid" if chance.random() < 0.6 else None,
            template=lambda _: OLD if chance.random() < 0.97 else f"{chance.getrandbits(64):016x}",
            body_text=lambda _: "słowo " * int(chance.lognormvariate(5, 0.6)),
        )

    before = ordinary(400)
    alarms = [told for _ in range(1000) for told in grave(ordinary(chance.randint(1, 15)), before)]
    assert alarms == []


def test_odds_are_a_distribution():
    """The chances of few and of many meet; what was seen before makes them sharper."""
    assert so_few(10, 10, 5, 9) == pytest.approx(1.0)
    assert so_few(3, 10, 5, 9) + so_many(4, 10, 5, 9) == pytest.approx(1.0)
    assert so_few(0, 5, 400, 400) < so_few(0, 5, 10, 10) < so_few(0, 5, 1, 1)
    with pytest.raises(ValueError, match="more hits than tries"):
        so_few(3, 2, 0, 0)


def page(*classes: str, text: str = "") -> bytes:
    """A page of such class names."""
    return "".join(f'<div class="{name}"><p>{text}</p></div>' for name in classes).encode()


def test_a_template_is_known_again_whatever_it_says():
    """Texts and numbers in names do not count; a block more is still the same template."""
    names = [f"entry-{part}" for part in "abcdefghijklmnopqrst"]
    one = fingerprint(page(*names, text="Remont"))
    assert one == fingerprint(page(*names, "post-1234", text="Sesja"))
    assert distance(one, fingerprint(page(*names, "gallery"))) <= 16
    assert not is_familiar(fingerprint(page(*(f"css{part}" for part in "abcdefghijk"))), [one])


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"<" * 100_000, b'class="' * 50_000])
def test_any_bytes_have_a_fingerprint(body):
    """Sixteen hex digits, and no error."""
    assert len(fingerprint(body)) == 16
