"""What counts as added, removed, edited and moved."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.history.diff import Edit, Span, compare, words_marked
from archive.history.parts import Part, parts
from tests.archive import factory


def paragraphs(*texts: str) -> list[Part]:
    """Paragraphs with these texts."""
    return [Part("paragraph", text) for text in texts]


A, B, C = "Rusza remont drogi.", "Biblioteka otwarta dłużej.", "Nabór do przedszkoli."


def kinds(edits: list[Edit]) -> list[tuple[str, str | None]]:
    """Kind and text of each edit."""
    return [(edit.kind, edit.after or edit.before) for edit in edits]


def test_the_same_is_no_edit():
    """Nothing changed, nothing told."""
    assert compare(paragraphs(A, B), paragraphs(A, B)) == []


def test_added_and_removed():
    """What is new and what is gone, in the order of the page."""
    assert kinds(compare(paragraphs(A, B), paragraphs(A, C))) == [("removed", B), ("added", C)]


def test_moved_is_neither_removed_nor_added():
    """One paragraph that went to the end has moved; the others stand as they stood."""
    assert kinds(compare(paragraphs(A, B, C), paragraphs(B, C, A))) == [("moved", A)]


def test_edited_words_are_marked():
    """A deadline put off is one word out and one word in."""
    (edit,) = compare(
        paragraphs("Wnioski do dnia 19 marca."), paragraphs("Wnioski do dnia 20 marca.")
    )
    assert edit.kind == "edited"
    assert edit.spans == (
        Span("same", "Wnioski do dnia"),
        Span("removed", "19"),
        Span("added", "20"),
        Span("same", "marca."),
    )


def test_an_edited_paragraph_that_moved_is_edited():
    """It is still known by its words."""
    edits = compare(paragraphs(A, B, C), paragraphs(B, C, "Rusza wielki remont drogi."))
    assert kinds(edits) == [("edited", "Rusza wielki remont drogi.")]


def test_a_new_title_is_an_edited_title():
    """There is one title, however little of it stayed."""
    (edit,) = compare([Part("title", "Koncert w sobotę")], [Part("title", "Bilety wyprzedane")])
    assert (edit.kind, edit.before, edit.after) == (
        "edited",
        "Koncert w sobotę",
        "Bilety wyprzedane",
    )


def test_a_list_never_becomes_a_paragraph():
    """Parts of two kinds are two parts, even with the same words."""
    edits = compare([Part("list", A)], [Part("paragraph", A)])
    assert sorted(edit.kind for edit in edits) == ["added", "removed"]


def test_another_file_behind_the_same_words():
    """An attachment exchanged under its label is an edit that names both files."""
    (edit,) = compare(
        [Part("attachment", "Regulamin", "bip.example/a.pdf")],
        [Part("attachment", "Regulamin", "bip.example/b.pdf")],
    )
    assert (edit.kind, edit.targets) == ("edited", ("bip.example/a.pdf", "bip.example/b.pdf"))
    assert edit.spans == (Span("same", "Regulamin"),)


def test_one_of_two_equal_paragraphs_goes():
    """Repeats are counted."""
    assert kinds(compare(paragraphs(A, B, A), paragraphs(A, B))) == [("removed", A)]


def test_thousands_of_new_parts_are_told_in_time():
    """Too many to compare pair by pair: they are removed and added, and moves still move."""
    old = paragraphs("stały", "drugi", *(f"stary wiersz {number}" for number in range(1500)))
    new = paragraphs("drugi", *(f"nowy zapis {number}" for number in range(1500)), "stały")
    edits = compare(old, new)
    assert len([edit for edit in edits if edit.kind == "removed"]) == 1500
    assert len([edit for edit in edits if edit.kind == "added"]) == 1500
    assert [edit.after for edit in edits if edit.kind == "moved"] == ["drugi"]


TEXTS = st.lists(st.sampled_from(["a", "b", "c", "a b c d", "a b c e", ""]), max_size=8)


@given(TEXTS, TEXTS)
def test_edits_lead_from_the_old_page_to_the_new(old, new):
    """Take away what went, put in what came: the same parts are there, none lost or doubled."""
    edits = compare(paragraphs(*old), paragraphs(*new))
    left = list(old)
    for edit in edits:
        if edit.before is not None:
            left.remove(edit.before)
    left += [edit.after for edit in edits if edit.after is not None]
    assert sorted(left) == sorted(new)


@given(st.text("ab \n", max_size=30), st.text("ab \n", max_size=30))
def test_spans_hold_both_texts(old, new):
    """Without what came it is the old text, without what went the new one."""
    spans = words_marked(old, new)
    for gone, text in (("added", old), ("removed", new)):
        kept = " ".join(span.text for span in spans if span.kind != gone)
        assert kept.split() == text.split()


def test_blanks_and_normal_forms_are_no_change():
    """The digest looks past them, so the history does."""
    row = factory.rows_to_table(factory.PAGES, [factory.page_row(1)]).to_pylist()[0]
    other = row | {"title": "Remont  ulicy\nDługiej – etap 1"}
    row["title"] = "Remont ulicy Długiej – etap 1"
    assert parts(row) == parts(other)


def test_a_lead_that_is_also_a_block_is_told_once():
    """A page shows it once."""
    row = {
        "title": None,
        "lead": "Od jutra.",
        "blocks": [{"kind": "paragraph", "text": "Od jutra.", "src": None}],
        "attachments": None,
    }
    assert parts(row) == [Part("paragraph", "Od jutra.")]
